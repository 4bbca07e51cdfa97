"""Sync with the desk: the site pushes its journal and incidents, and pulls the desk's feed."""
