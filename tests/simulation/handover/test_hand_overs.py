"""Some 20,000 simulated hand-overs; a million at a time are for `python -m tests.simulation.handover`."""

from __future__ import annotations

import pytest

from tests.simulation.handover.planted_bugs import BUGS
from tests.simulation.handover.run import Report, simulate
from tests.simulation.handover.shrink import shrink

CHUNKS, SEEDS = 20, 345  # chunks, so that both cores have work

HAPPENS = (
    *("crashes", "duplicates closed", "copies found", "attention: may_be_there", "attention: refused"),
    *("attention: cannot_search", "attention: unable"),
)
TOLD = (
    *("dies", "Ambiguous", "no route to host", "connection refused", "too many requests", "seconds=nan"),
    *("Invalid login", "no such queue", "no such field", "no such ticket", "must not be empty"),
    *(
        "may not be closed",
        "may not be removed",
        "comes too late to be stored",
        "overslept",
        "Done(value=())",
        "Done(value=False)",
    ),
)


def failures(reports: list[Report]) -> str:
    told = []
    for report in reports:
        if report.invariant:
            again = f"python -m tests.simulation.handover --seed {report.seed}"
            told.append(f"seed {report.seed}: {report.invariant}: {report.what}\nagain: {again}")
    return "\n\n".join(told)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_each_is_handed_over_once_whatever_happens(chunk: int) -> None:
    first = chunk * SEEDS + 1
    reports = [simulate(seed) for seed in range(first, first + SEEDS)]
    assert not failures(reports), failures(reports)
    assert sum(report.hand_overs for report in reports) > 900


def test_a_seed_is_one_run() -> None:
    """The same seed goes the same way, to the last line of its story."""
    assert simulate(7, story=True) == simulate(7, story=True)


def test_the_runs_are_varied() -> None:
    """Each fault and each way out of it occurs, or the seeds prove less than they say."""
    reports = [simulate(seed, story=True) for seed in range(1, 601)]
    happened = {what for report in reports for what in report.counts}
    assert not [what for what in HAPPENS if what not in happened]
    told = "\n".join(line for report in reports for line in report.story)
    assert not [what for what in TOLD if what not in told]


def test_a_failing_run_is_shrunk_to_what_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends again when a reply is lost needs one lost reply to be found out, and that is what is left."""
    BUGS["send again when the reply is lost"].plant(monkeypatch)
    failing = next(report for report in map(simulate, range(1, 100)) if report.invariant)
    conditions, best = shrink(failing)
    assert (best.invariant, conditions.incidents) == (failing.invariant, 1)
    assert len(failing.odd) > 10 > len(best.odd)
    assert 1 <= sum("Ambiguous" in line for line in best.story) <= 2
