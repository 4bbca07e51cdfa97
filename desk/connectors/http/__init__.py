"""What connectors over HTTP share: one call and what came of it, sessions, shapes, feeds."""
