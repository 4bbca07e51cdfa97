"""After hand-over the tool owns state and assignee: its changes come to our record and its site once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from desk import feed
from desk.connectors.port import Ambiguous, Draft, RetryAfter
from desk.connectors.store import lines, outside
from desk.incidents.rules import State
from desk.staff.rules import Role
from desk.staff.store import add_staff
from tests.api.desk_connectors.conftest import Handing
from tests.fixtures.desks import password_hash


def told(handing_over: Handing, incident: str) -> list[dict[str, Any]]:
    """What the site's feed holds about a record's ticket."""
    with handing_over.desk.database.read() as connection:
        items = feed.items_after(connection, "main", 0)
    return [item.body for item in items if (item.kind, item.key) == ("outside", incident)]


def handed_over(handing_over: Handing, **values: Any) -> str:
    handing_over.worker.run_due()  # learns where now is
    incident = handing_over.record(**values)
    handing_over.worker.run_due()
    return incident


def test_a_change_there_changes_our_record_and_tells_the_site(handing_over: Handing) -> None:
    incident = handed_over(handing_over)
    (ticket,) = handing_over.tool.with_key(incident)
    handing_over.later(5)
    handing_over.tool.change(ticket, state="open", assignee="Somebody There")
    handing_over.later(30)
    record = handing_over.stored(incident)
    assert record.standing.state is State.IN_PROGRESS and record.standing.version == 2
    lines_told = [(c.by, c.step.what, c.step.before, c.step.after) for c in record.history]
    assert lines_told[1:] == [
        ("connector:tool", "state", "new", "in_progress"),
        ("connector:tool", "assignee", "", "Somebody There"),
    ]
    (body,) = told(handing_over, incident)
    assert (body["connector"], body["number"], body["state"]) == ("tool", ticket.ref.number, "in_progress")
    assert (body["raw_state"], body["assignee"], body["attention"]) == ("open", "Somebody There", "")


def test_what_was_seen_before_is_seen_once(handing_over: Handing) -> None:
    incident = handed_over(handing_over)
    (ticket,) = handing_over.tool.with_key(incident)
    handing_over.tool.change(ticket, state="open")
    handing_over.later(30)
    known, seen = handing_over.ticket(incident), told(handing_over, incident)
    polls = handing_over.tool.called("changes")
    for _ in range(3):
        handing_over.later(30)  # the pages overlap by 120 seconds
    assert handing_over.tool.called("changes") == polls + 3
    assert handing_over.ticket(incident) == known and told(handing_over, incident) == seen
    assert handing_over.stored(incident).standing.version == 2


def test_an_unknown_state_keeps_the_last_one_and_shows_the_raw_one(handing_over: Handing) -> None:
    incident = handed_over(handing_over)
    (ticket,) = handing_over.tool.with_key(incident)
    handing_over.tool.change(ticket, state="with the supplier")
    handing_over.later(30)
    assert handing_over.stored(incident).standing.state is State.NEW
    (body,) = told(handing_over, incident)
    assert (body["state"], body["raw_state"]) == ("new", "with the supplier")


def test_a_colleague_of_ours_is_known_by_name(handing_over: Handing) -> None:
    with handing_over.desk.database.begin() as connection:
        lena = add_staff(connection, "lena", "Lena Example", password_hash(), Role.AGENT, (), ())
    incident = handed_over(handing_over)
    (ticket,) = handing_over.tool.with_key(incident)
    handing_over.tool.change(ticket, assignee="LENA")
    handing_over.later(30)
    assert handing_over.stored(incident).standing.assignee == lena
    handing_over.tool.change(ticket, assignee="")
    handing_over.later(30)
    assert handing_over.stored(incident).standing.assignee is None


def test_a_tool_out_of_reach_is_asked_again_from_where_it_was_read(handing_over: Handing) -> None:
    incident = handed_over(handing_over)
    (ticket,) = handing_over.tool.with_key(incident)
    handing_over.tool.change(ticket, state="open")
    handing_over.tool.next_on("changes", RetryAfter(None, "not reached"))
    handing_over.tool.next_on("changes", Ambiguous("half an answer"))
    for _ in range(5):
        handing_over.later(60)
    assert handing_over.stored(incident).standing.state is State.IN_PROGRESS


def test_a_page_is_read_again_by_who_takes_over_from_one_that_died(handing_over: Handing) -> None:
    incident = handed_over(handing_over)
    (ticket,) = handing_over.tool.with_key(incident)
    handing_over.clock.at = handing_over.clock.at.replace(minute=30)
    handing_over.tool.change(ticket, state="open")
    now = handing_over.clock.now()
    with handing_over.desk.database.begin() as connection:  # a process takes the turn and dies
        turn = lines.take_turn(connection, "tool", now, timedelta(seconds=100))
    assert turn is not None
    handing_over.worker.run_due()
    assert handing_over.stored(incident).standing.state is State.NEW
    handing_over.later(101)
    assert handing_over.stored(incident).standing.state is State.IN_PROGRESS
    with handing_over.desk.database.begin() as connection:
        assert not lines.go_on(connection, "tool", turn, "old", now)


def test_tickets_of_others_are_passed_over(handing_over: Handing) -> None:
    incident = handed_over(handing_over)
    seen = told(handing_over, incident)
    foreign = handing_over.tool.add(Draft("foreign", "", "incident", "Not ours", ""))
    handing_over.tool.change(foreign, state="open")
    handing_over.later(30)
    assert told(handing_over, incident) == seen
    with handing_over.desk.database.read() as connection:
        assert list(outside.named(connection, "tool", ["1", "2"])) == ["1"]


def test_a_value_that_no_database_keeps_holds_up_nothing(handing_over: Handing) -> None:
    incident = handed_over(handing_over)
    (ticket,) = handing_over.tool.with_key(incident)
    handing_over.tool.change(ticket, state="open", assignee="a\0b\ud800c" + "x" * 500)
    handing_over.later(30)
    assert handing_over.stored(incident).standing.state is State.IN_PROGRESS
    assert handing_over.ticket(incident).known.assignee.startswith("abcxx")
