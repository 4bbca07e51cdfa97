"""The audits of the hand-over engine, and what a person decides where it cannot go on by itself. Pure.

An audit asks for every ticket with a record's key, long after it was made. It counts only if it sees the
ticket that we know: a search that lags or fails tells nothing about others. What it finds beside ours is
closed as a duplicate, each stored as such after it was closed; then the audit is made again, so that nothing
is skipped when a process dies in between (closing twice does nothing more). The audit of a note or file asks
for its copies in the ticket: the oldest is ours, the others are stored and then removed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from desk.connectors.engine.delivery import NEVER, Delivery, Fault, Policy, Stage, What, Why
from desk.connectors.engine.rules import done, park, put_off, there
from desk.connectors.port import Done, Outcome, Ref, Rejected


def after_audit(
    d: Delivery,
    outcome: Outcome[tuple[Ref, ...]] | Outcome[tuple[str, ...]],
    now: datetime,
    policy: Policy,
    dice: float,
) -> tuple[Delivery, tuple[Ref, ...]]:
    """The row after an audit's `find` or `copies`, and the duplicates to close: for each of them `apply` a
    Change with `duplicate_of` = the row's ref, or `remove` the copy with its id, and store `after_closing`.
    Store the row first.
    """
    if isinstance(outcome, Rejected):  # this tool does not let us search: told, but held up by it is nobody
        fault = Fault(outcome.field, outcome.message, Why.CANNOT_SEARCH)
        told = replace(d, fault=fault) if d.what is What.CREATE else d
        return _not_seen(told, (), now, policy, dice), ()
    if not isinstance(outcome, Done):
        return put_off(d, outcome, now, dice), ()
    seen = tuple(each if isinstance(each, Ref) else Ref(each, "") for each in outcome.value)
    ours = d.ref if d.what is What.CREATE else next(iter(seen), None)
    others = tuple(ref for ref in seen if ours is None or ref.id != ours.id)
    if len(others) == len(seen):
        return _not_seen(d, others, now, policy, dice), ()
    known = {ref.id for ref in d.duplicates}
    extra = tuple(ref for ref in others if ref.id not in known)
    if d.what is not What.CREATE:  # what is removed is seen no more: told before
        d = replace(d, duplicates=(*d.duplicates, *extra))
        extra = others if d.fault is None else ()
    if extra:
        return replace(put_off(d, outcome, now, dice), unseen=0), extra
    return _audited(d, now, policy), ()


def after_closing(d: Delivery, duplicate: Ref, outcome: Outcome[Any], now: datetime) -> Delivery:
    """The row after a try at closing one duplicate. What the tool refuses to close is reported all the same:
    the fault says so, and a person closes it. Anything else than yes and no is tried at the next audit.
    """
    match outcome:
        case Done():
            fault = d.fault
        case Rejected(field=name, message=message):
            fault = Fault(name, message, Why.NOT_CLOSED if d.what is What.CREATE else Why.TWICE)
        case _:
            return d
    known = d.duplicates if duplicate in d.duplicates else (*d.duplicates, duplicate)
    return replace(d, duplicates=known, fault=fault, due=now, tries=0)


def retry(d: Delivery, now: datetime, others: Iterable[Delivery] = ()) -> Delivery:
    """A person mended what was wrong, or looked and found nothing there: once more.

    `others`: of the same incident. A change of state after which a newer one has begun is set aside instead:
    it would put the older state over the newer.
    """
    _of_a_person(d)
    begun = (Stage.SENT, Stage.CHECKING, Stage.DONE)
    newer = (each for each in others if each.what is What.STATE and each.place > d.place)
    if d.what is What.STATE and any(each.stage in begun for each in newer):
        return replace(d, stage=Stage.SET_ASIDE, due=NEVER)
    again = replace(d, due=now, tries=0, unseen=0, fault=None)
    match d.fault.why if d.fault else None:
        case Why.MAY_BE_THERE:
            return replace(again, stage=Stage.WAITING, attempted_at=None, doubt=False)
        case Why.OTHER_TICKET:
            return replace(again, stage=Stage.DONE)  # its ticket is to be looked for again
        case Why.GONE if d.what is What.CREATE:
            return replace(again, stage=Stage.SENT, ref=None, doubt=True)
    stage = Stage.SENT if d.doubt else Stage.WAITING
    return replace(again, stage=stage, attempted_at=d.attempted_at if d.doubt else None)


def confirm(d: Delivery, ref: Ref | None, now: datetime, policy: Policy) -> Delivery:
    """A person found it there. `ref`: the ticket, for a CREATE. A ticket and a state are still read back."""
    _of_a_person(d)
    if d.what is What.STATE:
        return there(d, d.ref, now, policy)
    if d.what is What.CREATE:
        if ref is None:
            raise ValueError("which ticket?")
        return there(d, ref, now, policy)
    return done(d, d.differences, now, policy)


def set_aside(d: Delivery, now: datetime) -> Delivery:
    """A person decided that it is not handed over (any more). What waits behind a CREATE goes with it."""
    if d.stage not in (Stage.ATTENTION, Stage.WAITING):
        raise ValueError(f"a delivery in {d.stage} cannot be set aside")
    return replace(d, stage=Stage.SET_ASIDE, due=NEVER)


def _audited(d: Delivery, now: datetime, policy: Policy) -> Delivery:
    done, after = d.audits + 1, policy.audit_after
    due = now + timedelta(seconds=after[done] - after[d.audits]) if done < len(after) else NEVER
    return replace(d, audits=done, due=due, tries=0, unseen=0)


def _not_seen(d: Delivery, others: tuple[Ref, ...], now: datetime, policy: Policy, dice: float) -> Delivery:
    """Our own ticket is not among those found: the search lags; or somebody deleted or merged ours."""
    if d.unseen + 1 < policy.looks:
        return put_off(d, Done(()), now, dice)
    if others:
        return park(d, Fault("", ", ".join(ref.number for ref in others), Why.OTHER_TICKET))
    return _audited(d, now, policy)


def _of_a_person(d: Delivery) -> None:
    if d.stage not in (Stage.ATTENTION, Stage.SET_ASIDE):
        raise ValueError(f"a delivery in {d.stage} is not a person's to decide")
