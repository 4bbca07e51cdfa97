# Las dos máquinas de una sede, en la central: quién escribe, cómo va la otra, el relevo.
staff-nav-machines = Máquinas de las sedes
machines-lead = Una sede trabaja en una máquina. Una segunda, la de reserva, lo copia todo y puede seguir en su lugar.
machines-writes = Escribe ahora
machines-writes-first = La máquina que se instaló primero
machines-writes-other = { $times ->
    [one] La de reserva: tomó el relevo
   *[other] La última que tomó el relevo ({ $times } relevos hasta ahora)
}
machines-standby = Reserva
machines-together = Al día
machines-behind = Poniéndose al día
machines-alone = Sin contacto con la otra máquina
machines-copying = Haciendo su primera copia
machines-silent = Sin noticias
machines-none = Ninguna copia en este momento
machines-set-up = Preparar una máquina de reserva
machines-set-up-what = La reserva es una segunda máquina que lo copia todo en el momento. Si la primera falla, usted le da el relevo, en esta página o allí mismo, y sigue en segundos. Si las dos estaban en contacto, no se pierde nada de lo que se le dijo a nadie.
machines-set-up-first = En la máquina que escribe ahora, cree una clave para la segunda. Se muestra una sola vez.
machines-set-up-second = En la segunda máquina, escriba la clave en mostrador.toml como «standby_token», dentro de «[site]». Después arránquela con la dirección de la primera.
machines-set-up-guide = Paso a paso, con la central y las pantallas: la guía «A second machine that can take over» (docs/guides/standby.md, en inglés).
machines-has-all = tiene todo lo que tiene la central
machines-behind-by = { $count ->
    [one] le falta { $count } entrada de las que tiene la central
   *[other] le faltan { $count } entradas de las que tiene la central
}
machines-seen = últimas noticias: { $when }
machines-last = Último relevo
machines-by-desk = pedido en la central
machines-by-operator = pedido en la propia máquina
machines-lost = Lo que se perdió
machines-lost-nothing = Nada
machines-lost-some = Quizá algo
machines-lost-maybe = Puede faltar lo que hizo la máquina anterior después de la entrada { $after }
machines-set-aside = { $count ->
    [one] se apartó { $count } entrada que tenía la central
   *[other] se apartaron { $count } entradas que tenía la central
}
machines-take-over = Pasar el relevo a la de reserva
machines-said = Se ha pedido a la reserva que tome el relevo
machines-said-until = Pregunta cada dos segundos y entonces lo hace. Si no pregunta, la orden vale hasta { $when }.
machines-sure-title = ¿Pasar el relevo a la reserva de { $site }?
machines-sure-first = Compruebe antes que la otra máquina ya no funciona. Si puede, apáguela.
machines-sure-then = Desde ese momento escribe la de reserva. La otra deja de admitir nada en cuanto se entera.
machines-sure-lost-nothing = Las dos están al día: no se pierde nada de lo que se dijo a nadie.
machines-sure-lost-some = Las dos no están al día: puede perderse lo último que la otra máquina dijo. Quien entonces no esté en la cola tendrá que registrarse de nuevo.
machines-sure-screens = Las pantallas que conocen las dos direcciones siguen solas en unos segundos.
machines-sure-holds = La orden vale { $minutes } minutos. Una reserva que se instale después no la obedece.
machines-sure-button = Tomar el relevo ahora
staff-done-take-over-said = Se ha pedido a la reserva que tome el relevo.
staff-done-take-over-over = No se ha cambiado nada: mientras tanto, otra máquina tomó el relevo. Mire cómo está ahora.
