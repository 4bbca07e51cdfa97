"""Request Tracker 5: its connector, its default mapping, what it needs."""
