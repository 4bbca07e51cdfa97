"""The simulation of hand-overs finds what it is there to find: each planted bug, and nothing without it."""

from __future__ import annotations

import sys

import pytest

from tests.simulation.handover.planted_bugs import BUGS, Bug
from tests.simulation.handover.run import Report, simulate

SEEDS = 1500


def first_failure(bug: Bug) -> Report | None:
    reports = (simulate(seed) for seed in range(1, SEEDS + 1))
    return next((report for report in reports if report.invariant), None)


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_found_and_its_seed_passes_without_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bug = BUGS[name]
    with monkeypatch.context() as patch:
        bug.plant(patch)
        report = first_failure(bug)
    assert report is not None, f"{name}: not found in {SEEDS} seeds"
    sys.stdout.write(f"{name}: seed {report.seed}: {report.invariant}: {report.what[:160]}\n")
    assert report.invariant in bug.found_by, f"{report.invariant}: {report.what}"
    right = simulate(report.seed)
    assert not right.invariant, f"without the bug, too: {right.invariant}: {right.what}"
