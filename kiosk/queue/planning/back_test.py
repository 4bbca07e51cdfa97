"""How good the plans of the past would have been: made anew at each week's end from what was known then.

Errors are shown beside those of a naive forecast, the same half hour a week before, and the staffing is tried
on the visitors who really came, at their minute and with their time at the counter. WAPE is the sum of
absolute errors over the sum of arrivals; MASE the mean absolute error over that of the naive forecast within
the past known then (Hyndman, Koehler: Another look at measures of forecast accuracy, 2006). Below 1 is better
than naive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import NDArray

from kiosk.queue.planning.arrivals import HIGH, LOW, ArrivalModel, fit
from kiosk.queue.planning.counts import within
from kiosk.queue.planning.days import HALF_HOURS, Calendar, Floats
from kiosk.queue.planning.history import History
from kiosk.queue.planning.room import Demand, as_days, shares, waits
from kiosk.queue.planning.service_times import ServiceTime, measure
from kiosk.queue.planning.staffing import Promise, staff

Mask = NDArray[np.bool_]
WEEK = 7
FEWEST_OPEN_DAYS = 10  # known before the first plan is judged
MOST_WEEKS = 10
STAFFED_DAYS = 15  # the newest of the tested days, on which the staffing is tried
REPEATS = 100


@dataclass(frozen=True, slots=True)
class Score:
    """Errors of one group. covered: share of what came within the 80 % range (None: no range)."""

    cells: int
    arrivals: float
    wape: float
    mase: float
    naive_wape: float
    covered: float


@dataclass(frozen=True, slots=True)
class StaffingScore:
    """Staffing tried on who really came. kept: share of single half hours with the promise kept; worst: the
    lowest share of visitors called in time in a half hour of the day, over all tested days."""

    days: int
    kept: float
    within: float
    worst: float
    agent_hours: float


@dataclass(frozen=True)
class BackTest:
    """What came of plans made `weeks` times. by_half_hour: by the half hour's number."""

    weeks: int
    overall: Score
    half_hours: Score
    by_service: dict[str, Score]
    by_half_hour: dict[int, Score]
    staffing: StaffingScore | None
    naive_staffing: StaffingScore | None


@dataclass(frozen=True)
class _Tested:
    """One past day that was forecast: counts and dispersions are (48, S), over all services (48,).

    `scale`: the naive error within what was known, (S,).
    """

    day: int
    mean: Floats
    of_service: Floats
    of_half_hour: Floats
    scale: Floats
    model: ArrivalModel
    times: tuple[ServiceTime, ...]


def back_test(
    history: History,
    calendar: Calendar,
    guesses: Mapping[str, float],
    promise: Promise | None = None,
) -> BackTest | None:
    """None when too little happened to judge anything. Without a promise the staffing is not tried."""
    tested = _tested(history, calendar, guesses)
    if not tested:
        return None
    days = [t.day for t in tested]
    seen, mean = history.arrivals[days], np.array([t.mean for t in tested])
    naive, opened = history.arrivals[[d - WEEK for d in days]], history.open[days] > 0
    spread = np.array([t.of_service for t in tested])
    scale = np.array([t.scale for t in tested])[:, None, :]
    inside = within(seen, mean, spread, LOW, HIGH)
    whole = np.array([t.of_half_hour for t in tested])
    all_seen, all_mean = seen.sum(axis=2), mean.sum(axis=2)
    all_inside = within(all_seen, all_mean, whole, LOW, HIGH)
    all_naive = naive.sum(axis=2)
    all_scale = np.array([_naive_of_all(history, day) for day in days])[:, None]
    cells = np.broadcast_to(opened[:, :, None], seen.shape)

    def total(mask: Mask) -> Score:
        return _score(mask, all_seen, all_mean, all_naive, all_scale, all_inside)

    by_service = {
        name: _score(opened, seen[:, :, n], mean[:, :, n], naive[:, :, n], scale[:, :, n], inside[:, :, n])
        for n, name in enumerate(history.services)
    }
    halves = np.arange(HALF_HOURS)[None, :]
    by_half_hour = {
        cell: total(opened & (halves == cell)) for cell in range(HALF_HOURS) if opened[:, cell].any()
    }
    overall = _score(cells, seen, mean, naive, scale, inside)
    tried = _staffed(history, tested[-STAFFED_DAYS:], promise) if promise else (None, None)
    weeks = len({id(t.model) for t in tested})
    return BackTest(weeks, overall, total(opened), by_service, by_half_hour, *tried)


def _tested(history: History, calendar: Calendar, guesses: Mapping[str, float]) -> list[_Tested]:
    """Every open day of the last weeks, with the forecast that was possible at its week's beginning."""
    found = []
    came = history.arrivals.sum(axis=(1, 2)) > 0
    for back in range(MOST_WEEKS, 0, -1):
        origin = len(history.days) - back * WEEK
        if origin < WEEK or came[:origin].sum() < FEWEST_OPEN_DAYS:
            continue
        known = history.before(origin)
        model, times = fit(known), measure(known, guesses)
        scale = _naive_error(known.arrivals, known.open)
        for day in range(origin, origin + WEEK):
            if history.open[day].sum() > 0:
                date = history.days[day]
                mean = model.expected(date, calendar)
                spread = (model.of_services(date), model.of_half_hours(date))
                found.append(_Tested(day, mean, *spread, scale, model, times))
    return found


def _naive_error(arrivals: Floats, opened: Floats) -> Floats:
    """Mean absolute error of "as a week before" by the last axis, over open half hours."""
    if len(arrivals) <= WEEK:
        return np.ones(arrivals.shape[-1])
    both = (opened[WEEK:] > 0) & (opened[:-WEEK] > 0)
    errors = np.abs(arrivals[WEEK:] - arrivals[:-WEEK])[both]
    return np.maximum(errors.mean(axis=0), 1e-9) if len(errors) else np.ones(arrivals.shape[-1])


def _naive_of_all(history: History, day: int) -> float:
    before = history.arrivals[:day].sum(axis=2, keepdims=True)
    return float(_naive_error(before, history.open[:day])[0])


def _score(mask: Mask, seen: Floats, mean: Floats, naive: Floats, scale: Floats, inside: Floats) -> Score:
    """The errors where `mask` is true; all of one shape, `scale` may be broadcast."""
    cells, came = int(mask.sum()), float(seen[mask].sum())
    if not cells:
        return Score(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    errors = np.abs(seen - mean)
    scaled = (errors / np.broadcast_to(scale, errors.shape))[mask]
    return Score(
        cells,
        came,
        float(errors[mask].sum() / max(came, 1.0)),
        float(scaled.mean()),
        float(np.abs(seen - naive)[mask].sum() / max(came, 1.0)),
        float(inside[mask].mean()),
    )


def _staffed(
    history: History, tested: list[_Tested], promise: Promise
) -> tuple[StaffingScore | None, StaffingScore | None]:
    """The staffing of these days by forecast, and by taking last week's arrivals for expected ones."""
    ours, naive = [], []
    for each in tested:
        ours.append((each, each.mean, each.model.of_day, each.model.of_half_hour))
        naive.append((each, history.arrivals[each.day - WEEK], 0.0, 0.0))
    return _tried(history, ours, promise), _tried(history, naive, promise)


def _tried(
    history: History, plans: list[tuple[_Tested, Floats, float, float]], promise: Promise
) -> StaffingScore | None:
    kept = halves = hours = 0.0
    came, in_time = np.zeros(HALF_HOURS), np.zeros(HALF_HOURS)
    for each, mean, of_day, of_half_hour in plans:
        nobody, sure = np.zeros_like(mean), np.ones(mean.shape[1])
        demand = Demand(mean, nobody, sure, of_day, of_half_hour)
        planned = staff(demand, each.times, promise, history.open[each.day], REPEATS)
        rows = [v for v in history.visits if v.day == each.day]
        at = np.array([v.minute for v in rows])
        own = [each.times[v.service].mean if isnan(v.occupied) else v.occupied + history.gap for v in rows]
        real = as_days([at], [np.array(own)])
        seen, share = shares(real, waits(real, planned.agents), promise.minutes)
        there = seen > 0
        kept += float((share[there] >= promise.share).sum())
        halves += float(there.sum())
        hours += planned.agent_hours
        came, in_time = came + seen, in_time + seen * share
    if not came.sum():
        return None
    judged = came >= len(plans) / 2
    worst = float((in_time[judged] / came[judged]).min()) if judged.any() else 0.0
    return StaffingScore(
        len(plans), kept / max(halves, 1), float(in_time.sum() / came.sum()), worst, hours / len(plans)
    )
