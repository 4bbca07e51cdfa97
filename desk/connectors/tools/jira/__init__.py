"""Jira Service Management: its connector, its default mapping, what it needs."""
