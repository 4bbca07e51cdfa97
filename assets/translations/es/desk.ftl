# Las páginas y correos del puesto central: reservas, página de la visita, páginas del personal. De usted.
