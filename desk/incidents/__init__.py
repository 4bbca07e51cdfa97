"""Incidents and requests: every one recorded at a counter, once the desk has received it."""
