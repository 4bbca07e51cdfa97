"""Random hand-overs: any outcome at any step, crashes in between, people who decide; and what must hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from desk.connectors.engine import audit, rules
from desk.connectors.engine.delivery import (
    HOLDS_UP,
    NEVER,
    Audit,
    Delivery,
    Move,
    Park,
    Policy,
    ReadBack,
    Search,
    Send,
    Stage,
    What,
    Why,
)
from desk.connectors.port import Caps, Change, Done, Draft, Marker, Ref, Rejected
from tests.simulation.handover.planted_bugs import BUGS
from tests.stateful.outside_tool import OutsideTool
from tests.unit.desk_connectors.rows import BUSY, DOWN, DRAFT, KEY, LOST, NO_ENTRY, NO_QUEUE, NOW, REFUSED

POLICIES = (
    *[Policy()] * 4,
    Policy(Caps(Marker.MESSAGE_ID, reads=False)),
    Policy(Caps(Marker.NONE)),
    Policy(Caps(Marker.NONE, reads=False)),
)
NO = (DOWN, BUSY, NO_ENTRY, NO_QUEUE)
SENT: dict[What, Draft | Change] = {What.CREATE: DRAFT, What.STATE: Change(state="resolved")}
FAR_TOO_LATE = "far too late"
FATES = ("yes", "lost", "nothing", "later", "no", "refused", "dies", "dies, and it comes later")
REST_STEPS = 300
FOUND = (  # of the planted bugs
    "send again when the reply is lost",
    "adopt nothing",
    "drop what was refused",
    "notes are not audited",
    "every copy of a note is removed",
    "notes before their incident",
    "the newest first",
    "a send that nobody takes up",
    "park without a word",
)


class HandOver(RuleBasedStateMachine):
    """One incident with a note, a change of state and another note, and the tool that gets them."""

    @initialize(policy=st.sampled_from(POLICIES))
    def begin(self, policy: Policy) -> None:
        self.policy, self.now = policy, NOW
        self.tool = OutsideTool(policy.caps.marker is Marker.MESSAGE_ID)
        self.late = False  # something came later than any settle time
        self.late_notes: set[str] = set()
        self.mended: set[str] = set()
        kinds = (What.CREATE, What.NOTE, What.STATE, What.NOTE)
        self.rows = [
            Delivery(KEY if place == 0 else f"n{place}", "rt", KEY, what, place, Stage.WAITING, NOW)
            for place, what in enumerate(kinds)
        ]

    # --- what a worker does
    def next_row(self) -> tuple[int, Move] | None:
        """The place of the row that is due, and what is to be done with it."""
        made = self.rows[0]
        turn = rules.whose_turn(self.rows)
        if turn is None and made.stage is Stage.DONE:
            audits = [row for row in self.rows if row.stage is Stage.DONE and row.due < NEVER]
            turn = min(audits, key=lambda row: row.due, default=None)
        if turn is None or turn.due > self.now:
            return None
        row = turn if turn is made else replace(turn, ref=made.ref)
        self.rows[turn.place] = row
        return turn.place, rules.next_move(row, self.now, self.policy)

    @rule(seconds=st.sampled_from([1, 30, 119, 121, 200, 601, 4000, 86_400]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.tool.catch_up(self.now)

    @rule(data=st.data(), dice=st.floats(0, 1))
    def work(self, data: st.DataObject, dice: float) -> None:
        found = self.next_row()
        if found is None:
            return
        place, move = found
        row = self.rows[place]
        if isinstance(move, Send):
            self.rows[place] = row = rules.begin_send(row, self.now, self.policy)
            self.send(row, data.draw(st.sampled_from(FATES + self.fates_of_a_note(row))), dice)
        elif isinstance(move, Park):
            self.rows[place] = rules.park(row, move.fault)
        else:
            failure = data.draw(st.sampled_from([None, None, LOST, *NO, Rejected("query", "no")]))
            self.look(row, move, failure, dice)

    def fates_of_a_note(self, row: Delivery) -> tuple[str, ...]:
        """What else may become of a request with a note where it can be found again, but not repeated."""
        able = self.policy.caps.reads and not self.policy.repeats(row.what)
        return (FAR_TOO_LATE,) if row.what is What.NOTE and able and not self.late_notes else ()

    def send(self, row: Delivery, fate: str, dice: float) -> None:
        """One request and what becomes of it, the process that sent it included."""
        answer: Any = LOST
        self.watch(row)
        if fate == "refused" and row.id not in self.mended:
            answer = REFUSED
        elif fate in ("yes", "refused"):
            answer = Done(self.tool.take(row))
        elif fate in ("lost", "dies"):
            self.tool.take(row)
        elif fate == "later":
            settled = timedelta(seconds=self.policy.settle_seconds - 1)
            self.tool.coming.append((self.now + settled, row))
        elif fate == "dies, and it comes later":  # its request had all its time
            p = self.policy
            longest = timedelta(seconds=p.start_seconds + p.timeout_seconds + p.settle_seconds - 1)
            self.tool.coming.append((self.now + longest, row))
        elif fate == FAR_TOO_LATE:  # longer than any settle time, but before the last audit
            self.late = True
            self.late_notes.add(row.id)
            self.tool.coming.append((self.now + timedelta(seconds=3 * self.policy.settle_seconds), row))
        elif fate == "no":
            answer = NO[int(dice * (len(NO) - 1))]
        if not fate.startswith("dies"):
            self.rows[row.place] = rules.after_send(row, answer, self.now, self.policy, dice)

    def watch(self, row: Delivery) -> None:
        """Before a request leaves: the incident is there, and nothing like it is there or on its way."""
        if row.what is not What.CREATE:
            assert self.rows[0].stage is Stage.DONE, "before its incident"
        assert all(r.stage not in HOLDS_UP for r in self.rows[: row.place]), "out of order"
        if self.policy.repeats(row.what) or self.late:
            return
        assert all(other.id != row.id for _, other in self.tool.coming), "sent while one was on its way"
        if row.what is What.CREATE:
            assert not self.tool.tickets, "sent though it is there"
        else:
            assert row.ref is not None and not self.tool.holds(row.ref, row.id), "sent though it is there"

    def look(self, row: Delivery, move: Move, failure: Any, dice: float) -> None:
        """A search, a read-back or an audit."""
        now, policy, place = self.now, self.policy, row.place
        note = row.what is What.NOTE
        if isinstance(move, Search):
            there: Any = self.tool.holds(row.ref, row.id) if note and row.ref else tuple(self.tool.tickets)
            self.rows[place] = rules.after_search(row, failure or Done(there), now, policy, dice)
        elif isinstance(move, ReadBack):
            assert row.ref is not None
            read = self.tool.holds(row.ref, row.id) if note else self.tool.snapshot(row.ref)
            sent = SENT.get(row.what)
            self.rows[place] = rules.after_read_back(row, failure or Done(read), sent, now, policy, dice)
        else:
            assert isinstance(move, Audit)
            self.audit(row, failure, dice)

    def audit(self, row: Delivery, failure: Any, dice: float) -> None:
        """A look for what is there twice, and closing or removing it."""
        note = row.what is What.NOTE
        seen = self.tool.copies(row.ref, row.id) if note and row.ref else tuple(self.tool.tickets)
        after, extra = audit.after_audit(row, failure or Done(seen), self.now, self.policy, dice)
        for ref in extra:
            if note:
                self.tool.remove(ref.id)
            else:
                assert ref != after.ref, "our own ticket was closed"
                self.tool.closed.add(ref.id)
            after = audit.after_closing(after, ref, Done(None), self.now)
        assert after.ref == row.ref, "another number than the one that people were told"
        self.rows[row.place] = after

    # --- the tool and people
    @rule()
    @precondition(lambda self: self.policy.caps.marker is Marker.SEARCH and self.rows[0].doubt)
    def a_commit_comes_later_than_any_settle_time(self) -> None:
        if self.rows[0].due < NEVER and not self.late:  # an audit is still to come
            self.late = True
            self.tool.tickets.insert(0, Ref("99", "#99"))  # the older one, too

    @rule(place=st.integers(0, 3), aside=st.booleans())
    def a_person_decides(self, place: int, aside: bool) -> None:
        row = self.rows[place]
        if row.stage is Stage.ATTENTION and not self.tool.coming:
            self.decide(row, aside and place > 0)

    def decide(self, row: Delivery, aside: bool = False) -> None:
        assert row.fault is not None, "a person does not know at what to look"
        ref, why = self.ticket_of(row), row.fault.why
        self.mended.add(row.id)
        if aside and not row.doubt:
            after = audit.set_aside(row, self.now)
        elif why in (Why.MAY_BE_THERE, Why.GONE, Why.OTHER_TICKET) and ref is not None:
            after = audit.confirm(row, ref, self.now, self.policy)
        else:
            after = audit.retry(row, self.now, self.rows)
        self.rows[row.place] = after

    def ticket_of(self, row: Delivery) -> Ref | None:
        """Where a person sees it in the tool, if it is there."""
        if row.what is What.CREATE:
            return row.ref or next(iter(self.tool.tickets), None)
        ref = self.rows[0].ref
        there = ref is not None and (row.what is What.STATE or self.tool.holds(ref, row.id))
        return ref if there else None

    # --- what must hold
    @invariant()
    def each_is_there_at_most_once(self) -> None:
        assert len(self.tool.tickets) <= 1 or self.late
        notes = [key for _, key, _ in self.tool.notes if key not in self.late_notes]
        assert len(set(notes)) == len(notes)

    @invariant()
    def what_waits_for_nobody_is_due(self) -> None:
        for row in self.rows:
            if row.stage in HOLDS_UP:
                assert row.due < NEVER, f"{row.id} is forgotten"
            if row.stage is Stage.ATTENTION:
                assert row.fault is not None and row.due == NEVER

    def teardown(self) -> None:
        """From here on all goes well and people do their part: then everything arrives, once."""
        if not hasattr(self, "rows"):
            return
        for _ in range(REST_STEPS):
            for row in self.rows:
                if row.stage is Stage.ATTENTION and not self.tool.coming:
                    self.decide(row)
            found = self.next_row()
            if found is None:
                dues: list[datetime] = [row.due for row in self.rows if self.now < row.due < NEVER]
                dues += [at for at, _ in self.tool.coming]
                if not dues:
                    break
                self.now = min(dues)
                self.tool.catch_up(self.now)
                continue
            place, move = found
            row = self.rows[place]
            if isinstance(move, Send):
                self.rows[place] = row = rules.begin_send(row, self.now, self.policy)
                self.send(row, "yes", 0.5)
            elif isinstance(move, Park):
                self.rows[place] = rules.park(row, move.fault)
            else:
                self.look(row, move, None, 0.5)
        self.at_rest()

    def at_rest(self) -> None:
        made = self.rows[0]
        over = (Stage.DONE, Stage.SET_ASIDE)
        assert all(row.stage in over and row.due == NEVER for row in self.rows), self.rows
        kept = [ref for ref in self.tool.tickets if ref.id not in self.tool.closed]
        assert kept == [made.ref], "one ticket, ours"
        assert {ref.id for ref in made.duplicates} == self.tool.closed, "each duplicate is reported"
        assert made.ref is not None
        for row in self.rows[1:]:
            if row.what is What.NOTE and row.stage is Stage.DONE:
                assert self.tool.holds(made.ref, row.id), f"{row.id} is lost"
                copies = self.tool.copies(made.ref, row.id)
                assert len(copies) == 1, f"{row.id} stands there {len(copies)} times"
        self.each_is_there_at_most_once()


def test_random_hand_overs() -> None:
    run_state_machine_as_test(
        HandOver, settings=hypothesis_settings(max_examples=150, stateful_step_count=40)
    )


@pytest.mark.parametrize("name", FOUND)
def test_a_planted_bug_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    BUGS[name].plant(monkeypatch)
    # what is drawn depends on the modules that other tests imported, so there is room; the first find ends it
    quick = hypothesis_settings(
        max_examples=3_000, stateful_step_count=40, phases=[Phase.generate], database=None, derandomize=True
    )
    with pytest.raises((AssertionError, ValueError)):
        run_state_machine_as_test(HandOver, settings=quick)
