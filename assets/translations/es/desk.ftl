# Las páginas y los correos de la mesa para el público: reserva y página de la visita.

desk-skip = Ir al contenido
desk-languages = Idioma
desk-problem-title = No ha sido posible
desk-not-found-title = Esta página no existe
desk-not-found = Puede que el enlace sea antiguo o que le falte una letra al final.
desk-to-start = Ir al inicio

# Las sedes
sites-title = Hola. ¿En qué podemos ayudarle?
sites-which = ¿Adónde le gustaría venir?
sites-none = Todavía no hay ninguna sede. Vuelva más tarde, por favor.
site-title = Hola. ¿En qué podemos ayudarle?
site-always = Abierto ahora
site-open-until = Abierto ahora, hasta las { $time }
site-opens = Cerrado. Abrimos { $when }
site-closed = Cerrado en este momento
site-closed-day = cerrado
site-book = Reservar una hora
site-join = Ponerse a la cola desde donde está
site-walk-in = También puede venir sin cita: regístrese en la pantalla de la entrada.
site-waits = La espera ahora
site-hours = Horario
site-silent = No tenemos noticias de aquí desde { $when }, así que no podemos decirle cuánto hay que esperar.

# La reserva
book-title = Reservar una hora
book-back = Volver
book-step = Paso { $step } de { $steps }
book-what = ¿En qué podemos ayudarle?
book-at = { $site }
book-when = ¿Cuándo le viene bien?
book-soonest = Lo antes posible: { $when }
book-free-times = { $count ->
    [one] una hora libre
   *[other] { $count } horas libres
}
book-more-days = Ver más días
book-part-night = De madrugada
book-part-morning = Por la mañana
book-part-afternoon = Por la tarde
book-part-evening = Por la noche
book-no-longer = La hora que había elegido ya no está libre. Elija otra, por favor.
book-day-full = Ya no quedan horas libres este día.
book-full = En los próximos { $days } días está todo ocupado o cerrado.
book-walk-in = También puede venir sin cita.
book-none-title = Aquí no hace falta cita
book-none = En esta sede se atiende sin cita. Venga cuando quiera.
book-to-site = Sobre { $site }
book-who = ¿Quién viene?
book-name = Su nombre
book-mail = Su correo electrónico
book-mail-hint = Ahí le enviamos su pase y el enlace para cambiar o anular la cita.
book-note = ¿Algo que debamos saber? (opcional)
book-do = Reservar esta hora
book-privacy = Usamos su nombre y su correo solo para esta visita.
book-trap = Deje esto vacío, por favor
book-faults = Todavía no se ha reservado nada. Revise lo que está marcado abajo; lo que ha escrito se conserva.
book-fault-name = Díganos su nombre, por favor.
book-fault-name-long = Este nombre es demasiado largo: como mucho, 200 letras.
book-fault-mail = Escriba su correo completo, por ejemplo ana@example.org.
book-fault-mail-long = Este correo es demasiado largo: como mucho, 254 letras.
book-fault-note = Escríbalo con letras corrientes, por favor.
book-fault-note-long = Escríbalo más corto, por favor: como mucho, 500 letras.
book-taken-title = Alguien se le ha adelantado
book-gone-title = Esa hora ya ha pasado
book-taken-offer = Lo que ha escrito se conserva. Estas horas están libres:
book-taken-none = No se ha podido reservar: no hay otra hora libre cercana. Elija otro día, por favor.
book-other-time = Elegir otro día u otra hora

# La página de la visita
visit-title = Su visita
visit-you-are = Su número es
visit-waiting-do = Le avisaremos. Puede quedarse en esta página.
visit-called = Pase al mostrador { $counter }, por favor
visit-called-do = Le están esperando.
visit-booked-do = Cuando llegue, muestre este código en la pantalla de la entrada.
visit-late-do = Su hora ya ha pasado, pero aún puede venir. Muestre este código en la pantalla y se pondrá en la cola.
visit-serving = Le estamos atendiendo
visit-serving-do = ¿Falta algo? Díganoslo en el mostrador.
visit-held = Espere un momento, por favor
visit-held-do = Lo estamos mirando y le volveremos a llamar. No se aleje, por favor.
visit-done = Hemos terminado. Gracias por venir
visit-done-do = Si algo sigue sin ir bien, vuelva o reserve otra hora.
visit-no-show = No le hemos visto
visit-no-show-do = Le hemos llamado y no estaba. ¿Está aquí ahora? Regístrese otra vez en la pantalla.
visit-left = Ha dejado la cola
visit-left-do = Gracias por avisarnos. Vuelva cuando quiera.
visit-cancelled = Su cita está anulada
visit-cancelled-do = Su hora queda libre para otra persona. Gracias por avisarnos.
visit-expired = Esta cita ya ha pasado
visit-expired-do = El día de la cita ya pasó. Puede reservar otra hora.
visit-unknown = No encontramos esta visita
visit-unknown-do = Puede que el enlace esté incompleto o que la visita fuera otro día. Si está aquí, pregunte en el mostrador.
visit-here = Ya estoy aquí
visit-here-asked = Gracias. Avisamos al mostrador; después le llamaremos cuando le toque.
visit-on-the-way-do = Venga cuando le convenga; le guardamos el turno y le llamamos cuando esté aquí.
visit-joining = Le estamos buscando un turno
visit-joining-do = Es solo un momento. Puede quedarse en esta página.
visit-not-taken = No hemos podido darle un turno
visit-not-taken-do = En ese momento no cabía nadie más. Puede reservar una hora o probar más tarde.
join-title = Ponerse a la cola
join-lead = Recibe ahora un número y un turno. Le llamaremos cuando esté aquí.
join-do = Ponerme a la cola
join-keep = Su nombre sirve para llamarle, y para nada más.
visit-service = Para
visit-place = Dónde
visit-since = Llegada
visit-appointment = Su cita
visit-pass = Su pase
visit-qr-label = Su pase en código QR
visit-or-code = o escriba este código
visit-calendar = Añadir a mi calendario
visit-move = Cambiar la hora
visit-cancel = Anular la cita
visit-cancel-sure = ¿Anular esta cita?
visit-cancel-yes = Sí, anularla
visit-cancel-no = No, la mantengo
visit-leave = Al final no voy a venir
visit-leave-asked = Le estamos quitando de la cola. Esta página le dirá cuándo está hecho.
visit-book-again = Reservar otra hora
visit-move-when = ¿A qué día la pasamos?
visit-move-from = Ahora: { $when }. Sigue siendo suya hasta que elija otra.
visit-move-taken = Alguien se le ha adelantado. Conserva su hora de antes; estas están libres:
visit-news-booked = Su cita está reservada
visit-news-moved = Su cita ha cambiado
visit-news-mail = Le enviamos el pase a { $mail }.
visit-news-keep = Conserve esta página: es su pase.
visit-silent = No tenemos noticias del mostrador desde las { $time }. Lo que ve puede no estar al día; esté atento a la llamada.
visit-no-connection = Sin conexión. Lo que ve puede no estar al día; seguimos intentándolo.

# Los correos
mail-hello = Hola, { $name }:
mail-booked-subject = Su cita: { $day }, { $time }
mail-booked = Su cita está reservada.
mail-moved-subject = Su nueva hora: { $day }, { $time }
mail-moved = Su cita tiene una nueva hora.
mail-cancelled-subject = Anulada: { $day }, { $time }
mail-cancelled = Su cita del { $day } a las { $time } ({ $service }, { $site }) está anulada. Su hora queda libre para otra persona.
mail-when =
    { $day } a las { $time }
    { $service }, { $site }
mail-check-in =
    Cuando llegue, muestre el código QR de la página de abajo en la pantalla de la entrada, o escriba este código:

        { $code }
mail-change =
    Su pase, también para cambiar o anular la cita:
    { $page }
mail-book-again =
    Esta era su cita:
    { $page }
mail-goodbye =
    Hasta pronto,
    { $organisation }
calendar-title = { $service } · { $site }
calendar-text = Código para la entrada: { $code }

# Páginas del personal: servicios, sedes, mensajes enviados
form-save = Guardar
form-not-saved = Todavía no se ha guardado nada. Revise lo que está marcado abajo.
form-name-in = Nombre en { $language }
form-id-hint = Letras minúsculas, cifras y guiones; después no se puede cambiar.
staff-done-service-saved = El servicio está guardado. Las sedes lo sabrán en unos segundos.
staff-done-site-saved = La sede está guardada. Lo sabrá en unos segundos.
staff-done-message-again = El mensaje vuelve a estar en camino.
staff-fault-letter = Escriba una letra de la A a la Z.
staff-fault-letter_taken = Otro servicio ya tiene esta letra.
staff-fault-number = Escriba un número que aquí tenga sentido.
staff-fault-timezone = Elija una zona horaria de la lista, por ejemplo Europe/Madrid.
staff-fault-counters = Escriba los mostradores separados por comas: letras y cifras, como mucho 16 cada uno.
staff-fault-hours_unreadable = Escriba las horas así: 9-13, 14:30-18.
staff-fault-hours_order = Estas horas acaban antes de empezar.
staff-fault-hours_overlap = Dos de estos horarios se solapan.
staff-fault-hours_day = Empiece cada línea con un día, por ejemplo 2026-12-25.
staff-fault-no_such_counter = Indique solo mostradores que esta sede tenga.
staff-fault-no_such_service = Use los nombres cortos de los servicios de esta sede.
staff-fault-lines = Escriba en cada línea un nombre, dos puntos y lo que le corresponde.
staff-fault-nobody = Alguno de estos nombres de acceso no existe.
staff-fault-skill = Use nombres cortos para los conocimientos: letras, cifras, espacios, puntos y guiones.
services-add = Añadir un servicio
services-none = Todavía no hay servicios. Añada el primero, para que quien llegue pueda decir a qué viene.
services-id = Nombre corto
services-name = Servicio
services-letter = Letra
services-letter-hint = La primera letra de sus números, como A042.
services-icon = Icono
services-expected = Minutos que suele durar
services-expected-hint = Un primer cálculo; la espera aprende de lo que pasa de verdad.
services-line = En la cola
services-capacity = Cuántas personas pueden esperar como máximo
services-capacity-hint = Vacío: todas las que vengan. Las citas se respetan siempre.
services-needs = Conocimientos imprescindibles
services-needs-hint = Solo atiende quien los tiene todos. Separados por comas: impresoras, redes
services-prefers = Conocimientos que ayudan
services-prefers-hint = A quien los tiene se le asignan estas visitas un poco antes.
services-agents = Agentes que hacen falta
services-agents-one = uno
services-agents-two = dos a la vez
services-remote = Se puede hacer por teléfono o vídeo
services-booking = Citas
services-bookable = Se puede reservar
services-slot = Minutos que dura una cita
services-places = Citas a la misma hora
services-places-hint = Cuántas personas pueden tener la misma hora.
services-every = cada { $minutes } min, { $places ->
    [one] una plaza
   *[other] { $places } plazas
}
services-walk-in-only = solo sin cita
services-state = Estado
services-active = Se ofrece al público
services-on = se ofrece
services-off = no se ofrece
sites-list-empty = Todavía no hay ninguna sede. Añada la primera y después sus servicios.
sites-add = Añadir una sede
sites-id = Nombre corto
sites-name = Sede
sites-counters = Mostradores
sites-counters-hint = Separados por comas: 1, 2, 3
sites-directions-in = Cómo llegar, en { $language }
sites-timezone = Zona horaria
sites-page = Página
sites-page-link = ver la página
sites-hours = Horario
sites-always = siempre abierta
sites-by-week = según el día
sites-always-open = Abierta día y noche
sites-hours-hint = Escriba las horas así: 9-13, 14:30-18. Vacío es cerrado.
sites-closed = cerrado
sites-weekday-0 = Lunes
sites-weekday-1 = Martes
sites-weekday-2 = Miércoles
sites-weekday-3 = Jueves
sites-weekday-4 = Viernes
sites-weekday-5 = Sábado
sites-weekday-6 = Domingo
sites-exceptions = Días distintos
sites-exceptions-hint = Uno por línea: 2026-12-25 es cerrado, 2026-12-24 9-13 es abierto por la mañana.
sites-line = La cola
sites-rule = A quién se llama
sites-rule-due-time = Por la hora prometida: las citas a la suya, los demás tras una espera justa
sites-rule-first-come = A quien llegó primero
sites-rule-appointments-first = Las citas antes que los demás
sites-rule-accumulating = Por puntos: crecen con la espera, más deprisa con cita o con una marca
sites-walk-up-credit = Minutos tras los que le toca a quien viene sin cita
sites-late-grace = Minutos de retraso que se admiten en una cita
sites-early-check-in = Minutos antes de la cita desde los que uno puede registrarse
sites-last-check-in = Minutos antes de cerrar en que acaba el registro
sites-clear-after = Minutos tras el cierre en que acaba el día
sites-line-order = A quién le toca
sites-line-order-hint = Una visita marcada cuenta como si le tocara tantos minutos antes; no adelanta a nadie a quien le tocara antes de eso.
sites-urgent-credit = Minutos de adelanto para lo urgente
sites-accessibility-credit = Minutos de adelanto por accesibilidad
sites-vip-credit = Minutos de adelanto para invitados de honor
sites-most-passed = Cuántas personas que llegaron después pueden adelantar a alguien sin cita (0: sin límite)
sites-walk-up-points = Puntos por minuto sin cita
sites-booked-points = Puntos por minuto con cita
sites-marked-points = Puntos por minuto con una marca
sites-quick-every = Cada cuántas llamadas toca un asunto rápido (0: nunca)
sites-quick-minutes = Minutos hasta los que un asunto es rápido
sites-quick-counters = Mostradores solo para asuntos rápidos
sites-quick-counters-hint = Separados por comas, o vacío.
sites-line-back = Quién vuelve a la cola
sites-hold-keeps = Minutos en espera tras los que se pierde el turno
sites-calls-before-no-show = Llamadas antes de dar a alguien por ausente
sites-return-within = Minutos durante los que quien no acudió recupera su turno
sites-accept-within = Minutos tras los que una llamada sin atender vuelve al principio (0: nunca)
sites-line-serve = Quién puede atender
sites-agent-skills = Conocimientos de los agentes
sites-agent-skills-hint = Un agente por línea, con su nombre de acceso: lena: impresoras, redes
sites-counter-services = Mostradores para ciertos servicios
sites-counter-services-hint = Un mostrador por línea, los servicios por su nombre corto: 3: laptop, phone. Los que no aparecen atienden todo.
sites-prefer-within = Minutos de adelanto cuando el servicio prefiere los conocimientos del agente
sites-reserved-wait = Minutos tras los que cualquiera puede atender a quien espera a un agente
sites-line-many = Cuántas personas
sites-closing-work = No admitir sin cita a quien le tocaría después del cierre
sites-remote-join = Las personas pueden ponerse a la cola por teléfono antes de venir
sites-most-on-the-way = Cuántas pueden estar de camino a la vez
sites-days-ahead = Días de antelación con que se puede reservar
sites-change-minutes = Minutos antes de la cita hasta los que se puede cambiar
sites-overbook-percent = Reservar más citas que plazas, según cuántas personas no suelen venir: probabilidad sobre 100 de que vengan demasiadas (0: nunca)
sites-message = Mensaje
sites-message-in = Una línea para la pantalla pública y la página, en { $language }
outbox-folder = No hay servidor de correo. Los mensajes quedan en la carpeta de salida de la mesa y no van más lejos.
outbox-filter = Qué mensajes
outbox-all = Todos
outbox-waiting = en espera
outbox-sent = enviados
outbox-failed = no enviados
outbox-subject = Asunto
outbox-to = Para
outbox-when = Escrito
outbox-with = Adjunto
outbox-again = Enviar ahora otra vez
outbox-empty = Aquí no hay nada. Los mensajes aparecen en cuanto alguien reserva.
