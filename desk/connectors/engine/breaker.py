"""The line to an outside tool: when it rests, when it is stopped, who may try it again. Pure.

A line is open; or it *rests* because the tool cannot be reached, is too busy or answers nothing that makes
sense; or it is *stopped* because the tool does not let us in or the mapping does not fit: that needs a
person, who sees a banner. Both end with the first thing that goes through. From `until` on one at a time may
try: `take` hands out that one try and must be stored before it is made, so that ten desk processes do not all
knock at a tool that is down, or lock an account by trying its wrong password.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from desk.connectors.port import Ambiguous, Done, Misconfigured, Outcome, Rejected, RetryAfter, SignInFailed

LONGEST_WAIT = 300.0  # seconds
LONGEST_ASKED = 86_400.0  # what a tool may ask for; a header with nonsense shall not stop a line for good
UNCLEAR_IN_A_ROW = 8  # after so many answers that were lost a line rests; over a bad network half of them are
FIRST_STOP, LONGEST_STOP = 300.0, 3600.0  # between two tries at a tool that does not let us in


class LineState(StrEnum):
    OPEN = "open"
    RESTING = "resting"
    STOPPED = "stopped"


class Pause(StrEnum):
    """Why a line is not open; a face has a sentence for each."""

    NOT_REACHED = "not_reached"
    BUSY = "busy"
    UNCLEAR = "unclear"  # answers are lost
    SIGN_IN = "sign_in"
    MAPPING = "mapping"


@dataclass(frozen=True, slots=True)
class Line:
    """The line to one tool. `message`: the tool's own words; `failures`: in a row."""

    connector: str
    state: LineState = LineState.OPEN
    why: Pause | None = None
    message: str = ""
    until: datetime | None = None
    failures: int = 0


def wait_seconds(failures: int, dice: float) -> float:
    """How long to wait after so many failures in a row (1, 2, …): 1, 2, 4 … 300 s, a quarter more or less.

    `dice`: 0 to 1, so that what failed together does not come again together.
    """
    return min(LONGEST_WAIT, 2.0 ** min(max(failures - 1, 0), 20)) * (0.75 + 0.5 * dice)


def asked_seconds(outcome: RetryAfter, failures: int, dice: float) -> float:
    """How long to wait after a clear no: what the tool asked for and a little jitter upon it; else ours."""
    asked = outcome.seconds
    if asked is None or not asked >= 0:  # not a number, too
        return wait_seconds(failures, dice)
    return min(asked, LONGEST_ASKED) + dice


def take(line: Line, now: datetime, timeout_seconds: float) -> Line | None:
    """Whether something may be sent now. None: no. Another line than the given one is the one try at a line
    that is not open: store it, if it is still as it was read, before trying.
    """
    if line.state is LineState.OPEN:
        return line
    if line.until is not None and now < line.until:
        return None
    return replace(line, until=now + timedelta(seconds=timeout_seconds))


def line_after(line: Line, outcome: Outcome[Any], now: datetime, dice: float, trying: bool = True) -> Line:
    """The line after a call of any kind. `trying`: False for a call that began while the line was open.

    Such a call may come back after others found the line closed: then it cannot open it again before its
    time, and is no further failure in a row.
    """
    if not trying and line.state is not LineState.OPEN:
        return _meanwhile(line, outcome, now, dice)
    failures = line.failures + 1
    match outcome:
        case Done() | Rejected():  # it answered, and about the thing itself
            return Line(line.connector)
        case SignInFailed(message=message):
            return _stopped(line, Pause.SIGN_IN, message, now, dice)
        case Misconfigured(field=field, message=message):
            return _stopped(line, Pause.MAPPING, f"{field}: {message}" if field else message, now, dice)
        case Ambiguous(reason=reason) | RetryAfter(reason=reason, lost=True):
            return _unclear(line, reason, now, dice)
        case RetryAfter(reason=reason, busy=busy):
            pause = Pause.BUSY if busy else Pause.NOT_REACHED
            return _resting(line, pause, reason, now, asked_seconds(outcome, failures, dice))


def reopened(line: Line) -> Line:
    """Somebody mended what was wrong and wants it tried now."""
    return Line(line.connector)


def _meanwhile(line: Line, outcome: Outcome[Any], now: datetime, dice: float) -> Line:
    """A closed line after a call that began before that: it may only learn to wait longer."""
    if not isinstance(outcome, RetryAfter) or outcome.lost:
        return line
    until = now + timedelta(seconds=asked_seconds(outcome, line.failures, dice))
    return replace(line, until=until) if line.until is None or until > line.until else line


def _unclear(line: Line, reason: str, now: datetime, dice: float) -> Line:
    """A lost answer is bad luck, many in a row are not."""
    failures = line.failures + 1
    if line.state is LineState.OPEN and failures < UNCLEAR_IN_A_ROW:
        return replace(line, message=reason, failures=failures)
    seconds = wait_seconds(failures - UNCLEAR_IN_A_ROW + 1, dice)
    return _resting(line, Pause.UNCLEAR, reason, now, seconds)


def _resting(line: Line, why: Pause, message: str, now: datetime, seconds: float) -> Line:
    until = now + timedelta(seconds=seconds)
    return Line(line.connector, LineState.RESTING, why, message, until, line.failures + 1)


def _stopped(line: Line, why: Pause, message: str, now: datetime, dice: float) -> Line:
    """Each stop in a row lasts longer: a wrong password that is tried too often locks the account."""
    before = line.failures if line.state is LineState.STOPPED else 0
    seconds = min(LONGEST_STOP, FIRST_STOP * 2.0 ** min(before, 10)) * (1.0 + 0.25 * dice)
    until = now + timedelta(seconds=seconds)
    return Line(line.connector, LineState.STOPPED, why, message, until, before + 1)
