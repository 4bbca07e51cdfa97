"""What is read off a journal: waits, times at the counter, duty, calls out of turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kiosk.queue import events as e
from kiosk.queue.planning.happened import Happened, Leg, visits_named
from kiosk.queue.visits import CallRule, ChosenReason, EndCause, Wait
from tests.unit.planning.invented import stored

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def came(minutes: float = 0, visit: str = "v", promise: Wait | None = None) -> e.VisitCheckedIn:
    return e.VisitCheckedIn(at(minutes), visit, "laptop", "A001", at(20), at(minutes), promise=promise)


def called(minutes: float, visit: str = "v", **more: Any) -> e.VisitCalled:
    return e.VisitCalled(at(minutes), visit, "1", "lena", **({"rule": CallRule.DUE_TIME} | more))


def told(*events: e.Event) -> Happened:
    record = Happened()
    for kind, data in stored(list(events)):
        record.follow(kind, data)
    return record


def leg(*events: e.Event) -> Leg:
    found = told(*events).current("v")
    assert found is not None
    return found


def test_a_visit_waits_is_served_and_goes() -> None:
    one = leg(
        came(), called(7), e.VisitStarted(at(8), "v", "1", "lena"), e.VisitFinished(at(20), "v", "lena")
    )
    assert (one.wait_minutes, one.occupied_seconds, one.outcome) == (7, 13 * 60, "done")
    assert one.started_at == at(8) and one.agent == "lena"


def test_time_on_hold_occupies_nobody() -> None:
    one = leg(
        came(),
        called(5),
        e.VisitStarted(at(5), "v", "1", "lena"),
        e.VisitHeld(at(10), "v", EndCause.AGENT),
        e.VisitResumed(at(40), "v", "2", "omar"),
        e.VisitFinished(at(43), "v", "omar"),
    )
    assert (one.occupied_seconds, one.agent, one.wait_minutes) == (8 * 60, "omar", 5)


def test_a_call_given_back_does_not_shorten_the_wait() -> None:
    one = leg(came(), called(5), e.VisitReturned(at(7), "v", EndCause.LEASE), called(30))
    assert one.wait_minutes == 5 and one.occupied_seconds == 120


def test_a_transfer_is_a_second_wait() -> None:
    record = told(came(), called(5), e.VisitTransferred(at(9), "v", "phone", "lena"), called(15))
    first, second = record.legs["v"]
    assert (first.outcome, first.occupied_seconds) == ("transferred", 240)
    assert (second.leg, second.service, second.wait_minutes) == (1, "phone", 6)


def test_who_leaves_and_who_does_not_come() -> None:
    assert leg(came(), e.VisitLeft(at(9), "v", EndCause.VISITOR)).outcome == "left"
    one = leg(came(), called(5), e.VisitMissed(at(8), "v", "lena"))
    assert (one.outcome, one.occupied_seconds) == ("missed", 180)


def test_promises_are_kept_as_they_were_made_until_the_call() -> None:
    record = told(came(promise=Wait(5, 12)))
    later = {"at": at(3).isoformat(), "visits": {"v": {"low_minutes": 2, "high_minutes": 8}}, "services": {}}
    record.follow("WaitsPromised", later)
    record.follow(*stored([called(4)])[0])
    record.follow("WaitsPromised", later)
    found = record.current("v")
    assert found is not None and found.promises == [[0, 5, 12], [3, 2, 8]]
    assert visits_named("WaitsPromised", later) == ("v",)


def test_duty_is_from_opening_to_closing_a_counter() -> None:
    record = told(
        e.CounterOpened(at(0), "1", "lena"),
        e.CounterOpened(at(0), "2", "omar"),
        e.CounterClosed(at(60), "1", "lena", EndCause.AGENT),
        e.CounterOpened(at(90), "2", "noor"),
    )
    assert [(d.agent, d.until) for d in record.duties] == [("lena", at(60)), ("omar", at(90)), ("noor", None)]


def test_a_call_out_of_turn_is_kept_with_its_reason() -> None:
    record = told(came(), called(3, rule=CallRule.CHOSEN, reason=ChosenReason.QUICK, passed=4), came(9, "w"))
    assert [(c.visit, c.reason, c.passed, c.agent) for c in record.chosen] == [("v", "quick", 4, "lena")]


ODD: list[tuple[str, dict[str, Any]]] = [
    ("VisitCheckedIn", {}),
    ("VisitCheckedIn", {"at": "yesterday", "visit": "v"}),
    ("VisitCalled", {"at": NINE.isoformat(), "visit": "unknown", "agent": "a", "counter": "1"}),
    ("VisitFinished", {"at": NINE.isoformat(), "visit": None}),
    ("WaitsPromised", {"at": NINE.isoformat(), "visits": [1, 2]}),
    ("SomethingNewer", {"at": NINE.isoformat(), "visit": "v"}),
    ("CounterClosed", {"at": NINE.isoformat()}),
]


@pytest.mark.parametrize(("kind", "data"), ODD)
def test_an_odd_entry_changes_nothing(kind: str, data: dict[str, Any]) -> None:
    record = told(came())
    visits_named(kind, data)
    record.follow(kind, data)
    assert record.legs == told(came()).legs and not record.chosen and not record.duties


def test_a_second_matter_is_a_leg_of_its_own_and_helpers_count() -> None:
    record = told(
        came(),
        called(5),
        e.ColleagueJoined(at(6), "v", "2", "omar"),
        e.VisitContinued(at(10), "v", "phone", "lena", stays=True),
        e.VisitFinished(at(14), "v", "lena"),
    )
    first, second = record.legs["v"]
    assert (first.outcome, first.occupied_seconds) == ("done", (5 + 4) * 60)
    assert (second.service, second.wait_minutes, second.occupied_seconds) == ("phone", 0, 240)


def test_who_was_turned_away_and_who_came_back() -> None:
    record = told(e.DemandUnmet(at(0), "laptop", "service_full", people=2))
    assert [(t.service, t.why, t.people) for t in record.turned_away] == [("laptop", "service_full", 2)]
    one = leg(
        came(), called(5), e.VisitMissed(at(8), "v", "lena"), e.VisitCameBack(at(9), "v", at(20)), called(11)
    )
    assert (one.wait_minutes, one.outcome) == (5, "")
