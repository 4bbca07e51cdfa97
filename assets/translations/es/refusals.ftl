# Un mensaje por código de rechazo: refusal-<código con - en vez de _>. Dice qué pasó, qué se conservó y qué hacer ahora.

refusal-agent-busy = Todavía está atendiendo a alguien. Termine esa visita o déjela en pausa y llame a la siguiente.
refusal-nobody-waiting = Ahora mismo no hay nadie esperando.
refusal-already-called = Otra persona acaba de llamar a este visitante.
