"""Mails to people: an outbox table, filled with the fact that it tells of, emptied by a sender."""
