"""Clients of our HTTP services, blocking: screens call them off the UI thread."""
