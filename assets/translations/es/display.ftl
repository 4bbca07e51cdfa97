# La pantalla de la sala, y lo que dice su voz. De usted.
