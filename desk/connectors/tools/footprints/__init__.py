"""BMC FootPrints: its connector, its default mapping, what it needs."""
