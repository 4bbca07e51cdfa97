"""What is done with a delivery next, and what each outcome makes of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.connectors.engine.comparing import Difference
from desk.connectors.engine.delivery import (
    NEVER,
    Audit,
    Delivery,
    Fault,
    Nothing,
    Park,
    Policy,
    ReadBack,
    Rest,
    Search,
    Send,
    Stage,
    What,
    Why,
    policy_of,
)
from desk.connectors.engine.rules import (
    after_read_back,
    after_search,
    after_send,
    begin_send,
    next_move,
    park,
    too_late,
    whose_turn,
)
from desk.connectors.port import Caps, Change, Done, Marker, Ref, Rejected, RetryAfter
from tests.unit.desk_connectors.rows import (
    AS_SENT,
    BLIND,
    BUSY,
    DOWN,
    DRAFT,
    KEY,
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

NOTES = (What.NOTE, What.ATTACHMENT)
CLEAR_NO = (DOWN, BUSY, NO_ENTRY, NO_QUEUE)
NO_SEARCH = (LOST, DOWN, BUSY, NO_ENTRY, NO_QUEUE)


# --- what is done next
@pytest.mark.parametrize(
    ("stage", "move"),
    [
        (Stage.WAITING, Send()),
        (Stage.SENT, Search()),
        (Stage.CHECKING, ReadBack()),
        (Stage.DONE, Audit()),
        (Stage.ATTENTION, Nothing()),
        (Stage.SET_ASIDE, Nothing()),
    ],
)
def test_each_stage_has_its_move(stage: Stage, move: object) -> None:
    assert next_move(delivery(stage), NOW, POLICY) == move


@pytest.mark.parametrize("stage", [Stage.WAITING, Stage.SENT, Stage.CHECKING, Stage.DONE])
def test_nothing_is_touched_before_it_is_due(stage: Stage) -> None:
    assert next_move(delivery(stage, due=later(1)), NOW, POLICY) == Rest(later(1))
    assert next_move(delivery(stage, due=NEVER), later(1e9), POLICY) == Nothing()


def test_a_lost_answer_without_a_marker_is_a_person_s_matter() -> None:
    move = next_move(delivery(Stage.SENT), NOW, BLIND)
    assert move == Park(Fault("", "", Why.MAY_BE_THERE))
    assert next_move(delivery(Stage.SENT, What.NOTE), NOW, BLIND) == move


def test_a_tool_without_a_marker_that_reads_is_asked_for_notes() -> None:
    """The list of a ticket's notes can be read, though no ticket can be searched for."""
    reads = Policy(Caps(Marker.NONE))
    assert next_move(delivery(Stage.SENT, What.NOTE), NOW, reads) == Search()
    assert isinstance(next_move(delivery(Stage.SENT), NOW, reads), Park)


def test_what_may_be_repeated_is_repeated_without_a_search() -> None:
    for what in What:
        assert next_move(delivery(Stage.SENT, what), NOW, MAIL) == Send()
    for policy in (POLICY, BLIND):
        assert next_move(delivery(Stage.SENT, What.STATE), NOW, policy) == Send()


@pytest.mark.parametrize("what", NOTES)
def test_what_a_tool_does_not_take_needs_attention(what: What) -> None:
    unable = Policy(Caps(notes=False, attaches=False))
    assert next_move(delivery(what=what), NOW, unable) == Park(Fault("", "", Why.UNABLE))
    assert next_move(delivery(what=what), NOW, POLICY) == Send()


def test_a_search_that_is_long_ago_is_made_again_before_the_next_try() -> None:
    """A line that rested for an hour after it: what was in doubt may have come meanwhile."""
    in_doubt = delivery(doubt=True)
    assert next_move(in_doubt, later(120), POLICY) == Send()
    assert next_move(in_doubt, later(121), POLICY) == Search()
    assert next_move(delivery(), later(1e6), POLICY) == Send()
    assert next_move(replace(in_doubt, what=What.STATE), later(1e6), POLICY) == Send()


# --- sending
def test_an_attempt_is_stored_as_one_that_others_take_up_after_it_can_have_been_heard_of() -> None:
    begun = begin_send(delivery(tries=3), NOW, POLICY)
    assert (begun.stage, begun.attempted_at, begun.tries, begun.doubt) == (Stage.SENT, NOW, 3, False)
    assert begun.due == later(5 + 2 * 60 + 120)
    assert POLICY.attempt_seconds == 2 * 60 and POLICY.lease_seconds > 5 + 60


def test_sending_once_more_what_may_be_there_stays_in_doubt() -> None:
    assert begin_send(delivery(Stage.SENT, What.STATE), NOW, POLICY).doubt


@pytest.mark.parametrize("elapsed", [(0.0, 0.0), (5.0, 5.0), (4.9, 0.1)])
def test_a_request_starts_soon_after_its_commit(elapsed: tuple[float, float]) -> None:
    assert not too_late(POLICY, *elapsed)


@pytest.mark.parametrize("elapsed", [(5.1, 0.0), (0.0, 5.1), (0.0, 600.0), (0.0, -1.0), (float("nan"), 0.0)])
def test_or_not_at_all_when_either_clock_says_so(elapsed: tuple[float, float]) -> None:
    """A machine that slept: its monotonic clock stood still. A clock set back tells nothing."""
    assert too_late(POLICY, *elapsed)


def test_a_yes_is_read_back() -> None:
    made = after_send(delivery(Stage.SENT, tries=2), Done(TICKET), NOW, POLICY, 0.5)
    assert (made.stage, made.ref, made.due, made.tries) == (Stage.CHECKING, TICKET, NOW, 0)
    note = after_send(delivery(Stage.SENT, What.NOTE), Done("31"), NOW, POLICY, 0.5)
    assert (note.stage, note.ref) == (Stage.CHECKING, TICKET)


def test_a_yes_of_a_tool_that_cannot_be_read_is_all_there_will_be() -> None:
    made = after_send(delivery(Stage.SENT), Done(TICKET), NOW, MAIL, 0.5)
    assert (made.stage, made.ref, made.due, made.attempted_at) == (Stage.DONE, TICKET, NEVER, None)


@pytest.mark.parametrize("outcome", CLEAR_NO)
def test_a_clear_no_leaves_it_waiting(outcome: Any) -> None:
    no = after_send(delivery(Stage.SENT, tries=1), outcome, NOW, POLICY, 0.5)
    assert (no.stage, no.attempted_at, no.tries, no.doubt) == (Stage.WAITING, None, 2, False)
    assert no.due == (later(90.5) if outcome is BUSY else later(2))


@pytest.mark.parametrize("outcome", CLEAR_NO)
def test_a_clear_no_does_not_tell_of_an_earlier_attempt(outcome: Any) -> None:
    no = after_send(delivery(Stage.SENT, doubt=True), outcome, NOW, POLICY, 0.5)
    assert (no.stage, no.doubt) == (Stage.SENT, True)
    assert next_move(no, no.due, POLICY) == Search()


def test_a_lost_answer_waits_until_the_tool_has_settled() -> None:
    lost = after_send(delivery(Stage.SENT), LOST, later(60), POLICY, 0.5)
    assert (lost.stage, lost.due, lost.doubt, lost.tries) == (Stage.SENT, later(180), True, 1)
    assert lost.attempted_at == NOW
    assert next_move(lost, later(179), POLICY) == Rest(later(180))
    assert next_move(lost, later(180), POLICY) == Search()


def test_what_is_refused_needs_attention_in_the_tool_s_words() -> None:
    parked = after_send(delivery(Stage.SENT), REFUSED, NOW, POLICY, 0.5)
    assert (parked.stage, parked.due) == (Stage.ATTENTION, NEVER)
    assert parked.fault == Fault("subject", "must not be empty", Why.REFUSED)


@pytest.mark.parametrize(
    ("tries", "seconds"), [(0, 1), (1, 2), (2, 4), (7, 128), (8, 256), (9, 300), (99, 300)]
)
def test_it_waits_longer_each_time_up_to_five_minutes(tries: int, seconds: int) -> None:
    waits = [
        (after_send(delivery(Stage.SENT, tries=tries), DOWN, NOW, POLICY, dice).due - NOW).total_seconds()
        for dice in (0.0, 0.5, 1.0)
    ]
    assert waits == [seconds * 0.75, seconds, seconds * 1.25]


# --- searching
@pytest.mark.parametrize("found", [(TICKET,), (TICKET, OTHER)])
def test_what_is_found_is_adopted_the_oldest_first(found: tuple[Ref, ...]) -> None:
    adopted = after_search(delivery(Stage.SENT, tries=4), Done(found), NOW, POLICY, 0.5)
    assert (adopted.stage, adopted.ref, adopted.tries) == (Stage.CHECKING, TICKET, 0)


@pytest.mark.parametrize("what", NOTES)
def test_a_note_that_is_there_is_not_sent_again(what: What) -> None:
    there = after_search(delivery(Stage.SENT, what), Done(True), NOW, POLICY, 0.5)
    assert there.stage is Stage.CHECKING


@pytest.mark.parametrize(
    ("what", "nothing"), [(What.CREATE, ()), (What.NOTE, False), (What.ATTACHMENT, False)]
)
def test_only_a_search_that_found_nothing_lets_it_be_sent_again(what: What, nothing: Any) -> None:
    clear = after_search(delivery(Stage.SENT, what), Done(nothing), later(200), POLICY, 0.5)
    assert (clear.stage, clear.due, clear.attempted_at, clear.doubt) == (
        Stage.WAITING,
        later(200),
        None,
        True,
    )
    assert next_move(clear, later(200), POLICY) == Send()


@pytest.mark.parametrize("outcome", NO_SEARCH)
@pytest.mark.parametrize("stage", [Stage.SENT, Stage.WAITING])
def test_a_search_that_fails_says_nothing(stage: Stage, outcome: Any) -> None:
    unknown = after_search(delivery(stage, tries=2), outcome, NOW, POLICY, 0.5)
    assert (unknown.stage, unknown.tries, unknown.doubt) == (Stage.SENT, 3, True)
    assert unknown.due == (later(90.5) if outcome is BUSY else later(4))


def test_a_refused_search_needs_attention() -> None:
    parked = after_search(delivery(Stage.SENT), Rejected("query", "no such field"), NOW, POLICY, 0.5)
    assert parked.stage is Stage.ATTENTION
    assert parked.fault == Fault("query", "no such field", Why.CANNOT_SEARCH)
    assert parked.doubt


# --- reading back
def test_what_stands_as_sent_is_done_and_audited_twice() -> None:
    done = after_read_back(delivery(Stage.CHECKING), Done(AS_SENT), DRAFT, NOW, POLICY, 0.5)
    assert (done.stage, done.differences, done.due) == (Stage.DONE, (), later(600))
    assert done.attempted_at is None


def test_what_was_dropped_is_told() -> None:
    dropped = replace(AS_SENT, fields={"Queue": "Walk-up"})
    done = after_read_back(delivery(Stage.CHECKING), Done(dropped), DRAFT, NOW, POLICY, 0.5)
    assert (done.stage, done.differences) == (Stage.DONE, (Difference("Priority", "80", ""),))


def test_a_tool_without_a_marker_is_not_blamed_for_losing_it() -> None:
    policy = Policy(Caps(Marker.NONE))
    done = after_read_back(delivery(Stage.CHECKING), Done(replace(AS_SENT, key="")), DRAFT, NOW, policy, 0.5)
    assert (done.stage, done.differences, done.due) == (Stage.DONE, (), NEVER)
    kept = after_read_back(delivery(Stage.CHECKING), Done(replace(AS_SENT, key="")), DRAFT, NOW, POLICY, 0.5)
    assert kept.differences == (Difference("key", KEY, ""),)


@pytest.mark.parametrize("what", NOTES)
def test_a_note_is_done_when_the_ticket_holds_it(what: What) -> None:
    done = after_read_back(delivery(Stage.CHECKING, what), Done(True), None, NOW, POLICY, 0.5)
    assert (done.stage, done.differences, done.due) == (Stage.DONE, (), NEVER)


@pytest.mark.parametrize("what", NOTES)
def test_a_note_that_is_not_shown_is_looked_for_some_times_and_then_told(what: What) -> None:
    """A list may lag behind; and some tools say yes and drop it. It is never sent again."""
    row = delivery(Stage.CHECKING, what)
    for look in range(1, 5):
        row = after_read_back(row, Done(False), None, row.due, POLICY, 0.5)
        assert (row.stage, row.unseen) == (Stage.CHECKING, look)
    row = after_read_back(row, Done(False), None, row.due, POLICY, 0.5)
    assert (row.stage, row.differences) == (Stage.DONE, (Difference(what.value, row.id, ""),))


def test_a_change_of_state_is_read_back() -> None:
    checking = delivery(Stage.CHECKING, What.STATE)
    wish = Change(state="resolved")
    done = after_read_back(checking, Done(replace(AS_SENT, state="resolved")), wish, NOW, POLICY, 0.5)
    assert (done.stage, done.differences) == (Stage.DONE, ())
    kept = after_read_back(checking, Done(AS_SENT), wish, NOW, POLICY, 0.5)
    assert kept.differences == (Difference("state", "resolved", "new"),)


def test_a_ticket_that_is_gone_needs_attention_after_some_looks() -> None:
    row, gone = delivery(Stage.CHECKING), Rejected("id", "no such ticket")
    for _ in range(4):
        row = after_read_back(row, gone, DRAFT, row.due, POLICY, 0.5)
        assert row.stage is Stage.CHECKING
    parked = after_read_back(row, gone, DRAFT, row.due, POLICY, 0.5)
    assert (parked.stage, parked.fault) == (Stage.ATTENTION, Fault("id", "no such ticket", Why.GONE))


@pytest.mark.parametrize("outcome", NO_SEARCH)
def test_a_tool_that_does_not_answer_is_not_a_look(outcome: Any) -> None:
    """However long it was out of reach, one look after that is the first one."""
    row = delivery(Stage.CHECKING)
    for _ in range(20):
        row = after_read_back(row, outcome, DRAFT, row.due, POLICY, 0.5)
    assert (row.stage, row.unseen, row.tries) == (Stage.CHECKING, 0, 20)
    assert after_read_back(row, Rejected("id", ""), DRAFT, row.due, POLICY, 0.5).stage is Stage.CHECKING


# --- one after the other
def incident(*stages: Stage) -> list[Delivery]:
    kinds = (What.CREATE, What.NOTE, What.STATE, What.ATTACHMENT)
    return [
        replace(delivery(stage, what), place=place, id=f"k{place}")
        for place, (stage, what) in enumerate(zip(stages, kinds, strict=False))
    ]


W, S, C, D, A, X = Stage


@pytest.mark.parametrize(
    ("stages", "turn"),
    [
        ((W, W, W), 0),
        ((S, W, W), 0),
        ((C, W), 0),
        ((D, W, W), 1),
        ((D, S, W), 1),
        ((D, C, W), 1),
        ((D, D, W), 2),
        ((D, A, W), 2),
        ((D, X, W), 2),
        ((D, A, D, W), 3),
        ((A, W), None),
        ((X, W), None),
        ((D, D), None),
        ((D, A), None),
        ((D,), None),
        ((), None),
    ],
)
def test_the_lowest_place_goes_first_and_nothing_before_its_incident(
    stages: tuple[Stage, ...], turn: int | None
) -> None:
    rows = incident(*stages)
    for order in permutations(rows):
        chosen = whose_turn(order)
        assert (chosen.place if chosen else None) == turn


# --- times
def test_times_are_the_mapping_s_or_fit_the_tool() -> None:
    assert policy_of(Caps()).settle_seconds == 120
    assert policy_of(Caps(), timeout_seconds=300).settle_seconds == 600
    assert policy_of(Caps(settle_seconds=900)).settle_seconds == 900
    assert policy_of(Caps(settle_seconds=0), timeout_seconds=300).settle_seconds == 0
    assert policy_of(Caps(), settle_seconds=3).settle_seconds == 3
    assert policy_of(Caps(), timeout_seconds=10).timeout_seconds == 10


@pytest.mark.parametrize("stage", [Stage.CHECKING, Stage.DONE, Stage.ATTENTION, Stage.SET_ASIDE])
def test_a_step_out_of_its_stage_is_a_bug(stage: Stage) -> None:
    row = delivery(stage)
    with pytest.raises(ValueError, match="cannot do this"):
        begin_send(row, NOW, POLICY)
    with pytest.raises(ValueError, match="cannot do this"):
        after_send(row, LOST, NOW, POLICY, 0.5)
    with pytest.raises(ValueError, match="cannot do this"):
        after_search(row, LOST, NOW, POLICY, 0.5)
    if stage is not Stage.CHECKING:
        with pytest.raises(ValueError, match="cannot do this"):
            after_read_back(row, LOST, DRAFT, NOW, POLICY, 0.5)


@given(
    seconds=st.none() | st.floats(),
    tries=st.integers(0, 10_000),
    dice=st.floats(0, 1),
)
def test_no_header_stops_a_delivery_for_good(seconds: float | None, tries: int, dice: float) -> None:
    """Whatever a tool writes into Retry-After: later than now, and within a day."""
    outcome = RetryAfter(seconds, "busy", busy=True)
    due = after_send(delivery(Stage.SENT, tries=tries), outcome, NOW, POLICY, dice).due
    assert NOW <= due <= later(86_401)


def test_parking_counts_as_a_try() -> None:
    assert park(delivery(Stage.SENT, tries=1), Fault("", "")).tries == 2
