"""GLPI 10: its connector, its default mapping, what it needs."""
