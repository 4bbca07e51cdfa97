"""What is told of a change: no names, no ids of persons, no free text. Pure.

Who may see more asks for the thing itself by its id. What a mark says (of a disability, for instance) is left
out as well, and so is the code that stands for a pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from kiosk.queue.codec import parse_time


class Kind(StrEnum):
    """What a change is about."""

    VISIT = "visit"
    APPOINTMENT = "appointment"
    INCIDENT = "incident"


@dataclass(frozen=True, slots=True)
class Fact:
    """One change as it is noted. `id`: of the thing; `what`: what happened to it; `at`: when it happened."""

    kind: Kind
    id: str
    what: str
    site: str
    at: datetime
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """How webhooks name it: `incident.recorded`."""
        return f"{self.kind.value}.{self.what}"


# Event of a site's journal → what it is called here, and the visit's state afterwards ("": as it was).
VISITS: dict[str, tuple[str, str]] = {
    "VisitBooked": ("booked", "booked"),
    "VisitCancelled": ("cancelled", "cancelled"),
    "VisitCheckedIn": ("checked_in", "waiting"),
    "VisitRenumbered": ("renumbered", ""),
    "VisitArrived": ("arrived", ""),
    "VisitCalled": ("called", "called"),
    "VisitRecalled": ("recalled", "called"),
    "VisitReturned": ("returned", "waiting"),
    "VisitStarted": ("started", "serving"),
    "VisitHeld": ("held", "held"),
    "VisitResumed": ("resumed", "serving"),
    "VisitTransferred": ("transferred", "waiting"),
    "VisitContinued": ("continued", ""),
    "ServiceAdded": ("service_added", ""),
    "VisitMarked": ("marked", ""),
    "VisitReserved": ("reserved", ""),
    "ColleagueJoined": ("colleague_joined", ""),
    "ColleagueLeft": ("colleague_left", ""),
    "VisitFinished": ("finished", "done"),
    "VisitMissed": ("missed", "no_show"),
    "VisitCameBack": ("came_back", "waiting"),
    "VisitLeft": ("left", "left"),
}
SET_ASIDE = "set_aside"
TOLD = ("service", "number", "counter", "agent", "appointment", "start", "due_at", "cause", "reserved_for")


LONGEST_ID = 64


def visit_facts(site: str, happened: Iterable[tuple[str, Mapping[str, Any]]], now: datetime) -> list[Fact]:
    """What a run of a site's journal (type and data of each entry) says about visits, in order.

    `now` stands for a time that cannot be told: a bad entry must not keep a journal back.
    """
    found = []
    for kind, data in happened:
        if kind in VISITS and len(str(data["visit"])) <= LONGEST_ID:
            what, state = VISITS[kind]
            if kind == "VisitContinued":
                state = "serving" if data.get("stays") else "waiting"
            body = {name: data[name] for name in TOLD if data.get(name) is not None}
            body |= {"state": state} if state else {}
            found.append(Fact(Kind.VISIT, str(data["visit"]), what, site, _time(data["at"], now), body))
    return found


def undone_facts(site: str, happened: Iterable[tuple[str, Mapping[str, Any]]], at: datetime) -> list[Fact]:
    """Which visits were told of in entries that another machine of the site has set aside since."""
    visits = {str(data["visit"]): None for kind, data in happened if kind in VISITS}
    return [Fact(Kind.VISIT, visit, SET_ASIDE, site, at) for visit in visits if len(visit) <= LONGEST_ID]


def _time(told: object, now: datetime) -> datetime:
    try:
        at = parse_time(str(told))
    except ValueError:
        return now
    return at if 2000 <= at.year <= 2200 else now
