"""How many may be booked into a slot because some do not come.

Of n booked the number that comes is beta-binomial: each comes with the same unknown chance, about which the
kept and missed appointments of the service speak, and where these are few those of the whole site, and where
these are few a guess. n is raised as long as the chance that more come than there is room for stays within
the bound. (Beta prior from the broader group: Gelman et al., Bayesian Data Analysis, 3rd ed., chapter 5.)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, lgamma

GUESSED_NO_SHOW = 0.05  # before anything was seen; low, so that nobody is turned away on a guess
GUESS_WEIGHT = 40.0  # appointments that the guess counts as
SITE_WEIGHT = 40.0  # … and the site's rate within a service
MOST_TIMES = 2  # never more than twice the room


@dataclass(frozen=True, slots=True)
class Kept:
    """Appointments of the past: how many came, how many did not."""

    kept: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class ShowRate:
    """The chance that somebody booked comes: a beta law. `seen`: appointments behind it."""

    came: float
    stayed_away: float
    seen: int

    @property
    def mean(self) -> float:
        return self.came / (self.came + self.stayed_away)


def show_rates(past: Mapping[str, Kept], services: tuple[str, ...]) -> dict[str, ShowRate]:
    """The show rate of each service. `past`: by service, also of others of the same site."""
    kept, missed = sum(p.kept for p in past.values()), sum(p.missed for p in past.values())
    no_show = (missed + GUESS_WEIGHT * GUESSED_NO_SHOW) / (kept + missed + GUESS_WEIGHT)
    weight = min(SITE_WEIGHT, GUESS_WEIGHT + kept + missed)
    rates = {}
    for service in services:
        mine = past.get(service, Kept())
        rates[service] = ShowRate(
            mine.kept + weight * (1 - no_show), mine.missed + weight * no_show, mine.kept + mine.missed
        )
    return rates


def more_than(room: int, booked: int, rate: ShowRate) -> float:
    """The chance that more than `room` of `booked` come."""
    return sum(_comes(n, booked, rate) for n in range(room + 1, booked + 1))


def _comes(n: int, booked: int, rate: ShowRate) -> float:
    """Beta-binomial: the chance that exactly n of `booked` come."""
    a, b = rate.came, rate.stayed_away
    ways = lgamma(booked + 1) - lgamma(n + 1) - lgamma(booked - n + 1)
    law = lgamma(n + a) + lgamma(booked - n + b) - lgamma(booked + a + b)
    return exp(ways + law - lgamma(a) - lgamma(b) + lgamma(a + b))


def places(room: int, rate: ShowRate, bound: float = 0.1) -> int:
    """How many may be booked where there is room for `room`, so that more come with chance `bound` at most.

    Never fewer than `room`, never more than twice it.
    """
    booked = room
    while booked < MOST_TIMES * room and more_than(room, booked + 1, rate) <= bound:
        booked += 1
    return booked
