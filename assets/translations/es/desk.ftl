# Las páginas y los correos de la mesa para el público: reserva y página de la visita.

desk-skip = Ir al contenido
desk-languages = Idioma
desk-problem-title = No ha sido posible
desk-not-found = Esta página no existe. Puede que el enlace sea antiguo o que le falte una letra al final.
desk-to-start = Ir al inicio
