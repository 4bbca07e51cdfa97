# El programa del personal técnico.
