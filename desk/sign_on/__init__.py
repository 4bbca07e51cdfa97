"""Whose work account is whose at the desk, and how a console at a site is signed in with it."""
