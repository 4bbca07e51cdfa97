"""Cuts a failing run down: fewer incidents and faults, fewer odd draws, as long as it fails the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from functools import partial

from tests.simulation.handover.conditions import Conditions, draw
from tests.simulation.handover.run import Report, simulate


def shrink(report: Report) -> tuple[Conditions, Report]:
    """The simplest conditions and draws found under which the run still breaks the same invariant; told."""
    conditions, best = draw(report.seed), report
    for simpler in _simpler(conditions):
        tried = simulate(report.seed, simpler(conditions))
        if tried.invariant == report.invariant:
            conditions, best = simpler(conditions), tried
    odd = _fewer(conditions, best)
    return conditions, simulate(report.seed, conditions, odd, story=True)


def _simpler(conditions: Conditions) -> Iterator[Callable[[Conditions], Conditions]]:
    """Each step towards a calmer run: fewer who take part, and one fault after the other switched off."""
    for n in range(conditions.incidents - 1, 0, -1):
        yield partial(replace, incidents=n)
    yield partial(replace, processes=1)
    yield partial(replace, besides=0)
    for each in fields(conditions):
        if isinstance(getattr(conditions, each.name), float):
            yield partial(replace, **{each.name: 0.0})


def _fewer(conditions: Conditions, failing: Report) -> dict[int, float]:
    """The draws of a failing run without as many as may be: first by halves, at last one by one."""
    odd = dict(failing.odd)
    size = max(1, len(odd) // 2)
    while size:
        places = sorted(odd)
        for begin in range(0, len(places), size):
            part = set(places[begin : begin + size])
            fewer = {place: drawn for place, drawn in odd.items() if place not in part}
            tried = simulate(failing.seed, conditions, fewer)
            if len(fewer) < len(odd) and tried.invariant == failing.invariant:
                odd = {place: drawn for place, drawn in fewer.items() if place in tried.odd}
        size //= 2
    return odd
