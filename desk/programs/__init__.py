"""Programs that use the desk's API with a token of their own."""
