# Las páginas del personal en la central.

staff-menu = Menú
staff-nav-incidents = Casos
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
staff-did-signed-in = entró
staff-did-staff-added = añadió a una persona del equipo
staff-did-staff-changed = cambió los datos de una persona del equipo
staff-did-staff-stopped = retiró a una persona del equipo
staff-did-staff-back = devolvió el acceso a una persona del equipo
staff-did-password-reset = puso una contraseña nueva a una persona del equipo
staff-did-incident-recorded = anotó una incidencia o petición
staff-did-incident-changed = cambió un caso
staff-did-token-made = creó una clave para una sede
staff-did-token-revoked = retiró la clave de una sede
staff-did-person-erased = borró a una persona
