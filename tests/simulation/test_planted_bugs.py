"""The simulation finds what it is there to find: each planted bug, within so many seeds, and nothing else."""

from __future__ import annotations

import sys

import pytest

from tests.simulation.planted_bugs import BUGS, Bug
from tests.simulation.run import Report, simulate

MINUTES = 1.0


def first_failure(bug: Bug) -> Report | None:
    for seed in range(1, bug.most + 1):
        report = simulate(seed, MINUTES, bug.real_store)
        if report.invariant:
            return report
    return None


@pytest.mark.parametrize("name", BUGS)
def test_a_planted_bug_is_found_and_its_seed_passes_without_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bug = BUGS[name]
    with monkeypatch.context() as patch:
        bug.plant(patch)
        report = first_failure(bug)
    assert report is not None, f"{name}: not found in {bug.most} seeds"
    sys.stdout.write(f"{name}: seed {report.seed}: {report.invariant}: {report.what[:160]}\n")
    assert report.invariant in bug.found_by, f"{report.invariant}: {report.what}"
    right = simulate(report.seed, MINUTES, bug.real_store)
    assert not right.invariant, f"without the bug, too: {right.invariant}: {right.what}"
