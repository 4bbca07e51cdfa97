"""Ticket numbers: a service's letter and the count of the day, or a cut-off kiosk's own series."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import count

from kiosk.queue import commands as c
from kiosk.queue.line import Line
from kiosk.queue.visits import PRESENT

SERIES_NUMBER = re.compile(r"[A-Z]{2}[0-9]{2,3}")


def number_for(line: Line, command: c.CheckIn, prefix: str, now: datetime) -> str:
    """The number that a cut-off kiosk gave out if it is of its own series and free; else the next one."""
    fresh = line.settings.local_day(now) > line.day
    taken = held_numbers(line) if fresh else line.numbers
    if command.number and _in_series(command) and command.number not in taken:
        return command.number
    last = 0 if fresh else line.last_number.get(prefix, 0)
    return next(made for n in count(last + 1) if (made := f"{prefix}{n:03d}") not in taken)


def held_numbers(line: Line) -> set[str]:
    """What a new day begins with: the numbers of those who are in the room over midnight."""
    return {v.number for v in line.visits.values() if v.number and v.state in PRESENT}


def is_own(line: Line, command: c.CheckIn) -> bool:
    """Whether the offered number is of the kiosk's own series and free today."""
    return _in_series(command) and command.number not in line.numbers


def _in_series(command: c.CheckIn) -> bool:
    offered = command.number or ""
    return SERIES_NUMBER.fullmatch(offered) is not None and offered[:2] == command.series
