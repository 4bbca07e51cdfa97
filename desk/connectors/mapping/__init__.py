"""Mappings: how a record becomes a ticket of one tool at one organisation; data, read from TOML files."""
