# El personal reserva para una visita y cambia lo reservado
appointment-new = Reservar una cita
appointment-when = Cuándo y con quién
appointment-agent = Reservada para
appointment-anyone = Quien esté libre
appointment-show = Ver horas libres
appointment-none-free = No queda nada libre este día.
appointment-keep = Dejarla como está: { $when }
appointment-mail = Correo electrónico (opcional)
appointment-language = Idioma del mensaje
appointment-people = Cuántas personas vienen
appointment-further = También
appointment-marks = Cuenta antes
appointment-marks-hint = Las marcas adelantan a la visita en la cola. Úselas cuando haya un motivo, por favor.
appointment-mark-urgent = Urgente
appointment-mark-accessibility = Accesibilidad
appointment-mark-vip = VIP
appointment-agreed = Acordado
appointment-together = { $count } personas
appointment-then = después { $services }
appointment-code = código { $code }
appointment-book = Reservar
appointment-cancel = Anular la cita
appointment-cancel-sure = ¿Anular esta cita?
appointment-cancel-told = Su hora queda libre para otra persona, y se avisa a { $mail }.
appointment-cancel-not-told = Su hora queda libre para otra persona. No hay correo electrónico: avise usted a la visita, por favor.
appointment-cancel-changed = Alguien ha cambiado esta cita mientras tanto. Así está ahora.
appointment-cancel-yes = Sí, anularla
appointment-cancel-no = No, mantenerla
appointment-cancel-look = Ver la cita
appointment-state-booked = Reservada
appointment-state-cancelled = Anulada
appointment-state-kept = Vino
appointment-state-missed = No vino
appointment-fault-name = Escriba un nombre, de 200 letras como mucho.
appointment-fault-mail = Escriba el correo completo, por ejemplo ana@example.org, o déjelo vacío.
appointment-fault-note = Escríbalo más corto, por favor: 500 letras como mucho.
appointment-fault-people = Escriba un número del 1 al 50.
appointment-fault-start = Elija una hora, por favor.
staff-done-appointment-booked = Reservada. La visita recibe un mensaje, si hay una dirección de correo.
staff-done-appointment-changed = Guardado.
staff-done-appointment-cancelled = Cita anulada. Su hora vuelve a estar libre.

# Una cita en el calendario propio de quien atiende
calendar-entry = Cita
calendar-entry-full = { $service } · { $name }
calendar-writing = Mis citas en este calendario
calendar-writing-lead = Podemos escribir en este calendario las citas reservadas para usted y mantenerlas al día.
calendar-writing-trying = Probando
calendar-writing-works = Se escriben ahí
calendar-writing-count = { $count ->
    [0] Todavía no hay ninguna reservada para usted.
    [one] Hay una cita en su calendario.
   *[other] Hay { $count } citas en su calendario.
}
calendar-writing-waiting = { $count ->
    [one] Otra está en camino.
   *[other] Otras { $count } están en camino.
}
calendar-writing-left = { $count ->
    [one] Usted movió o borró una de nuestras entradas; la dejamos como está. La cita sigue en pie: cámbiela en la página «Citas».
   *[other] Usted movió o borró { $count } de nuestras entradas; las dejamos como están. Las citas siguen en pie: cámbielas en la página «Citas».
}
calendar-writing-again = Lo intentaremos de nuevo { $when }.
calendar-detail = Qué se ve ahí
calendar-detail-busy = Solo que usted tiene una cita
calendar-detail-full = El servicio, el nombre de pila de la visita y la sede
calendar-write = Escribir ahí mis citas
calendar-write-change = Guardar
calendar-write-stop = Dejar de escribir y quitarlas
calendar-remove-hint = Entonces quitaremos nuestras entradas de su calendario. Si más abajo indica otro calendario CalDAV, las escribiremos ahí.
calendar-before = En el calendario anterior
calendar-before-waiting = Se están quitando
calendar-before-count = { $count ->
    [one] Queda una de nuestras entradas.
   *[other] Quedan { $count } de nuestras entradas.
}
calendar-before-fault-sign-in = { $count ->
    [one] Queda una de nuestras entradas: el usuario o la contraseña de entonces ya no se aceptan. Bórrela usted, por favor.
   *[other] Quedan { $count } de nuestras entradas: el usuario o la contraseña de entonces ya no se aceptan. Bórrelas usted, por favor.
}
calendar-before-fault-read-only = { $count ->
    [one] Queda una de nuestras entradas: ya no podemos escribir en ese calendario. Bórrela usted, por favor.
   *[other] Quedan { $count } de nuestras entradas: ya no podemos escribir en ese calendario. Bórrelas usted, por favor.
}
calendar-before-fault-other = { $count ->
    [one] Queda una de nuestras entradas: todavía no se ha podido quitar.
   *[other] Quedan { $count } de nuestras entradas: todavía no se han podido quitar.
}
calendar-before-until = Lo intentaremos de nuevo { $when }, y como mucho hasta { $until }.
calendar-before-moved = { $count ->
    [one] Usted movió esta entrada, así que la dejamos ahí. Bórrela si ya no la necesita:
   *[other] Usted movió estas entradas, así que las dejamos ahí. Bórrelas si ya no las necesita:
}
calendar-before-given-up = { $count ->
    [one] Esta entrada no se ha podido quitar y se queda ahí. Bórrela usted, por favor:
   *[other] Estas entradas no se han podido quitar y se quedan ahí. Bórrelas usted, por favor:
}
calendar-before-leave = Dejarlas y no avisarme más
calendar-write-fault-sign-in = El usuario o la contraseña no se han aceptado. Escriba los dos de nuevo más abajo.
calendar-write-fault-read-only = Este calendario nos deja leer, pero no escribir. Denos permiso para escribir en él, o indique otro calendario.
calendar-write-fault-full = El servidor del calendario dice que está lleno.
calendar-write-fault-gone = Ya no hay ningún calendario en esta dirección. Cópiela de nuevo, por favor.
calendar-write-fault-refused = El servidor del calendario ha respondido con un error.
calendar-write-fault-unreachable = Nadie ha respondido, o la respuesta se ha cortado.
calendar-write-fault-unknown-host = No hay ningún equipo con ese nombre. Revise la dirección, por favor.
calendar-write-fault-too-slow = El calendario ha tardado demasiado.
calendar-write-fault-not-trusted = El equipo no ha podido demostrar que es el correcto. Revise la dirección, por favor.
calendar-write-fault-too-large = El servidor del calendario ha respondido con demasiados datos.
calendar-write-fault-redirects = Esta dirección lleva a otro servidor, y ahí no escribimos nada. Indique la dirección del propio calendario, por favor.
calendar-write-fault-private = Esta dirección lleva a una red interna, y la configuración no lo permite. Pregunte a quien administra Mostrador.
calendar-write-fault-not-https = Use una dirección que empiece por https://, por favor.
calendar-write-fault-no-address = Esta dirección no está completa.
calendar-write-fault-no-calendar = El servidor ha respondido con algo que no es un calendario.
calendar-write-fault-unreadable = El servidor ha respondido con algo que no hemos podido leer.
calendar-write-fault-too-much = El servidor del calendario ha respondido con demasiados datos.
staff-done-calendar-writing = Guardado. Primero probamos el calendario; vuelva a mirar en un minuto, por favor.
staff-done-calendar-writing-stopped = Ya no se escribe nada más, y lo que está por venir se quita.

# Lo que el personal ve junto a una cita
appointment-calendar = En el calendario
appointment-calendar-settled = Está en el calendario de { $agent }.
appointment-calendar-waiting = En camino al calendario de { $agent }.
appointment-calendar-late = Todavía no se ha podido escribir en el calendario de { $agent }. Lo seguiremos intentando.
appointment-calendar-moved = { $agent } la movió en su propio calendario a: { $when }. La cita sigue a su hora. Muévala aquí, o asígnela a otra persona, por favor.
appointment-calendar-deleted = { $agent } la borró de su propio calendario. La cita sigue en pie. Asígnela a otra persona o anúlela, por favor.
appointment-calendar-stays = Ya no es de { $agent }, pero la entrada que cambió a mano se queda en su calendario.
appointment-calendar-going = Se está quitando del calendario de { $agent }.
appointment-calendar-insist = Escribirla ahí de nuevo
appointment-calendar-short = cambiada a mano
staff-done-appointment-insisted = Se vuelve a escribir en el calendario.
