# La pantalla táctil: lo que lee quien nos visita. De usted.
