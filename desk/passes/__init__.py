"""The desk's signing keys, and the passes that they sign."""
