"""The rules of the line, pure: no clock, no dice, no database, no network, no Qt.

`decide(line, command, now)` answers a command with events or a refusal; `fold(line, event)` is the only
way in which a `Line` changes. Read `moves.py` first, then `decide.py`.
"""
