"""The values of a plan: plain, so that they go into JSON as they are and come back the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kiosk.queue.planning.service_times import ServiceTime
from kiosk.queue.planning.staffing import Promise


@dataclass(frozen=True)
class Expected:
    """Arrivals expected, and between which counts 8 of 10 such half hours (or days) lie."""

    mean: float
    low: int
    high: int


@dataclass(frozen=True)
class WaitsOut:
    """Waits with so many agents: share within the promise, minutes. None where nobody comes."""

    within: float | None
    mean: float | None
    p90: float | None


@dataclass(frozen=True)
class SlotsOut:
    """So many more appointments fit in."""

    service: str
    places: int


@dataclass(frozen=True)
class SpecialistsOut:
    """So many of the agents needed must know these services, which not everybody serves."""

    services: list[str]
    agents: int


@dataclass(frozen=True)
class HalfHour:
    """One half hour. `usual_agents`: on duty then by the rota, else as usual; None: not known.

    `waits`: with the agents needed; `waits_usual`: with the usual ones; `waits_changed`: after the change.
    """

    start: str
    arrivals: Expected
    services: dict[str, Expected]
    booked: float
    agents: int
    usual_agents: int | None
    waits: WaitsOut
    waits_usual: WaitsOut | None
    waits_changed: WaitsOut | None
    slots: list[SlotsOut]
    specialists: list[SpecialistsOut] = field(default_factory=list)


@dataclass(frozen=True)
class DayPlan:
    """One local day; half hours only while open. kind: usual, holiday, after."""

    day: date
    open: bool
    kind: str
    arrivals: Expected
    agent_hours: float
    usual_agent_hours: float | None
    kept: bool
    waits: WaitsOut
    waits_usual: WaitsOut | None
    waits_changed: WaitsOut | None
    half_hours: list[HalfHour]


@dataclass(frozen=True)
class Basis:
    """What the plan stands on: local days first and last, days with visitors, visitors."""

    first: date | None
    last: date | None
    open_days: int
    visitors: int
    services: dict[str, ServiceTime]
    assumed: list[str]


@dataclass(frozen=True)
class Plan:
    """The days to come, and what they stand on."""

    promise: Promise
    basis: Basis
    days: list[DayPlan]
