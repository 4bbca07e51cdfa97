# Herramientas externas: cómo se entregan los registros a la herramienta que la organización ya tiene.

staff-nav-connectors = Herramientas externas
outside-lead = Lo que se registra en los puestos llega solo a estas herramientas, una única vez. Lo que allí cambia vuelve aquí.
outside-tool = Herramienta
outside-none = No hay ninguna herramienta externa conectada. Los registros se quedan aquí, en esta central.
outside-none-do = Para conectar una, ejecute «mostrador desk connector new» en el equipo de la central.
outside-waiting = En camino
outside-done-today = Entregados hoy
outside-attention = Necesita atención
outside-last-contact = Último contacto
outside-never = Nunca
outside-since = desde { $when }
outside-line-open = Funciona
outside-line-resting = A la espera de reintentar
outside-line-stopped = Detenida
outside-line-broken = No se puede usar
outside-line-removed = Ya no está conectada
outside-attention-count = { $count ->
    [one] { $count } necesita atención
   *[other] { $count } necesitan atención
}
outside-nothing-lost = No se pierde nada: lo que se registre mientras tanto espera aquí y sale después.
outside-stopped-sign-in = { $tool } no nos deja entrar.
outside-stopped-do-sign-in = Revise la cuenta y su contraseña o clave para { $name }.toml: lo que cambie en un archivo vale a los pocos segundos. Si el arreglo era en la herramienta, basta con volver a intentarlo.
outside-stopped-mapping = { $tool } no está configurada como se nos dijo.
outside-stopped-do-mapping = «mostrador desk connector check { $name }» dice qué no encaja. Corríjalo en el archivo: se vuelve a leer a los pocos segundos.
outside-broken = El archivo de { $tool } no se puede usar.
outside-broken-do = Corrija { $name }.toml: se vuelve a leer a los pocos segundos. Hasta entonces sus registros esperan aquí.
outside-outdated = La nueva versión del archivo de { $tool } no se puede usar.
outside-outdated-short = La nueva versión del archivo no se puede usar
outside-quoted = «{ $text }»
outside-unknown = { $tool } tiene estados que no equivalen a ninguno de los nuestros: { $states }.
outside-unknown-do = Los registros que están en ellos conservan el estado que tenían. Añádalos a [states] en { $name }.toml: los registros los siguen a los pocos segundos.
outside-outdated-do = Sigue valiendo la anterior, así que nada se detiene. Corrija { $name }.toml: se vuelve a leer a los pocos segundos.
outside-removed = El archivo de { $tool } ya no está.
outside-removed-do = Los registros nuevos se quedan aquí y ya no se sigue lo que cambia allí. Lo que aún espera saldrá cuando { $name }.toml vuelva a estar.
outside-resting-not-reached = Ahora mismo no se llega a { $tool }.
outside-resting-busy = { $tool } nos ha pedido esperar un poco.
outside-resting-unclear = { $tool } no da respuestas claras ahora mismo.
outside-resting-do = El próximo intento es { $when }; usted no tiene que hacer nada.
outside-resting-now = Se está intentando de nuevo; usted no tiene que hacer nada.
outside-try = Intentar ahora
outside-ask-lead = Avise a quien coordina el equipo, por favor.
outside-says = { $tool } dice:
outside-banner = { $tools } no acepta nada ahora mismo. Los registros esperan aquí y no se pierden.
outside-banner-outdated = La nueva versión del archivo de { $tools } no se puede usar. Sigue valiendo la anterior.
outside-banner-look = Ver qué hacer

# Una herramienta
outside-what = Qué
outside-queued = Espera desde
outside-next = próximo intento { $when }
outside-more = { $count ->
    [one] y { $count } más
   *[other] y { $count } más
}
outside-waiting-none = No hay nada en camino.
outside-what-create = Registro
outside-what-note = Nota
outside-what-attachment = Archivo
outside-what-state = Estado
outside-stage-waiting = En espera
outside-stage-sent = Enviado, aún sin respuesta
outside-stage-checking = Ya está allí, se comprueba
outside-stage-done = Entregado
outside-stage-attention = Necesita atención
outside-stage-set_aside = Apartado
outside-newest = Lo último entregado
outside-newest-none = Todavía no se ha entregado nada.
outside-handed-over = Cuándo
outside-differences = No guardado como se envió
outside-what-differs = Qué es distinto
outside-differences-do = { $tool } los aceptó, y perdió o cambió algo. Casi siempre falta allí un campo o un valor, o la cuenta no puede ponerlo: corríjalo en { $tool } o en { $name }.toml, y en estos casos a mano.
outside-differences-none = Todo está allí tal como se envió.
outside-dropped = se ha perdido «{ $sent }»
outside-changed = «{ $sent }» ha pasado a ser «{ $found }»
outside-duplicates = Estaba dos veces; cerrado como duplicado: { $numbers }
outside-copy-removed = Estaba dos veces; se quitó la copia
outside-aside-lead = Esto no se entregó. Aún puede enviarlo, durante 30 días: cada cosa va a { $tool } una sola vez. Un registro va como está ahora, con las notas y los archivos que esperaban con él, y desde entonces { $tool } lleva su estado.
outside-aside-agent = Esto no se entregó. Quien coordina el equipo puede enviarlo otra vez.
outside-aside-unmapped = Se puede enviar otra vez en cuanto { $name }.toml sirva.
outside-aside-look = Puede que ya esté en { $tool }: mírelo allí primero.
outside-again-one = Enviar otra vez { $number }
outside-aside-again = { $count ->
    [one] Enviar otra vez { $count }
   *[other] Enviar otra vez los { $count } de una vez
}
outside-aside-not = Lo que puede que ya esté en { $tool } no se incluye: envíelo por separado cuando lo haya mirado allí.
staff-done-refused-again = Están de nuevo en camino.
staff-done-aside-again = Está de nuevo en camino. Lo que aún aparece aquí no se incluyó.
staff-done-aside-none = No se envió nada: ya no quedaba nada que se pudiera enviar.
staff-done-delivery-stays = Sigue apartado: desde entonces ha ido allí un estado más nuevo de este registro.
outside-earlier = Registros anteriores
outside-earlier-lead = Registros que { $tool } aceptaría y que solo están aquí, por ejemplo porque se conectó más tarde.
outside-earlier-since = Registrados desde
outside-earlier-which = Cuáles
outside-earlier-open = Aún abiertos
outside-earlier-all = Todos, también los resueltos
outside-earlier-count = Contar
outside-earlier-none = No hay ninguno desde el { $day }.
outside-earlier-do = { $count ->
    [one] Entregar { $count } registro anterior (desde el { $day })
   *[other] Entregar { $count } registros anteriores (desde el { $day })
}
outside-earlier-most = Son { $count }. Estos son los más antiguos; pulse otra vez para los siguientes.
staff-done-earlier-handed-over = Están en camino.
staff-done-earlier-none = Ya no quedaba ninguno por entregar.
staff-did-earlier-handed-over = entregó registros anteriores a una herramienta externa

# Necesita atención
outside-attention-lead = Esto no ha salido adelante por sí solo. Todo lo demás sigue mientras tanto.
outside-attention-agent = Esto no ha salido adelante por sí solo. Quien coordina el equipo decide qué hacer.
outside-refused-again = { $count ->
    [one] Enviar otra vez { $count } rechazado
   *[other] Enviar otra vez { $count } rechazados
}
outside-attention-none = Nada necesita su atención.
outside-why-refused = { $tool } no lo acepta tal como está. Corrija lo que indica: allí, en su conector o en el registro. Después, envíelo otra vez.
outside-why-unable = { $tool } no admite nada de este tipo. Si importa, añádalo allí a mano y diga después que ya está.
outside-why-may-be-there = Se envió, pero no llegó respuesta. Mire en { $tool } si está.
outside-why-cannot-search = Se envió, pero no llegó respuesta, y { $tool } no nos deja buscar. Mire allí si está.
outside-why-gone = { $tool } lo había aceptado, pero ya no lo tiene. Mírelo allí; envíelo otra vez si debe estar.
outside-why-other-ticket = En { $tool } hay otro caso en su lugar. Mire allí cuál es el bueno.
outside-why-not-closed = { $tool } lo tiene dos veces y el segundo no se pudo cerrar. Ciérrelo allí.
outside-why-twice = { $tool } tiene dos veces una nota o un archivo de este registro y la copia no se pudo quitar. Quítela allí si estorba.
outside-again = Enviar otra vez
outside-there = Ya está allí…
outside-there-yes = Ya está allí
outside-there-hint = Confírmelo cuando lo haya visto en { $tool }.
outside-number = Su número en { $tool }
outside-number-hint = Como aparece en la dirección del caso.
outside-address = Su dirección, si la tiene a mano
outside-aside = No entregarlo…
outside-aside-yes = No entregarlo
outside-aside-hint-record = El registro se queda entonces aquí y se lleva desde aquí. { $tool } no sabrá de él.
outside-aside-hint-part = El resto del registro sigue yendo a { $tool }.
outside-reason = Por qué
outside-fault-number = Escriba su número: solo letras y cifras.
outside-fault-reason = Diga en pocas palabras por qué.
outside-problem-faster = Alguien ha sido más rápido: esto ya está decidido.
staff-done-line-tried = Se está intentando de nuevo.
staff-done-delivery-again = Se está enviando otra vez.
staff-done-delivery-aside = No se entrega.
staff-done-delivery-there = Bien, ya está allí.
staff-did-delivery-sent-again = envió algo otra vez a una herramienta externa
staff-did-delivery-set-aside = decidió que algo no se entrega
staff-did-delivery-confirmed = encontró algo en una herramienta externa
staff-did-line-tried = pidió intentar de nuevo con una herramienta externa
staff-did-file-added = añadió un archivo a un registro

# La página de un registro
outside-title = En { $tool }
outside-ticket = Número
outside-assignee = Lo lleva
outside-resolution = Solución allí
outside-raw-unknown = Ningún estado de aquí equivale a «{ $state }», así que este sigue como estaba.
outside-raw = { $tool } dice «{ $state }»
outside-open = Abrirlo allí
outside-on-the-way = De camino a { $tool }; aún no se sabe su número.
outside-stuck = No ha llegado a { $tool }.
outside-stuck-look = Ver qué hacer
outside-owned = { $tool } lleva ahora el estado de este registro. Cámbielo allí; aquí se verá por sí solo.
outside-owned-soon = { $tool } llevará el estado de este registro. Cuando haya llegado, cámbielo allí.
outside-history = Lo que se ha entregado
outside-seen = Visto { $when }
outside-step-set-aside = No se entrega a { $tool }:
outside-step-sent-again = Al final se envía a { $tool }
staff-owned-outside = Este registro lo lleva ahora la herramienta externa, así que su estado se cambia allí. Su nota sigue abajo.
files-title = Archivos
files-none = No hay archivos.
files-add = Añadir un archivo
files-hint = Imágenes, PDF, ZIP o texto, como mucho 10 MB.
files-do = Añadir
files-fault-type = Este tipo de archivo no se admite: sí las imágenes, PDF, ZIP y texto.
files-fault-empty = Elija un archivo que no esté vacío.
files-fault-large = El archivo pesa más de 10 MB.
files-fault-many = Este registro ya tiene todos los archivos que puede tener.
staff-done-file-added = El archivo se ha añadido.
