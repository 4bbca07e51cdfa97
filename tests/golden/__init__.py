"""Journals, snapshots and databases as each released version wrote them: read for ever by every later one."""
