"""The hand-over engine: how a record, its notes, files and state changes reach an outside tool once. Pure.

Theory of operation
-------------------
A *delivery* is one thing to hand over: its `id` is the key that the tool's marker will carry, made and stored
with the thing itself. It is a row; whoever works on it has a claim on it (a lease), and each function here
makes of a row the row that is to be stored next. A write-back must check that the claim still holds.

    WAITING ──begin_send──► SENT ──a clear yes──► CHECKING ──read back──► DONE ──audits──► nothing due
       ▲                    │ │ └──refused──────────────────► ATTENTION ──a person──► again, found, set aside
       └──a clear no────────┘ └──nobody knows: settle, search ─► there: CHECKING · not there: WAITING

*Durable when.* `begin_send` is committed before the request leaves; its outcome after it came. So a row in
SENT says "a request may be on its way", whatever died since, and a row in WAITING says "nothing is". The
request starts within `start_seconds` of that commit or not at all (`too_late`), so that a process which slept
in between cannot send for a row that others have long taken over; and what a request takes before it, a
sign-in or a look-up at a slow tool, is part of one attempt with an end (`attempt_seconds`).

*Nothing twice.* A row leaves SENT for WAITING by a clear no (refused connection, 429, a wrong password), or
by a search, after the settle time, that answered and found nothing. An answer that is lost, a 500 page, a
search that fails say nothing, and on nothing nothing is made. What was ever in doubt (`doubt`) is searched
again before each further try. A tool may still commit what it took later than any settle time, and a search
may lag behind its own tool: so the audits, ten minutes and a day later, look for the key again, and what
stands there beside the ticket that we know is closed as its duplicate and reported. The known one stays,
older or not: its number was told to people, and its notes are in it. A note or file is audited if it was
ever in doubt, since nothing else can have been sent twice; its oldest copy stays, each further one is removed
where the tool allows that, and reported where not.

*Nothing lost.* Each row not over has a `due` time at which somebody takes it. What cannot go on by itself
(refused, in doubt without a marker, gone) stands in ATTENTION until a person says: again, it is there, or set
aside. Without a marker (`Marker.NONE`) there is one attempt; if its answer is lost, a person looks. With
`Marker.MESSAGE_ID` the tool drops the second one itself. A change of state reads before it writes, so it is
repeated without a search.

*Order.* Within an incident the lowest `place` that holds up (`HOLDS_UP`) goes first, and nothing before the
incident itself is DONE (`whose_turn`). A refused note does not hold up what comes after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from desk.connectors.engine.breaker import asked_seconds, wait_seconds
from desk.connectors.engine.comparing import Difference, compare
from desk.connectors.engine.delivery import (
    HOLDS_UP,
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
    Why,
)
from desk.connectors.port import (
    Ambiguous,
    Caps,
    Change,
    Done,
    Draft,
    Marker,
    Outcome,
    Ref,
    Rejected,
    RetryAfter,
    Snapshot,
)


def whose_turn(deliveries: Iterable[Delivery]) -> Delivery | None:
    """Of one incident's deliveries the one that goes next, due or not. Audits hold up nobody: not here."""
    rows = sorted(deliveries, key=lambda d: d.place)
    first = next((d for d in rows if d.stage in HOLDS_UP), None)
    made = all(d.stage is Stage.DONE for d in rows if d.what is What.CREATE)
    return first if first is None or made or first.what is What.CREATE else None


def next_move(d: Delivery, now: datetime, policy: Policy) -> Move:
    """What is to be done with a row now."""
    if d.stage in (Stage.ATTENTION, Stage.SET_ASIDE) or d.due >= NEVER:
        return Nothing()
    if now < d.due:
        return Rest(d.due)
    match d.stage:
        case Stage.WAITING if d.doubt and policy.finds(d.what) and not policy.repeats(d.what):
            stale = (now - d.due).total_seconds() > policy.settle_seconds
            return Search() if stale else Send()  # the search that found nothing was too long ago
        case Stage.WAITING:
            return Send() if _able(d.what, policy.caps) else Park(Fault("", "", Why.UNABLE))
        case Stage.SENT if policy.repeats(d.what):
            return Send()
        case Stage.SENT:
            return Search() if policy.finds(d.what) else Park(Fault("", "", Why.MAY_BE_THERE))
        case Stage.CHECKING:
            return ReadBack()
    return Audit()


def too_late(policy: Policy, *elapsed_seconds: float) -> bool:
    """Whether a request may no longer start: so much time passed since `begin_send` was committed, by the
    monotonic clock and by the wall clock (only one of them goes on in a machine that sleeps, or is set).
    Then it was certainly not sent: store `after_send` with a RetryAfter, if the claim still holds.
    """
    return any(not 0 <= seconds <= policy.start_seconds for seconds in elapsed_seconds)


# --- what comes of it
def begin_send(d: Delivery, now: datetime, policy: Policy) -> Delivery:
    """The row that must be committed before the request: if nobody comes back, others search when the
    attempt is over at the latest and the tool has settled.
    """
    _in(d, Stage.WAITING, Stage.SENT)
    ends = policy.start_seconds + policy.attempt_seconds + policy.settle_seconds
    doubt = d.doubt or d.stage is Stage.SENT
    return replace(d, stage=Stage.SENT, attempted_at=now, due=_in_seconds(now, ends), doubt=doubt)


def after_send(d: Delivery, outcome: Outcome[Any], now: datetime, policy: Policy, dice: float) -> Delivery:
    """What the tool's answer makes of a row in SENT. For a CREATE a Done holds the Ref.

    `dice`: 0 to 1, for the jitter of waits; here and below.
    """
    _in(d, Stage.SENT)
    match outcome:
        case Done(value=value):
            return there(d, value if isinstance(value, Ref) else d.ref, now, policy)
        case Rejected(field=name, message=message):
            return park(d, Fault(name, message))
        case Ambiguous():
            later = _in_seconds(now, policy.settle_seconds)
            return replace(d, due=later, tries=d.tries + 1, doubt=True)
    if d.doubt:  # this one was not taken, but an earlier one may have been: ask again before the next
        return put_off(d, outcome, now, dice)
    return replace(put_off(d, outcome, now, dice), stage=Stage.WAITING, attempted_at=None)


def after_search(
    d: Delivery, outcome: Outcome[tuple[Ref, ...]] | Outcome[bool], now: datetime, policy: Policy, dice: float
) -> Delivery:
    """What a search makes of a row in doubt: there, so adopt the oldest; clearly not there, so send again;
    no answer, so stay.
    """
    _in(d, Stage.SENT, Stage.WAITING)
    match outcome:
        case Done(value=True):
            return there(d, d.ref, now, policy)
        case Done(value=(Ref() as oldest, *_)):
            return there(d, oldest, now, policy)
        case Done():
            return replace(d, stage=Stage.WAITING, due=now, attempted_at=None, doubt=True)
        case Rejected(field=name, message=message):
            return park(replace(d, doubt=True), Fault(name, message, Why.CANNOT_SEARCH))
    return replace(put_off(d, outcome, now, dice), stage=Stage.SENT, doubt=True)


def after_read_back(
    d: Delivery,
    outcome: Outcome[Snapshot] | Outcome[bool],
    sent: Draft | Change | None,
    now: datetime,
    policy: Policy,
    dice: float,
) -> Delivery:
    """What reading it back makes of a row in CHECKING. `sent`: the draft or change, None for note and file.

    The snapshot that `apply` returned will do for a change of state, without another call.
    """
    _in(d, Stage.CHECKING)
    match outcome:
        case Done(value=Snapshot() as snapshot) if sent is not None:
            found = compare(sent, snapshot)
            if policy.caps.marker is not Marker.SEARCH:
                found = tuple(each for each in found if each.field != "key")
            return done(d, found, now, policy)
        case Done(value=True):
            return done(d, (), now, policy)
        case Done() if d.unseen + 1 >= policy.looks:
            return done(d, (Difference(d.what.value, d.id, ""),), now, policy)
        case Rejected(field=name, message=message) if d.unseen + 1 >= policy.looks:
            return park(d, Fault(name, message, Why.GONE))
    return put_off(d, outcome, now, dice)


def there(d: Delivery, ref: Ref | None, now: datetime, policy: Policy) -> Delivery:
    """The tool has it."""
    d = replace(d, stage=Stage.CHECKING, due=now, tries=0, unseen=0, ref=ref, fault=None)
    return d if policy.caps.reads else done(d, (), now, policy)


def park(d: Delivery, fault: Fault) -> Delivery:
    """A person must look."""
    return replace(d, stage=Stage.ATTENTION, due=NEVER, tries=d.tries + 1, fault=fault)


def put_off(d: Delivery, outcome: Outcome[Any], now: datetime, dice: float) -> Delivery:
    """Ask again later: when the tool asked for it, else longer each time."""
    tries = d.tries + 1
    asked = outcome if isinstance(outcome, RetryAfter) else None
    seconds = asked_seconds(asked, tries, dice) if asked else wait_seconds(tries, dice)
    unseen = d.unseen + 1 if isinstance(outcome, Done | Rejected) else d.unseen
    return replace(d, due=_in_seconds(now, seconds), tries=tries, unseen=unseen)


def done(d: Delivery, differences: tuple[Difference, ...], now: datetime, policy: Policy) -> Delivery:
    """It is over but for its audits."""
    twice = d.what is What.CREATE or (d.doubt and not policy.repeats(d.what))  # whether it can be there twice
    audited = twice and policy.finds(d.what) and policy.audit_after
    due = _in_seconds(now, policy.audit_after[0]) if audited else NEVER
    return replace(
        d,
        stage=Stage.DONE,
        due=due,
        tries=0,
        unseen=0,
        attempted_at=None,
        differences=differences,
        audits=0,
        fault=None,
    )


def _able(what: What, caps: Caps) -> bool:
    return {What.NOTE: caps.notes, What.ATTACHMENT: caps.attaches}.get(what, True)


def _in_seconds(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)


def _in(d: Delivery, *stages: Stage) -> None:
    if d.stage not in stages:
        raise ValueError(f"a delivery in {d.stage} cannot do this")
