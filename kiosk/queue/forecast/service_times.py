"""Service times per service, agent and hour, shrunk towards broader groups.

A time is taken to be a product: mean of the service x the agent's factor x the hour's x what this agent is
like at this service x today's pace x chance (a law of mean 1 per service). Each factor is an average of
ratios in which the broader group counts as a number of visits; that number is (spread of chance / usual
spread of the factor) squared, which is what Bayes' rule gives for a normal prior. The catalogue's guess
counts likewise: people are 25 % wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kiosk.queue.forecast.facts import SiteFacts
from kiosk.queue.forecast.laws import USUAL_CV, Floats, Law, Whole, lognormal_mass, smoothed_mass

GUESS_SD = 0.25
AGENT_SD = 0.2
PAIR_SD = 0.08
HOUR_SD = 0.08
DAY_SD = 0.1  # usual spread of a day's pace, before anything was seen
DAY_SDS: Floats = np.arange(0.01, 0.41, 0.02)  # what it may turn out to be, and how likely that is
DAY_SDS_PRIOR: Floats = np.asarray(DAY_SDS * np.exp(-DAY_SDS / DAY_SD * 1.5) + 0.01, np.float64)
ODD_SD = 0.6  # its spread on a day on which something is up
ODD_DAYS = 0.07  # share of such days
KEPT = 4000  # finished services that are looked back on
ROUNDS = 6
LONGEST_RATIO = 6.0  # what took longer was forgotten at the counter, or as good as


@dataclass(frozen=True, slots=True)
class Seen:
    """One finished service."""

    day: int
    hour: int
    service: str
    agent: str
    minutes: float


@dataclass
class Fitted:
    """What was learned. `means` minutes by service, `sure` the number of visits that each mean rests on."""

    means: dict[str, float]
    sure: dict[str, float]
    agents: dict[str, float] = field(default_factory=dict)
    agents_sure: dict[str, float] = field(default_factory=dict)
    pairs: dict[tuple[str, str], float] = field(default_factory=dict)
    hours: dict[int, float] = field(default_factory=dict)
    laws: dict[str, Law] = field(default_factory=dict)
    pooled: Law = field(default_factory=lambda: Law.of(lognormal_mass(USUAL_CV)))
    day_sd: float = DAY_SD
    odd_days: float = ODD_DAYS


class ServiceTimes:
    """Remembers finished services and fits the factors to them, often at first and ever more seldom."""

    def __init__(self, site: SiteFacts) -> None:
        self.site = site
        self.seen: list[Seen] = []
        self.fitted_to = 0
        self.fitted = self._fit()

    def add(self, seen: Seen) -> None:
        if seen.minutes <= 0:
            return
        self.seen.append(seen)
        if len(self.seen) > KEPT + 500:
            del self.seen[:500]
            self.fitted_to -= 500
        if len(self.seen) - self.fitted_to > len(self.seen) // 50:
            self.refit()

    def refit(self) -> None:
        self.fitted_to = len(self.seen)
        self.fitted = self._fit()

    def law(self, service: str) -> Law:
        return self.fitted.laws.get(service, self.fitted.pooled)

    def mean(self, service: str, hour: int) -> float:
        """Expected minutes at this hour with an agent of usual speed, at the usual pace."""
        mean = self.fitted.means.get(service, self.site.guesses.get(service, self.site.usual))
        return mean * self.fitted.hours.get(hour, 1.0)

    def unsure(self, service: str) -> float:
        """Standard deviation of the log of the mean."""
        visits = self.fitted.sure.get(service, (USUAL_CV / GUESS_SD) ** 2)
        return self.law(service).cv / float(np.sqrt(visits))

    def factor(self, agent: str, service: str) -> float:
        """How much longer this agent takes for this service than the team does."""
        return self.fitted.agents.get(agent, 1.0) * self.fitted.pairs.get((agent, service), 1.0)

    def factor_unsure(self, agent: str) -> float:
        return USUAL_CV / float(np.sqrt(self.fitted.agents_sure.get(agent, (USUAL_CV / AGENT_SD) ** 2)))

    def to_json(self) -> dict[str, Any]:
        rows = [[s.day, s.hour, s.service, s.agent, round(s.minutes, 4)] for s in self.seen]
        return {"seen": rows, "fitted_to": self.fitted_to}

    @classmethod
    def from_json(cls, site: SiteFacts, kept: dict[str, Any]) -> ServiceTimes:
        times = cls(site)
        times.seen = [Seen(int(d), int(h), s, a, float(m)) for d, h, s, a, m in kept["seen"]]
        times.fitted_to = int(kept["fitted_to"])
        times.fitted = times._fit()
        return times

    def _fit(self) -> Fitted:
        rows = self.seen[: self.fitted_to]
        means = dict(self.site.guesses)
        if not rows:
            return Fitted(means, dict.fromkeys(means, (USUAL_CV / GUESS_SD) ** 2))
        return _Fit(self.site, rows).fitted()


def _codes(values: list[Any]) -> tuple[list[Any], Whole]:
    names = sorted(set(values))
    place = {name: i for i, name in enumerate(names)}
    return names, np.array([place[v] for v in values], np.int64)


def _shrunk(ratios: Floats, codes: Whole, count: int, sd: float, cv: float) -> tuple[Floats, Floats]:
    """Averages by group in which 1.0 counts as (cv / sd)² visits; and how many visits each rests on."""
    prior = (cv / sd) ** 2
    number = np.bincount(codes, minlength=count) + prior
    average = (np.bincount(codes, ratios, count) + prior) / number
    return np.asarray(average, np.float64), np.asarray(number, np.float64)


def _normal(values: Floats, variance: Floats) -> Floats:
    """Density of a normal variable with mean 0 (up to a constant)."""
    return np.asarray(np.exp(-0.5 * values**2 / variance) / np.sqrt(variance) + 1e-300, np.float64)


class _Fit:
    """One fit: factor after factor is set to what the others leave over, a few times round (backfitting)."""

    def __init__(self, site: SiteFacts, rows: list[Seen]) -> None:
        self.minutes = np.array([s.minutes for s in rows])
        self.services, self.service = _codes([s.service for s in rows])
        self.agents, self.agent = _codes([s.agent for s in rows])
        self.hours, self.hour = _codes([s.hour for s in rows])
        self.days, self.day = _codes([s.day for s in rows])
        self.pairs, self.pair = _codes([(s.agent, s.service) for s in rows])
        self.guess = np.array([site.guesses.get(s, site.usual) for s in self.services])
        self.all_guesses = site.guesses
        self.cv = USUAL_CV
        self.day_sd, self.odd_days = DAY_SD, ODD_DAYS

    def fitted(self) -> Fitted:
        self.mean, sure = self.guess.copy(), np.ones(1)
        self.by_agent, agents_sure = np.ones(len(self.agents)), np.ones(1)
        self.by_hour, self.by_day = np.ones(len(self.hours)), np.ones(len(self.days))
        self.by_pair = np.ones(len(self.pairs))
        for _ in range(ROUNDS):
            self.cv = float(np.clip(self._ratio().std(), 0.2, 1.2))
            against_guess = self._ratio() * (self.mean / self.guess)[self.service]
            level, sure = _shrunk(against_guess, self.service, self.mean.size, GUESS_SD, self.cv)
            self.mean = self.guess * level
            self.by_day = self._days(self._ratio() * self.by_day[self.day])
            left = self._ratio() * self.by_agent[self.agent]
            self.by_agent, agents_sure = _shrunk(left, self.agent, self.by_agent.size, AGENT_SD, self.cv)
            left = self._ratio() * self.by_hour[self.hour]
            self.by_hour, _ = _shrunk(left, self.hour, self.by_hour.size, HOUR_SD, self.cv)
            left = self._ratio() * self.by_pair[self.pair]
            self.by_pair, _ = _shrunk(left, self.pair, self.by_pair.size, PAIR_SD, self.cv)
        return self._named(sure, agents_sure)

    def _ratio(self) -> Floats:
        """What was seen over what the factors so far make of it."""
        expected = self.mean[self.service] * self.by_agent[self.agent] * self.by_hour[self.hour]
        expected *= self.by_day[self.day] * self.by_pair[self.pair]
        return np.clip(self.minutes / expected, 1e-3, LONGEST_RATIO)

    def _named(self, sure: Floats, agents_sure: Floats) -> Fitted:
        laws, pooled = self._laws(np.log(self._ratio()))
        prior = dict.fromkeys(self.all_guesses, (USUAL_CV / GUESS_SD) ** 2)
        return Fitted(
            means=self.all_guesses | dict(zip(self.services, self.mean.tolist(), strict=True)),
            sure=prior | dict(zip(self.services, sure.tolist(), strict=True)),
            agents=dict(zip(self.agents, self.by_agent.tolist(), strict=True)),
            agents_sure=dict(zip(self.agents, agents_sure.tolist(), strict=True)),
            pairs=dict(zip(self.pairs, self.by_pair.tolist(), strict=True)),
            hours=dict(zip(self.hours, self.by_hour.tolist(), strict=True)),
            laws=laws,
            pooled=pooled,
            day_sd=self.day_sd,
            odd_days=self.odd_days,
        )

    def _days(self, ratio: Floats) -> Floats:
        """Pace of each day: a normal prior, or with a small chance a wide one, learned from the days."""
        number = np.bincount(self.day, minlength=len(self.days))
        mean = np.bincount(self.day, ratio, len(self.days)) / number
        log_mean, noise = np.log(np.maximum(mean, 0.05)), self.cv**2 / number
        fits = _normal(log_mean, DAY_SDS[:, None] ** 2 + noise) * (1 - ODD_DAYS)
        odd_fit = _normal(log_mean, ODD_SD**2 + noise) * ODD_DAYS
        evidence = np.log(fits + odd_fit).sum(axis=1) + np.log(DAY_SDS_PRIOR)
        belief = np.exp(evidence - evidence.max())
        self.day_sd = float((belief @ DAY_SDS) / belief.sum())
        usual = self.day_sd**2
        fit = _normal(log_mean, usual + noise) * (1 - ODD_DAYS)
        odd = odd_fit / (fit + odd_fit)
        self.odd_days = float((10 * ODD_DAYS + odd.sum()) / (10 + odd.size))
        shrink = (1 - odd) * usual / (usual + noise) + odd * ODD_SD**2 / (ODD_SD**2 + noise)
        return np.asarray(np.exp(shrink * log_mean), np.float64)

    def _laws(self, log_ratios: Floats) -> tuple[dict[str, Law], Law]:
        """The shape of each service: what was seen of it, of all, and the usual one, weighed by visits."""
        usual = lognormal_mass(USUAL_CV)
        count = log_ratios.size
        pooled = (10 * usual + count * smoothed_mass(log_ratios)) / (10 + count)
        laws = {}
        for i, service in enumerate(self.services):
            own = log_ratios[self.service == i]
            laws[service] = Law.of((20 * pooled + own.size * smoothed_mass(own)) / (20 + own.size))
        return laws, Law.of(pooled)
