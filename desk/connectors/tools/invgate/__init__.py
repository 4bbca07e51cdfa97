"""InvGate Service Desk: its connector, its default mapping, what it needs."""
