# Otros programas en la mesa central: webhooks y claves de programas.

staff-nav-webhooks = Webhooks
webhooks-lead = Otros programas suyos se enteran al momento de lo que pasa en el mostrador. No se envían nombres.
webhooks-none = Todavía no se avisa a nadie. Añada la dirección de un programa que quiera enterarse.
webhooks-add = Añadir un webhook
webhooks-change = Qué se envía y adónde
webhooks-url = Dirección
webhooks-url-hint = Empieza por https://
webhooks-kinds = Avisa de
webhooks-kinds-all = Todo
webhooks-kind-visit = Visitas
webhooks-kind-appointment = Citas
webhooks-kind-incident = Incidencias y solicitudes
webhooks-sites = De estas sedes
webhooks-waiting = Pendientes
webhooks-waiting-count = { $count ->
    [one] { $count } cambio pendiente
   *[other] { $count } cambios pendientes
}
webhooks-state-active = Funciona
webhooks-state-trying = No responde; se vuelve a intentar
webhooks-state-paused = En pausa
webhooks-state-given-up = Detenido
webhooks-since = desde { $when }
webhooks-next = próximo intento { $when }
webhooks-given-up = Este programa lleva tres días sin aceptar nada, o ya no existe, así que lo hemos detenido. No se ha perdido nada: cuando vuelva a funcionar, elija «Continuar».
webhooks-banner = { $count ->
    [one] Hay un programa al que ya no se avisa de lo que pasa aquí, porque no respondía.
   *[other] Hay { $count } programas a los que ya no se avisa de lo que pasa aquí, porque no respondían.
}
webhooks-banner-look = Ver qué pasa
webhooks-deliveries = Lo que se ha enviado
webhooks-no-deliveries = Aún nada. Envíe una prueba para ver si llega.
webhooks-type = Qué
webhooks-when = Cuándo
webhooks-delivery-sent = Aceptado
webhooks-delivery-waiting = Pendiente
webhooks-delivery-left-out = No se envía más
webhooks-tries = { $count ->
    [one] { $count } intento
   *[other] { $count } intentos
}
webhooks-again = Enviar otra vez
webhooks-leave-out = Dejar fuera
webhooks-test = Enviar una prueba
webhooks-test-taken = La prueba ha llegado y se ha aceptado.
webhooks-test-not-taken = La prueba no se ha aceptado.
webhooks-status = Respuesta: { $status }
webhooks-pause = Pausar
webhooks-resume = Continuar
webhooks-secret = Clave secreta
webhooks-secret-hint = Cada mensaje va firmado con ella. Puede crear otra cuando quiera; durante un día valen las dos.
webhooks-old-secret-until = La clave anterior vale hasta { $when }.
webhooks-secret-renew = Crear otra clave
webhooks-secret-once = Esta es la clave secreta. Cópiela ahora: no se volverá a mostrar.
webhooks-secret-what = Con ella, el programa que recibe comprueba que el mensaje viene de aquí.
webhooks-remove = Quitar
webhooks-remove-hint = No se avisará más a ese programa y se descarta lo pendiente.
webhooks-fault-no-address = Esta dirección no está completa.
webhooks-fault-not-https = Use una dirección que empiece por https://, por favor.
webhooks-fault-private = Esta dirección lleva a una red interna, y la configuración no lo permite.
webhooks-fault-unknown-host = No hay ningún equipo con ese nombre.
webhooks-fault-too-slow = No ha respondido en 15 segundos.
webhooks-fault-not-trusted = El equipo no ha podido demostrar que es el correcto.
webhooks-fault-unreachable = Nadie ha respondido.
staff-done-webhook-changed = Guardado.
staff-done-webhook-resumed = Continúa. Lo pendiente se envía ahora.
staff-done-webhook-paused = En pausa. Lo que pase mientras tanto se enviará después.
staff-done-webhook-removed = Se ha quitado el webhook.
staff-done-webhook-again = Se envía otra vez.
staff-done-webhook-left-out = Se deja fuera. Se envían los siguientes.
staff-did-webhook-added = añadió un webhook
staff-did-webhook-changed = cambió un webhook
staff-did-webhook-resumed = dejó continuar un webhook
staff-did-webhook-paused = pausó un webhook
staff-did-webhook-removed = quitó un webhook
staff-did-webhook-secret-renewed = creó otra clave para un webhook

# Lo que se corrigió en un registro
staff-step-corrected = { $field }: ha cambiado. Antes:

# Claves de programas, en la página de equipos
programs-title = Programas
programs-lead = Un programa que lee o escribe aquí demuestra con una clave quién es.
programs-none = Ningún programa tiene clave.
programs-used = usada por última vez { $when }
programs-unused = sin usar
programs-name = Nombre del programa
programs-name-hint = Minúsculas, cifras, puntos y guiones; por ejemplo, «sync».
programs-make = Crear una clave
programs-shown-once = Esta es la clave nueva de { $name }. Cópiela ahora: no se volverá a mostrar.
programs-where = El programa la envía en cada petición, como «Authorization: Bearer …».
programs-fault-name = Use solo minúsculas, cifras, puntos y guiones, por favor.
programs-fault-sites = No existe esa sede.
staff-did-program-token-made = creó una clave para un programa
staff-did-program-token-revoked = retiró la clave de un programa

# El calendario propio
staff-nav-calendar = Mi calendario
calendar-lead = Cuando su calendario marca una hora como ocupada, se ofrecen menos citas a esa hora. Solo guardamos desde cuándo hasta cuándo: ni títulos, ni nombres, ni lugares.
calendar-yours = Su calendario
calendar-kind-feed = Dirección del calendario
calendar-kind-caldav = CalDAV
calendar-masked = el resto se mantiene en secreto
calendar-works = Funciona
calendar-read = Leído { $when }. { $count ->
    [0] No hay ninguna hora ocupada en los días que se pueden reservar.
    [one] Hay un tiempo ocupado en los días que se pueden reservar.
   *[other] Hay { $count } tiempos ocupados en los días que se pueden reservar.
}
calendar-soon = Aún sin leer
calendar-soon-hint = Lo leeremos en un minuto. Vuelva a mirar entonces, por favor.
calendar-read-now = Leerlo ahora
calendar-remove = Olvidar mi calendario
calendar-feed = Por su dirección secreta
calendar-feed-hint = Su programa de calendario puede darle una dirección que termina en .ics; suele llamarse «dirección secreta» o «publicar calendario».
calendar-caldav = Por CalDAV
calendar-caldav-hint = Para calendarios en un servidor con usuario y contraseña.
calendar-url = Dirección
calendar-url-hint = La dirección del propio calendario; empieza por https://
calendar-url-secret = Quien la tiene puede leer su calendario, así que no se la mostramos a nadie.
calendar-user = Usuario allí
calendar-password = Contraseña allí
calendar-password-hint = Si puede, cree una contraseña solo para esto («contraseña de aplicación»).
calendar-give = Usar este calendario
calendar-blocks-nothing = Mientras no funcione, su calendario no reserva ningún tiempo.
calendar-kept = Última lectura: { $when }. Lo que decía entonces vale durante un día.
calendar-fault-empty = Rellene este campo, por favor.
calendar-fault-no-address = Esta dirección no está completa.
calendar-fault-not-https = Use una dirección que empiece por https://, por favor.
calendar-fault-private = Esta dirección lleva a una red interna, y la configuración no lo permite. Pregunte a quien administra Mostrador.
calendar-fault-unknown-host = No hay ningún equipo con ese nombre. Revise la dirección, por favor.
calendar-fault-unreachable = Nadie ha respondido, o la respuesta se ha cortado. Lo intentaremos de nuevo.
calendar-fault-too-slow = El calendario ha tardado demasiado. Lo intentaremos de nuevo.
calendar-fault-not-trusted = El equipo no ha podido demostrar que es el correcto. Revise la dirección, por favor.
calendar-fault-too-large = Este calendario es demasiado grande. Indique uno sin los años pasados, por favor.
calendar-fault-redirects = Esta dirección lleva de una a otra sin fin. Cópiela de nuevo, por favor.
calendar-fault-sign-in = El usuario o la contraseña no se han aceptado. Escriba los dos de nuevo más abajo; si entra con un segundo paso, cree allí una contraseña de aplicación.
calendar-fault-gone = Ya no hay ningún calendario en esta dirección. Cópiela de nuevo, por favor.
calendar-fault-refused = El servidor del calendario ha respondido con un error. Lo intentaremos de nuevo.
calendar-fault-no-calendar = En esta dirección hay una página, pero ningún calendario. Copie la dirección que termina en .ics, por favor.
calendar-fault-no-collection = Esta no es la dirección de un calendario CalDAV. Copie la dirección del propio calendario, no la del servidor.
calendar-fault-unreadable = El archivo del calendario está dañado y no hemos podido leerlo.
calendar-fault-too-much = Algo en este calendario se repite demasiado para poder leerlo, por ejemplo cada minuto.
staff-done-calendar-given = Guardado. Lo leeremos en un minuto.
staff-done-calendar-soon = Lo leeremos en un minuto.
staff-done-calendar-leftovers = Se quedan ahí, y no le avisaremos más.
staff-done-calendar-removed = Su calendario se ha olvidado y ya no reserva ningún tiempo.
