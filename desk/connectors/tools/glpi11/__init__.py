"""GLPI 11: its connector, its default mapping, what it needs."""
