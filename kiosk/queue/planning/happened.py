"""What really happened, read off a journal: one `Leg` for each service that a visit waited for.

The facts are taken from entries as they were stored (type and data), so that a journal of a newer site can be
read too: an entry that is unknown or odd changes nothing. Follow entries in order; following goes on from
where it stopped, given the legs of the visits that the next entries name (`visits_named`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

MOST_PROMISES = 200  # kept of one leg: more than one a minute over three hours


@dataclass(slots=True)
class Leg:
    """One wait of one visit, and what became of it. `leg` counts its services from 0 (transfers)."""

    visit: str
    leg: int
    service: str
    arrived_at: datetime
    booked_for: datetime | None = None
    appointment: str | None = None
    called_at: datetime | None = None  # the first call; later ones do not shorten a wait
    agent: str | None = None
    occupied_since: datetime | None = None
    occupied_seconds: float = 0.0  # of an agent, from call to end, without what was held
    started_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""  # "", done, missed, left, transferred
    cause: str = ""
    promises: list[list[float]] = field(default_factory=list)  # minutes after arrival, low, high
    colleagues: dict[str, float] = field(default_factory=dict)  # who helps, by minutes after arrival

    @property
    def wait_minutes(self) -> float | None:
        """From check-in to the first call; None for who was not called."""
        return None if self.called_at is None else (self.called_at - self.arrived_at).total_seconds() / 60


@dataclass(slots=True)
class Duty:
    """A counter that was open; `until` None: it still is, as far as the journal tells."""

    counter: str
    agent: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A call out of turn, with its reason as the journal has it."""

    at: datetime
    visit: str
    service: str
    agent: str
    counter: str
    reason: str
    passed: int


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Somebody came and got no place; `why` is the refusal's code."""

    at: datetime
    service: str
    why: str
    people: int


@dataclass
class Happened:
    """What was followed so far. `legs`: by visit, the oldest first; `open_duties`: by counter."""

    legs: dict[str, list[Leg]] = field(default_factory=dict)
    duties: list[Duty] = field(default_factory=list)
    open_duties: dict[str, Duty] = field(default_factory=dict)
    chosen: list[Chosen] = field(default_factory=list)
    turned_away: list[TurnedAway] = field(default_factory=list)
    settings: dict[str, Any] | None = None  # of the newest SettingsChanged

    def follow(self, kind: str, data: dict[str, Any]) -> None:
        """Take one entry in. An entry that is unknown, or of another shape, is left out."""
        known = _FOLLOW.get(kind)
        if known is None:
            return
        try:
            known(self, datetime.fromisoformat(data["at"]), data)
        except (KeyError, ValueError, TypeError, AttributeError):
            return

    def current(self, visit: str) -> Leg | None:
        """The newest leg of a visit; None for one that never checked in."""
        found = self.legs.get(visit)
        return found[-1] if found else None

    def all_legs(self) -> list[Leg]:
        return [leg for legs in self.legs.values() for leg in legs]


def visits_named(kind: str, data: dict[str, Any]) -> tuple[str, ...]:
    """The visits whose legs must be known before this entry is followed."""
    if kind == "WaitsPromised" and isinstance(data.get("visits"), dict):
        return tuple(data["visits"])
    visit = data.get("visit")
    return (visit,) if isinstance(visit, str) and kind in _FOLLOW else ()


def _settings_changed(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    record.settings = dict(data["settings"])


def _checked_in(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    arrived = datetime.fromisoformat(data["arrived_at"])
    legs = record.legs.setdefault(str(data["visit"]), [])
    booked_for = data.get("booked_for")
    leg = Leg(
        str(data["visit"]),
        len(legs),
        str(data["service"]),
        arrived,
        datetime.fromisoformat(booked_for) if booked_for else None,
        data.get("appointment"),
    )
    _promise(leg, at, data.get("promise"))
    legs.append(leg)


def _promise(leg: Leg, at: datetime, wait: dict[str, Any] | None) -> None:
    """Keep what a visitor was told, if it is something new."""
    if not wait or leg.called_at is not None or len(leg.promises) >= MOST_PROMISES:
        return
    leg.promises.append(
        [round(_minutes_after(leg, at), 2), float(wait["low_minutes"]), float(wait["high_minutes"])]
    )


def _promised(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    for visit, wait in data["visits"].items():
        leg = record.current(visit)
        if leg is not None and not leg.outcome:
            _promise(leg, at, wait)


def _called(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    leg = record.current(data["visit"])
    if leg is None:
        return
    agent = str(data["agent"])
    if leg.called_at is None:
        leg.called_at = at
    leg.agent, leg.occupied_since, leg.outcome, leg.ended_at = agent, at, "", None
    if data.get("rule") == "chosen":
        reason = str(data.get("reason") or "")
        passed = int(data.get("passed") or 0)
        record.chosen.append(Chosen(at, leg.visit, leg.service, agent, str(data["counter"]), reason, passed))


def _occupied(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    leg = record.current(data["visit"])
    if leg is not None:
        leg.agent = str(data["agent"])
        leg.started_at = leg.started_at or at
        leg.occupied_since = leg.occupied_since or at


def _let_go(leg: Leg, at: datetime) -> None:
    """Nobody is occupied by this visit any more."""
    for agent in list(leg.colleagues):
        _colleague_free(leg, agent, at)
    if leg.occupied_since is not None:
        leg.occupied_seconds += max(0.0, (at - leg.occupied_since).total_seconds())
        leg.occupied_since = None


def _given_back(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    leg = record.current(data["visit"])
    if leg is not None:
        _let_go(leg, at)


def _ending(outcome: str) -> Callable[[Happened, datetime, dict[str, Any]], None]:
    def end(record: Happened, at: datetime, data: dict[str, Any]) -> None:
        leg = record.current(data["visit"])
        if leg is not None:
            _let_go(leg, at)
            leg.outcome, leg.ended_at, leg.cause = outcome, at, str(data.get("cause") or "")

    return end


def _minutes_after(leg: Leg, at: datetime) -> float:
    return (at - leg.arrived_at).total_seconds() / 60


def _colleague_free(leg: Leg, agent: str, at: datetime) -> None:
    since = leg.colleagues.pop(agent, None)
    if since is not None:
        leg.occupied_seconds += max(0.0, _minutes_after(leg, at) - since) * 60


def _colleague_joined(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    leg = record.current(data["visit"])
    if leg is not None:
        leg.colleagues[str(data["agent"])] = round(_minutes_after(leg, at), 3)


def _colleague_left(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    leg = record.current(data["visit"])
    if leg is not None:
        _colleague_free(leg, str(data["agent"]), at)


def _continued(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    """One matter is done; the next is a leg of its own, at once where the visitor stays."""
    leg = record.current(data["visit"])
    if leg is None:
        return
    _let_go(leg, at)
    leg.outcome, leg.ended_at = "done", at
    following = Leg(leg.visit, leg.leg + 1, str(data["service"]), at)
    if data["stays"]:
        following.called_at = following.started_at = following.occupied_since = at
        following.agent = str(data["agent"])
    record.legs[leg.visit].append(following)


def _came_back(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    """A no-show who came after all waits again; what was waited before the first call stays."""
    leg = record.current(data["visit"])
    if leg is not None:
        leg.outcome, leg.ended_at, leg.cause = "", None, ""


def _unmet(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    people = int(data.get("people") or 1)
    record.turned_away.append(TurnedAway(at, str(data["service"]), str(data["why"]), people))


def _transferred(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    leg = record.current(data["visit"])
    if leg is not None:
        _let_go(leg, at)
        leg.outcome, leg.ended_at = "transferred", at
        record.legs[leg.visit].append(Leg(leg.visit, leg.leg + 1, str(data["service"]), at))


def _opened(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    counter = str(data["counter"])
    _shut(record, at, counter)
    duty = Duty(counter, str(data["agent"]), at)
    record.duties.append(duty)
    record.open_duties[counter] = duty


def _closed(record: Happened, at: datetime, data: dict[str, Any]) -> None:
    _shut(record, at, str(data["counter"]))


def _shut(record: Happened, at: datetime, counter: str) -> None:
    duty = record.open_duties.pop(counter, None)
    if duty is not None:
        duty.until = at


_FOLLOW: dict[str, Callable[[Happened, datetime, dict[str, Any]], None]] = {
    "SettingsChanged": _settings_changed,
    "VisitCheckedIn": _checked_in,
    "WaitsPromised": _promised,
    "VisitCalled": _called,
    "VisitStarted": _occupied,
    "VisitResumed": _occupied,
    "VisitHeld": _given_back,
    "VisitReturned": _given_back,
    "VisitFinished": _ending("done"),
    "VisitMissed": _ending("missed"),
    "VisitLeft": _ending("left"),
    "VisitTransferred": _transferred,
    "VisitContinued": _continued,
    "VisitCameBack": _came_back,
    "ColleagueJoined": _colleague_joined,
    "ColleagueLeft": _colleague_left,
    "DemandUnmet": _unmet,
    "CounterOpened": _opened,
    "CounterClosed": _closed,
}
