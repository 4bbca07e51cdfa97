"""Windows and panels: thin, they show what presenters say and pass gestures on."""
