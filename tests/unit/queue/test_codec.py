"""How the journal is written: every event and the whole line come back from JSON as they were."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime, time, timedelta, timezone
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue import codec
from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.chain import canonical
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.settings import Hours, Service, SiteSettings, Span, faults
from kiosk.queue.visits import CallRule, Wait
from tests.unit.queue.room import Room, settings

offsets = st.sampled_from([UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-3, minutes=-30))])
moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=offsets)  # noqa: DTZ001  # bounds are naive
texts = st.text(st.characters(codec="utf-8"), max_size=20)
minutes = st.integers(0, 600)
clock = st.times().filter(lambda at: at.tzinfo is None)
spans = st.builds(Span, clock, clock)
hours = st.builds(
    Hours,
    st.booleans(),
    st.dictionaries(st.integers(0, 6), st.tuples(spans), max_size=3),
    st.dictionaries(st.dates(), st.tuples() | st.tuples(spans, spans), max_size=3),
)
services = st.builds(
    Service, texts, texts, st.dictionaries(texts, texts, max_size=2), texts, st.floats(0, 1e6), st.booleans()
)
sites = st.builds(
    SiteSettings,
    texts,
    st.dictionaries(texts, texts, max_size=2),
    texts,
    st.tuples(services),
    st.tuples(texts),
    st.dictionaries(texts, st.tuples(texts), max_size=2),
    hours,
    st.sampled_from(CallRule),
    *[minutes] * 5,
    st.dictionaries(texts, texts, max_size=2),
)
FIELDS: dict[Any, st.SearchStrategy[Any]] = {
    datetime: moments,
    str: texts,
    int: st.integers(-(2**40), 2**40),
    bool: st.booleans(),
    SiteSettings: sites,
    Wait: st.builds(Wait, minutes, minutes, st.none() | minutes),
    NoneType: st.none(),
}


def value_of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a field with this type."""
    if get_origin(hint) is tuple:
        return st.lists(value_of(get_args(hint)[0]), max_size=3).map(tuple)
    if get_origin(hint) is dict:
        key, value = get_args(hint)
        return st.dictionaries(value_of(key), value_of(value), max_size=2)
    if get_args(hint):
        return st.one_of([value_of(part) for part in get_args(hint)])
    return FIELDS[hint] if hint in FIELDS else st.sampled_from(hint)


def event_of(kind: type) -> st.SearchStrategy[e.Event]:
    """Any event of this type."""
    return st.builds(kind, **{name: value_of(hint) for name, hint in get_type_hints(kind).items()})


every_event = st.sampled_from(list(codec.EVENT_TYPES.values())).flatmap(event_of)


@pytest.mark.parametrize("kind", codec.EVENT_TYPES.values(), ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_every_event_comes_back_from_the_text_of_the_journal(kind: type, data: st.DataObject) -> None:
    event = data.draw(event_of(kind))
    text = canonical(codec.to_json(event))
    back = codec.from_json(codec.event_type(event), json.loads(text))
    assert back == event == codec.from_text(codec.event_type(event), text)
    assert type(back) is kind
    assert canonical(codec.to_json(back)) == text


@given(every_event)
def test_an_event_needs_none_of_the_fields_that_have_defaults(event: e.Event) -> None:
    """Entries written before a field was added must be read for ever."""
    data = codec.to_json(event)
    needed = [f.name for f in fields(event) if f.name in data and f.default is f.default_factory]
    bare = codec.from_json(codec.event_type(event), {name: data[name] for name in needed})
    assert all(getattr(bare, name) == getattr(event, name) for name in needed)


def test_the_names_of_events_are_settled() -> None:
    """Stored for ever: none may be renamed; a new one is added here."""
    settled = (
        "SettingsChanged VisitBooked VisitCancelled VisitCheckedIn VisitRenumbered CounterOpened"
        " CounterClosed VisitCalled VisitRecalled VisitReturned VisitStarted VisitHeld VisitResumed"
        " VisitTransferred VisitFinished VisitMissed VisitLeft IncidentRecorded DayEnded VisitMarked"
        " VisitReserved VisitArrived VisitCameBack ServiceAdded VisitContinued ColleagueJoined ColleagueLeft"
        " CheckInPaused CheckInReopened DemandUnmet WaitsPromised SiteTakenOver"
    )
    assert " ".join(codec.EVENT_TYPES) == settled


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("VisitLeft", {}),
        ("VisitLeft", {"at": "yesterday", "visit": "v", "cause": "agent"}),
        ("VisitLeft", {"at": "2026-11-23T09:00:00Z", "visit": None, "cause": "agent"}),
        ("VisitLeft", {"at": "2026-11-23T09:00:00Z", "visit": "v", "cause": "boredom"}),
        ("DayEnded", {"at": "2026-11-23T09:00:00Z", "cleared": "many"}),
    ],
)
def test_wrong_fields_are_a_value_error(kind: str, data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        codec.from_json(kind, data)


def test_an_event_of_an_unknown_type_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        codec.from_json("VisitEaten", {})


@given(sites, hours)
def test_settings_come_back_from_the_feed_if_they_can_be_used(site: SiteSettings, opening: Hours) -> None:
    usable = settings(hours=opening, names=site.names, counters=site.counters, message=site.message)
    for each in (site, usable):
        data = json.loads(json.dumps(codec.settings_to_json(each)))
        if found := faults(each):
            with pytest.raises(ValueError, match="unusable settings") as error:
                codec.settings_from_json(data)
            assert all(field in str(error.value) for field in found)
        else:
            assert codec.settings_from_json(data) == each


@pytest.mark.parametrize("data", [{"services": "all"}, {"timezone": 3}, {"hours": []}, {"counters": [None]}])
def test_what_are_no_settings_is_a_value_error(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        codec.settings_from_json(data)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-23T09:00:00Z", "2026-11-23T09:00:00+00:00"),
        ("2026-11-23T10:00:00+01:00", "2026-11-23T09:00:00+00:00"),
        ("2026-11-23T05:30:00.25-03:30", "2026-11-23T09:00:00.250000+00:00"),
    ],
)
def test_a_time_needs_its_offset(text: str, utc: str) -> None:
    assert codec.parse_time(text).astimezone(UTC).isoformat() == utc
    with pytest.raises(ValueError, match="no offset"):
        codec.parse_time(text[:19])


# The whole line


def busy_room() -> Room:
    """A room with somebody in every state, hours, skills, a second counter and what was learned."""
    weekly: dict[int, tuple[Span, ...]] = {day: (Span(time(8), time(20)),) for day in range(7)}
    room = Room(settings(hours=Hours(False, weekly), agent_services={"noor": ("phone",)}))
    claims = [room.book(f"app{n}", 30 * n + 1, person=f"person{n}") for n in range(4)]
    room.do(c.CancelVisit("app3"))
    room.check_in("new", appointment=claims[0])
    for n in range(6):
        room.wait(1).check_in(f"v{n}", ("laptop", "phone")[n % 2], number=f"KA0{n}", series="KA")
    room.open("1", "lena")
    room.open("2", "noor")
    room.serve(minutes=6)
    held = room.next()
    room.do(c.Start(held.id, "lena"))
    room.do(c.Hold(held.id, "lena"))
    missed = room.next("2", "noor")
    room.do(c.MarkNoShow(missed.id, "noor"))
    room.next()
    room.next("2", "noor")
    room.do(c.Leave(room.order()[-1]))
    return room


def test_an_appointment_that_was_moved_leads_to_its_booking_in_a_snapshot_too() -> None:
    """Found by the simulation: a snapshot led to the visit of somebody who had left."""
    room = Room()
    claim = room.book("app", 5)
    room.check_in("app", appointment=claim)
    room.do(c.Leave("app"))
    folded = room.line
    fold(folded, e.VisitCheckedIn(room.now, "again", "laptop", "KA01", room.now, room.now, appointment="app"))
    room.do(c.Leave("again"))
    assert folded.by_appointment == {"app": "again"}
    room.wait(1).book("app", 60)
    assert folded.by_appointment == {"app": "app"}
    restored = codec.restore(codec.take_snapshot(folded))
    assert restored.by_appointment == {"app": "app"}
    assert restored.visits["app"].state.value == "booked"


def test_a_snapshot_is_the_line_to_the_last_index() -> None:
    line = busy_room().line
    back = codec.restore(json.loads(canonical(codec.take_snapshot(line))))
    for index in ("by_person", "by_appointment", "by_agent", "numbers", "last_number", "recent_calls", "day"):
        assert getattr(back, index) == getattr(line, index), index
    assert back.visits == line.visits and list(back.visits) == list(line.visits)
    assert (back.counters, back.times, back.settings) == (line.counters, line.times, line.settings)
    assert back.in_order() == line.in_order()
    assert back.sequence == line.sequence


@pytest.mark.parametrize("split", range(0, 30, 3))
def test_a_line_restored_in_the_middle_and_one_that_read_everything_agree(split: int) -> None:
    journal = busy_room().journal
    whole, first = Line(), Line()
    for event in journal:
        fold(whole, event)
    for event in journal[:split]:
        fold(first, event)
    second = codec.restore(codec.take_snapshot(first))
    for event in journal[split:]:
        fold(second, event)
    assert codec.take_snapshot(second) == codec.take_snapshot(whole)
    assert second.in_order() == whole.in_order()


@pytest.mark.parametrize(
    "data", [{}, {"sequence": 1}, {"settings": {}, "sequence": "x"}, {"visits": 3}], ids=str
)
def test_what_is_no_snapshot_is_a_value_error(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        codec.restore(data)


def test_a_snapshot_of_a_version_that_knew_fewer_fields_is_still_read() -> None:
    line = busy_room().line
    shot = codec.take_snapshot(line)
    del shot["recent_calls"]
    for visit in shot["visits"]:
        del visit["served_before"]
    assert codec.restore(shot).visits.keys() == line.visits.keys()


@pytest.mark.parametrize(
    "event",
    [
        e.VisitStarted(datetime(2026, 1, 1, tzinfo=UTC), "nobody", "1", "lena"),
        e.VisitCalled(datetime(2026, 1, 1, tzinfo=UTC), "nobody", "1", "lena", CallRule.DUE_TIME),
        e.CounterClosed(datetime(2026, 1, 1, tzinfo=UTC), "1", "lena", "agent"),  # type: ignore[arg-type]  # any cause
    ],
    ids=codec.event_type,
)
def test_an_event_of_another_sites_journal_is_a_key_error_and_not_counted(event: e.Event) -> None:
    line = Line()
    with pytest.raises(KeyError):
        fold(line, event)
    assert line.sequence == 0
