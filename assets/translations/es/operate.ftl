# Lo que los programas dicen a quien cuida de las máquinas, en una terminal y en el registro.

# El diario no se puede usar: el servicio de la sede no arranca. Qué, dónde, qué hacer.
journal-unreadable = El diario en { $file } está dañado: el archivo no se puede leer como se escribió. No se ha escrito nada en él. Para seguir: «mostrador restore --from-desk» recupera lo que tiene la central, «mostrador restore ARCHIVO.zip» una copia de seguridad, «mostrador restore --keep-good» sigue con las anotaciones que se pueden leer. Los archivos dañados se guardan siempre al lado de los nuevos.
journal-gap = Falta la anotación { $entry } del diario en { $file }, aunque hay otras posteriores. Las { $good } anteriores están bien. No se ha escrito nada. Para seguir: «mostrador restore --from-desk», o «mostrador restore --keep-good» solo con las buenas. Ambos guardan el diario como está ahora al lado del nuevo.
journal-prev = La anotación { $entry } del diario en { $file } no sigue a la anterior: se quitó, se añadió o se cambió alguna. Las { $good } anteriores están bien. No se ha escrito nada. Para seguir: «mostrador restore --from-desk», o «mostrador restore --keep-good» solo con las buenas. Ambos guardan el diario como está ahora al lado del nuevo.
journal-hash = La anotación { $entry } del diario en { $file } no está como se escribió. Las { $good } anteriores están bien. No se ha escrito nada. Para seguir: «mostrador restore --from-desk», o «mostrador restore --keep-good» solo con las buenas. Ambos guardan el diario como está ahora al lado del nuevo.
journal-event = La anotación { $entry } del diario en { $file } no puede seguir a lo que pasó antes. No se ha escrito nada. Para seguir: «mostrador restore --from-desk», o «mostrador restore --keep-good» con las { $good } anteriores. Ambos guardan el diario como está ahora al lado del nuevo.
journal-newer = La anotación { $entry } del diario en { $file } es de una versión posterior de Mostrador. Inicie esa versión, u otra más nueva.
journal-cut_off = El diario en { $file } acaba en la anotación { $good }, pero esta máquina había escrito hasta la { $known }. Se perdió el final, y la central tampoco lo tiene. No se ha escrito nada, porque anotaciones nuevas en el lugar de las perdidas confundirían a las pantallas. Para seguir sin lo perdido: «mostrador restore --keep-good». Si los archivos que faltan están en algún sitio, devuélvalos antes a su lugar.
journal-replaced = El diario en { $file } no es el último que escribió esta máquina: la anotación { $entry } es otra. No se ha escrito nada. Si se puso ahí a propósito: «mostrador restore --keep-good».
journal-differs = El diario en { $file } no es el que tiene la central: difieren en la anotación { $entry } o antes. No se ha escrito nada. Para seguir con el de la central: «mostrador restore --from-desk». Guarda el diario como está ahora al lado del nuevo.
journal-desk-stopped = El diario en { $file } acaba en la anotación { $good }; la central tiene { $known }. Dejó de responder antes de que llegaran todas. Vuelva a iniciar cuando responda: hasta entonces no se escribe nada en su lugar.
journal-fetched-back = { $count ->
    [one] El diario acababa aquí en la anotación { $good }; la central tenía una más. Se ha recuperado.
   *[other] El diario acababa aquí en la anotación { $good }; la central tenía { $count } más. Se han recuperado.
}

# mostrador verify
verify-good = { $count ->
    [0] El diario está vacío.
    [one] Una anotación, como se escribió. Última huella: { $head }
   *[other] { $count } anotaciones, todas como se escribieron. Última huella: { $head }
}
verify-missing = No hay ningún diario en { $file }.
verify-broken = { $good } anotaciones buenas y después { $why } (anotación { $entry }).
verify-why-unreadable = el archivo no se puede leer como diario
verify-why-gap = falta una anotación
verify-why-prev = una anotación que no sigue a la anterior
verify-why-hash = una anotación que se cambió después de escribirla
verify-why-event = una anotación que no puede seguir a lo que pasó antes
verify-why-newer = una anotación de una versión posterior de Mostrador
verify-snapshot-changed = El resumen que contiene no es lo que resulta del diario. Si su sello está roto, el próximo arranque prescinde de él; «mostrador restore --keep-good» hace uno nuevo.
verify-cut-off = Falta el final: esta máquina había escrito hasta la anotación { $known }.
verify-replaced = No es el último diario que escribió esta máquina: la anotación { $known } era otra.
verify-desk-level = La central tiene las mismas { $count } anotaciones: no se cortó nada.
verify-desk-behind = La central tiene las primeras { $count } anotaciones, y son las mismas. De las { $more } siguientes aún no sabe nada: solo las conoce esta máquina.
verify-desk-more = Falta el final: la central tiene { $count } anotaciones. Para recuperarlas, inicie la sede o use «mostrador restore --from-desk». Salvo que otro equipo haya tomado el relevo («mostrador doctor» lo dice): entonces arranque este como reserva de aquel y las copiará.
verify-desk-differs = La central tiene otro diario: difieren en la anotación { $entry } o antes.
verify-desk-not-reached = No se pudo preguntar a la central, así que nada está probado sobre el final: { $why }
verify-desk-none = No hay ninguna central indicada (site.desk_url): no hay a quién preguntar.

# mostrador restore --from-desk, --keep-good
restore-running = No se ha cambiado nada: Mostrador está en marcha en esta máquina. Párelo antes.
restore-no-journal = No se ha cambiado nada: no hay ningún diario en { $file } ni se indicó ninguna central.
restore-no-desk = No se ha cambiado nada: no hay ninguna central indicada (site.desk_url y site.desk_token).
restore-desk-not-reached = No se ha cambiado nada: no se pudo preguntar a la central. { $why }
restore-desk-wrong = No se ha cambiado nada: lo que envió la central no es un diario bueno (anotación { $entry }).
restore-done = El diario vuelve a estar bien: { $kept } anotaciones conservadas, { $fetched } recuperadas de la central.
restore-left = { $count ->
    [one] Una anotación que solo tenía esta máquina, después de la { $kept }, no está en él.
   *[other] { $count } anotaciones que solo tenía esta máquina, después de la { $kept }, no están en él.
}
restore-rows-lost = Junto al diario no se pudo leer todo ({ $tables }). La central vuelve a contar personas, personal y ajustes.
restore-aside = Los archivos como estaban se guardan en { $folder }.

# mostrador plan
plan-title = Plan para { $site }: llamar al { $share } % de las personas en { $minutes } minutos como mucho, en cada media hora.
plan-basis = { $days ->
    [one] Se basa en un día con visitas ({ $visitors } en total) desde el { $first }.
   *[other] Se basa en { $days } días con visitas ({ $visitors } en total) desde el { $first }.
}
plan-assumed-nothing-seen = En esta sede todavía no ha terminado ningún día con visitas, así que no se puede planificar nada. Vuelva a intentarlo dentro de unos días.
plan-assumed-days-alike = Es poco: menos de diez días abiertos. Se supone que todos los días de la semana son iguales.
plan-assumed-no-trend = Menos de treinta días abiertos: aún no se puede saber si cada semana viene más gente o menos.
plan-assumed-no-special-days = Aún no se ha visto ningún festivo: los festivos y los días siguientes se planifican como los demás.
plan-assumed-catalogue-times = Algunos servicios apenas se han visto: su duración es sobre todo la estimada en el catálogo.
plan-assumed-no-rota = No hay turnos ni se ha abierto aún ningún puesto: las esperas se dan solo para los agentes necesarios.
plan-day = { $day }: unas { $mean } personas (8 de cada 10 días así: de { $low } a { $high }), hacen falta { $hours } horas de agente
plan-day-closed = { $day }: cerrado
plan-kind-holiday = Es festivo.
plan-kind-after = El primer día después de un festivo o de un día cerrado.
plan-usual = Con las { $hours } horas de agente de siempre: { $share } % a tiempo, { $mean } min de media, 1 de cada 10 espera { $most } min o más.
plan-changed = Con el cambio: { $share } % a tiempo, { $mean } min de media, 1 de cada 10 espera { $most } min o más.
plan-not-kept = Lo prometido no se puede cumplir en todas las medias horas, por muchos agentes que haya.
plan-column-time = Hora
plan-column-visitors = Personas
plan-column-range = 8 de 10
plan-column-agents = Agentes necesarios
plan-column-usual = De siempre
plan-column-in-time = A tiempo
plan-column-wait = Espera (min)
plan-column-in-time-changed = A tiempo, con cambio
plan-column-wait-changed = Espera, con cambio
plan-column-specialists = De ellos, deben saber
plan-column-slots = Caben más citas
plan-tested = { $weeks ->
    [one] Probado con la última semana: cada media hora se desvió un { $half } % (con la semana anterior: { $naive } %), la de cada servicio un { $service } % ({ $service_naive } %). El { $covered } % de las medias horas quedó en su margen; lo justo sería el 80 %.
   *[other] Probado con las últimas { $weeks } semanas: cada media hora se desvió un { $half } % (con la semana anterior: { $naive } %), la de cada servicio un { $service } % ({ $service_naive } %). El { $covered } % de las medias horas quedó en su margen; lo justo sería el 80 %.
}
plan-tested-staffing = Con estos agentes, en { $days } días pasados se habría llamado a tiempo al { $share } % de quienes vinieron de verdad, al { $worst } % en la peor media hora del día; lo prometido se habría cumplido en el { $kept } % de las medias horas, con { $hours } horas de agente al día. Con los agentes según la semana anterior: { $naive } % con { $naive_hours }.
plan-not-tested = No se ha probado con el pasado: aún ha ocurrido demasiado poco, o no se ha pedido.
plan-unknown-site = La central no tiene ninguna sede «{ $site }».
plan-other-site = Esta máquina es de la sede «{ $here }», no de «{ $site }». Pregunte en la máquina de la central, por favor.
plan-refused = La central no da ningún plan de «{ $site }»: { $why }
plan-not-reached = No se pudo contactar con la central en { $address }. Inténtelo de nuevo dentro de un momento, por favor.
plan-nobody-to-ask = En { $folder } no hay ni una central ni el diario de una sede, así que no se sabe nada de ninguna.
plan-shorter-unreadable = Escriba --shorter como SERVICIO:MINUTOS, por ejemplo laptop:3.

# mostrador take-over
take-over-done = Este equipo lleva ahora la sede (relevo n.º { $term }, al cabo de { $seconds } s).
take-over-handed-over = El otro lo ha entregado todo, hasta la entrada { $after }. No falta nada.
take-over-complete = Los dos estuvieron en contacto hasta el final. No falta nada de lo que se dijo a nadie: la última entrada del otro es la { $after }.
take-over-missing = Al final los dos no estaban en contacto. La última entrada aquí es la { $after }. Puede faltar lo que el otro comunicó después de { $at }: visitantes que se registraron o fueron llamados desde entonces. Mire las pantallas del otro equipo o pregunte en la sala. Cuando vuelva, arránquelo como reserva de este: dirá qué faltaba.
take-over-missing-unknown = No se sabe hasta cuándo estuvieron en contacto. La última entrada aquí es la { $after }. Puede faltar lo que el otro comunicó después. Cuando vuelva, arránquelo como reserva de este: dirá qué faltaba.
take-over-nobody = No se ha cambiado nada: ningún servicio de sede responde en { $url }. ¿Está arrancado con «mostrador site --standby-of URL»?
take-over-no-standby = No se ha cambiado nada: el servicio en { $url } no está de reserva.
take-over-no-token = No se ha cambiado nada: no se puede leer la clave de la reserva en { $folder }. Ejecute la orden con el usuario del servicio.
take-over-copying = No se ha cambiado nada: la reserva aún no lo ha copiado todo, así que no puede tomar el relevo.
take-over-refused = No se ha cambiado nada: la reserva se ha negado ({ $code }).
take-over-said = Dicho en la central. La reserva de { $site } lo sabrá en unos segundos si está en marcha y llega a la central (relevo n.º { $term }). ¿No lo ha sabido nadie en { $minutes } minutos? Entonces ya no vale. «mostrador doctor» en el equipo de reserva dice si tomó el relevo.
take-over-no-site = La central no tiene ninguna sede { $site }.

# mostrador desk connector
connector-none = Todavía no hay ningún conector en { $folder }. Para crear uno: «mostrador desk connector new HERRAMIENTA NOMBRE».
connector-tools = Herramientas, y cómo se probó el conector de cada una:
connector-column-name = Nombre
connector-column-tool = Herramienta
connector-column-address = Dirección
connector-column-takes = Recibe
connector-column-tested = Probado
connector-tested-real = con la propia herramienta
connector-tested-description = con su descripción publicada
connector-tested-documents = solo según sus documentos
connector-kind-incident = incidencias
connector-kind-request = solicitudes
connector-every-site = todas las sedes
connector-unusable = { $file } no se puede usar. { $place }: { $why }
connector-unusable-whole = { $file } no se puede usar: { $why }
connector-unknown = No hay ningún conector { $name } en { $folder }. Hay: { $known }.
connector-unknown-any = No hay ningún conector { $name } en { $folder }, ni ningún otro. Para crearlo: «mostrador desk connector new HERRAMIENTA { $name }».
connector-unknown-tool = No hay conector para { $tool }. Hay: { $known }. Para otra herramienta que crea tickets a partir de correos: mail.
connector-bad-name = { $name } no puede ser el nombre de un conector: minúsculas, cifras, - y _, 48 como máximo.
connector-exists = No se ha escrito nada: { $file } ya existe.
connector-not-written = No se ha escrito nada: { $file }: { $why }
connector-made = Ya está { $file }, para { $tool }; solo usted puede leerlo. Ahora:
connector-made-beside = Al lado está { $file }, que hay que llevar a la herramienta: sus primeras líneas dicen cómo.
connector-made-edit = 1. Edítelo: los comentarios dicen para qué es cada parte. La dirección y el acceso los pone usted.
connector-made-secrets = 2. Escriba lo que necesita para entrar en un archivo a su lado y nómbrelo: { $example }. O ponga { $secrets } en el entorno de la central y arránquela de nuevo.
connector-made-check = 3. mostrador desk connector check { $name }
connector-made-next = 4. Eso es todo: una central en marcha lo lee sola, a los pocos segundos, y otra vez siempre que cambie.

connector-title = { $name }: { $tool }, probado { $tested }
connector-at = en { $url }
connector-dry-run = Una muestra, tal como quedaría en la herramienta:
connector-left-out = (se omite)
# Detrás de una frase: de qué tabla y clave del conector se trata.
connector-about = (Véase { $field }.)
connector-unchecked = Sin comprobar, porque la herramienta no nos dejó mirar:
connector-unchecked-tool = si existen los campos y valores que nombra el conector;
connector-unchecked-canary = si una búsqueda de una clave que nadie creó no encuentra nada;
connector-unchecked-sample = cómo quedaría allí una muestra.
connector-note = Nota { $place }:
connector-all-good = Todo está bien.
connector-some-wrong = { $count ->
    [one] Hay una cosa mal.
   *[other] Hay { $count } cosas mal.
}

connector-step-probe = Al entrar y mirar
connector-step-canary = Al buscar una clave que nadie ha creado
connector-step-create = Al crear el ticket
connector-step-find = Al buscar el ticket por su clave
connector-step-get = Al volver a leer el ticket
connector-step-note = Al añadir una nota
connector-step-attach = Al añadir un archivo
connector-step-resolve = Al resolver el ticket

# Lo que se ha encontrado: qué es, y qué hacer cuando alguien tiene que hacer algo.
connector-rejected = { $step }: la herramienta lo rechaza. { $told } Dele lo que pide en el conector, o cambie lo que exige la herramienta.
connector-misconfigured = { $step }: el conector no encaja con la herramienta. { $told }
connector-sign-in-failed = { $step }: la herramienta no nos deja entrar. { $message } Revise la tabla sign_in y, en la herramienta, si la cuenta está activa y puede usar la interfaz.
connector-not-reached = { $step }: sin respuesta. { $message } ¿Es correcta la dirección, está en marcha la herramienta, hay un cortafuegos en medio?
connector-busy = { $step }: la herramienta está saturada. { $message } { $seconds ->
    [0] Inténtelo de nuevo dentro de un minuto.
    [one] Pide que se espere un segundo.
   *[other] Pide que se esperen { $seconds } segundos.
}
connector-unclear = { $step }: la respuesta se ha perdido o no tiene sentido. { $message } ¿Responde en esa dirección la propia herramienta, o algo que está delante?
connector-cannot-be-made = { $place }: { $why }
connector-no-url = url está vacío: escriba ahí la dirección de la herramienta.
connector-in-the-clear = { $url } no va cifrado: quien escuche por el camino puede leer el acceso. Use https si la herramienta lo ofrece.
connector-no-verify = verify es false: nadie comprueba que quien responde sea la herramienta. Indique en su lugar el archivo con el certificado de su autoridad.
connector-no-state = states no tiene nada para { $state }: un cambio a ese estado no se escribe en la herramienta.
connector-shared-state = La herramienta tiene «{ $raw }» tanto para { $state } como para { $read }: lo que dice así se muestra como { $read }.
connector-comes-first = { $other } va antes por su nombre y también recibe { $kinds } de { $sites }: esos no llegan a este.
connector-link-here = El enlace de cada ticket empieza por { $url }, que nadie abre desde otro equipo. Ponga desk.public_url.
connector-unknown-site = sites nombra { $site }, y la central no tiene esa sede. Tiene: { $known }.
connector-category-default = La categoría { $category } no está en ninguna línea de tables.{ $table }: { $field } queda en { $default }, y el texto dice la categoría.
connector-category-absent = La categoría { $category } no está en ninguna línea de tables.{ $table }: { $field } queda vacío.
connector-goes-on-in-notes = { $source }: la herramienta admite { $limit } caracteres, lo nuestro puede tener { $longest }. Lo que sobra va en notas.
connector-cut-for-good = { $source }: la herramienta admite { $limit } caracteres, lo nuestro puede tener { $longest }, y no admite notas. Lo que sobra se pierde.
connector-probed = { $product } responde.
connector-probed-version = Es la versión { $version }.
connector-probed-account = La cuenta es { $account }.
connector-fault = El conector no encaja con la herramienta. { $told }
connector-tool-loses = La herramienta no lo guarda todo. { $what }
connector-clock = El reloj de la herramienta y el nuestro difieren en { $seconds } s. Se tiene en cuenta, pero conviene ajustar los dos por NTP.
connector-canary-good = La búsqueda de una clave que nadie ha creado no encuentra nada, como debe ser.
connector-canary-found = La búsqueda de una clave que nadie ha creado encuentra { $count ->
    [one] un ticket
   *[other] { $count } tickets
} ({ $number }): la herramienta no hace caso de la búsqueda. ¿Existe el campo para la clave, y se puede buscar en él? Hasta entonces no se puede entregar nada.
connector-marker-message-id = La herramienta reconoce lo que ya ha visto por el Message-ID del correo.
connector-marker-none = En la herramienta no se puede buscar una clave: si se pierde una respuesta, tiene que mirarlo una persona.
connector-lost = { $sources }: ni en un campo ni en el texto. Añádalos a details, o a un campo, si quiere que estén.

connector-sample-asked = La muestra en la herramienta:
connector-created = Se ha creado el ticket { $number }. { $url }
connector-may-be-there = Aun así, puede que el ticket esté. Busque { $key } en la herramienta antes de intentarlo de nuevo.
connector-found = Se encuentra por su clave.
connector-not-found-yet = Aún no se encuentra por su clave { $key }. Algunas herramientas tardan en indexar: si tampoco aparece al buscarlo en la herramienta dentro de dos minutos, una respuesta perdida crearía un segundo ticket.
connector-as-sent = Todos los campos están tal como se enviaron.
connector-changed = { $field } se envió como «{ $sent }» y está como «{ $found }».
connector-dropped = { $field } se envió como «{ $sent }» y no está.
connector-unknown-state = El estado del ticket es «{ $state }», y no está en ninguna línea de states.
connector-note-kept = Hay una nota.
connector-note-taken = Una nota fue aceptada. No se puede preguntar si está.
connector-note-dropped = Una nota fue aceptada y no está.
connector-attach-kept = Hay un archivo.
connector-attach-taken = Un archivo fue aceptado. No se puede preguntar si está.
connector-attach-dropped = Un archivo fue aceptado y no está.
connector-no-key = El ticket no lleva su clave { $key }, así que tras una respuesta perdida no se podría encontrar. ¿Está el campo de la clave en los tickets de este tipo, y puede escribirlo la cuenta?
connector-left-open = El ticket { $number } sigue abierto allí: ciérrelo a mano.
connector-resolved = Se ha resuelto ({ $state }), así que nadie tiene que ocuparse.

# token --take-back
token-not-here = Las claves de las sedes y de los programas se retiran en la central: /staff/devices.
token-none = No hay ningún { $kind } que se llame { $name } y tenga una clave válida.
token-taken-back = Las claves de { $kind } { $name } ya no valen. Quien siga conectado con una se desconecta en unos segundos.
