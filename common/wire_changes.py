"""Messages by which agents change visits, counters and check-in; the answers are those of `common.wire`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from common.wire import Id, Language, Line1, Message
from kiosk.queue.visits import ChosenReason, Mark, Remaining


class CallBody(Message):
    """POST /api/v1/counters/{name}/call: next one, or this one with a reason."""

    visit: Id | None = None
    reason: ChosenReason | None = None


class CloseBody(Message):
    """POST /api/v1/counters/{name}/close: what becomes of those whom nobody else on duty could serve."""

    people: Remaining | None = None


class TransferBody(Message):
    """POST /api/v1/visits/{visit}/transfer; `to_agent`: the colleague who shall serve it."""

    service: Id
    to_agent: Id | None = None


class FinishBody(Message):
    """POST /api/v1/visits/{visit}/finish; `service`: the matter that is done, where there may be another."""

    service: Id | None = None


class MarksBody(Message):
    """POST /api/v1/visits/{visit}/marks: all marks that it has from now on."""

    marks: Annotated[tuple[Mark, ...], Field(max_length=3)]


class ReserveBody(Message):
    """POST /api/v1/visits/{visit}/reserve: for this agent, or for anybody again."""

    agent: Id | None


class ServiceBody(Message):
    """POST /api/v1/visits/{visit}/services: one more matter."""

    service: Id


class JoinBody(Message):
    """POST /api/v1/visits/{visit}/join: from this counter of one's own."""

    counter: Annotated[str, Field(min_length=1, max_length=40)]


class PauseBody(Message):
    """POST /api/v1/pauses: no walk-ups for these services (none: for any); `message` by language."""

    services: Annotated[tuple[Id, ...], Field(max_length=100)] = ()
    message: Annotated[dict[Language, Line1], Field(max_length=20)] = Field(default_factory=dict)


class ReopenBody(Message):
    """POST /api/v1/pauses/end: walk-ups again for these services (none: for all)."""

    services: Annotated[tuple[Id, ...], Field(max_length=100)] = ()


class PausesOut(Message):
    """What is paused now: message by language, by service; "" stands for all services."""

    paused: dict[str, dict[str, str]]
