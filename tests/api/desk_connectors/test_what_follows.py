"""What follows a ticket: notes, files, our own state, what did not fit; in order, each once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common.ids import new_id
from desk.connectors import deciding, handing
from desk.connectors.engine.comparing import Difference
from desk.connectors.engine.delivery import Policy, Stage, What, Why
from desk.connectors.port import Rejected, RetryAfter
from desk.connectors.seen import all_tools
from desk.connectors.store import deliveries, outside
from desk.connectors.worker import Worker
from desk.files import store as files
from desk.files.rules import File
from desk.incidents.rules import State, Step
from tests.api.desk_connectors.conftest import Handing, with_tool


def add_note(handing_over: Handing, incident: str, text: str) -> str:
    key = new_id()
    with handing_over.desk.database.begin() as connection:
        now = handing_over.clock.now()
        assert handing.queue_note(connection, handing_over.desk.connectors, incident, key, text, now)
    return key


def add_file(handing_over: Handing, incident: str, name: str, content: bytes) -> str:
    key, now = new_id(), handing_over.clock.now()
    with handing_over.desk.database.begin() as connection:
        kept = File(key, incident, name, "image/png", len(content), "0" * 64, "lena", now)
        assert files.add(connection, kept, content)
        assert handing.queue_file(connection, incident, key, now)
    return key


def test_notes_and_files_wait_for_their_ticket_and_keep_their_order(handing_over: Handing) -> None:
    handing_over.tool.next_on("create")
    incident = handing_over.record(resolved=True, resolution="A new cable.")
    note = add_note(handing_over, incident, "Lena: the cable was broken")
    file = add_file(handing_over, incident, "screen.png", b"\x89PNG")
    handing_over.worker.run_due()
    assert not {"note", "attach", "apply"} & set(handing_over.tool.calls)
    handing_over.later(130)
    (ticket,) = handing_over.tool.with_key(incident)
    assert ticket.notes == {note: "Lena: the cable was broken"}
    assert ticket.files == {f"screen.{file}.png": b"\x89PNG"}
    writes = [call for call in handing_over.tool.calls if call in ("create", "apply", "note", "attach")]
    assert writes == ["create", "apply", "note", "attach"]
    assert handing_over.stages(incident) == [Stage.DONE] * 4


@pytest.mark.parametrize("call", ["note", "attach"])
def test_a_lost_reply_adds_no_second_one(handing_over: Handing, call: str) -> None:
    incident = handing_over.record()
    handing_over.worker.run_due()
    handing_over.tool.next_on(call)
    if call == "note":
        add_note(handing_over, incident, "once")
    else:
        add_file(handing_over, incident, "a.png", b"\x89PNG")
    handing_over.worker.run_due()
    handing_over.later(130)
    assert handing_over.tool.called(call) == 1
    assert handing_over.stages(incident) == [Stage.DONE, Stage.DONE]


def test_a_refused_note_waits_for_a_person_and_the_next_goes_on(handing_over: Handing) -> None:
    incident = handing_over.record()
    handing_over.worker.run_due()
    handing_over.tool.next_on("note", Rejected("text", "too long"))
    first, second = (add_note(handing_over, incident, text) for text in ("first", "second"))
    handing_over.worker.run_due()
    (ticket,) = handing_over.tool.with_key(incident)
    assert list(ticket.notes) == [second]
    assert handing_over.ticket(incident).attention == Why.REFUSED
    with handing_over.desk.database.begin() as connection:
        deciding.retry(connection, first, handing_over.clock.now())
    handing_over.worker.run_due()
    assert list(ticket.notes) == [second, first]
    assert handing_over.ticket(incident).attention == ""


def test_what_does_not_fit_follows_before_anything_else(handing_over: Handing) -> None:
    desk = with_tool(handing_over.desk, handing_over.tool, limits={"text": 400, "note": 500})
    handing_over.desk, worker = desk, Worker(desk)
    text = " ".join(f"word-{number}" for number in range(150))
    incident = handing_over.record(description=text, resolved=True, resolution="Done.")
    worker.run_due()
    worker.close()
    (ticket,) = handing_over.tool.with_key(incident)
    assert len(ticket.text) <= 400 and all(len(note) <= 500 for note in ticket.notes.values())
    told = " ".join([ticket.text, *ticket.notes.values()])
    assert all(f"word-{number}" in told for number in (0, 70, 149))
    calls = [call for call in handing_over.tool.calls if call in ("note", "apply")]
    assert calls == ["note"] * len(ticket.notes) + ["apply"] and len(ticket.notes) > 1


def test_our_own_state_is_no_news_and_its_refusal_gives_way_to_the_tools(handing_over: Handing) -> None:
    handing_over.tool.next_on("apply", Rejected("state", "not allowed"))
    incident = handing_over.record(resolved=True)
    handing_over.worker.run_due()
    assert handing_over.stages(incident) == [Stage.DONE, Stage.ATTENTION]
    assert handing_over.stored(incident).standing.state is State.NEW  # as it stands there
    assert handing_over.ticket(incident).known.raw_state == "new"


def test_a_ticket_that_is_set_aside_gives_the_record_back(handing_over: Handing) -> None:
    handing_over.tool.next_on("create", Rejected("Category", "unknown"))
    incident = handing_over.record(resolved=True)
    add_note(handing_over, incident, "a note")
    handing_over.worker.run_due()
    with handing_over.desk.database.begin() as connection:
        deciding.set_aside(connection, incident, handing_over.clock.now())
    with handing_over.desk.database.read() as connection:
        assert outside.of(connection, incident) is None
    assert set(handing_over.stages(incident)) == {Stage.SET_ASIDE}
    assert handing_over.worker.run_due() == 0
    assert handing_over.tool.called("create") == 1 and not handing_over.tool.called("note")


def test_a_record_that_was_set_aside_goes_after_all_as_it_is_now(handing_over: Handing) -> None:
    handing_over.tool.next_on("create", Rejected("Category", "unknown"))
    incident = handing_over.record(resolved=True)
    note = add_note(handing_over, incident, "a note")
    handing_over.worker.run_due()
    now, mapping = handing_over.clock.now(), next(iter(handing_over.desk.connectors.mappings.values()))
    with handing_over.desk.database.begin() as connection:
        deciding.set_aside(connection, incident, now)
        deciding.retry(connection, incident, now, mapping)
    assert set(handing_over.stages(incident)) == {Stage.WAITING}
    handing_over.worker.run_due()
    assert set(handing_over.stages(incident)) == {Stage.DONE}
    (ticket,) = handing_over.tool.with_key(incident)
    assert list(ticket.notes) == [note] and handing_over.tool.called("apply") == 1
    with pytest.raises(ValueError, match="not a person's"):
        with handing_over.desk.database.begin() as connection:
            deciding.retry(connection, incident, now, mapping)


@pytest.mark.parametrize("call", ["note", "attach", "apply"])
def test_what_was_set_aside_can_be_sent_again(handing_over: Handing, call: str) -> None:
    handing_over.tool.next_on(call, Rejected("", "not now"))
    incident = handing_over.record(resolved=call == "apply", resolution="A new cable.")
    if call == "note":
        add_note(handing_over, incident, "Lena: the cable was broken")
    if call == "attach":
        add_file(handing_over, incident, "screen.png", b"\x89PNG")
    handing_over.worker.run_due()
    assert handing_over.stages(incident) == [Stage.DONE, Stage.ATTENTION]
    with handing_over.desk.database.begin() as connection:
        (_, stuck) = deliveries.of_incident(connection, incident)
        deciding.set_aside(connection, stuck.delivery.id, handing_over.clock.now())
    assert handing_over.worker.run_due() == 0
    with handing_over.desk.database.begin() as connection:
        deciding.retry(connection, stuck.delivery.id, handing_over.clock.now())
    handing_over.worker.run_due()
    assert handing_over.stages(incident) == [Stage.DONE, Stage.DONE]
    (ticket,) = handing_over.tool.with_key(incident)
    assert list(ticket.notes.values()) == ["Lena: the cable was broken"] * (call == "note")
    assert len(ticket.files) == (call == "attach")
    with handing_over.desk.database.read() as connection:
        assert [each.payload for each in deliveries.of_incident(connection, incident)][1] == {}


def test_what_nobody_knows_any_more_is_not_sent_again(handing_over: Handing) -> None:
    """Set aside by an earlier version, which kept nothing of it."""
    handing_over.tool.next_on("note", Rejected("", "not now"))
    incident = handing_over.record()
    note = add_note(handing_over, incident, "Lena: the cable was broken")
    handing_over.worker.run_due()
    with handing_over.desk.database.begin() as connection:
        deciding.set_aside(connection, note, handing_over.clock.now())
        emptied = deliveries.deliveries.update().where(deliveries.deliveries.c.id == note)
        connection.execute(emptied.values(payload={}))
    with pytest.raises(ValueError, match="not kept"), handing_over.desk.database.begin() as connection:
        deciding.retry(connection, note, handing_over.clock.now())


def test_a_person_finds_what_the_tool_cannot_search(handing_over: Handing) -> None:
    handing_over.tool.next_on("create")
    handing_over.tool.next_on("find", Rejected("query", "no such field"))
    incident = handing_over.record()
    handing_over.worker.run_due()
    handing_over.later(130)
    assert handing_over.stages(incident) == [Stage.ATTENTION]
    (ticket,) = handing_over.tool.with_key(incident)
    with handing_over.desk.database.begin() as connection:
        deciding.confirm(connection, incident, ticket.ref, Policy(), handing_over.clock.now())
    handing_over.worker.run_due()
    assert handing_over.stages(incident) == [Stage.DONE]
    assert handing_over.ticket(incident).ref == ticket.ref
    with pytest.raises(ValueError, match="not a person's"):
        with handing_over.desk.database.begin() as connection:
            deciding.retry(connection, incident, handing_over.clock.now())


def test_what_was_handed_over_long_ago_is_forgotten_but_not_the_ticket(handing_over: Handing) -> None:
    incident = handing_over.record()
    add_note(handing_over, incident, "a note")
    handing_over.worker.run_due()
    with handing_over.desk.database.begin() as connection:
        later = handing_over.clock.now() + timedelta(days=40)
        deliveries.forget_finished(connection, later, timedelta(days=30))
        handing.hand_over(connection, handing_over.desk.connectors, incident, later)
    assert [each.what for each in handing_over.deliveries(incident)] == [What.CREATE]
    assert handing_over.stages(incident) == [Stage.DONE]


def test_texts_are_not_kept_twice(handing_over: Handing) -> None:
    incident = handing_over.record()
    key = add_note(handing_over, incident, "something private")
    handing_over.worker.run_due()
    with handing_over.desk.database.read() as connection:
        held = deliveries.get(connection, key)
    assert held is not None and held.payload == {}


def set_aside(handing_over: Handing, incident: str) -> None:
    """A lead gives up the change of state of a record."""
    desk = handing_over.desk
    (held,) = [each for each in handing_over.deliveries(incident) if each.what is What.STATE]
    with desk.database.begin() as connection:
        mapping = desk.connectors.mappings["tool"]
        deciding.set_aside(connection, held.id, handing_over.clock.now(), mapping)


def test_a_state_that_is_set_aside_leaves_the_record_where_the_tool_stands(handing_over: Handing) -> None:
    handing_over.tool.next_on("apply", RetryAfter(600, "busy", busy=True))
    incident = handing_over.record(resolved=True)
    handing_over.worker.run_due()
    assert handing_over.stages(incident) == [Stage.DONE, Stage.WAITING]
    assert handing_over.stored(incident).standing.state is State.RESOLVED
    set_aside(handing_over, incident)
    stored = handing_over.stored(incident)
    assert stored.standing.state is State.NEW, "as it stands there"
    assert stored.history[-1].step == Step("state", "resolved", "new")
    assert handing_over.ticket(incident).differences == ()


@pytest.mark.parametrize("raw", ["triage", ""])
@pytest.mark.parametrize("decision", ["set aside", "again"])
def test_a_state_that_nobody_can_tell_is_shown_as_a_difference(
    handing_over: Handing, raw: str, decision: str
) -> None:
    handing_over.tool.next_on("apply", Rejected("state", "not allowed"))
    handing_over.tool.before = lambda call: _renamed(handing_over, raw) if call == "get" else None
    incident = handing_over.record(resolved=True)
    handing_over.worker.run_due()
    if decision == "set aside":
        set_aside(handing_over, incident)
    assert handing_over.stored(incident).standing.state is State.RESOLVED, "which of ours it is nobody knows"
    assert handing_over.ticket(incident).differences == (Difference("state", "resolved", raw),)
    if decision == "again":
        held = handing_over.deliveries(incident)[1]
        with handing_over.desk.database.begin() as connection:
            deciding.retry(connection, held.id, handing_over.clock.now())
        handing_over.worker.run_due()
        assert handing_over.stages(incident)[1] is Stage.DONE
        assert handing_over.ticket(incident).differences == (), "it came through after all"


def _renamed(handing_over: Handing, raw: str) -> None:
    for ticket in handing_over.tool.tickets.values():
        ticket.state = raw


def test_handed_over_today_counts_records(handing_over: Handing) -> None:
    incident = handing_over.record(resolved=True)
    add_note(handing_over, incident, "a note")
    handing_over.record()
    handing_over.worker.run_due()
    assert handing_over.tool.called("create") == 2 and handing_over.stages(incident) == [Stage.DONE] * 3
    with handing_over.desk.database.read() as connection:
        (tool,) = all_tools(connection, handing_over.desk)
    assert tool.done_today == 2
