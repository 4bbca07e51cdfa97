"""The technician's program, by clicks and keys, against the real site service."""
