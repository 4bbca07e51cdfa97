# Un mensaje por código de rechazo: refusal-<código con - en vez de _>. Dice qué pasó, qué se conservó y qué hacer ahora.
# Ningún mensaje lleva argumentos: una pantalla puede mostrar cualquiera sabiendo solo el código.

# La cola
refusal-unknown-visit = No encontramos esta visita en la cola de hoy. Regístrese, por favor, o pregunte a una persona del equipo.
refusal-unknown-service = Este servicio no se ofrece aquí en este momento. Elija otro, por favor.
refusal-unknown-counter = Este puesto no existe en esta sede. Elija otro, por favor.
refusal-nobody-waiting = Ahora mismo no hay nadie esperando.
refusal-already-called = Otra persona acaba de llamar a este visitante.
refusal-agent-busy = Todavía está atendiendo a alguien. Termine esa visita o déjela en pausa y llame a la siguiente.
refusal-counter-taken = En este puesto ya hay otra persona del equipo. Elija otro, por favor.
refusal-counter-not-open = Su puesto no está abierto. Ábralo e inténtelo de nuevo.
refusal-counter-in-use = Todavía hay alguien en este puesto. Termine antes esa visita o déjela en pausa.
refusal-wrong-state = Eso ya no corresponde a cómo está esta visita. La lista muestra su estado actual; revísela, por favor.
refusal-not-yours = Otra persona del equipo está con este visitante. La lista indica quién.
refusal-same-service = Este visitante ya espera para ese servicio.
refusal-site-closed = El mostrador está cerrado en este momento. Puede reservar una hora para más tarde.
refusal-last-check-in-over = Falta muy poco para cerrar y hoy ya no podríamos atenderle bien. Puede reservar una hora para otro día.
refusal-already-checked-in = Este visitante ya se ha registrado, así que la cita ya no se puede cambiar aquí.
refusal-service-full = Ya hay tantas personas esperando este servicio que hoy no podríamos atenderle bien. Elija otro servicio o reserve una cita.
refusal-check-in-paused = En este momento no recibimos a nadie más para esto. Mire el aviso o reserve una cita.
refusal-too-late-for-today = Con quienes ya esperan llegamos hasta la hora de cierre. Puede reservar una cita para otro día.
refusal-no-remote-join = En esta sede se entra en la cola al llegar. Regístrese en el quiosco, por favor.
refusal-people-waiting = Usted es la última persona que puede atender a quienes esperan. Indique qué pasa con ellos y cierre después.
refusal-call-again-first = Llame una vez más a esta persona antes de anotar que no ha venido.
refusal-not-here-yet = Esta persona entró en la cola a distancia y aún no ha llegado.
refusal-lacks-skill = Esto pide un conocimiento que esta persona del equipo no tiene anotado. Elija a otra.
refusal-reserved = Esta persona espera a alguien concreto del equipo.
refusal-not-remote = Esto no se puede resolver por teléfono ni por vídeo. Acuerde una visita en persona.
refusal-fenced = Otro equipo se ha hecho cargo de esta sede. Lo que pidió no se ha hecho aquí; inténtelo de nuevo en un momento.
refusal-standby = Este equipo solo está de reserva. Diríjase al que lleva la sede.

# Pases
refusal-pass-unreadable = No hemos podido leer este código. Acérquelo un poco más o escriba los seis caracteres que aparecen debajo.
refusal-pass-forged = Este código no lo hemos emitido nosotros. Pregunte a una persona del equipo o regístrese sin él.
refusal-pass-expired = Esta cita ya pasó. Puede registrarse sin ella o reservar otra hora.
refusal-pass-too-early = Ha llegado con mucha antelación y aún no es posible registrarse para esta cita. Vuelva más cerca de su hora, por favor.
refusal-pass-wrong-site = Esta cita es en otra sede. La dirección está en su confirmación.
refusal-pass-used = Esta cita ya se realizó. Si necesita más ayuda, regístrese sin ella, por favor.
refusal-pass-cancelled = Esta cita se canceló. Puede registrarse sin ella o reservar otra hora.

# Reservas
refusal-slot-taken = Alguien se ha adelantado por un momento: esta hora acaba de ocuparse. Elija otra, por favor.
refusal-slot-gone = Esta hora ya no está disponible. Elija otra, por favor.
refusal-too-late-to-change = Ya es tarde para cambiar esta cita aquí. Venga sin más o avise en el mostrador.

# Registros que lleva otra herramienta
refusal-owned-outside = Este registro se entregó a otra herramienta. Cambie allí su estado, por favor; aquí se actualizará por sí solo.

# Solicitudes
refusal-invalid = Algo de lo que ha escrito no se puede aceptar tal como está. Revíselo e inténtelo de nuevo.
refusal-too-large = Es demasiado largo para enviarlo. Acórtelo, por favor.
refusal-not-found = No lo hemos encontrado. Revise lo que ha escrito o pregunte a una persona del equipo.
refusal-unauthenticated = Su sesión ha terminado. Vuelva a entrar, por favor; no se ha perdido nada de lo guardado.
refusal-wrong-password = El nombre y la contraseña no coinciden. Inténtelo de nuevo, por favor.
refusal-forbidden = Con esta sesión no puede hacer eso. Pida ayuda a alguien del equipo que sí pueda.
refusal-too-many-tries = Ha habido demasiadas contraseñas incorrectas. Espere un minuto e inténtelo de nuevo, por favor.
refusal-sign-on-not-taken = Esta entrada ya se usó, tardó demasiado o se empezó en otro sitio. Vuelva a entrar, por favor.
refusal-sign-on-out-of-time = Esta entrada tardó demasiado o el reloj de la sede está mal. Vuelva a entrar; si no sirve, avise a quien se encarga de la sede.
refusal-sign-on-not-here = La central le conoce, pero usted no trabaja en esta sede o la sede aún no sabe de usted. Pruebe otra vez dentro de un minuto o pregunte a quien administra la central.
refusal-key-missing = No se ha cambiado nada: el programa no dio ninguna clave (cabecera Idempotency-Key), con la que una repetición se distingue de algo nuevo. Avise a quien se encarga de ese programa.
refusal-key-reused = Algo ha fallado por nuestra parte y no se ha cambiado nada. Empiece este paso otra vez, por favor.
refusal-storage-full = Ahora no se puede guardar nada porque el disco está lleno. No se ha cambiado nada. Avise a una persona del equipo, por favor.
refusal-unreachable = En este momento no podemos comunicarnos con el servicio. Inténtelo de nuevo en un momento; lo que escribió se conserva.
refusal-out-of-order = Lo que ve ya no está al día. Se está cargando de nuevo.
refusal-version-missing = Falta saber qué versión tenía usted delante. Vuelva a cargarlo, por favor.
refusal-changes-gone = La lista de cambios ya no llega tan atrás. Lea todo de nuevo y siga después la lista desde su número más reciente.
refusal-chain-broken = El registro de esta sede no coincide con la copia central. Avise a quien administra este sistema, por favor.
refusal-internal = Algo ha fallado por nuestra parte. Inténtelo de nuevo o pregunte a una persona del equipo.
