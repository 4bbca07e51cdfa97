# El programa del personal técnico.

console-window-title = Mostrador
console-close = Cerrar
console-close-notice = Cerrar este aviso

# Entrar
console-sign-in-title = Entrar
console-sign-in-name-label = Nombre
console-sign-in-password-label = Contraseña
console-sign-in-address-label = Dirección de la sede
console-sign-in-address-tip = El equipo del mostrador que lleva la cola, por ejemplo 192.0.2.10:7310
console-sign-in-submit = Entrar
console-sign-in-busy = Entrando…
console-sign-in-address-wrong = Escriba la dirección de la sede, por ejemplo 192.0.2.10:7310.
console-sign-in-name-missing = Escriba su nombre.
console-sign-in-password-missing = Escriba su contraseña.
console-sign-in-unreachable = { $address } no responde. Revise la dirección y la red e inténtelo otra vez.
console-session-ended = Se ha cerrado su sesión. Lo que escribió está guardado en este equipo. Vuelva a entrar, por favor.
console-sign-on-with = Entrar con { $account }
console-sign-on = Entrar con su cuenta de trabajo
console-sign-on-or = O con nombre y contraseña
console-sign-on-wait-title = Termine en su navegador
console-sign-on-wait = Se ha abierto una página para entrar. Cuando haya dicho que sí allí, esta ventana continúa sola.
console-sign-on-no-browser = No se pudo abrir ningún navegador. Copie esta dirección en uno de este equipo:
console-sign-on-compare = La página le pide que compare estas letras:
console-sign-on-finishing = El navegador ha terminado. Un momento.
console-sign-on-again = Abrir la página otra vez
console-sign-on-copy = Copiar la dirección
console-sign-on-cancel = Cancelar
console-sign-on-cancelled = No ha entrado nadie: en el navegador se eligió «No».
console-sign-on-late = El navegador no terminó en diez minutos. Empiece de nuevo, por favor.
console-sign-on-no-port = Este equipo no deja que el navegador responda a este programa. Entre con nombre y contraseña y avise a quien se encarga del equipo.
console-sign-on-desk-silent = La central no responde a este equipo. Pruebe otra vez dentro de un minuto o entre con nombre y contraseña.
console-sign-on-site-silent = La sede no responde. Revise la red y vuelva a entrar.
console-sign-on-not-reached = El servicio de las cuentas de trabajo no responde en este momento. Pruebe otra vez dentro de un minuto o entre con nombre y contraseña.
console-sign-on-refused = La entrada no llegó a terminar, o su cuenta de trabajo no tiene permiso para usar esta central. Pruebe otra vez o pregunte a quien se encarga de las cuentas de trabajo.
console-sign-on-wrong = Esta entrada tardó demasiado, se empezó en otra ventana o ya se usó. Empiece de nuevo, por favor.
console-sign-on-set-up = La central y el servicio de las cuentas de trabajo no se entienden. Entre con nombre y contraseña y avise a quien se encarga de la central.
console-sign-on-no-account = No tiene cuenta en esta central. Pida a quien la administra que le añada.
console-sign-on-no-role = Su cuenta de trabajo no está en ninguno de los grupos que pueden trabajar aquí. Pregunte a quien se encarga de las cuentas de trabajo.
console-sign-on-stopped = Su cuenta en esta central está detenida. Pregunte a quien la administra.
console-sign-on-other-person = Aquí su nombre de usuario pertenece a otra cuenta de trabajo. Pida a quien administra la central que la desvincule.
console-sign-on-not-here = Usted no trabaja en esta sede. Pida a quien administra la central que se la añada.

# Elegir puesto
console-counters-title = Hola, { $name }
console-counters-lead = ¿En qué puesto está?
console-counters-none = Ahora mismo todos los puestos están ocupados. Pregunte a un compañero o mire de nuevo dentro de un rato.
console-counters-again = Mirar de nuevo
console-counter-name = Puesto { $counter }
console-counter-free = libre
console-counter-mine = el suyo
console-counter-taken = ocupado
console-counter-taken-by = está { $agent }
console-counter-lost = El puesto { $counter } se ha cerrado porque la sede no tenía noticias de este programa. La persona a la que llamó conserva su turno.

# Menús y órdenes
console-menu-counter = &Puesto
console-menu-visit = &Visita
console-menu-view = V&er
console-menu-language = Idioma
console-menu-scheme = Colores
console-scheme-light = Claro
console-scheme-dark = Oscuro
console-scheme-contrast = Alto contraste
console-call-next = Llamar al siguiente
console-call-this = Llamar a esta persona
console-start = Empezar
console-recall = Repetir
console-no-show = No vino
console-hold = Pausa
console-resume = Seguir
console-transfer = Pasar
console-finish = Terminar
console-finish-next = Asunto siguiente
console-leave = Se ha ido
console-put-back = Devolver a la cola
console-come-back = Al final ha venido
console-arrive = Ya está aquí
console-join = Ayudar aquí
console-withdraw = Volver a mi puesto
console-more = Más
console-add-service = Añadir otro asunto
console-mark = Marcar como
console-mark-urgent = urgente
console-mark-accessibility = accesibilidad
console-mark-vip = VIP
console-reserve = Reservar para
console-reserve-me = Mí
console-reserve-nobody = Cualquiera
console-explain = ¿Por qué se llamó antes a { $called }?
console-record = Registrar
console-break = Hacer un descanso
console-open-counter = Abrir el puesto
console-change-counter = Cambiar de puesto…
console-pause = Pausar la entrada…
console-reopen = Reabrir la entrada
console-sign-out = Salir de la sesión
console-quit = Cerrar el programa
console-filter = Buscar en la cola
console-to-queue = Ir a la cola
console-to-record = Ir al registro
console-to-records = Ir a los registros de hoy
console-show-records = Mostrar los registros de hoy
console-reason-title = ¿Por qué antes de su turno?
console-reason-urgent = Es urgente
console-reason-accessibility = Accesibilidad
console-reason-quick = Es un momento
console-reason-knows-case = Conozco el caso
console-reason-other = Otro motivo
console-transfer-title = Que espere para…
console-transfer-colleague-title = O a otra persona del equipo
console-a-colleague = otra persona del equipo

# Línea de estado
console-agent-available = Disponible
console-agent-calling = Llamando a { $number }
console-agent-serving = Atendiendo a { $number }
console-agent-helping = Ayudando a { $agent } con { $number }
console-agent-break = En descanso
console-agent-closed = Puesto cerrado
console-waiting = { $count ->
    [0] no espera nadie
   *[other] { $count } esperando
}
console-in-touch = sede en contacto
console-getting-in-touch = conectando…
console-out-of-touch = sede sin contacto
console-out-of-touch-notice = La sede no responde en este momento. Ve la cola tal como estaba. Lo que escriba se guarda aquí y se envía en cuanto la sede responda.
console-other-runs = la sede está en otro equipo
console-other-runs-notice = El equipo con el que habla este programa ya no lleva la sede. En cuanto se encuentre el otro, podrá seguir. Lo que escriba se guarda aquí.
console-other-machine = Ahora otro equipo lleva la sede. No se ha perdido nada; puede seguir.
console-other-machine-look = Ahora otro equipo lleva la sede. Puede faltar lo que se hizo en los últimos momentos: mire la cola, por favor.
console-desk-out-of-touch = { $count ->
    [0] central sin contacto
    [one] central sin contacto, { $count } registro espera
   *[other] central sin contacto, { $count } registros esperan
}
console-clocks-wrong = { $count ->
    [one] Reloj mal puesto
   *[other] { $count } relojes mal puestos
}
console-clock-ahead = El reloj de la pantalla «{ $kiosk }» va { $apart } adelantado. Quien llega no lo nota; ajústelo, por favor.
console-clock-behind = El reloj de la pantalla «{ $kiosk }» va { $apart } atrasado. Quien llega no lo nota; ajústelo, por favor.
console-days = { $count ->
    [one] un día
   *[other] { $count } días
}
console-hours = { $count ->
    [one] una hora
   *[other] { $count } horas
}
console-minutes = { $count } minutos
console-desk-out-of-touch-tip = La sede sigue trabajando. Los registros llegarán a la central cuando vuelva a responder.
console-all-sent = todo enviado
console-not-sent = { $count } por enviar
console-unanswered = La sede no ha respondido, así que no se sabe si se hizo. La cola lo mostrará. Puede pulsar otra vez sin miedo.

# Cola
console-queue-title = Cola
console-queue-filter = Buscar número, nombre o servicio
console-queue-number = Número
console-queue-name = Nombre
console-queue-service = Servicio
console-queue-waited = Espera
console-queue-left = Le queda
console-queue-state = Estado
console-queue-booked-for = a las { $time }
console-queue-left-range = { $low }–{ $high }
console-queue-overdue = tarde
console-queue-late = Espera más de lo que le dijimos
console-queue-not-served = Usted no atiende este servicio
console-sign-on-the-way = de camino
console-sign-remote = por teléfono o vídeo
console-sign-for-you = le espera a usted
console-sign-for-agent = espera a { $agent }
console-sign-for-colleague = espera a otra persona del equipo
console-sign-people = { $count } personas juntas
console-sign-further = después { $services }
console-queue-none = Todavía no hay nadie. Quien llegue aparecerá aquí.
console-queue-none-found = Nadie coincide con lo que ha escrito.
console-state-booked = con cita
console-state-waiting = esperando
console-state-called = llamando
console-state-serving = en atención
console-state-held = en pausa
console-state-done = terminada
console-state-no-show = no vino
console-state-left = se fue
console-state-cancelled = cancelada
console-state-at = puesto { $counter }
console-state-mine-called = llamando
console-state-mine-serving = con usted

# La persona
console-person-nobody-title = No hay nadie en su puesto
console-person-nobody = Llame al siguiente, o elija a alguien de la cola para ver quién es.
console-person-closed-title = Su puesto está cerrado
console-person-closed = Ábralo cuando pueda atender a alguien.
console-person-loading-title = Un momento…
console-person-loading = La cola está llegando de la sede.
console-person-unnamed = Visitante
console-person-note = «{ $note }»
console-person-waited = lleva { $minutes } min
console-person-waited-left = lleva { $minutes } min (le queda: { $left })
console-person-waited-late = ha esperado { $minutes } min, más de lo que dijimos
console-person-booked = cita a las { $time }
console-person-calls = se ha llamado { $count } veces
console-person-calls-of = se ha llamado { $count } de { $needed } veces
console-person-verified-offline = Pase comprobado sin la central
console-person-verified-offline-tip = El pase es auténtico. La central aún no había avisado de la cita a esta sede.
console-person-earlier = { $count ->
    [one] { $count } visita anterior
   *[other] { $count } visitas anteriores
}
console-call-as-first-name = por su nombre
console-call-as-initials = por sus iniciales
console-call-as-number = por su número
# Por qué esta persona, y quién está con quién
console-why-due = Es su turno, está aquí desde las { $time }
console-why-booked = Cita a las { $time }, le toca antes que a los demás
console-why-arrived = Llegó primero, está aquí desde las { $time }
console-why-points = Es quien más tiempo de espera ha reunido
console-why-urgent = Es urgente, por eso pasa antes
console-why-accessibility = Accesibilidad, por eso pasa antes
console-why-vip = VIP, por eso pasa antes
console-why-quick = Asunto rápido, y tocaba el turno rápido
console-why-passed = { $count ->
    [one] Le habían adelantado una vez, así que le toca
   *[other] Le habían adelantado { $count } veces, así que le toca
}
console-why-reserved = Le espera a usted
console-why-skilled = De esto quien más sabe es usted
console-chosen-urgent = es urgente
console-chosen-accessibility = accesibilidad
console-chosen-quick = es un momento
console-chosen-knows-case = quien atiende conoce el caso
console-chosen-other = otro motivo
console-why-chosen = Fuera de turno: { $reason }
console-second-with = Usted acompaña a { $agent } en el puesto { $counter }
console-with-agent = Con { $agent } en el puesto { $counter }
console-with-you = { $count ->
    [one] { $agents } está con usted
   *[other] Con usted: { $agents }
}
console-second-wanted = Esto lo atienden dos. En cuanto alguien del equipo quede libre, vendrá.

# «¿Por qué ella antes que yo?», para leerlo en voz alta
console-explain-title = ¿Por qué se llamó a { $called } antes que a { $waiting }?
console-explain-you = usted
console-explain-other-agent = El puesto que llamó no atiende lo que trae { $waiting }, así que esa llamada no le quitó nada.
console-explain-on-the-way = { $waiting } aún no estaba aquí.
console-explain-reserved = { $waiting } espera a { $agent }.
console-explain-came-later = { $waiting } llegó después de esa llamada.
console-explain-because-due = A { $called } le tocaba a las { $theirs }; a { $waiting } le toca a las { $mine }.
console-explain-because-booked = { $called } tenía cita a las { $theirs }; a { $waiting } le toca a las { $mine }.
console-explain-because-arrived = { $called } llegó a las { $theirs }; { $waiting }, a las { $mine }.
console-explain-because-points = Las citas y las marcas cuentan más por cada minuto de espera, y por eso { $called } había reunido más.
console-explain-because-urgent = Lo de { $called } es urgente, y cuenta como si hubiera llegado antes.
console-explain-because-accessibility = { $called } tiene una necesidad de accesibilidad, y cuenta como si hubiera llegado antes.
console-explain-because-vip = { $called } tiene la marca VIP, y cuenta como si hubiera llegado antes.
console-explain-because-quick = { $called } traía un asunto rápido. De vez en cuando uno de estos pasa antes, para que nadie espere mucho por un momento.
console-explain-because-passed = A { $called } le habían adelantado tantas veces como se permite.
console-explain-because-reserved = { $called } esperaba a { $agent }.
console-explain-because-skilled = Quien llamó es quien más sabe de lo que traía { $called }.
console-explain-because-chosen = Se llamó a { $called } fuera de turno: { $reason }. Queda anotado.

# Lo que pasa por sí solo
console-call-alone = ¿Está { $number } con usted? Pulse Empezar, o dentro de un minuto la llamada volverá a la cola.
console-call-went-back = { $number } vuelve a ser la primera persona de la cola, porque nadie atendió la llamada. Usted ya puede llamar a otra.
console-next-matter-here = { $number } sigue con usted: ahora, { $service }.
console-next-matter-waits = { $number } espera ahora para { $service } y conserva su turno.
console-colleague-came = { $agent } ya está con usted.
console-colleague-went = { $agent } ha vuelto a su puesto.

# Pausar la entrada
console-pause-title = Pausar la entrada
console-pause-lead = Nadie más podrá entrar en la cola hasta que usted la reabra. Quien espera conserva su turno, y quien tiene cita puede venir.
console-pause-all = Para todo
console-pause-some = Solo para
console-pause-message = Lo que leen los visitantes ({ $language })
console-pause-suggestion = Ahora no podemos atender a nadie más. Vuelva más tarde, por favor.
console-pause-do = Pausar la entrada
console-paused-all = La entrada está en pausa.
console-paused-some = La entrada está en pausa para { $services }.

# El registro
console-record-heading = Registro
console-record-kind = Tipo
console-record-incident = Incidencia
console-record-request = Petición
console-record-priority = Prioridad
console-record-priority-short = P{ $priority }
console-priority-1 = P1 crítica
console-priority-2 = P2 alta
console-priority-3 = P3 media
console-priority-4 = P4 baja
console-priority-5 = P5 puede esperar
console-record-title = Qué
console-record-title-hint = En una línea, por ejemplo: el portátil no arranca
console-record-category = Categoría
console-record-category-hint = Escriba para buscar
console-record-impact = Afecta a
console-impact-1 = mucha gente
console-impact-2 = un grupo
console-impact-3 = una persona
console-record-urgency = Urgencia
console-urgency-1 = no puede trabajar
console-urgency-2 = trabaja con dificultad
console-urgency-3 = puede esperar
console-record-description = Qué pasó
console-record-description-hint = Lo que contó la persona, lo que usted vio
console-record-resolution = Qué se hizo
console-record-resolution-hint = Para que otra persona pueda repetirlo
console-record-resolved = Resuelto
console-record-spent = Tiempo
console-record-minutes = min
console-record-spent-running = Cuenta solo desde que empezó
console-record-spent-again = Que el tiempo vuelva a contar solo
console-record-recorded = Registrado: { $detail }
console-draft-kept = Borrador guardado a las { $detail }
console-draft-not-kept = El borrador no se puede guardar en este equipo: ¿está lleno el disco? Sigue aquí mientras esta ventana esté abierta.
console-record-not-kept = El registro no se pudo guardar en este equipo: ¿está lleno el disco? No se ha enviado nada. Haga sitio y vuelva a registrar.
console-record-title-missing = Diga en una línea de qué se trató y podrá registrarlo.
console-record-field-wrong = Un campo no se puede registrar así. Mire el que está marcado, por favor.
console-record-refused-notice = La sede no ha aceptado el registro «{ $title }». Está guardado aquí. Échele un vistazo, por favor.
console-record-look = Verlo
console-record-untitled = Sin título
console-record-writing = Este borrador solo está guardado en este equipo.
console-record-unsent = Registrado. Espera en este equipo hasta que la sede responda.
console-record-refused = La sede no lo ha aceptado: { $why } Cámbielo y envíelo otra vez.
console-record-at-site = Registrado en la sede, de camino a la central.
console-record-at-desk = En la central con el número { $number }.
console-record-needs = Necesita su atención: { $why }
console-record-send = Enviar

# Registros de hoy
console-records-title = Registros de hoy
console-records-none = Hoy todavía no hay registros. Lo que registre aparecerá aquí, con su estado.
console-records-search = Buscar en los registros de hoy
console-records-not-found = Ningún registro de hoy coincide.
console-standing-writing = borrador
console-standing-unsent = por enviar
console-standing-refused = necesita atención
console-standing-recorded = registrado
console-standing-at-desk = en la central
console-standing-needs-attention = necesita atención
console-standing-outside = entregado

# El caso de un registro en la herramienta de la organización, por ejemplo RT 4711
console-outside-state-new = nuevo
console-outside-state-in-progress = en curso
console-outside-state-waiting = en espera
console-outside-state-resolved = resuelto
console-outside-state-closed = cerrado
console-outside-there = { $tool } dice: { $state }
console-outside-there-with = { $tool } dice: { $state }, lo lleva { $name }
console-outside-open = Abrir { $name }
console-outside-dropped = { $tool } no ha guardado lo enviado en: { $fields }. Mírelo allí y corríjalo.
console-outside-short-dropped = { $tool } no ha guardado: { $fields }
console-outside-short-refused = { $tool } no lo ha aceptado
console-outside-short-look = mírelo en { $tool }
console-outside-why-refused = { $tool } no lo ha aceptado tal como está. Quien lleva la central puede corregirlo y enviarlo otra vez.
console-outside-why-unable = { $tool } no admite notas o archivos, así que no está todo. Añádalo allí a mano.
console-outside-why-may-be-there = Puede que esté en { $tool }, pero no llegó respuesta. Quien lleva la central tiene que mirarlo allí.
console-outside-why-cannot-search = Puede que esté en { $tool }, pero allí no se puede buscar. Quien lleva la central tiene que mirarlo.
console-outside-why-gone = { $tool } lo aceptó y ya no lo tiene. Quien lleva la central tiene que mirarlo.
console-outside-why-other-ticket = { $tool } tiene otro caso en su lugar. Quien lleva la central tiene que mirarlo.
console-outside-why-not-closed = { $tool } lo tiene dos veces. Cierre allí el segundo.
console-outside-why-twice = { $tool } tiene dos veces una nota o un archivo. Quite allí el segundo si estorba.
console-outside-why-other = { $tool } no lo ha aceptado todo. Quien lleva la central tiene que mirarlo.

# Preguntas
console-ask-finish-title = ¿Registrar antes esta visita?
console-ask-finish-text = Ha escrito algo que aún no está registrado. Si termina sin registrar, el borrador queda en los registros de hoy.
console-ask-finish-record = Registrar y terminar
console-ask-finish-without = Terminar sin registrar
console-ask-back = Volver
console-closing-title = { $count ->
    [one] Le espera una persona
   *[other] Le esperan { $count } personas
}
console-closing-text = { $count ->
    [one] Nadie más de los que están ahora puede atenderla. ¿Qué hacemos?
   *[other] Nadie más de los que están ahora puede atenderlas. ¿Qué hacemos?
}
console-closing-keep = Que esperen a otra persona del equipo
console-closing-home = Que se vayan a casa, con nuestras disculpas
console-closing-back = Quedarme
console-ask-leave-title = Hay alguien en su puesto
console-ask-leave-text = { $number } está con usted. Deje la visita en pausa y usted u otra persona podrá seguirla en cualquier puesto.
console-ask-leave-cut-off = { $number } está con usted y la sede no responde. Si sale ahora, la sede devolverá la visita a la cola por sí sola en menos de un minuto desde que vuelva a responder.
console-ask-leave-hold = Dejar en pausa y salir
console-ask-leave-now = Salir de todos modos
console-ask-leave-back = Quedarme
