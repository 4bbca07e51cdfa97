"""Any tool that takes mail: its connector, its default mapping, what it needs."""
