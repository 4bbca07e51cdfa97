"""BMC Helix ITSM: its connector, its default mapping, what it needs."""
