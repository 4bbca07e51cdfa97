"""Carries deliveries to one tool: takes one, makes the one call that is due, writes down what came of it.

Each step is a short transaction; while the tool is asked, none is open. What a step decides is
`desk.connectors.engine.rules`' matter; here stands when what is committed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from desk.connectors.engine import audit, breaker, rules
from desk.connectors.engine.delivery import (
    NEVER,
    Audit,
    Delivery,
    Fault,
    Move,
    Nothing,
    Park,
    Policy,
    ReadBack,
    Rest,
    Search,
    Send,
    Stage,
    What,
)
from desk.connectors.engine.naming import judged
from desk.connectors.handing import queue_overflow
from desk.connectors.http.attempt import attempt
from desk.connectors.line import note_line
from desk.connectors.mapping.form import Mapping
from desk.connectors.materials import Load, load_of
from desk.connectors.port import (
    Ambiguous,
    Change,
    Connector,
    Done,
    Misconfigured,
    Outcome,
    Ref,
    Rejected,
    RetryAfter,
    Snapshot,
)
from desk.connectors.standing import after_delivery, after_our_state, learn, lock_both
from desk.connectors.standing import keep as keep_ticket
from desk.connectors.store import deliveries, lines, outside
from desk.connectors.store.deliveries import Held, Order
from desk.context import Desk
from desk.engine import Connection

log = structlog.get_logger()

Dice = Callable[[], float]
AUDIT_FIRST = 20  # each so many turns an audit goes first, so that a steady stream starves none
NOWHERE = Ref("", "")
OF_RIGHTS = frozenset({"", "sign_in"})  # what a missing right is about, unlike a wrong address


@dataclass(frozen=True, slots=True)
class Job:
    """A claimed delivery and what is to be done with it now. `began`: since when, by both clocks;
    `load`: what was sent with it a moment ago, to be compared with.
    """

    held: Held
    move: Move
    began: tuple[float, datetime]
    load: Load | None = None

    @property
    def delivery(self) -> Delivery:
        return self.held.delivery


class _SomebodyFaster(Exception):
    """Another process has the one try at a line that rests."""


class Carrier:
    """Carries one connector's deliveries, in one thread at a time."""

    def __init__(
        self, desk: Desk, mapping: Mapping, connector: Connector, policy: Policy, dice: Dice
    ) -> None:
        self._desk = desk
        self._mapping = mapping
        self._connector = connector
        self._policy = policy
        self._dice = dice
        self._turn = 0
        self._trying = False
        self._at_ease = False  # nothing was wrong with the line when the delivery in hand was taken

    def carry_one(self) -> bool:
        """Take a delivery that is due as far as it goes now; False: none is due, or the line is not open."""
        name, now = self._mapping.name, self._desk.now()
        with self._desk.database.read() as connection:
            if not deliveries.anything_due(connection, name, now):
                return False
            if breaker.take(lines.line_of(connection, name), now, self._policy.timeout_seconds) is None:
                return False
        self._turn += 1
        usual: tuple[Order, ...] = ("newest", "oldest") if self._turn % 2 else ("oldest",)
        orders: tuple[Order, ...] = ("audit", *usual) if self._turn % AUDIT_FIRST == 0 else (*usual, "audit")
        job = self._take(orders)
        if job is None:
            return False
        while job is not None:
            job = self._step(job)
        return True

    def _take(self, orders: tuple[Order, ...]) -> Job | None:
        """Claim a delivery; one that is to be sent is stored as sent in the same transaction."""
        now, name = self._desk.now(), self._mapping.name
        lease = timedelta(seconds=self._policy.lease_seconds)
        try:
            with self._desk.database.begin() as connection:
                line = lines.line_of(connection, name)
                taken = breaker.take(line, now, self._policy.timeout_seconds)
                if taken is None:
                    return None
                claims = (deliveries.claim(connection, name, now, lease, order) for order in orders)
                held = next((each for each in claims if each is not None), None)
                if held is None:
                    return None
                if taken != line and not lines.store_taken(connection, line, taken):
                    raise _SomebodyFaster
                self._trying = taken != line
                self._at_ease = line == breaker.Line(name)
                if held.delivery.what is not What.CREATE:
                    ticket = outside.of(connection, held.delivery.incident)
                    held = deliveries.aimed(held, ticket.ref if ticket is not None else None)
                return self._begin(connection, held, now)
        except _SomebodyFaster:
            return None

    def _begin(self, connection: Connection, held: Held, now: datetime) -> Job | None:
        """What is to be done with a claimed delivery now; None: nothing, and it was let go of."""
        move = rules.next_move(held.delivery, now, self._policy)
        began = (time.monotonic(), now)
        match move:
            case Send():
                delivery = rules.begin_send(held.delivery, now, self._policy)
                until = max(delivery.due, now + timedelta(seconds=self._policy.lease_seconds))
                deliveries.write(connection, held, delivery, now, until)
                return Job(replace(held, delivery=delivery), move, began)
            case Rest(until=due):
                deliveries.write(connection, held, replace(held.delivery, due=due), now)
                return None
            case Nothing():
                deliveries.write(connection, held, replace(held.delivery, due=NEVER), now)
                return None
        return Job(held, move, began)

    def _step(self, job: Job) -> Job | None:
        """Make the call that is due and write down what came of it; what is due after that, or None."""
        if isinstance(job.move, Park):
            return self._write(job, Load(), partial(_parked, job.move.fault))
        load = job.load or Load()
        if isinstance(job.move, Send | ReadBack) and job.load is None:
            try:
                with self._desk.database.read() as connection:
                    load = load_of(connection, self._mapping, job.held, self._desk.public_url)
            except LookupError as error:
                return self._write(job, load, partial(_parked, Fault("", str(error))))
        if isinstance(job.move, Send) and self._too_late(job):
            late = RetryAfter(None, "it was too late to send it")
            return self._write(job, load, lambda d, now: self._after(job.move, d, late, load, now), late)
        outcome = self._asked(job, load)
        self._note_line(outcome)
        if isinstance(job.move, Audit):
            return self._audited(job, outcome)
        return self._write(job, load, lambda d, now: self._after(job.move, d, outcome, load, now), outcome)

    def _asked(self, job: Job, load: Load) -> Outcome[Any]:
        """What came of the one call that a job is; of one that only reads, an unclear answer is a later."""
        what = job.delivery.what
        if isinstance(job.move, Send):
            with nullcontext() if self._policy.repeats(what) else attempt(self._policy.attempt_seconds):
                outcome = self._guarded(lambda: self._send(job.delivery, load))
            return judged(self._of_one_ticket(job, outcome), writes=True)
        outcome = judged(self._of_one_ticket(job, self._guarded(lambda: self._look(job))), writes=False)
        return RetryAfter(None, outcome.reason) if isinstance(outcome, Ambiguous) else outcome

    def _of_one_ticket(self, job: Job, outcome: Outcome[Any]) -> Outcome[Any]:
        """A right that is missing at a ticket that exists is that ticket's matter, as long as all is well
        with the line: somebody moved it to where our account may do nothing.
        """
        exists = job.delivery.what is not What.CREATE or isinstance(job.move, ReadBack)
        if exists and self._at_ease and isinstance(outcome, Misconfigured) and outcome.field in OF_RIGHTS:
            return Rejected("", outcome.message)
        return outcome

    def _guarded(self, call: Callable[[], Outcome[Any]]) -> Outcome[Any]:
        """Whatever a connector raises is a bug of it, and no answer: the thread and the others go on."""
        try:
            return call()
        except Exception as error:
            log.error("connector_bug", connector=self._mapping.name, why=type(error).__name__, exc_info=error)
            return Ambiguous(f"the connector failed: {type(error).__name__}")

    def _too_late(self, job: Job) -> bool:
        """Whether this process slept since the delivery was stored as sent: then others have taken over."""
        monotonic, wall = job.began
        passed = (time.monotonic() - monotonic, (self._desk.now() - wall).total_seconds())
        return rules.too_late(self._policy, *passed)

    def _send(self, delivery: Delivery, load: Load) -> Outcome[Any]:
        ref = delivery.ref or NOWHERE
        if load.draft is not None:
            return self._connector.create(load.draft)
        if load.note is not None:
            return self._connector.note(ref, load.note)
        if load.blob is not None:
            return self._connector.attach(ref, load.blob)
        return self._connector.apply(ref, load.change or Change())

    def _look(self, job: Job) -> Outcome[Any]:
        delivery, ref = job.delivery, job.delivery.ref or NOWHERE
        if delivery.what in (What.NOTE, What.ATTACHMENT):
            looks = self._connector.copies if isinstance(job.move, Audit) else self._connector.holds
            return looks(ref, delivery.id)
        if isinstance(job.move, ReadBack):
            return self._connector.get(ref)
        return self._connector.find(delivery.id)

    def _after(self, move: Move, d: Delivery, outcome: Outcome[Any], load: Load, now: datetime) -> Delivery:
        policy = self._policy
        if isinstance(move, Search):
            return rules.after_search(d, outcome, now, policy, self._dice())
        if isinstance(move, ReadBack):
            return rules.after_read_back(d, outcome, load.written, now, policy, self._dice())
        after = rules.after_send(d, outcome, now, policy, self._dice())
        if (
            after.stage is Stage.CHECKING
            and isinstance(outcome, Done)
            and isinstance(outcome.value, Snapshot)
        ):
            return rules.after_read_back(after, outcome, load.written, now, policy, self._dice())
        return after

    def _audited(self, job: Job, outcome: Outcome[Any]) -> Job | None:
        """Store the audit, then close or remove each that was made twice, storing one after the other."""
        extra: list[Ref] = []

        def audited(d: Delivery, now: datetime) -> Delivery:
            after, found = audit.after_audit(d, outcome, now, self._policy, self._dice())
            extra[:] = found
            return after

        after = self._write(job, Load(), audited, keep=True)
        for duplicate in extra:
            if after is None:
                return None
            closing = self._guarded(partial(self._close, after.delivery, duplicate))
            self._note_line(closing)
            after = self._write(after, Load(), partial(_closed, duplicate, closing), keep=True)
        return self._write(after, Load(), lambda d, now: d) if after is not None else None

    def _close(self, d: Delivery, duplicate: Ref) -> Outcome[Any]:
        kept, what = d.ref or NOWHERE, d.what.value
        told = {"incident": d.incident, "ticket": kept.number, "duplicate": duplicate.number or duplicate.id}
        log.warning("duplicate_found", connector=self._mapping.name, what=what, **told)
        if d.what is What.CREATE:
            return self._connector.apply(duplicate, Change(duplicate_of=kept))
        return self._connector.remove(kept, duplicate.id)

    def _note_line(self, outcome: Outcome[Any]) -> None:
        """What a call tells of the line; only the first one after a claim was the try at it."""
        if self._at_ease and isinstance(outcome, Done):
            return
        note_line(self._desk, self._mapping.name, outcome, self._dice(), self._trying)
        self._trying = self._at_ease = False

    def _write(
        self,
        job: Job,
        load: Load,
        change: Callable[[Delivery, datetime], Delivery],
        outcome: Outcome[Any] | None = None,
        keep: bool = False,
    ) -> Job | None:
        """Write a delivery back with all that follows from it; what is due with it now, or None.

        `keep`: it stays claimed whatever is due. Nothing is written when the claim was lost meanwhile. After
        a no, the line decides who goes next.
        """
        before, now = job.delivery, self._desk.now()
        with self._desk.database.begin() as connection:
            ticket = lock_both(connection, before.incident)
            after = change(before, now)
            goes_on = keep or (after.due <= now and (outcome is None or isinstance(outcome, Done)))
            until = now + timedelta(seconds=self._policy.lease_seconds) if goes_on else None
            if ticket is None or not deliveries.write(connection, job.held, after, now, until):
                log.warning("claim_lost", connector=self._mapping.name, incident=before.incident)
                return None
            made = after.stage is Stage.DONE and before.stage is not Stage.DONE
            if made and after.what is What.CREATE:
                queue_overflow(connection, ticket, load.overflow, now)
            known = after_delivery(connection, ticket, after, now)
            if isinstance(outcome, Done) and isinstance(outcome.value, Snapshot):
                known = learn(connection, self._mapping, known, outcome.value, now)
            elif after.what is What.STATE:
                known = after_our_state(connection, self._mapping, known)
            keep_ticket(connection, ticket, known, now)
            held = replace(job.held, delivery=after)
            following = replace(job, held=held) if keep else None
            if goes_on and not keep:
                begun = self._begin(connection, held, now)
                following = replace(begun, load=load) if begun is not None and load != Load() else begun
            deliveries.wake_next(connection, after.incident)
            return following


def _closed(duplicate: Ref, outcome: Outcome[Any], d: Delivery, now: datetime) -> Delivery:
    return audit.after_closing(d, duplicate, outcome, now)


def _parked(fault: Fault, d: Delivery, now: datetime) -> Delivery:
    return rules.park(d, fault)
