"""A unit of work for the single writer, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from kiosk.queue import commands as c
from kiosk.queue.events import Event
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Refusal
from kiosk.site.faces import Face

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, stored for repeats. `person`: whom the body speaks of ("" for nobody)."""

    status: int
    body: bytes
    person: str = ""

    @property
    def media_type(self) -> str:
        return PROBLEM if self.status >= 400 else "application/json"


@dataclass(frozen=True, slots=True)
class Repeat:
    """What makes a request recognisable: who asked, under which key, and a digest of what was asked."""

    scope: str
    key: str
    digest: bytes


@dataclass(slots=True)
class Work:
    """One thing for the writer to do: in one transaction all of it, or nothing.

    `command` is put to the line; when events follow, `face` is kept for the visit and `write` called with
    the transaction's connection. Without a command `write` is called alone. `respond` makes the answer from
    the line as it is after the events; None where nobody waits for an answer over HTTP. `done` comes once,
    on the event loop, with a Result, or the exception that ended the work.
    """

    actor: str
    done: Callable[[Outcome], None]
    command: c.Command | None = None
    command_id: str = ""
    repeat: Repeat | None = None
    respond: Callable[[Line, Decided | Refusal], Answer] | None = None
    face: Face | None = None
    guest: dict[str, Any] | None = (
        None  # row of the table `people` for somebody new, stored when events follow
    )
    write: Callable[[Connection], None] | None = None
    write_always: bool = False  # `write` also when no event followed or the rules said no
    after_commit: Callable[[], None] | None = None  # on the event loop, before `done`
    at_once: bool = False  # answered when it is on this machine's disk, whatever the standby has
    last: bool = False  # nothing is written after it: this machine was fenced


@dataclass(slots=True)
class Result:
    """What a unit of work led to."""

    answer: Answer | None = None
    decision: Decided | Refusal | None = None
    events: tuple[Event, ...] = field(default=())


Outcome = Result | Exception
