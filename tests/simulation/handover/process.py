"""A desk process at its work: a generator of waits. Wherever it waits it may die, or find that it slept."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import TYPE_CHECKING

from desk.connectors.engine import audit, breaker, rules
from desk.connectors.engine.delivery import (
    Audit,
    Delivery,
    Park,
    Policy,
    ReadBack,
    Rest,
    Search,
    Send,
    What,
)
from desk.connectors.port import Change, Done, Draft, Ref, RetryAfter
from tests.simulation.handover.rows import Held, at, seconds
from tests.simulation.handover.tool import Reply

if TYPE_CHECKING:
    from tests.simulation.handover.run import Run

MOMENT = 0.01  # seconds between two steps of a program
Waits = Generator[float, None, None]


class Process:
    """One desk process: takes a row, does its next move, stores, takes another."""

    def __init__(self, run: Run, name: str, skew: float) -> None:
        self.skew = skew  # seconds by which its machine's clock is ahead
        self.name, self.idle = name, True
        self.run, self.rows, self.tool, self.witness = run, run.rows, run.tool, run.witness
        self.c, self.tape, self.policy = run.conditions, run.tape, run.conditions.policy

    def work(self) -> Waits:
        while True:
            held = self.rows.claim(self.clock)
            self.idle = isinstance(held, float)
            if isinstance(held, float):
                yield max(held - self.clock, MOMENT)
                continue
            self.witness.claimed(held.row, self.run.incident_of(held.row), self.run.time)
            yield MOMENT
            yield from self._move(held)
            self.rows.release(held)
            yield MOMENT

    def _move(self, held: Held) -> Waits:
        d = held.d
        match rules.next_move(d, at(self.clock), self.policy):
            case Send():
                yield from self._send(held)
            case Search():
                yield from self._search(held)
            case ReadBack():
                yield from self._read_back(held)
            case Audit():
                yield from self._audit(held)
            case Park(fault=fault):
                self._save(held, rules.park(d, fault))
            case Rest():
                pass  # its due time is stored already

    def _send(self, held: Held) -> Waits:
        began = rules.begin_send(held.d, at(self.clock), self.policy)
        if not self._save(held, began):
            return
        slept, stood_still = MOMENT, 0.0
        if self.tape.happens(self.c.sleep):
            slept = self.tape.between(MOMENT, 1200)
            stood_still = slept if self.tape.happens(0.5) else 0.0  # the whole machine slept, its clock too
        yield slept
        if rules.too_late(self.policy, slept - stood_still, slept):
            self.run.tell(self.name, f"{began.id}: overslept")
            late = rules.after_send(began, RetryAfter(None, "overslept"), *self._now())
            self._save(held, late)
            return
        overslept = self.tape.happens(self.c.oversleep)
        if overslept:
            yield self.tape.between(1, 1200)
        if self.tape.happens(self.c.steps):
            longest = self.policy.attempt_seconds / 2
            yield self.tape.between(MOMENT, longest) if self.tape.happens(0.5) else longest
        self.witness.writes(began, self.run.time, overslept)
        reply = self._write(held, began)
        yield from self._come_back(held, reply, overslept)
        after = rules.after_send(began, reply.outcome, *self._now())
        if self._save(held, after) and not overslept:
            self.witness.stored(after, reply.outcome)

    def _write(self, held: Held, d: Delivery) -> Reply:
        refused, time, sent = held.row.refused, self.run.time, held.row.sent
        if isinstance(sent, Draft):
            return self.tool.create(sent, refused, time)
        assert d.ref is not None
        if isinstance(sent, Change):
            return self.tool.apply(d.ref, d.id, sent, refused, time)
        return self.tool.note(d.ref, d.id, refused, time)

    def _search(self, held: Held) -> Waits:
        asked_at, d = self.run.time, held.d
        if d.what is What.CREATE:
            reply = self.tool.find(d.id, asked_at)
        else:
            assert d.ref is not None
            reply = self.tool.holds(d.ref, d.id, asked_at)
        yield from self._come_back(held, reply)
        after = rules.after_search(d, reply.outcome, *self._now())
        if self._save(held, after) and isinstance(reply.outcome, Done):
            self.witness.searched(d, not reply.outcome.value, asked_at)

    def _read_back(self, held: Held) -> Waits:
        d, time = held.d, self.run.time
        assert d.ref is not None
        by_key = d.what in (What.NOTE, What.ATTACHMENT)
        reply = self.tool.holds(d.ref, d.id, time) if by_key else self.tool.get(d.ref, time)
        yield from self._come_back(held, reply)
        self._save(held, rules.after_read_back(d, reply.outcome, held.row.sent, *self._now()))

    def _audit(self, held: Held) -> Waits:
        of_ticket = held.d.what is What.CREATE
        if of_ticket:
            reply = self.tool.find(held.d.id, self.run.time)
        else:
            assert held.d.ref is not None
            reply = self.tool.copies(held.d.ref, held.d.id, self.run.time)
        yield from self._come_back(held, reply)
        d, extra = audit.after_audit(held.d, reply.outcome, *self._now())
        if not self._save(held, d):
            return
        for duplicate in extra:
            yield MOMENT
            closed = self._close(d, duplicate)
            yield from self._come_back(held, closed)
            d = audit.after_closing(d, duplicate, closed.outcome, at(self.clock))
            if not self._save(held, d):
                return

    def _close(self, d: Delivery, duplicate: Ref) -> Reply:
        if d.what is What.CREATE:
            change = Change(state="closed", duplicate_of=d.ref)
            return self.tool.apply(duplicate, f"close {duplicate.id}", change, False, self.run.time)
        assert d.ref is not None
        return self.tool.remove(d.ref, duplicate.id, self.run.time)

    def _come_back(self, held: Held, reply: Reply, overslept: bool = False) -> Waits:
        """Wait for the answer and tell the line."""
        asked = self.run.time
        yield reply.seconds
        time = self.run.time
        if self.run.told:
            said = str(reply.outcome)
            self.run.tell(self.name, f"{held.d.id} ({held.d.stage}) asked at {asked:.2f}: {said}")
        if not overslept:
            self.witness.answered(reply.outcome, time)
        dice = self.tape.part()
        self.rows.line = breaker.line_after(self.rows.line, reply.outcome, at(self.clock), dice, held.trying)
        self.witness.line_stored(reply.outcome, time, held.trying)
        yield MOMENT

    @property
    def clock(self) -> float:
        """What its own machine says is the time."""
        return self.run.time + self.skew

    def _now(self) -> tuple[datetime, Policy, float]:
        return at(self.clock), self.policy, self.tape.part()

    def _save(self, held: Held, d: Delivery) -> bool:
        saved = self.rows.save(held, d)
        if self.run.told:
            word = d.stage.value if saved else "comes too late to be stored"
            self.run.tell(self.name, f"{d.id}: {word}, due {seconds(d.due):.1f}")
        return saved
