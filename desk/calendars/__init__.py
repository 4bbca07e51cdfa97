"""Calendars of the staff: when somebody is away, fewer appointments are offered."""
