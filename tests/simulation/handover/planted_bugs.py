"""Bugs to plant: each changes one function of the engine (or of the modelled rows) as a mistake would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk.connectors.engine import audit, breaker, rules
from desk.connectors.engine.breaker import Line
from desk.connectors.engine.delivery import (
    HOLDS_UP,
    NEVER,
    Delivery,
    Fault,
    Park,
    Policy,
    Send,
    Stage,
    What,
    Why,
)
from desk.connectors.port import Ambiguous, Done, Ref, Rejected, RetryAfter
from tests.simulation.handover import process, rows
from tests.simulation.handover.witness import (
    ALONE,
    ASKED,
    BUG,
    COMPARED,
    FIRST,
    KNOCKS,
    LOST,
    ORDER,
    REFUSED,
    TWICE,
    UNKNOWN,
)

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Bug:
    """`found_by`: the invariants of which one must break."""

    plant: Plant
    found_by: tuple[str, ...]


def after_send_with(change: Callable[[Delivery, Any, datetime, Delivery], Delivery]) -> Plant:
    """`change` gets the row before, the outcome, the time and what is right."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        right = rules.after_send

        def after_send(d: Delivery, outcome: Any, now: datetime, policy: Policy, dice: float) -> Delivery:
            return change(d, outcome, now, right(d, outcome, now, policy, dice))

        patch.setattr(rules, "after_send", after_send)

    return plant


def send_again_when_the_reply_is_lost(d: Delivery, outcome: Any, now: datetime, right: Delivery) -> Delivery:
    if not isinstance(outcome, Ambiguous):
        return right
    return replace(right, stage=Stage.WAITING, due=now + timedelta(seconds=2), doubt=False)


def search_without_settling(d: Delivery, outcome: Any, now: datetime, right: Delivery) -> Delivery:
    return replace(right, due=now) if isinstance(outcome, Ambiguous) else right


def try_again_what_was_refused(d: Delivery, outcome: Any, now: datetime, right: Delivery) -> Delivery:
    later = now + timedelta(seconds=300)
    return replace(right, stage=Stage.WAITING, due=later) if isinstance(outcome, Rejected) else right


def drop_what_was_refused(d: Delivery, outcome: Any, now: datetime, right: Delivery) -> Delivery:
    return replace(right, stage=Stage.DONE, due=NEVER) if isinstance(outcome, Rejected) else right


def forget_the_ticket_s_name(d: Delivery, outcome: Any, now: datetime, right: Delivery) -> Delivery:
    return replace(right, ref=None) if isinstance(outcome, Done) else right


def begin_send_without_settling(patch: pytest.MonkeyPatch) -> None:
    """The row is due when the request has timed out, before the tool has settled."""
    right = rules.begin_send

    def begin_send(d: Delivery, now: datetime, policy: Policy) -> Delivery:
        return right(d, now, replace(policy, settle_seconds=0.0))

    patch.setattr(rules, "begin_send", begin_send)


def begin_send_that_nobody_takes_up(patch: pytest.MonkeyPatch) -> None:
    right = rules.begin_send
    patch.setattr(rules, "begin_send", lambda d, now, policy: replace(right(d, now, policy), due=NEVER))


def store_only_after_sending(patch: pytest.MonkeyPatch) -> None:
    """The attempt is not durable: a process that dies leaves a row that was never sent."""
    right = process.Process._save

    def save(self: process.Process, held: rows.Held, d: Delivery) -> bool:
        unsent = d.stage is Stage.SENT and d.tries == held.row.d.tries and held.row.d.stage is Stage.WAITING
        return True if unsent else right(self, held, d)

    patch.setattr(process.Process, "_save", save)


def take_a_failed_search_for_nothing_there(patch: pytest.MonkeyPatch) -> None:
    right = rules.after_search

    def after_search(d: Delivery, outcome: Any, now: datetime, policy: Policy, dice: float) -> Delivery:
        known: Any = outcome if isinstance(outcome, Done) else Done(())
        return right(d, known, now, policy, dice)

    patch.setattr(rules, "after_search", after_search)


def adopt_nothing(patch: pytest.MonkeyPatch) -> None:
    right = rules.after_search

    def after_search(d: Delivery, outcome: Any, now: datetime, policy: Policy, dice: float) -> Delivery:
        seen: Any = Done(()) if isinstance(outcome, Done) else outcome
        return right(d, seen, now, policy, dice)

    patch.setattr(rules, "after_search", after_search)


def adopt_without_being_sure(patch: pytest.MonkeyPatch) -> None:
    """A search that the tool refused counts as a yes."""
    right = rules.after_search

    def after_search(d: Delivery, outcome: Any, now: datetime, policy: Policy, dice: float) -> Delivery:
        if isinstance(outcome, Rejected):
            return rules.there(d, d.ref, now, policy)
        return right(d, outcome, now, policy, dice)

    patch.setattr(rules, "after_search", after_search)


def no_audit(patch: pytest.MonkeyPatch) -> None:
    right = rules.done
    patch.setattr(rules, "done", lambda *given: replace(right(*given), due=NEVER))


def audit_only_once(patch: pytest.MonkeyPatch) -> None:
    right = audit._audited
    patch.setattr(audit, "_audited", lambda *given: replace(right(*given), due=NEVER))


def audit_only_tickets(patch: pytest.MonkeyPatch) -> None:
    right = rules.done

    def done(d: Delivery, *given: Any) -> Delivery:
        after = right(d, *given)
        return after if d.what is What.CREATE else replace(after, due=NEVER)

    patch.setattr(rules, "done", done)
    patch.setattr(audit, "done", done)


def remove_every_copy(patch: pytest.MonkeyPatch) -> None:
    """The one that is to stay goes, too."""
    right = audit.after_audit

    def after_audit(d: Delivery, outcome: Any, *given: Any) -> Any:
        after, extra = right(d, outcome, *given)
        first = (
            tuple(Ref(each, "") for each in outcome.value[:1]) if d.what is not What.CREATE and extra else ()
        )
        return after, (*first, *extra)

    patch.setattr(audit, "after_audit", after_audit)


def keep_the_oldest_at_the_audit(patch: pytest.MonkeyPatch) -> None:
    """Ours, of which the number was told and which has the notes, is closed; the other's row is not ours."""
    right = audit.after_audit

    def after_audit(d: Delivery, outcome: Any, *given: Any) -> Any:
        after, extra = right(d, outcome, *given)
        if not extra or d.what is not What.CREATE or outcome.value[0] == d.ref:
            return after, extra
        return replace(after, ref=outcome.value[0]), (d.ref, *extra[1:])

    patch.setattr(audit, "after_audit", after_audit)


def take_closing_for_closed(patch: pytest.MonkeyPatch) -> None:
    right = audit.after_closing
    patch.setattr(audit, "after_closing", lambda d, ref, outcome, now: right(d, ref, Done(None), now))


def report_no_duplicates(patch: pytest.MonkeyPatch) -> None:
    right = audit.after_audit

    def after_audit(d: Delivery, outcome: Any, now: datetime, policy: Policy, dice: float) -> Any:
        mine: Any = Done((d.ref,)) if isinstance(outcome, Done) else outcome
        return right(d, mine, now, policy, dice)

    patch.setattr(audit, "after_audit", after_audit)


def notes_before_their_incident(patch: pytest.MonkeyPatch) -> None:
    def whose_turn(deliveries: list[Delivery]) -> Delivery | None:
        waiting = [d for d in deliveries if d.stage in HOLDS_UP]
        return min(waiting, key=lambda d: d.due, default=None)

    patch.setattr(rules, "whose_turn", whose_turn)


def the_newest_first(patch: pytest.MonkeyPatch) -> None:
    right = rules.whose_turn

    def whose_turn(deliveries: list[Delivery]) -> Delivery | None:
        made = right(deliveries)
        if made is None or made.place == 0:
            return made
        return max((d for d in deliveries if d.stage in HOLDS_UP), key=lambda d: d.place)

    patch.setattr(rules, "whose_turn", whose_turn)


def a_refused_note_holds_up_all(patch: pytest.MonkeyPatch) -> None:
    right = rules.whose_turn

    def whose_turn(deliveries: list[Delivery]) -> Delivery | None:
        parked = any(d.stage is Stage.ATTENTION for d in deliveries)
        return None if parked else right(deliveries)

    patch.setattr(rules, "whose_turn", whose_turn)


def compare_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules, "compare", lambda sent, snapshot: ())


def believe_that_a_note_is_there(patch: pytest.MonkeyPatch) -> None:
    right = rules.after_read_back

    def after_read_back(d: Delivery, outcome: Any, *given: Any) -> Delivery:
        return right(d, Done(True) if outcome == Done(False) else outcome, *given)

    patch.setattr(rules, "after_read_back", after_read_back)


def do_not_wait_as_asked(patch: pytest.MonkeyPatch) -> None:
    def asked_seconds(outcome: RetryAfter, failures: int, dice: float) -> float:
        return breaker.wait_seconds(failures, dice)

    patch.setattr(breaker, "asked_seconds", asked_seconds)


def believe_every_header(patch: pytest.MonkeyPatch) -> None:
    def asked_seconds(outcome: RetryAfter, failures: int, dice: float) -> float:
        asked = outcome.seconds
        return breaker.wait_seconds(failures, dice) if asked is None else asked + dice

    patch.setattr(breaker, "asked_seconds", asked_seconds)
    patch.setattr(rules, "asked_seconds", asked_seconds)


def let_late_answers_open_the_line(patch: pytest.MonkeyPatch) -> None:
    right = breaker.line_after
    patch.setattr(
        breaker, "line_after", lambda line, outcome, now, dice, trying: right(line, outcome, now, dice)
    )


def go_on_with_a_wrong_password(patch: pytest.MonkeyPatch) -> None:
    def take(line: Line, now: datetime, timeout_seconds: float) -> Line:
        return line

    patch.setattr(breaker, "take", take)


def knock_all_at_once(patch: pytest.MonkeyPatch) -> None:
    """The stop of a line does not grow, and is short."""
    patch.setattr(breaker, "FIRST_STOP", 5.0)


def send_after_a_sleep(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rules, "too_late", lambda policy, *elapsed: False)


def trust_one_clock(patch: pytest.MonkeyPatch) -> None:
    """Only the monotonic clock is asked, which stands still while the machine sleeps."""
    right = rules.too_late
    patch.setattr(rules, "too_late", lambda policy, *elapsed: right(policy, elapsed[0]))


def write_back_without_a_claim(patch: pytest.MonkeyPatch) -> None:
    right = rows.Rows.save

    def save(self: rows.Rows, held: rows.Held, d: Delivery) -> bool:
        return right(self, held._replace(claim=held.row.claim), d)

    patch.setattr(rows.Rows, "save", save)


def send_again_without_a_marker(patch: pytest.MonkeyPatch) -> None:
    right = rules.next_move

    def next_move(d: Delivery, now: datetime, policy: Policy) -> Any:
        move = right(d, now, policy)
        return Send() if isinstance(move, Park) and move.fault.why is Why.MAY_BE_THERE else move

    patch.setattr(rules, "next_move", next_move)


def park_without_a_word(patch: pytest.MonkeyPatch) -> None:
    def park(d: Delivery, fault: Fault) -> Delivery:
        return replace(d, stage=Stage.ATTENTION, due=NEVER, fault=None)

    patch.setattr(rules, "park", park)


def an_old_state_over_a_newer(patch: pytest.MonkeyPatch) -> None:
    right = audit.retry
    patch.setattr(audit, "retry", lambda d, now, others=(): right(d, now))


def wait_no_longer_each_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(breaker, "LONGEST_WAIT", 1.0)


BUGS = {
    "send again when the reply is lost": Bug(after_send_with(send_again_when_the_reply_is_lost), (UNKNOWN,)),
    "search without settling": Bug(after_send_with(search_without_settling), (UNKNOWN, TWICE)),
    "after a crash search without settling": Bug(begin_send_without_settling, (UNKNOWN, TWICE)),
    "a send that nobody takes up": Bug(begin_send_that_nobody_takes_up, (LOST,)),
    "store only after sending": Bug(store_only_after_sending, (UNKNOWN,)),
    "a failed search says nothing is there": Bug(take_a_failed_search_for_nothing_there, (UNKNOWN,)),
    "adopt nothing": Bug(adopt_nothing, (UNKNOWN,)),
    "a refused search says it is there": Bug(adopt_without_being_sure, (LOST, BUG)),
    "no audit": Bug(no_audit, (TWICE,)),
    "notes are not audited": Bug(audit_only_tickets, (TWICE,)),
    "every copy of a note is removed": Bug(remove_every_copy, (LOST, TWICE)),
    "one audit": Bug(audit_only_once, (TWICE,)),
    "the audit keeps the oldest": Bug(keep_the_oldest_at_the_audit, (LOST, TWICE)),
    "a duplicate that could not be closed is closed": Bug(take_closing_for_closed, (TWICE,)),
    "duplicates are not reported": Bug(report_no_duplicates, (TWICE,)),
    "try again what was refused": Bug(after_send_with(try_again_what_was_refused), (REFUSED,)),
    "drop what was refused": Bug(after_send_with(drop_what_was_refused), (REFUSED,)),
    "forget the ticket's name": Bug(after_send_with(forget_the_ticket_s_name), (LOST, FIRST, BUG)),
    "notes before their incident": Bug(notes_before_their_incident, (FIRST,)),
    "the newest first": Bug(the_newest_first, (ORDER,)),
    "a refused note holds up all": Bug(a_refused_note_holds_up_all, (LOST,)),
    "compare nothing": Bug(compare_nothing, (COMPARED, ORDER)),
    "believe that a note is there": Bug(believe_that_a_note_is_there, (COMPARED,)),
    "do not wait as asked": Bug(do_not_wait_as_asked, (ASKED,)),
    "believe every header": Bug(believe_every_header, (BUG,)),
    "a late answer opens the line": Bug(let_late_answers_open_the_line, (ASKED, ALONE)),
    "go on with a wrong password": Bug(go_on_with_a_wrong_password, (ALONE, ASKED)),
    "knock often with a wrong password": Bug(knock_all_at_once, (ALONE,)),
    "send after a sleep": Bug(send_after_a_sleep, (UNKNOWN, TWICE, BUG)),
    "trust one clock": Bug(trust_one_clock, (UNKNOWN, TWICE, BUG)),
    "write back without a claim": Bug(write_back_without_a_claim, (UNKNOWN, TWICE, LOST, REFUSED)),
    "send again without a marker": Bug(send_again_without_a_marker, (UNKNOWN,)),
    "park without a word": Bug(park_without_a_word, (LOST,)),
    "an old state over a newer": Bug(an_old_state_over_a_newer, (ORDER,)),
    "wait no longer each time": Bug(wait_no_longer_each_time, (KNOCKS,)),
}
