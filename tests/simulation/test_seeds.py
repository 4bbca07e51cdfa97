"""Some thousands of simulated days; a million calls a night are for `python -m tests.simulation`."""

from __future__ import annotations

import pytest

from kiosk.queue.visits import Because
from tests.simulation.run import Report, simulate

MINUTES = 0.5
CHUNKS, SEEDS = 50, 50  # chunks, so that both cores have work
REAL_CHUNKS, REAL_SEEDS = 8, 10

FAULTS = (
    *("takes over", "in touch: False", "in touch: True", "fenced", "goes on alone", "comes back as standby"),
    *("power cut before", "power cut after", "full disk", "the clock jumps", "cable", "starts again"),
    *("is cut off and gives out", "change to"),
)
COMMANDS = (
    *(
        "CheckIn",
        "CallNext",
        "CallVisit",
        "Recall",
        "Start",
        "Hold",
        "Resume",
        "Finish",
        "MarkNoShow",
        "Leave",
    ),
    *("Join", "Withdraw", "AddService", "LapseCall", "PutBack", "ComeBack", "Reserve", "MarkVisit"),
    *("PauseCheckIn", "ReopenCheckIn", "Transfer", "CloseCounter", "Arrive", "CancelVisit", "RecordIncident"),
)


def failures(reports: list[Report], more: str = "") -> str:
    """Each failed seed with what it broke, its last lines and how to repeat it."""
    told = []
    for report in reports:
        if report.invariant:
            again = f"python -m tests.simulation --seed {report.seed} --minutes {MINUTES}{more} --verbose"
            story = "\n".join(line[:160] for line in report.story[-25:])
            told.append(f"seed {report.seed}: {report.invariant}: {report.what}\n{story}\nagain: {again}")
    return "\n\n".join(told)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_nothing_goes_wrong_on_random_days(chunk: int) -> None:
    first = chunk * SEEDS + 1
    reports = [simulate(seed, MINUTES) for seed in range(first, first + SEEDS)]
    assert not failures(reports), failures(reports)
    assert sum(report.calls for report in reports) > SEEDS  # somebody was called


@pytest.mark.parametrize("chunk", range(REAL_CHUNKS))
def test_nothing_goes_wrong_with_the_real_writer_and_file(chunk: int) -> None:
    first = chunk * REAL_SEEDS + 1
    reports = [simulate(seed, MINUTES, real_store=True) for seed in range(first, first + REAL_SEEDS)]
    assert not failures(reports, " --real-store"), failures(reports, " --real-store")


def test_a_seed_is_one_run() -> None:
    """The same seed goes the same way, to the last line of its story."""
    assert simulate(7, MINUTES, keep_all=True) == simulate(7, MINUTES, keep_all=True)


def test_the_days_are_varied() -> None:
    """Each reason for a call, each command and each fault occurs, or the seeds prove less than they say."""
    reports = [simulate(seed, 2.0, keep_all=True) for seed in range(1, 101)]
    told = "\n".join(line for report in reports for line in report.story)
    seen = {reason for report in reports for reason in report.because}
    assert seen == {because.value for because in Because}
    assert not [what for what in FAULTS if what not in told]
    assert not [name for name in COMMANDS if f" {name}(" not in told]
