"""The real programs together, over bad networks and worse."""
