# La pantalla de la sala, y lo que dice su voz. De usted.

called-title = Pase al mostrador, por favor
called-hint = ¿Acaba de llegar? Regístrese en la pantalla táctil.
call-counter = Mostrador
call-please = Pase al mostrador { $counter }, por favor
call-spoken = { $name }, pase al mostrador { $counter }, por favor.

next-title = A continuación
next-more = y { $count } más
next-nobody = No hay nadie esperando
waits-title = Espera ahora
waits-none = Ahora mismo no hay ningún mostrador abierto.
waits-paused = en pausa

empty-title = Hola
empty-lead = Regístrese en la pantalla táctil. Le llamaremos por su nombre o su número.
empty-step-touch = Toque la pantalla para empezar
empty-step-say = Diga en qué podemos ayudarle
empty-step-seat = Tome asiento, le llamaremos
paused-title = Una pequeña pausa
paused-lead = Durante un rato no admitimos nuevas llegadas. Seguimos atendiendo a quienes esperan o tienen cita.
closed-title = Ahora estamos cerrados
closed-opens = Abrimos de nuevo: { $when }.
closed-lead = Vuelva, por favor, en nuestro horario de atención.
starting-title = Un momento, por favor
starting-lead = Esta pantalla se está preparando.

lost-title = Esté pendiente de su nombre
lost-lead = Esta pantalla no está al día. Usted conserva su turno. Si tiene dudas, pregunte en el mostrador.
lost-since = Última actualización: { $time }
