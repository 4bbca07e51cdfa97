"""What the contract suite needs of an outside tool: a `Desk`, real or imitated, one module of `desks/` each.

A module gives `desk() -> Desk` and may give `missing() -> str`: why the tool cannot be brought up on this
machine, in words for the run's summary, or "".
"""

from __future__ import annotations

from collections.abc import Mapping as Values
from dataclasses import dataclass, field
from typing import Protocol

from common.clock import Clock
from desk.connectors.catalogue import default_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector

SETTLE_SECONDS = 3.0  # measured: real tools go on committing for less than that
TIMEOUT_SECONDS = 20.0
NOWHERE = "http://127.0.0.1:1"


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it stands in the tool, read beside the connector; everything in the tool's own words.

    `fields`: by the names that a draft's fields have; `notes`: texts of what was added after the ticket was
    made, the oldest first; `files`: contents by name, of the ticket and of all its notes, in order.
    """

    id: str
    title: str
    text: str
    state: str
    requester: str = ""
    assignee: str = ""
    fields: Values[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    files: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True, slots=True)
class Traits:
    """How the tool behaves where tools differ.

    `real`: the product itself. `title_limit`: characters that it keeps of a title, None when it keeps any.
    `bad_state`: a state that it does not have. `dropped`: a field and a value which it takes and does not
    keep (a tool that refuses them instead is as good); None where no such thing is known. `requester`: the
    requester of a ticket can be read back. `http`: it is spoken to over HTTP, so that the fault proxy can
    stand before it. `doubles`: a second create with the same key makes a second ticket.
    """

    real: bool = False
    title_limit: int | None = 255
    bad_state: str = "no-such-state"
    dropped: tuple[str, str] | None = None
    requester: bool = True
    http: bool = True
    doubles: bool = True


class Desk(Protocol):
    """An outside tool that runs for a test. `tool`: as `desk.connectors.catalogue` names it."""

    tool: str
    traits: Traits

    @property
    def url(self) -> str:
        """Where it listens since `start`; NOWHERE before."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def mapping(self, url: str) -> Mapping:
        """The tool's default mapping with this address and a sign-in that works. Also before `start`, when
        nobody listens and the sign-in may be any.
        """

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        """The connector under test."""

    def tickets(self, key: str) -> list[Ticket]:
        """Every ticket with this key as its marker, read directly and not by the connector."""

    def ripen(self) -> None:
        """Let pass what the tool waits for before it tells of changes."""

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        """What somebody who works in the tool does to a ticket (its id there); empty: not that."""


def default_mapping(tool: str, url: str, sign_in: Values[str, str], **options: str) -> Mapping:
    """The default mapping that ships for a tool, for one that listens at `url`, with times for a test."""
    shipped = default_of(tool)
    timing = shipped.timing.model_copy(update={"settle": SETTLE_SECONDS, "timeout": TIMEOUT_SECONDS})
    return shipped.amended(url=url, sign_in=dict(sign_in), options=options, timing=timing)
