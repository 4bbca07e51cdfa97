"""What reports say of the past: promises kept, calls out of turn, who got no place. Pure."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kiosk.queue.planning.happened import Chosen, Leg
from kiosk.queue.planning.overbooking import Kept as Shows
from kiosk.queue.planning.overbooking import more_than, places, show_rates

ROUNDING = 0.5  # minutes: a promise speaks in whole ones
MOST_TOLD = 200  # calls out of turn that are listed one by one
MANY = 6  # passed so often, or more, is one row


@dataclass(frozen=True)
class Kept:
    """How a group of promises was kept. Shares are of `promises`; width and error in minutes.

    covered: called within the range. sooner, later: before or after it. error: mean distance of the range's
    middle from what came. None without any promise.
    """

    promises: int
    covered: float | None
    sooner: float | None
    later: float | None
    width: float | None
    error: float | None


@dataclass(frozen=True)
class WaitsReport:
    """Promises at check-in, by service and by local hour of arrival; and those told again later.

    visitors: who were promised something. left: of these, who were never called and are not judged.
    """

    visitors: int
    left: int
    at_check_in: Kept
    later: Kept
    by_service: dict[str, Kept]
    by_hour: dict[int, Kept]
    mean_wait: float | None
    mean_wait_by_service: dict[str, float]


@dataclass(frozen=True)
class ReasonCount:
    """Calls out of turn with one reason (or by one agent) and how many earlier ones they passed."""

    calls: int
    passed: int


@dataclass(frozen=True)
class OutOfTurn:
    """One call out of turn."""

    at: datetime
    visit: str
    service: str
    agent: str
    counter: str
    reason: str
    passed: int


@dataclass(frozen=True)
class FairnessReport:
    """Calls out of turn, and how often visitors were passed by later ones of the same service, by any rule.

    times_passed: visitors by the number of times ("6": six or more). The list holds the newest ones.
    """

    calls: int
    out_of_turn: int
    by_reason: dict[str, ReasonCount]
    by_agent: dict[str, ReasonCount]
    times_passed: dict[str, int]
    passed_at_least_once: float | None
    most_passed: int
    newest: list[OutOfTurn]


@dataclass(frozen=True)
class Unmet:
    """People on one day who got no place, found no slot, or left before they were called."""

    day: date
    service: str
    why: str
    people: int


@dataclass(frozen=True)
class Overbooking:
    """How many of a service's appointments come, and what that allows.

    `room`: for so many there is room in a slot. `places`: so many may be booked within the bound asked about;
    `too_many` is the chance that more than `room` come then. `rate`: share that comes, where few
    appointments lean on the site's rate.
    """

    service: str
    kept: int
    missed: int
    rate: float
    room: int
    places: int
    too_many: float


@dataclass(frozen=True, slots=True)
class _Told:
    """One promise and what came of it, minutes."""

    low: float
    high: float
    came: float


def waits_report(legs: Sequence[Leg], zone: ZoneInfo) -> WaitsReport:
    """How the promises of these legs were kept."""
    first: list[tuple[Leg, _Told]] = []
    later: list[_Told] = []
    promised = [leg for leg in legs if leg.promises]
    for leg in promised:
        waited = leg.wait_minutes
        if waited is None:
            continue
        told = [_Told(low, high, max(0.0, waited - after)) for after, low, high in leg.promises]
        first.append((leg, told[0]))
        later += told[1:]
    by_service, by_hour = defaultdict(list), defaultdict(list)
    waits = defaultdict(list)
    for leg, each in first:
        by_service[leg.service].append(each)
        by_hour[leg.arrived_at.astimezone(zone).hour].append(each)
    for leg in legs:
        if leg.wait_minutes is not None:
            waits[leg.service].append(leg.wait_minutes)
    everybody = [minutes for row in waits.values() for minutes in row]
    return WaitsReport(
        len(promised),
        sum(1 for leg in promised if leg.called_at is None),
        kept([each for _, each in first]),
        kept(later),
        {service: kept(row) for service, row in sorted(by_service.items())},
        {hour: kept(row) for hour, row in sorted(by_hour.items())},
        _mean(everybody),
        {service: round(sum(row) / len(row), 2) for service, row in sorted(waits.items())},
    )


def kept(told: Sequence[_Told]) -> Kept:
    """The figures of some promises."""
    count = len(told)
    if not count:
        return Kept(0, None, None, None, None, None)
    sooner = sum(1 for t in told if t.came < t.low - ROUNDING)
    later = sum(1 for t in told if t.came > t.high + ROUNDING)
    return Kept(
        count,
        round((count - sooner - later) / count, 4),
        round(sooner / count, 4),
        round(later / count, 4),
        _mean([t.high - t.low for t in told]),
        _mean([abs((t.low + t.high) / 2 - t.came) for t in told]),
    )


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None


def fairness_report(legs: Sequence[Leg], chosen: Sequence[Chosen], zone: ZoneInfo) -> FairnessReport:
    """Who was called out of turn, and how often anybody was passed."""
    passed = times_passed(legs, zone)
    counts = Counter(str(min(times, MANY)) for times in passed)
    return FairnessReport(
        len(passed),
        len(chosen),
        _counted((each.reason or "unknown", each.passed) for each in chosen),
        _counted((each.agent, each.passed) for each in chosen),
        {str(times): counts[str(times)] for times in range(MANY + 1)},
        round(1 - counts["0"] / len(passed), 4) if passed else None,
        max(passed, default=0),
        [
            OutOfTurn(c.at, c.visit, c.service, c.agent, c.counter, c.reason, c.passed)
            for c in sorted(chosen, key=lambda each: each.at, reverse=True)[:MOST_TOLD]
        ],
    )


def _counted(rows: Iterable[tuple[str, int]]) -> dict[str, ReasonCount]:
    found: dict[str, list[int]] = defaultdict(list)
    for name, passed in rows:
        found[name].append(passed)
    return {name: ReasonCount(len(each), sum(each)) for name, each in sorted(found.items())}


def times_passed(legs: Iterable[Leg], zone: ZoneInfo) -> list[int]:
    """For each visitor called: how many who came later that day for the same service were called before."""
    lines: dict[tuple[date, str], list[Leg]] = defaultdict(list)
    for leg in legs:
        if leg.called_at is not None:
            lines[leg.arrived_at.astimezone(zone).date(), leg.service].append(leg)
    passed = []
    for line in lines.values():
        called_later: list[datetime] = []
        for leg in sorted(line, key=lambda each: (each.arrived_at, each.visit), reverse=True):
            assert leg.called_at is not None
            passed.append(bisect_left(called_later, leg.called_at))
            insort(called_later, leg.called_at)
    return passed


def overbooking_report(
    rooms: Mapping[str, int], seen: Mapping[str, Shows], bound: float
) -> list[Overbooking]:
    """For each service that can be booked. `rooms`: places a slot by service; `bound`: 0 to 1."""
    rates = show_rates(seen, tuple(rooms))
    rows = []
    for service, room in rooms.items():
        rate, mine = rates[service], seen.get(service, Shows())
        booked = places(room, rate, bound) if bound else room
        chance = round(more_than(room, booked, rate), 4)
        rows.append(Overbooking(service, mine.kept, mine.missed, round(rate.mean, 4), room, booked, chance))
    return rows


def unmet_report(
    counted: Iterable[tuple[date, str, str, int]], legs: Iterable[Leg], zone: ZoneInfo
) -> list[Unmet]:
    """Everybody who wanted something and did not get it, by day, service and why (`left`: went away)."""
    left = Counter(
        (leg.arrived_at.astimezone(zone).date(), leg.service)
        for leg in legs
        if leg.outcome == "left" and leg.called_at is None
    )
    rows = [Unmet(*row) for row in counted]
    rows += [Unmet(day, service, "left", people) for (day, service), people in left.items()]
    return sorted(rows, key=lambda row: (row.day, row.service, row.why))
