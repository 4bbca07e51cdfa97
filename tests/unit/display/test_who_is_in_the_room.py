"""Who is not in the room is not called there; a group is called by its number; a pause is known."""

from __future__ import annotations

from dataclasses import replace

from kiosk.queue import commands as c
from kiosk.queue.visits import CallAs, Presence
from kiosk.ui.display.room import Room
from tests.unit.display.journal import SETTINGS, Journal

REMOTE = replace(
    SETTINGS,
    services=tuple(replace(s, remote=True) for s in SETTINGS.services),
    remote_join=True,
)


def _room(journal: Journal) -> Room:
    room = Room()
    room.restart(journal.whole())
    return room


def test_who_is_served_by_phone_is_not_announced_nor_shown() -> None:
    journal = Journal(REMOTE)
    journal.open("1", "2")
    journal.do(c.CheckIn("far", "laptop", person="p-far", presence=Presence.REMOTE))
    journal.check_in("near", "Ana")
    room = _room(journal)
    assert [each.name for each in room.coming()] == ["Ana"]
    assert room.waiting_beyond() == 1
    for counter in ("1", "2"):
        for entry in journal.call(counter):
            room.hear(entry)
    assert [each.name for each in room.queue.waiting] == ["Ana"]
    room.next_announcement()
    room.next_announcement()
    assert [each.name for each in room.called()] == ["Ana"]


def test_who_is_on_the_way_is_not_next() -> None:
    journal = Journal(REMOTE)
    journal.do(c.CheckIn("coming", "laptop", person="p-coming", presence=Presence.ON_THE_WAY))
    journal.check_in("near", "Ana")
    room = _room(journal)
    assert [each.name for each in room.coming()] == ["Ana"]
    for entry in journal.do(c.Arrive("coming")):
        room.hear(entry)
    assert [each.name for each in room.coming()] == ["A001", "Ana"]


def test_a_group_is_called_by_its_number() -> None:
    journal = Journal()
    journal.open("1")
    journal.names["group"] = "Ana"
    journal.do(c.CheckIn("group", "laptop", person="p-1", call_as=CallAs.FIRST_NAME, people=3))
    room = _room(journal)
    assert [each.name for each in room.coming()] == ["A001"]
    for entry in journal.call("1"):
        room.hear(entry)
    assert [each.name for each in room.queue.waiting] == ["A001"]


def test_a_pause_of_one_service_is_not_one_of_all() -> None:
    journal = Journal()
    room = _room(journal)
    for entry in journal.do(c.PauseCheckIn(("laptop",), {"en": "Back soon."}, "agent-1")):
        room.hear(entry)
    assert not room.all_paused()
    assert set(room.paused()) == {"laptop"}
    for entry in journal.do(c.PauseCheckIn((), {"en": "Back soon."}, "agent-1")):
        room.hear(entry)
    assert room.all_paused()
    for entry in journal.do(c.ReopenCheckIn((), "agent-1")):
        room.hear(entry)
    assert room.paused() == {}
