"""Tickets that were made twice are found and closed; and what a person decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desk.connectors.engine.audit import after_audit, after_closing, confirm, retry, set_aside
from desk.connectors.engine.delivery import (
    NEVER,
    Delivery,
    Fault,
    Park,
    Policy,
    Search,
    Send,
    Stage,
    What,
    Why,
)
from desk.connectors.engine.rules import done, next_move, park
from desk.connectors.port import Done, Ref, Rejected
from tests.unit.desk_connectors.rows import (
    BLIND,
    BUSY,
    DOWN,
    LOST,
    MAIL,
    NO_ENTRY,
    NO_QUEUE,
    NOW,
    OTHER,
    POLICY,
    REFUSED,
    TICKET,
    delivery,
    later,
)

MADE = delivery(Stage.DONE)
THIRD = Ref("12", "#12")


def audited(row: Delivery, *found: Ref, policy: Policy = POLICY) -> tuple[Delivery, tuple[Ref, ...]]:
    return after_audit(row, Done(found), row.due, policy, 0.5)


def noted(doubt: bool = True) -> Delivery:
    """A note whose reading back is due."""
    return replace(delivery(Stage.CHECKING, What.NOTE), doubt=doubt)


def found(*copies: str) -> Done[tuple[str, ...]]:
    return Done(copies)


# --- audits of notes and files
def test_only_what_was_ever_in_doubt_can_be_there_twice_and_is_audited() -> None:
    doubted, sure = (done(noted(doubt), (), NOW, POLICY) for doubt in (True, False))
    assert (doubted.stage, doubted.due) == (Stage.DONE, later(600))
    assert (sure.stage, sure.due) == (Stage.DONE, NEVER)
    assert done(noted(), (), NOW, MAIL).due == NEVER  # its tool drops a second one itself


def test_the_oldest_copy_of_a_note_stays_and_what_goes_is_known_before_it_is_gone() -> None:
    row, extra = after_audit(done(noted(), (), NOW, POLICY), found("7", "9"), NOW, POLICY, 0.5)
    assert extra == (Ref("9", ""),)
    assert (row.duplicates, row.fault, row.audits) == (extra, None, 0)
    row = after_closing(row, extra[0], Done(None), later(5))
    row, extra = after_audit(row, found("7"), later(5), POLICY, 0.5)
    assert (extra, row.audits, len(row.duplicates)) == ((), 1, 1)


def test_a_copy_that_may_not_be_removed_is_told_and_not_tried_again() -> None:
    row, extra = after_audit(done(noted(), (), NOW, POLICY), found("7", "9"), NOW, POLICY, 0.5)
    row = after_closing(row, extra[0], Rejected("", "not allowed"), NOW)
    assert row.fault == Fault("", "not allowed", Why.TWICE)
    row, extra = after_audit(row, found("7", "9"), NOW, POLICY, 0.5)
    assert (extra, row.audits, row.stage, row.fault is None) == ((), 1, Stage.DONE, False)


def test_a_note_that_an_audit_does_not_see_any_more_is_no_fault() -> None:
    row = done(noted(), (), NOW, POLICY)
    for _ in range(POLICY.looks):
        assert row.audits == 0
        row, extra = after_audit(row, Rejected("id", "no such ticket"), row.due, POLICY, 0.5)
    assert (extra, row.audits, row.fault) == ((), 1, None)


# --- audits
def test_an_audit_that_sees_ours_alone_counts_and_a_day_later_comes_the_last() -> None:
    first, extra = audited(MADE, TICKET)
    assert (first.audits, first.due, extra) == (1, later(86_400 - 600), ())
    last, extra = audited(first, TICKET)
    assert (last.audits, last.due, last.stage, extra) == (2, NEVER, Stage.DONE, ())


@pytest.mark.parametrize("found", [(TICKET, OTHER), (OTHER, TICKET)])
def test_ours_stays_whether_it_is_the_older_or_not(found: tuple[Ref, ...]) -> None:
    row, extra = audited(MADE, *found)
    assert extra == (OTHER,)
    assert (row.ref, row.audits, row.stage) == (TICKET, 0, Stage.DONE)


def test_the_audit_is_made_again_until_each_duplicate_is_known_as_closed() -> None:
    row, extra = audited(MADE, TICKET, OTHER, THIRD)
    assert extra == (OTHER, THIRD)
    assert row.due > NOW  # if nobody comes back from closing them
    row = after_closing(row, OTHER, Done(None), later(5))
    assert (row.duplicates, row.due) == ((OTHER,), later(5))
    row, extra = audited(row, TICKET, OTHER, THIRD)
    assert extra == (THIRD,)
    row = after_closing(row, THIRD, Done(None), later(9))
    row, extra = audited(row, TICKET, OTHER, THIRD)
    assert (extra, row.audits, row.duplicates) == ((), 1, (OTHER, THIRD))
    assert row.fault is None


def test_closing_twice_reports_once() -> None:
    once = after_closing(MADE, OTHER, Done(None), NOW)
    assert after_closing(once, OTHER, Done(None), NOW) == once


def test_a_duplicate_that_may_not_be_closed_is_reported_for_a_person_to_close() -> None:
    row = after_closing(MADE, OTHER, Rejected("status", "not allowed"), NOW)
    assert (row.duplicates, row.stage) == ((OTHER,), Stage.DONE)
    assert row.fault == Fault("status", "not allowed", Why.NOT_CLOSED)
    row, extra = audited(row, TICKET, OTHER)
    assert (extra, row.audits) == ((), 1)
    assert row.fault is not None


@pytest.mark.parametrize("outcome", [LOST, DOWN, BUSY, NO_ENTRY, NO_QUEUE])
def test_a_closing_or_an_audit_that_fails_changes_nothing_but_the_time(outcome: Any) -> None:
    assert after_closing(MADE, OTHER, outcome, NOW) == MADE
    row, extra = after_audit(MADE, outcome, NOW, POLICY, 0.5)
    assert (extra, row.audits, row.tries, row.unseen) == ((), 0, 1, 0)
    assert row.due > NOW


@pytest.mark.parametrize("found", [(), (OTHER,), (OTHER, THIRD)])
def test_a_search_that_does_not_see_ours_tells_nothing_of_others(found: tuple[Ref, ...]) -> None:
    """It lags; or somebody merged ours into another: closing that one would lose both."""
    row = MADE
    for look in range(1, POLICY.looks):
        row, extra = audited(row, *found)
        assert (extra, row.audits, row.unseen) == ((), 0, look)
    row, extra = audited(row, *found)
    assert extra == ()
    if found:
        assert row.stage is Stage.ATTENTION
        assert row.fault == Fault("", ", ".join(ref.number for ref in found), Why.OTHER_TICKET)
    else:
        assert (row.stage, row.audits, row.unseen) == (Stage.DONE, 1, 0)


def test_a_tool_that_refuses_the_search_is_told_and_not_asked_for_ever() -> None:
    row = MADE
    for _ in range(POLICY.looks):
        row, extra = after_audit(row, Rejected("query", "no such field"), row.due, POLICY, 0.5)
        assert extra == ()
    assert (row.stage, row.audits) == (Stage.DONE, 1)
    assert row.fault == Fault("query", "no such field", Why.CANNOT_SEARCH)


# --- a person's decisions
def parked(why: Why, **given: Any) -> Delivery:
    return park(delivery(Stage.SENT, **given), Fault("", "", why))


def test_what_was_mended_is_sent_again() -> None:
    row = retry(parked(Why.REFUSED, tries=7), later(60))
    assert (row.stage, row.due, row.tries, row.fault) == (Stage.WAITING, later(60), 0, None)
    assert row.attempted_at is None
    assert next_move(row, later(60), POLICY) == Send()


@pytest.mark.parametrize("why", [Why.REFUSED, Why.CANNOT_SEARCH])
def test_what_was_ever_in_doubt_is_searched_first(why: Why) -> None:
    row = retry(parked(why, doubt=True), NOW)
    assert next_move(row, NOW, POLICY) == Search()


def test_who_looked_and_found_nothing_has_it_sent_again() -> None:
    row = retry(parked(Why.MAY_BE_THERE, doubt=True), NOW)
    assert next_move(row, NOW, BLIND) == Send()
    assert not isinstance(next_move(row, NOW, BLIND), Park)


def test_a_ticket_that_is_gone_is_searched_and_made_anew() -> None:
    row = retry(parked(Why.GONE, ref=TICKET), NOW)
    assert row.ref is None
    assert next_move(row, NOW, POLICY) == Search()


def test_a_note_of_a_ticket_that_is_gone_keeps_its_ticket() -> None:
    assert retry(parked(Why.GONE, what=What.NOTE), NOW).ref == TICKET


def test_another_ticket_with_its_key_is_audited_again() -> None:
    row = retry(parked(Why.OTHER_TICKET, ref=TICKET), NOW)
    assert (row.stage, row.ref, row.due) == (Stage.DONE, TICKET, NOW)


def test_a_ticket_that_a_person_names_is_read_back() -> None:
    row = confirm(parked(Why.MAY_BE_THERE), OTHER, NOW, Policy(replace(BLIND.caps, reads=True)))
    assert (row.stage, row.ref, row.fault) == (Stage.CHECKING, OTHER, None)
    row = confirm(parked(Why.MAY_BE_THERE), OTHER, NOW, MAIL)
    assert (row.stage, row.ref, row.due) == (Stage.DONE, OTHER, NEVER)
    with pytest.raises(ValueError, match="which ticket"):
        confirm(parked(Why.MAY_BE_THERE), None, NOW, BLIND)


@pytest.mark.parametrize("what", [What.NOTE, What.ATTACHMENT, What.STATE])
def test_a_note_that_a_person_saw_is_done(what: What) -> None:
    row = confirm(parked(Why.MAY_BE_THERE, what=what), None, NOW, BLIND)
    assert (row.stage, row.due, row.fault) == (Stage.DONE, NEVER, None)


def test_a_state_that_a_person_saw_is_read_back() -> None:
    """So that one which the tool dropped is told, whatever was seen."""
    row = confirm(parked(Why.GONE, what=What.STATE), None, NOW, POLICY)
    assert (row.stage, row.ref, row.due) == (Stage.CHECKING, TICKET, NOW)


def test_what_is_set_aside_is_not_touched_and_can_be_taken_up_again() -> None:
    row = set_aside(parked(Why.REFUSED), NOW)
    assert (row.stage, row.due) == (Stage.SET_ASIDE, NEVER)
    assert retry(row, NOW).stage is Stage.WAITING


@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.SENT, Stage.CHECKING, Stage.DONE])
def test_only_what_needs_a_person_is_theirs_to_decide(stage: Stage) -> None:
    with pytest.raises(ValueError, match="not a person's"):
        retry(delivery(stage), NOW)
    with pytest.raises(ValueError, match="not a person's"):
        confirm(delivery(stage), TICKET, NOW, POLICY)
    if stage is not Stage.WAITING:
        with pytest.raises(ValueError, match="cannot be set aside"):
            set_aside(delivery(stage), NOW)


@pytest.mark.parametrize("stage", [Stage.SENT, Stage.CHECKING, Stage.DONE])
def test_an_older_state_is_not_put_over_a_newer_one(stage: Stage) -> None:
    old = parked(Why.REFUSED, what=What.STATE)
    newer = replace(delivery(stage, What.STATE), place=2)
    assert retry(old, NOW, [old, newer]).stage is Stage.SET_ASIDE


def test_other_rows_do_not_stand_in_a_state_s_way() -> None:
    old = replace(park(delivery(Stage.SENT, What.STATE), Fault("", "")), place=2)
    earlier = replace(delivery(Stage.DONE, What.STATE), place=1)
    waiting = replace(delivery(Stage.WAITING, What.STATE), place=3)
    note = replace(delivery(Stage.DONE, What.NOTE), place=4)
    assert retry(old, NOW, [earlier, old, waiting, note]).stage is Stage.WAITING
    mine = replace(old, what=What.NOTE)
    assert retry(mine, NOW, [replace(waiting, stage=Stage.DONE)]).stage is Stage.WAITING


def test_the_tool_s_refusal_is_kept_until_it_is_mended() -> None:
    row = park(delivery(Stage.SENT), Fault(REFUSED.field, REFUSED.message))
    assert set_aside(row, NOW).fault == row.fault
