"""What is told of visits: each event by its name, no names of people, nothing that stops a journal."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from desk.changes.rules import TOLD, VISITS, Fact, Kind, undone_facts, visit_facts
from kiosk.queue import events as e
from kiosk.queue.codec import EVENT_TYPES, to_json
from kiosk.queue.visits import CallRule

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PERSONAL = {"person", "companions", "marks", "name", "note", "message", "promise", "visits", "digest"}


def test_every_event_of_a_visit_is_told_under_some_name() -> None:
    about = {name for name, kind in EVENT_TYPES.items() if "visit" in {each.name for each in fields(kind)}}
    assert about - {"IncidentRecorded"} == set(VISITS), "the record itself is told of as an incident"
    assert len({what for what, _ in VISITS.values()}) == len(VISITS)
    assert not PERSONAL & set(TOLD)


def test_a_visit_is_told_as_it_goes_on() -> None:
    events: list[e.Event] = [
        e.VisitCheckedIn(NOON, "v-1", "laptop", "A001", NOON, NOON, person="p-1", companions=("p-2",)),
        e.VisitCalled(NOON, "v-1", "1", "lena", CallRule.DUE_TIME),
        e.VisitContinued(NOON, "v-1", "phone", "lena", stays=True),
        e.VisitContinued(NOON, "v-1", "phone", "lena", stays=False),
        e.VisitMissed(NOON, "v-1", "lena"),
        e.DayEnded(NOON, 0),
    ]
    told = visit_facts("main", [(type(each).__name__, to_json(each)) for each in events], NOON)
    assert [(fact.what, fact.body["state"]) for fact in told] == [
        ("checked_in", "waiting"),
        ("called", "called"),
        ("continued", "serving"),
        ("continued", "waiting"),
        ("missed", "no_show"),
    ]
    assert told[0].body == {
        "service": "laptop",
        "number": "A001",
        "due_at": to_json(events[0])["due_at"],
        "state": "waiting",
    }
    assert told[1].body == {"counter": "1", "agent": "lena", "state": "called"}
    assert told[0].type == "visit.checked_in"


@pytest.mark.parametrize("at", ["not a time", 5, "0001-01-01T00:00:00+14:00", "2026-03-02T12:00:00", None])
def test_a_time_that_cannot_be_told_is_now(at: object) -> None:
    (fact,) = visit_facts("main", [("VisitFinished", {"visit": "v-1", "at": at, "agent": "lena"})], NOON)
    assert fact.at == NOON


def test_an_id_that_no_table_holds_is_left_out() -> None:
    long = {"visit": "v" * 65, "at": NOON.isoformat()}
    assert visit_facts("main", [("VisitFinished", long)], NOON) == []
    assert undone_facts("main", [("VisitFinished", long)], NOON) == []


def test_what_was_set_aside_is_told_once_a_visit() -> None:
    happened = [("VisitCalled", {"visit": name}) for name in ("v-1", "v-2", "v-1")] + [("DayEnded", {})]
    assert undone_facts("main", happened, NOON) == [
        Fact(Kind.VISIT, name, "set_aside", "main", NOON) for name in ("v-1", "v-2")
    ]
