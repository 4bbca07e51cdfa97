"""What connectors over HTTP share: one attempt a call and what came of it, sessions, shapes, feeds."""
