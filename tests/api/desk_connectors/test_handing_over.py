"""An incident reaches its outside tool once, whatever becomes of the replies."""

from __future__ import annotations

import pytest

from common.ids import new_id
from desk.connectors import handing
from desk.connectors.engine.breaker import Line, LineState, Pause
from desk.connectors.engine.delivery import Stage
from desk.connectors.port import Ambiguous, Draft, Misconfigured, Rejected, RetryAfter, SignInFailed
from desk.connectors.store import lines
from desk.incidents.rules import State
from tests.api.desk_connectors.conftest import Handing


def test_an_incident_becomes_a_ticket_and_its_number_is_known(handing_over: Handing) -> None:
    key = handing_over.record()
    assert handing_over.stages(key) == [Stage.WAITING]
    handing_over.worker.run_due()
    (ticket,) = handing_over.tool.with_key(key)
    assert handing_over.stages(key) == [Stage.DONE]
    known = handing_over.ticket(key)
    assert known.ref == ticket.ref and known.differences == ()
    assert ticket.fields == {"Priority": "3", "Category": "hardware"}
    assert handing_over.worker.run_due() == 0


def test_a_lost_reply_makes_no_second_ticket(handing_over: Handing) -> None:
    handing_over.tool.next_on("create")
    key = handing_over.record()
    handing_over.worker.run_due()
    assert handing_over.stages(key) == [Stage.SENT]
    assert handing_over.later(60) <= 1 and handing_over.tool.called("find") == 0  # it settles
    handing_over.later(70)
    assert (handing_over.tool.called("create"), len(handing_over.tool.with_key(key))) == (1, 1)
    assert handing_over.stages(key) == [Stage.DONE]


def test_what_was_not_done_is_sent_again(handing_over: Handing) -> None:
    handing_over.tool.next_on("create", Ambiguous("a proxy said 504"), acts=False)
    key = handing_over.record()
    handing_over.worker.run_due()
    handing_over.later(130)
    assert (handing_over.tool.called("create"), len(handing_over.tool.with_key(key))) == (2, 1)


def test_on_a_search_that_fails_nothing_is_made(handing_over: Handing) -> None:
    handing_over.tool.next_on("create")
    handing_over.tool.next_on("find", RetryAfter(None, "down"), times=3)
    key = handing_over.record()
    for seconds in (0, 130, 400, 400, 400):
        handing_over.later(seconds)
    assert (handing_over.tool.called("create"), len(handing_over.tool.with_key(key))) == (1, 1)
    assert handing_over.stages(key) == [Stage.DONE]


def test_a_resolved_record_is_resolved_there_too(handing_over: Handing) -> None:
    key = handing_over.record(resolved=True, resolution="A new cable.")
    handing_over.worker.run_due()
    (ticket,) = handing_over.tool.with_key(key)
    assert (ticket.state, ticket.resolution) == ("resolved", "A new cable.")
    assert handing_over.stages(key) == [Stage.DONE, Stage.DONE]
    record = handing_over.stored(key)
    assert record.standing.state is State.RESOLVED
    assert [change.step.what for change in record.history] == ["received"]  # an echo tells nothing


def test_a_refusal_waits_for_a_person_and_holds_up_nobody_else(handing_over: Handing) -> None:
    handing_over.tool.next_on("create", Rejected("Category", "there is no hardware"))
    first, second = handing_over.record(resolved=True), handing_over.record()
    handing_over.worker.run_due()
    handing_over.worker.run_due()
    stages = sorted(handing_over.stages(each)[0] for each in (first, second))
    assert stages == [Stage.ATTENTION, Stage.DONE]
    parked = next(each for each in (first, second) if handing_over.stages(each)[0] is Stage.ATTENTION)
    assert handing_over.ticket(parked).attention == "refused"


@pytest.mark.expect_log("line_changed")
def test_a_wrong_password_stops_the_line_and_spares_the_incident(handing_over: Handing) -> None:
    handing_over.tool.next_on("create", SignInFailed("wrong password"))
    keys = [handing_over.record() for _ in range(5)]
    handing_over.worker.run_due()
    assert handing_over.tool.calls == ["create"]
    assert all(handing_over.stages(key) == [Stage.WAITING] for key in keys)
    for _ in range(3):
        handing_over.later(600)
    assert all(handing_over.stages(key) == [Stage.DONE] for key in keys)


def noted(handing_over: Handing, key: str, text: str = "Called back") -> None:
    desk = handing_over.desk
    with desk.database.begin() as connection:
        handing.queue_note(connection, desk.connectors, key, new_id(), text, desk.now())


def line(handing_over: Handing) -> Line:
    with handing_over.desk.database.read() as connection:
        return lines.line_of(connection, "tool")


def test_a_ticket_that_was_moved_out_of_our_sight_stops_no_line(handing_over: Handing) -> None:
    """Whoever works in the tool may move a ticket to where our account has no rights."""
    key = handing_over.record()
    handing_over.worker.run_due()
    handing_over.tool.next_on("note", Misconfigured("sign_in", "No permission to comment on this ticket"))
    noted(handing_over, key)
    handing_over.worker.run_due()
    assert handing_over.stages(key) == [Stage.DONE, Stage.ATTENTION]
    assert handing_over.ticket(key).attention == "refused"
    assert line(handing_over).state is LineState.OPEN
    other = handing_over.record()
    handing_over.worker.run_due()
    assert handing_over.stages(other) == [Stage.DONE]


@pytest.mark.expect_log("line_changed")
def test_a_right_that_is_missing_for_new_tickets_and_a_moved_address_do_stop_it(
    handing_over: Handing,
) -> None:
    key = handing_over.record()
    handing_over.worker.run_due()
    handing_over.tool.next_on("note", Misconfigured("url", "The tool sends us on to another address"))
    noted(handing_over, key)
    handing_over.worker.run_due()
    assert line(handing_over).state is LineState.STOPPED
    handing_over.tool.next_on("note", Misconfigured("", "This account may do nothing"))
    handing_over.later(600)  # the one try at a line that is stopped does not open it
    assert line(handing_over).state is LineState.STOPPED
    assert handing_over.stages(key) == [Stage.DONE, Stage.WAITING]
    handing_over.later(1200)
    assert handing_over.stages(key) == [Stage.DONE, Stage.DONE]
    handing_over.tool.next_on("create", Misconfigured("", "This account may do nothing"))
    handing_over.record()
    handing_over.worker.run_due()
    assert line(handing_over).state is LineState.STOPPED


@pytest.mark.expect_log("line_changed")
def test_an_id_that_is_too_long_stops_the_line_and_makes_no_second_ticket(handing_over: Handing) -> None:
    handing_over.tool.prefix = "x" * 300
    key = handing_over.record()
    for _ in range(4):
        handing_over.later(400)
    assert len(handing_over.tool.with_key(key)) == 1 and handing_over.stages(key) == [Stage.SENT]
    with handing_over.desk.database.read() as connection:
        line = lines.line_of(connection, "tool")
    assert (line.state, line.why) == (LineState.STOPPED, Pause.MAPPING)


@pytest.mark.expect_log("line_changed")
@pytest.mark.parametrize("name", ["", " ", "True", "null", "-7", "[1, 2]", "2.5"])
def test_what_is_no_id_stops_the_line_and_makes_no_second_ticket(handing_over: Handing, name: str) -> None:
    handing_over.tool.named = name
    key = handing_over.record()
    for _ in range(4):
        handing_over.later(400)
    assert len(handing_over.tool.with_key(key)) == 1 and handing_over.stages(key) == [Stage.SENT]
    with handing_over.desk.database.read() as connection:
        line = lines.line_of(connection, "tool")
    assert (line.state, line.why) == (LineState.STOPPED, Pause.MAPPING)


def test_what_a_tool_dropped_is_kept_as_a_difference(handing_over: Handing) -> None:
    handing_over.tool.drops.add("Category")
    key = handing_over.record()
    handing_over.worker.run_due()
    (difference,) = handing_over.ticket(key).differences
    assert (difference.field, difference.sent, difference.found) == ("Category", "hardware", "")


@pytest.mark.expect_log("duplicate_found")
def test_a_late_duplicate_is_found_closed_and_reported(handing_over: Handing) -> None:
    key = handing_over.record()
    handing_over.worker.run_due()
    (first,) = handing_over.tool.with_key(key)
    late = handing_over.tool.add(Draft(key, "INC-1001", "incident", first.title, first.text))
    handing_over.later(601)
    assert (late.state, late.duplicate_of) == ("closed", first.ref.id)
    assert handing_over.ticket(key).duplicates == (late.ref,)
    assert handing_over.stages(key) == [Stage.DONE]
    calls = handing_over.tool.called("apply")
    handing_over.later(86_400)
    assert handing_over.tool.called("apply") == calls
