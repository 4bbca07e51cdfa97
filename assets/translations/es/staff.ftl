# Las páginas del personal en la central.

staff-menu = Menú
staff-nav-incidents = Registros
staff-nav-appointments = Citas
staff-nav-people = Personas
staff-nav-services = Servicios
staff-nav-sites = Sedes
staff-nav-staff = Personal
staff-nav-devices = Equipos
staff-nav-outbox = Mensajes enviados

# Entrar
staff-sign-in-title = Entrar
staff-sign-in = Entrar
staff-sign-out = Salir
staff-login = Nombre de usuario
staff-password = Contraseña
staff-nobody-yet = Todavía no puede entrar nadie. En el equipo donde funciona la central, cree la primera cuenta con esta orden; le pedirá una contraseña.

# Entrar con la cuenta de la organización
staff-sign-on = Entrar con su cuenta de trabajo
staff-sign-on-with = Entrar con { $account }
staff-sign-on-or = O con nombre y contraseña
staff-signed-out = Ya ha salido de aquí.
staff-sign-out-everywhere = Salir también de su cuenta de trabajo
staff-sign-on-again = Probar otra vez
staff-sign-on-other-way = A la página de entrada
staff-sign-on-failed-title = No ha entrado todavía
staff-sign-on-not-reached = El servicio de las cuentas de trabajo no responde en este momento. A su cuenta no le pasa nada. Pruebe otra vez dentro de un minuto; si sigue igual, avise a quien se encarga de las cuentas de trabajo.
staff-sign-on-refused = La entrada no llegó a terminar, o su cuenta de trabajo no tiene permiso para usar esta central. Pruebe otra vez o pida acceso a quien se encarga de las cuentas de trabajo.
staff-sign-on-wrong = Esta entrada tardó demasiado, se empezó en otra ventana o ya se usó. Empiece de nuevo, por favor.
staff-sign-on-set-up = La central y el servicio de las cuentas de trabajo no se entienden. Probar otra vez no servirá: avise a quien se encarga de la central. El motivo está en su registro.
staff-sign-on-no-account = Sabemos quién es usted, pero no tiene cuenta en esta central. Pida a quien la administra que le añada en la página «Personal».
staff-sign-on-no-role = Sabemos quién es usted, pero su cuenta de trabajo no está en ninguno de los grupos que pueden trabajar aquí. Pida a quien se encarga de las cuentas de trabajo que le añada a uno.
staff-sign-on-stopped = Su cuenta en esta central está detenida. Si vuelve a trabajar aquí, pida a quien la administra que le deje entrar de nuevo.
staff-sign-on-other-person = En esta central su nombre de usuario pertenece a otra cuenta de trabajo, así que esta no abre nada. Si tiene una cuenta de trabajo nueva, pida a quien administra la central que desvincule la anterior en su página de «Personal».
staff-sign-on-not-here = Sabemos quién es usted, pero no trabaja en esta sede. Pida a quien administra la central que añada la sede en su página de «Personal».

# Entrar en el programa del puesto desde su navegador
staff-console-title = ¿Entrar en el programa del puesto?
staff-console-lead = Usted es { $owner }. El programa del puesto de { $site } en este equipo quiere entrar con su cuenta.
staff-console-compare = El programa muestra estas letras:
staff-console-care = ¿Muestra otras, o no lo ha empezado usted? Entonces elija «No».
staff-console-yes = Sí, entrar
staff-console-no = No
staff-console-other = Soy otra persona
staff-console-done-title = Puede volver al programa del puesto
staff-console-done = Allí continúa. Puede cerrar esta página.
staff-console-cancelled-title = No ha entrado nadie
staff-console-cancelled = El programa del puesto le vuelve a preguntar. Puede cerrar esta página.
staff-console-go-back = Vuelva al programa del puesto y empiece allí otra vez. Puede cerrar esta página.

# Listas
staff-pages = Páginas
staff-page-before = Más recientes
staff-page-after = Anteriores
staff-page-of = Página { $page } de { $pages }
staff-filter = Mostrar
staff-filter-clear = Mostrar todo
staff-any = Todo
staff-save = Guardar
staff-check-form = Aún no se ha guardado nada. Revise los campos señalados.

# Personal
staff-add-person = Añadir a alguien
staff-name = Nombre
staff-role = Puede
staff-role-agent = Atender visitas
staff-role-lead = Dirigir el equipo
staff-role-admin = Administrar todo
staff-takes = Atiende
staff-works-at = Trabaja en
staff-state = Estado
staff-all-services = Todos los servicios
staff-all-sites = Todas las sedes
staff-none-is-all = Si no marca nada, vale para todo.
staff-active = Trabaja aquí
staff-inactive = Ya no trabaja aquí
staff-login-hint = Minúsculas, cifras, puntos y guiones.
staff-first-password = Primera contraseña
staff-new-password = Contraseña nueva
staff-password-hint = Al menos 10 caracteres. Unas cuantas palabras se recuerdan bien.
staff-set-password = Poner contraseña
staff-stop = Deja de trabajar aquí
staff-stop-hint = Ya no podrá entrar. Lo que hizo se conserva.
staff-come-back = Vuelve a trabajar aquí
staff-work-account = Cuenta de trabajo
staff-linked-at = Vinculada { $at } · último uso { $used }
staff-not-linked = Aún no está vinculada. Se vinculará la primera cuenta de trabajo que entre como { $login }; desde entonces ninguna otra abre esta cuenta.
staff-unlink = Desvincular
staff-unlink-hint = Para quien tiene una cuenta de trabajo nueva. Se cierra su sesión; la próxima que entre como { $login } quedará vinculada.
staff-lately = Últimos cambios
staff-fault-too_short = Escriba al menos 10 caracteres.
staff-fault-too_long = Escriba como máximo 200 caracteres.
staff-fault-same_as_login = Elija una que no contenga el nombre de usuario.
staff-fault-one_letter = Use caracteres más variados.
staff-fault-form = Use solo minúsculas, cifras, puntos y guiones.
staff-fault-taken = Ese nombre ya lo tiene otra persona. Elija otro.
staff-fault-empty = Escriba un nombre de hasta 200 caracteres.
staff-fault-last_admin = Alguien tiene que poder administrar todo. Dé antes ese permiso a otra persona.
staff-done-staff-added = Ya está: esta persona puede entrar.
staff-done-staff-changed = Guardado.
staff-done-staff-stopped = Esta persona ya no puede entrar.
staff-done-staff-back = Esta persona puede entrar de nuevo.
staff-done-password-changed = La contraseña nueva vale desde ahora.
staff-done-sign-on-unlinked = Desvinculada. La próxima cuenta de trabajo con este nombre de usuario quedará vinculada al entrar.
staff-did-signed-in = entró
staff-did-console-signed-in = entró en el programa del puesto de una sede
staff-did-staff-added = añadió a una persona del equipo
staff-did-staff-changed = cambió los datos de una persona del equipo
staff-did-staff-stopped = retiró a una persona del equipo
staff-did-staff-back = devolvió el acceso a una persona del equipo
staff-did-password-reset = puso una contraseña nueva a una persona del equipo
staff-did-sign-on-linked = vinculó su cuenta de trabajo al entrar
staff-did-sign-on-unlinked = desvinculó la cuenta de trabajo de una persona del equipo
staff-did-sign-on-refused = no entró: otra cuenta de trabajo llegó con su nombre de usuario
staff-did-incident-recorded = anotó una incidencia o petición
staff-did-incident-changed = cambió un registro
staff-did-token-made = creó una clave para una sede
staff-did-token-revoked = retiró la clave de una sede
staff-did-person-erased = borró a una persona

# Registros: incidencias y peticiones
staff-open-now = { $count ->
    [0] No hay nada abierto.
    [one] { $count } abierto
   *[other] { $count } abiertos
}
staff-found = { $count ->
    [0] Sin resultados
    [one] { $count } resultado
   *[other] { $count } resultados
}
staff-search = Buscar
staff-search-hint = Número, palabras o nombre
staff-site = Sede
staff-kind = Tipo
staff-kind-incident = Incidencia
staff-kind-request = Petición
staff-priority = Prioridad
staff-day = Día
staff-mine = Solo los míos
staff-number = Número
staff-title = Qué
staff-for = Para
staff-assignee = Lo lleva
staff-when = Anotado
staff-nobody = Nadie
staff-no-records = Todavía no hay registros. Lo que se anote en un mostrador aparecerá aquí.
staff-nothing-found = Ningún registro coincide. Pruebe con menos palabras o vea todo.
staff-state-open = Abierto
staff-state-new = Nuevo
staff-state-in-progress = En curso
staff-state-waiting = En espera
staff-state-resolved = Resuelto
staff-state-closed = Cerrado
staff-description = Qué ocurrió
staff-resolution = Qué ayudó
staff-none-written = Aquí no se escribió nada.
staff-history = Historia
staff-note = Añadir una nota
staff-recorded = Anotado
staff-received = Llegó a la central
staff-recorded-by = Por
staff-service = Servicio
staff-category = Categoría
staff-impact = Impacto
staff-urgency = Urgencia
staff-level-1 = Alto
staff-level-2 = Medio
staff-level-3 = Bajo
staff-spent = Tiempo dedicado
staff-step-received = Anotado en { $site }: { $state }
staff-step-state = { $before } → { $after }
staff-step-assignee = Lo lleva { $name }
staff-step-unassigned = No lo lleva nadie
staff-changed-meanwhile = Otra persona ha cambiado este registro entretanto. Su nota sigue aquí abajo; mire lo nuevo y guarde otra vez.
staff-done-incident-changed = Guardado.

# Citas del día
staff-day-before = Día anterior
staff-day-after = Día siguiente
staff-go = Ir
staff-time = Hora
staff-no-appointments = No hay citas para este día.
staff-appointment-note = Nota
staff-visit-booked = Reservada
staff-visit-checked-in = Ha llegado
staff-visit-called = Se le ha llamado
staff-visit-serving = En el mostrador
staff-visit-held = En pausa
staff-visit-done = Atendida
staff-visit-no-show = No vino
staff-visit-left = Se marchó
staff-visit-cancelled = Anulada

# Equipos: las sedes y sus claves
staff-devices-lead = Cada sede demuestra con una clave que es de las suyas.
staff-in-touch = En contacto
staff-silent = Sin noticias últimamente
staff-never = Aún sin contacto
staff-last-contact = Último contacto
staff-entries = Anotaciones recibidas
staff-behind = Por comunicar
staff-behind-none = Al día
staff-behind-items = { $count ->
    [one] { $count } cambio
   *[other] { $count } cambios
}
staff-keys = Claves
staff-key-made = Creada { $when }
staff-key-make = Crear una clave
staff-key-withdraw = Retirar
staff-key-none = Todavía no hay clave. Sin ella la sede no puede conectarse.
staff-key-shown-once = Esta es la clave nueva de { $site }. Cópiela ahora: no se volverá a mostrar.
staff-key-where = Póngala en los ajustes de la sede como MOSTRADOR_SITE__DESK_TOKEN, y «{ $site }» como MOSTRADOR_SITE__ID.
staff-done-token-revoked = La clave ya no vale.

# Personas
staff-person-count = { $count ->
    [one] { $count } persona
   *[other] { $count } personas
}
staff-people-hint = Nombre, correo o tarjeta
staff-person-mail = Correo
staff-person-badge = Tarjeta
staff-person-department = Departamento
staff-person-guest = Invitado
staff-person-none = No aparece nadie. Pruebe a escribirlo de otra manera.
staff-person-ask = Busque a alguien por nombre, correo o tarjeta.
staff-erase = Borrar
staff-erase-title = ¿Borrar a { $name }?
staff-erase-explain = El nombre, el correo y la tarjeta se quitan de la central, de todas las sedes y de todos los registros y citas. Lo que se hizo se conserva, sin nombre. No se puede deshacer.
staff-erase-sure = Borrar definitivamente
staff-cancel = Cancelar
staff-done-person-erased = La persona se ha borrado. Las sedes lo sabrán en cuanto estén en contacto.

# Fallos de un archivo de personas (la orden mostrador import)
import-fault-no_header = La primera línea debe nombrar las columnas, y una de ellas ha de ser «name».
import-fault-unknown_column = No existe esta columna: { $field }.
import-fault-malformed = Esta línea tiene campos de más o de menos, o unas comillas sin cerrar.
import-fault-invalid = Esto no se puede usar: { $field }.
import-fault-twice = El mismo valor de { $field } ya apareció en una línea anterior.
import-fault-no_key = Esta línea no tiene ni correo ni tarjeta.
import-fault-conflict = El correo y la tarjeta son de dos personas distintas.
import-fault-many_gone = { $count } personas ya no están en el directorio: no se ha quitado a nadie. Si es correcto, añada --many.
import-fault-too_large = El archivo es demasiado grande.
import-fault-not_text = El archivo no es texto UTF-8.
