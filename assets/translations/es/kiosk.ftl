# La pantalla táctil: lo que lee quien nos visita. De usted.

# En todas las páginas
back = Atrás
next = Siguiente
skip = Omitir
help = Ayuda
start-page = Inicio
more-below = Más
clock-label = La hora
text-larger = Letra grande
text-normal = Letra normal
scheme-light = Claro
scheme-dark = Oscuro
scheme-contrast = Contraste
progress = Paso { $step } de { $count }
one-moment = Un momento, por favor
checking-pass = Comprobando su código
checking-in = Registrando su llegada

# Primera página
welcome-hello = Hola.
welcome-question = ¿En qué podemos ayudarle?
welcome-wait = Espera ahora: { $wait }
welcome-wait-now = Ahora mismo no hay espera
welcome-wait-unknown = En este momento no podemos decirle cuánto se espera
welcome-appointment = Tengo cita
welcome-appointment-hint = Muestre su código QR o escriba su código
welcome-joined = Pedí turno con el móvil
welcome-help = Necesito ayuda ahora
welcome-help-hint = Díganos de qué se trata y tome asiento
welcome-paused = Durante un rato no admitimos nuevas llegadas. Si tiene cita, regístrese como siempre.
welcome-have-place = Ya tengo turno
welcome-have-place-hint = Lo pidió por teléfono, o ya le habíamos llamado
welcome-book = Pedir cita para otro momento
welcome-last-call = Hoy puede registrarse hasta las { $time }
welcome-over = Hoy ya no se admiten más llegadas. Cerramos a las { $time }.
welcome-closed = Estamos cerrados
welcome-opens = Volvemos a abrir { $when }
welcome-closed-hint = Puede pedir cita ahora y volver entonces.
welcome-closed-plain = Vuelva en otro momento, por favor.
welcome-cut-off = Puede registrarse aquí igualmente. Solo que ahora no sabemos cuánto se tarda.

# Mostrar el código de la cita
pass-title = Muestre su código QR
pass-lead = Sosténgalo frente a la cámara, más o menos a un palmo.
pass-lead-scanner = Acérquelo al lector, o escriba el código que aparece debajo.
pass-camera = Lo que ve la cámara
pass-got-it = Listo
pass-type = Prefiero escribir el código
pass-none = No llevo el código conmigo
pass-no-camera = Aquí no hay cámara. Use el lector o escriba su código.

joined-title = Muestre su turno
joined-lead = Abra en su móvil la página con su número y acerque el código a la cámara.
joined-lead-scanner = Abra en su móvil la página con su número y acerque el código al lector.
joined-none = No puedo mostrarlo
joined-code-lead = Son seis letras y cifras. Están en su móvil, debajo del código QR.

# Escribir el código
code-title = Escriba su código
code-lead = Son seis letras y cifras. Están debajo del código QR, en su correo.
code-field = Su código
code-check = Comprobar el código
code-scan = Prefiero mostrar el código QR

# Quién es usted
person-title = ¿Quién es usted?
person-lead = Escriba las primeras letras de su nombre o de su correo, o acerque su tarjeta al lector.
person-field = Nombre o correo
person-none = No lo encontramos. Pruebe con menos letras o siga sin buscarse.
person-cut-off = Ahora mismo no podemos buscar nombres. Siga con «Vengo de visita», por favor.
person-guest = Vengo de visita
booked-title = Tiene una cita { $when }
booked-lead = ¿Quiere registrarse para ella?
booked-yes = Sí, registrarme
booked-other = Vengo también por otra cosa
booked-other-hint = La elige ahora. Le atendemos en las dos, con un solo número.
guest-title = ¿Cómo se llama?
guest-lead = Así sabemos a quién atendemos. El correo es solo para avisarle sobre esta visita.
guest-name = Su nombre
guest-mail = Correo (si quiere)
guest-name-needed = Escriba su nombre, por favor.
guest-mail-wrong = Parece que a este correo le falta algo.

# De qué se trata
service-title = ¿En qué le ayudamos?
service-lead = En la página siguiente puede contarnos más.
service-paused = En pausa un rato
service-full = Completo por ahora
note-title = ¿Quiere contarnos algo más?
note-lead = Con dos palabras basta. También puede omitirlo.
note-field = Por ejemplo: no arranca desde esta mañana
note-left = Quedan { $count } caracteres

# Cómo llamar
call-as-title = ¿Cómo quiere que le llamemos?
call-as-lead = Es lo que se verá y se oirá en la sala.
call-as-first-name = Por mi nombre
call-as-initials = Por mis iniciales
call-as-number = Por un número
call-as-example = «{ $example }»
call-as-number-example = «{ $example }», por ejemplo

# Resumen
confirm-title = ¿Está todo bien?
confirm-hello = Hola, { $name }
confirm-appointment = Su cita: { $when }
confirm-who = Usted es
confirm-guest = { $name }, de visita
confirm-service = Se trata de
confirm-note = Nos ha contado
confirm-note-none = Nada más
confirm-call-as = Le llamamos
confirm-time = Su cita
confirm-change = Cambiar
confirm-check-in = Registrar mi llegada
confirm-by-first-name = «{ $example }»
confirm-by-first-name-plain = por su nombre
confirm-by-initials = «{ $example }»
confirm-by-initials-plain = por sus iniciales
confirm-by-number = por su número
besides-title = Por si hace falta
besides-people = Somos más de uno
besides-people-count = Somos { $count }
besides-people-fewer = Uno menos
besides-people-more = Uno más
besides-access = Necesito asiento o acceso sin escalones
besides-further = Otra cosa más
besides-further-chosen = Después: { $service }
further-title = ¿Y qué más?
further-lead = Lo vemos después de lo primero. Su número es el mismo.
further-none = Nada más

# El turno
ticket-thanks = Gracias
ticket-thanks-name = Gracias, { $name }
ticket-existing = Usted ya tiene turno
ticket-welcome = Le damos la bienvenida
ticket-welcome-name = Hola, { $name }
ticket-welcome-back = Hola de nuevo
ticket-welcome-back-name = Hola de nuevo, { $name }
ticket-arrived = Le hemos guardado el turno que pidió por teléfono.
ticket-kept-place = Ya le habíamos llamado y le hemos guardado el turno.
ticket-new-place = Le llamamos hace un rato. Ahora tiene un turno nuevo, con el mismo número.
ticket-together = Un solo número para los { $count }.
ticket-further = Después: { $service }.
ticket-access = En el mostrador saben que necesita asiento o acceso sin escalones.
ticket-number = Su número
ticket-wait-now = Le toca enseguida
ticket-wait-range = Entre { $low } y { $high } minutos
ticket-wait-up-to = Hasta { $high } minutos
ticket-wait-long = Más de { $hours } horas
ticket-wait-unknown = En este momento no podemos decirle cuánto se espera
ticket-called = Le están llamando ahora. Pase al mostrador { $counter }, por favor.
ticket-serving = Le estamos atendiendo en el mostrador.
ticket-call-first-name = Le llamaremos por su nombre.
ticket-call-initials = Le llamaremos por sus iniciales.
ticket-call-number = Le llamaremos por este número.
ticket-seat = Tome asiento.
ticket-follow = Sígalo en su teléfono
ticket-follow-hint = Apunte al código con la cámara del teléfono. No necesita ninguna aplicación.
ticket-kept = Su llegada queda anotada aquí y usted conserva su turno.
ticket-done = Terminar
ticket-done-in = Terminar ({ $seconds } s)
ticket-booked = Su cita: { $when }

# Pedir cita
booking-title = Pedir cita
booking-lead = Apunte al código con la cámara de su teléfono y elija día y hora.
booking-none = Ahora mismo no se puede pedir cita desde aquí. Pregunte a alguien del equipo, por favor.
booking-address = O escriba esta dirección:

# Cuando algo no es posible
refused-title = No ha podido ser
refused-title-site-closed = Estamos cerrados
refused-title-last-check-in-over = Hoy ya no se admiten más llegadas
refused-title-service-full = Hay mucha gente esperando para esto
refused-title-check-in-paused = Estamos en una pequeña pausa
refused-title-too-late-for-today = Hoy ya no nos daría tiempo
refused-text-service-full = Tendría que esperar demasiado. Quizá otra cosa vaya más rápida, o puede venir a una hora fija.
refused-text-check-in-paused = Para esto no admitimos nuevas llegadas por ahora. A quienes esperan les seguimos atendiendo.
refused-text-too-late-for-today = Quienes esperan nos ocuparán hasta la hora de cierre. Preferimos decírselo ahora a que espere en vano.
refused-title-unknown-service = Esto ya no se ofrece
refused-title-pass-unreadable = No hemos podido leer ese código
refused-title-pass-forged = Este código no es nuestro
refused-title-pass-expired = Este código ha caducado
refused-title-pass-too-early = Llega usted pronto
refused-title-pass-wrong-site = Esta cita es en otro lugar
refused-title-pass-used = Este código ya se usó
refused-title-pass-cancelled = Esta cita se canceló
refused-title-code-unknown = No conocemos ese código
refused-code-unknown = Compruebe las seis letras y cifras, por favor; están debajo del código QR, en su correo. O muéstrenos el código QR.
refused-title-too-many-tries = Demasiados intentos
refused-title-storage-full = Esta pantalla no puede registrar su llegada
refused-title-unreachable = Ahora no podemos comprobarlo
refused-text-storage-full = No hemos podido anotar su llegada y no se ha guardado nada. Pase por un mostrador, por favor; allí le atenderán.
refused-too-early-from = Su cita es { $when }. Puede registrarse a partir de las { $from }.
refused-code-cut-off = Ahora mismo no podemos comprobar un código escrito. El código QR sí: muéstrelo, o siga sin él.
refused-title-joined-unknown = No encontramos su turno
refused-joined-unknown = Puede que ya haya terminado, o que sea de otro día. Pruebe otra vez o pida un turno nuevo aquí.
refused-joined-cut-off = Ahora no podemos consultar su turno. Toque «Ya estoy aquí» en su móvil, o pida un número aquí.
refused-scan-again = Volver a mostrar el código
refused-type = Escribir el código
refused-help-now = Necesito ayuda ahora
refused-choose = Elegir otra cosa
refused-try-again = Probar otra vez

# Nunca se ha sabido nada de la sede
unready-title = Esta pantalla aún no está lista
unready-lead = Está buscando su mostrador y seguirá sola. Mientras tanto, hable con alguien del equipo, por favor.

# Ayuda
help-title = Llame a alguien
help-lead = También le ayudamos con esta pantalla, con mucho gusto.
help-colleague = Pregunte a cualquiera en los mostradores. Para eso no hace falta número.
help-wave = Si no puede acercarse, levante la mano. Desde los mostradores se ve esta pantalla.
help-screen = Al pie de cada página puede elegir letra más grande, otros colores u otro idioma.
help-kept = Nada de lo que ha escrito se pierde mientras pregunta.
help-close = Volver a donde estaba

# Nadie toca la pantalla
idle-title = ¿Sigue usted ahí?
idle-lead = Si no, borraremos esta página en { $seconds } segundos, para que nadie vea lo que ha escrito.
idle-stay = Sigo aquí
idle-leave = Empezar de nuevo

# El teclado
keyboard = Teclado
key-shift = Mayúsculas
key-erase = Borrar
key-space = Espacio
key-symbols = ?123
key-letters = ABC
key-symbols-name = Cifras y signos
key-letters-name = Letras
