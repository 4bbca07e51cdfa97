"""Choosing a counter: which there are, and who is at which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.queue.line import Line


@dataclass(frozen=True, slots=True)
class CounterChoice:
    """A counter; `agent_name` is who has it ("" free, or unknown), `mine` when that is who asks."""

    counter: str
    taken: bool
    mine: bool
    agent_name: str


def counter_choices(line: Line, names: Mapping[str, str], agent: str) -> list[CounterChoice]:
    """In the site's order."""
    rows = []
    for counter in line.settings.counters:
        at = line.counters.get(counter)
        rows.append(
            CounterChoice(
                counter,
                taken=at is not None and at.agent != agent,
                mine=at is not None and at.agent == agent,
                agent_name=names.get(at.agent, "") if at else "",
            )
        )
    return rows


def first_choice(choices: list[CounterChoice], remembered: str) -> str | None:
    """Mine, else the remembered one if it is free, else the first free one; None when all are taken."""
    free = [choice for choice in choices if not choice.taken]
    ranked = sorted(free, key=lambda choice: (not choice.mine, choice.counter != remembered))
    return ranked[0].counter if ranked else None
