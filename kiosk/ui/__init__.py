"""The screens of a site in Qt Quick: the touch screen and the public display."""
