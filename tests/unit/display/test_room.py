"""What the display knows of the room, from the line and the journal's entries."""

from __future__ import annotations

import pytest

from kiosk.queue import commands as c
from kiosk.ui.display.room import MOST_CALLED, MOST_NEXT, OutOfStep, Room, Shown
from tests.unit.display.journal import Journal


@pytest.fixture
def journal() -> Journal:
    return Journal()


def _room(journal: Journal) -> Room:
    room = Room()
    room.restart(journal.whole())
    return room


def test_before_it_knows_anything_it_shows_nothing() -> None:
    room = Room()
    assert not room.known
    assert (room.called(), room.coming(), room.waits()) == ([], [], [])


def test_who_is_next_in_the_order_of_calling(journal: Journal) -> None:
    for name in ("Ana", "Robin", ""):
        journal.check_in(f"v-{name}", name)
    assert [each.name for each in _room(journal).coming()] == ["Ana", "Robin", "A003"]


def test_no_more_names_than_there_is_room_for(journal: Journal) -> None:
    for at in range(MOST_NEXT + 3):
        journal.check_in(f"v{at}", f"Name{at}")
    room = _room(journal)
    assert len(room.coming()) == MOST_NEXT
    assert room.waiting_beyond() == 3


def test_a_call_joins_the_list_after_its_announcement(journal: Journal) -> None:
    journal.open("3")
    journal.check_in("v", "Ana")
    room = _room(journal)
    for entry in journal.call("3"):
        room.hear(entry)
    assert room.called() == []
    room.next_announcement()
    assert room.queue.now is not None
    assert (room.queue.now.name, room.queue.now.counter) == ("Ana", "3")
    room.next_announcement()
    assert room.called() == [Shown("v", "Ana", "3")]
    assert room.coming() == []


def test_the_newest_call_is_on_top(journal: Journal) -> None:
    journal.open("1", "2")
    for name in ("Ana", "Robin"):
        journal.check_in(f"v-{name}", name)
    journal.call("1")
    journal.call("2")
    assert [each.name for each in _room(journal).called()] == ["Robin", "Ana"]


def test_who_was_called_before_the_start_is_shown_and_not_announced(journal: Journal) -> None:
    journal.open("1")
    journal.check_in("v", "Ana")
    journal.call("1")
    room = _room(journal)
    assert room.queue.waiting == ()
    assert len(room.called()) == 1


def test_who_is_being_served_is_not_called_any_more(journal: Journal) -> None:
    journal.open("1")
    journal.check_in("v", "Ana")
    journal.call("1")
    room = _room(journal)
    for entry in journal.do(c.Start("v", "agent-1")):
        room.hear(entry)
    assert room.called() == []


def test_an_entry_twice_changes_nothing(journal: Journal) -> None:
    room = _room(journal)
    entries = journal.check_in("v", "Ana")
    for entry in [*entries, *entries]:
        room.hear(entry)
    assert [each.name for each in room.coming()] == ["Ana"]


def test_a_gap_is_noticed(journal: Journal) -> None:
    room = _room(journal)
    journal.check_in("v1", "Ana")
    with pytest.raises(OutOfStep):
        room.hear(journal.check_in("v2", "Robin")[0])


def test_an_entry_of_a_later_version_is_noticed(journal: Journal) -> None:
    room = _room(journal)
    entry = journal.check_in("v1", "Ana")[0]
    with pytest.raises(OutOfStep):
        room.hear(entry.model_copy(update={"type": "VisitSang"}))


def test_after_a_restart_calls_that_wait_are_still_said(journal: Journal) -> None:
    journal.open("1")
    journal.check_in("v", "Ana")
    room = _room(journal)
    for entry in journal.call("1"):
        room.hear(entry)
    room.restart(journal.whole())
    assert [call.name for call in room.queue.waiting] == ["Ana"]


def test_namesakes_are_told_apart_by_number_while_both_are_here(journal: Journal) -> None:
    journal.open("1")
    journal.check_in("v1", "Ana")
    room = _room(journal)
    assert [each.name for each in room.coming()] == ["Ana"]
    for entry in journal.check_in("v2", "Ana"):
        room.hear(entry)
    assert [each.name for each in room.coming()] == ["Ana · A001", "Ana · A002"]
    for entry in [*journal.call("1"), *journal.do(c.Start("v1", "agent-1"))]:
        room.hear(entry)
    assert [each.name for each in room.coming()] == ["Ana · A002"]
    for entry in journal.do(c.Finish("v1", "agent-1")):
        room.hear(entry)
    assert [each.name for each in room.coming()] == ["Ana"]


def test_the_names_stay_right_over_a_day_s_end(journal: Journal) -> None:
    journal.check_in("v1", "Ana")
    room = _room(journal)
    for entry in [*journal.do(c.EndDay()), *journal.check_in("v2", "Ana")]:
        room.hear(entry)
    assert [each.name for each in room.coming()] == ["Ana"]


def test_following_gives_what_a_fresh_start_gives(journal: Journal) -> None:
    following = _room(journal)
    journal.open("1", "2", "3")
    for at in range(8):
        journal.check_in(f"v{at}", f"Name{at % 3}")
    for counter in ("1", "2", "3"):
        journal.call(counter)
    journal.do(c.Start("v0", "agent-1"))
    journal.do(c.MarkNoShow("v1", "agent-2"))
    journal.do(c.Transfer("v2", "agent-3", "phone"))
    for entry in journal.entries:
        following.hear(entry)
    while following.queue.waiting or following.queue.now:
        following.next_announcement()
    fresh = _room(journal)
    assert following.called() == fresh.called()
    assert following.coming() == fresh.coming()
    assert following.waits() == fresh.waits()
    assert len(fresh.called()) <= MOST_CALLED
