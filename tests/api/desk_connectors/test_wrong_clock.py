"""A clock that was ten years ahead for a moment leaves nothing behind that waits for ten years."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.connectors.engine.delivery import Stage
from desk.connectors.port import Ambiguous, RetryAfter
from desk.connectors.store import ahead
from tests.api.desk_connectors.conftest import Handing

TEN_YEARS = timedelta(days=3650)


def set_right(handing_over: Handing) -> int:
    """The clock is right again, and the desk does what it does each hour."""
    handing_over.clock.forward(-TEN_YEARS)
    with handing_over.desk.database.begin() as connection:
        return ahead.set_right(connection, handing_over.clock.now())


@pytest.mark.parametrize("outcome", [RetryAfter(None, "down"), Ambiguous("reset")])
@pytest.mark.parametrize("acts", [True, False])
def test_what_was_tried_then_arrives_once(
    handing_over: Handing, outcome: RetryAfter | Ambiguous, acts: bool
) -> None:
    handing_over.clock.forward(TEN_YEARS)
    handing_over.tool.next_on("create", outcome, acts=acts and isinstance(outcome, Ambiguous))
    key = handing_over.record()
    handing_over.worker.run_due()
    assert handing_over.stages(key) != [Stage.DONE]
    assert set_right(handing_over) > 0
    for _ in range(6):
        handing_over.later(120)
    assert handing_over.stages(key) == [Stage.DONE]
    assert len(handing_over.tool.with_key(key)) == 1


def test_what_was_recorded_before_is_handed_over_by_a_line_that_rested_then(handing_over: Handing) -> None:
    handing_over.tool.next_on("create", RetryAfter(None, "down"), times=2)
    first = handing_over.record()
    handing_over.clock.forward(TEN_YEARS)
    handing_over.worker.run_due()
    set_right(handing_over)
    second = handing_over.record()
    for _ in range(4):
        handing_over.later(60)
    assert [handing_over.stages(key) for key in (first, second)] == [[Stage.DONE], [Stage.DONE]]


def test_a_right_clock_changes_nothing(handing_over: Handing) -> None:
    handing_over.record()
    handing_over.worker.run_due()
    handing_over.tool.next_on("create", RetryAfter(86_400, "too many"), times=2)
    handing_over.record()
    handing_over.worker.run_due()
    with handing_over.desk.database.begin() as connection:
        assert ahead.set_right(connection, handing_over.clock.now()) == 0
