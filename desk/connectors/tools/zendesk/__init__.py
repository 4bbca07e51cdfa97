"""Zendesk: its connector, its default mapping, what it needs."""
