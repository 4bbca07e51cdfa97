"""How many will come, by service and half hour.

    expected = level · kind of day · weekday and half hour · mix of services

The level of a full day follows by exponential smoothing with a damped trend (Gardner and McKenzie,
Forecasting trends in time series, 1985), both constants chosen by the error of one day ahead. The other
factors are Poisson-gamma estimates: (seen + k · expected of the broader group) / (exposure + k), so that few
data lean on the broader group: a weekday's half hour on the half hour of all days, that on an even day; the
mix of a half hour on the day's mix; a kind of day on a usual day. Older days count less. What varies beyond
Poisson is measured on the errors of one day ahead. What it does not know: seasons of the year, and what was
not seen yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from kiosk.queue.planning.counts import quantile
from kiosk.queue.planning.days import HALF_HOURS, Calendar, DayKind, Floats
from kiosk.queue.planning.history import History

HALF_LIFE = 70.0  # days after which the past counts half, in everything but the level
EVEN_WEIGHT = 10.0  # arrivals that speak for an even day, in each half hour
WEEKDAY_WEIGHT = 15.0  # arrivals that speak for a weekday like the others
HALF_HOUR_WEIGHT = 40.0  # … for a weekday's half hour like that of all days
MIX_WEIGHT = 30.0  # … for a half hour's mix like the day's
KIND_DAYS = 2.0  # days that speak for a special day like a usual one
ALPHAS = (0.02, 0.05, 0.1, 0.2, 0.35)
BETAS = (0.0, 0.02, 0.05)
DAMPING = 0.97
BETTER = 0.98  # a trend must lower the error to this share
PASSES = 3
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Level:
    """A smoothed level: arrivals on a full usual day. `ahead`: what was expected of each past day, (D,)."""

    last: float
    trend: float
    alpha: float
    ahead: Floats

    def after(self, days: int) -> float:
        """The level so many open days later; never below a tenth of the last."""
        growth = self.trend * sum(DAMPING**n for n in range(1, min(days, 60) + 1))
        return max(self.last + growth, 0.1 * self.last)


@dataclass(frozen=True)
class ArrivalModel:
    """What `fit` learned. shape: (7, 48), share of a full usual day; mix: (48, S), rows sum to 1.

    Dispersions are relative variances beyond Poisson's: of a service's half hour (S,), of a half hour over
    all services, and of a day. unsure: (7, 48), the relative variance of `shape` itself, twice: the past to
    which it was fitted shows errors too small by as much as the future's are too large.
    """

    level: Level
    kinds: Floats
    shape: Floats
    unsure: Floats
    mix: Floats
    of_service: Floats
    of_half_hour: float
    of_day: float
    last_day: date | None

    def expected(self, day: date, calendar: Calendar) -> Floats:
        """Arrivals of a day to come, shape (48, S)."""
        if self.last_day is None or not calendar.is_open(day):
            return np.zeros_like(self.mix)
        ahead = max(1, (day - self.last_day).days)
        level = self.level.after(ahead) * self.kinds[calendar.kind(day)]
        cells: Floats = level * self.shape[day.weekday()] * calendar.open_share(day)
        by_service: Floats = cells[:, None] * self.mix
        return by_service

    def drift(self, day: date) -> float:
        """Relative variance that the level gains until a day: a random walk of its own errors."""
        ahead = max(1, (day - self.last_day).days) if self.last_day else 1
        return (ahead - 1) * self.level.alpha**2 * (self.of_day + 1 / max(self.level.last, 1.0))

    def of_services(self, day: date) -> Floats:
        """Relative variance beyond Poisson's of a day's cells, (48, S)."""
        each: Floats = self.of_service + self.drift(day) + self.unsure[day.weekday()][:, None]
        return each

    def of_half_hours(self, day: date) -> Floats:
        """The same over all services, (48,)."""
        each: Floats = self.of_half_hour + self.drift(day) + self.unsure[day.weekday()]
        return each

    def range_of(self, mean: Floats, day: date) -> tuple[Floats, Floats]:
        """Between which counts 8 of 10 days lie, by service; `mean` and both: (48, S)."""
        dispersion = self.of_services(day)
        return quantile(mean, dispersion, LOW), quantile(mean, dispersion, HIGH)

    def range_of_all(self, mean: Floats, day: date) -> tuple[Floats, Floats]:
        """The same over all services; `mean` and both: (48,)."""
        dispersion = self.of_half_hours(day)
        return quantile(mean, dispersion, LOW), quantile(mean, dispersion, HIGH)


def fit(history: History, counts: Floats | None = None) -> ArrivalModel:
    """Learn from a history. `counts`: (D, 48, S), in place of all arrivals (for instance walk-ups alone)."""
    seen = history.arrivals if counts is None else counts
    used = np.flatnonzero(history.open.sum(axis=1) > 0)
    if not len(used) or not seen.sum():
        return _nothing(len(history.services))
    seen, opened = seen[used], history.open[used]
    weekdays = np.array([history.days[n].weekday() for n in used])
    kinds = np.array([history.kinds[n] for n in used])
    age = (len(history.days) - 1 - used).astype(float)
    weights = 0.5 ** (age / HALF_LIFE)
    totals = seen.sum(axis=2)
    shape = np.tile(opened.mean(axis=0) / max(opened.mean(axis=0).sum(), 1e-9), (7, 1))
    unsure, factors = np.zeros_like(shape), np.ones(len(DayKind))
    level = Level(0.0, 0.0, 0.1, np.zeros(len(used)))
    for _ in range(PASSES):
        full = factors[kinds] * (opened * shape[weekdays]).sum(axis=1)
        level = _smooth(totals.sum(axis=1), full)
        exposure = (level.ahead * factors[kinds])[:, None] * opened
        shape, unsure = _shape(totals, exposure, weekdays, weights, shape)
        factors = _kinds(totals, level.ahead, opened * shape[weekdays], kinds, weights)
    mix = _mix(seen, weights)
    half_hours = (level.ahead * factors[kinds])[:, None] * opened * shape[weekdays]
    spread = _dispersions(seen, half_hours, mix)
    return ArrivalModel(level, factors, shape, unsure, mix, *spread, history.days[-1])


def _nothing(services: int) -> ArrivalModel:
    even = np.full((HALF_HOURS, services), 1 / max(services, 1))
    level = Level(0.0, 0.0, 0.1, np.zeros(0))
    shape = np.full((7, HALF_HOURS), 1 / HALF_HOURS)
    return ArrivalModel(
        level, np.ones(len(DayKind)), shape, 0 * shape, even, np.zeros(services), 0.0, 0.0, None
    )


def _smooth(totals: Floats, full: Floats) -> Level:
    """The level by damped exponential smoothing, its constants by the squared error of one day ahead.

    `full`: how much of a full usual day each day was; a short day teaches less.
    """
    best, least = None, np.inf
    for beta in BETAS:
        for alpha in ALPHAS:
            level, error = _smoothed(totals, full, alpha, beta)
            if error < least * (BETTER if beta and best is not None and not best.trend else 1.0):
                best, least = level, error
    assert best is not None
    return best


def _smoothed(totals: Floats, full: Floats, alpha: float, beta: float) -> tuple[Level, float]:
    start = min(10, len(totals))
    level = float(totals[:start].sum() / max(full[:start].sum(), 1e-9))
    trend, error = 0.0, 0.0
    ahead = np.zeros(len(totals))
    for n, (total, part) in enumerate(zip(totals, full, strict=True)):
        ahead[n] = max(level + DAMPING * trend, 0.05 * level, 1e-6)
        miss = total - ahead[n] * part
        if n >= start:
            error += miss * miss
        step = alpha * part * miss / max(part, 0.3) ** 2
        trend = DAMPING * trend + beta * step
        level = max(ahead[n] + step, 1e-6)
    return Level(level, trend if beta else 0.0, alpha, ahead), error


def _shape(
    totals: Floats, exposure: Floats, weekdays: Floats, weights: Floats, before: Floats
) -> tuple[Floats, Floats]:
    """Share of a full usual day by weekday and half hour, (7, 48), and twice its relative variance.

    `exposure`: (D, 48), the level times how much of each half hour was open. A half hour that was never open
    keeps what it had.
    """
    seen, could = (weights[:, None] * totals).sum(axis=0), (weights[:, None] * exposure).sum(axis=0)
    even = seen.sum() / max(could.sum(), 1e-9)
    weight = EVEN_WEIGHT / max(even, 1e-9)
    all_days = np.where(could > 0, (seen + EVEN_WEIGHT) / (could + weight), before.mean(axis=0))
    shape = np.tile(all_days, (7, 1))
    unsure = np.full_like(shape, 2 / HALF_HOUR_WEIGHT)
    for day in range(7):
        mine = weekdays == day
        seen = (weights[mine, None] * totals[mine]).sum(axis=0)
        foreseen = (weights[mine, None] * exposure[mine]).sum(axis=0) * all_days
        weekday = (seen.sum() + WEEKDAY_WEIGHT) / (foreseen.sum() + WEEKDAY_WEIGHT)
        foreseen = foreseen * weekday
        shape[day] = all_days * weekday * (seen + HALF_HOUR_WEIGHT) / (foreseen + HALF_HOUR_WEIGHT)
        unsure[day] = 2 / (seen + HALF_HOUR_WEIGHT)
    common = [shape[day].sum() for day in range(7) if (weekdays == day).any()]
    return shape / max(float(np.mean(common)), 1e-9), unsure


def _kinds(totals: Floats, level: Floats, parts: Floats, kinds: Floats, weights: Floats) -> Floats:
    """What special days are against usual ones, shape (3,); usual days are 1."""
    foreseen = level * parts.sum(axis=1)
    typical = float(totals.sum(axis=1).mean())
    factors = np.ones(len(DayKind))
    for kind in (DayKind.HOLIDAY, DayKind.AFTER):
        mine = kinds == int(kind)
        seen = (weights[mine] * totals[mine].sum(axis=1)).sum() + KIND_DAYS * typical
        factors[kind] = seen / max((weights[mine] * foreseen[mine]).sum() + KIND_DAYS * typical, 1e-9)
    return factors


def _mix(seen: Floats, weights: Floats) -> Floats:
    """The mix of services by half hour, (48, S)."""
    by_half_hour = (weights[:, None, None] * seen).sum(axis=0)
    services = seen.shape[2]
    day = (by_half_hour.sum(axis=0) + MIX_WEIGHT / services) / (by_half_hour.sum() + MIX_WEIGHT)
    mix: Floats = (by_half_hour + MIX_WEIGHT * day) / (by_half_hour.sum(axis=1, keepdims=True) + MIX_WEIGHT)
    return mix


def _dispersions(seen: Floats, half_hours: Floats, mix: Floats) -> tuple[Floats, float, float]:
    """Relative variances beyond Poisson's, from the errors of one day ahead."""
    cells = half_hours[:, :, None] * mix
    each = _excess(seen, cells)
    squares = (cells**2).sum(axis=(0, 1))
    broad = each.sum() / max(squares.sum(), 1e-9)
    lean = squares.sum() / max(len(squares), 1) / 4
    of_service = np.clip((each + lean * broad) / np.maximum(squares + lean, 1e-9), 0.0, 4.0)
    totals = seen.sum(axis=2)
    of_half_hour = float(((totals - half_hours) ** 2 - half_hours).sum() / max((half_hours**2).sum(), 1e-9))
    day, foreseen = totals.sum(axis=1), half_hours.sum(axis=1)
    of_day = float(((day - foreseen) ** 2 - foreseen).sum() / max((foreseen**2).sum(), 1e-9))
    of_day = min(max(of_day, 0.0), 1.0)
    # whatever makes a whole day larger makes each of its parts larger
    return np.maximum(of_service, of_day), min(max(of_half_hour, of_day), 4.0), of_day


def _excess(seen: Floats, cells: Floats) -> Floats:
    excess: Floats = ((seen - cells) ** 2 - cells).sum(axis=(0, 1))
    return excess
