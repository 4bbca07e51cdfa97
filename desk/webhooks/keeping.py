"""Keeping subscriptions: what the API and the pages both do, each with its line in the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk.catalogue import store as catalogue
from desk.changes.rules import Kind
from desk.context import Desk
from desk.engine import Connection
from desk.problems import Refused
from desk.staff import store as staff
from desk.staff.auth import note
from desk.staff.rules import Member
from desk.webhooks import store
from desk.webhooks.posting import Allowed, NotAllowed, target_of
from desk.webhooks.rules import Outcome, State, resumed
from desk.webhooks.sender import Poster, post_one, poster
from desk.webhooks.store import Subscription, line
from kiosk.queue.refusals import Code


@dataclass(frozen=True, slots=True)
class Wish:
    """A subscription as somebody wants it. `kinds`, `sites` empty: all."""

    url: str
    kinds: tuple[Kind, ...] = ()
    sites: tuple[str, ...] = ()


def add(connection: Connection, desk: Desk, member: Member, wish: Wish) -> str:
    """Add a subscription; its id. Raises Refused `invalid` (data: url or sites, and why)."""
    _check(connection, desk, wish)
    made = store.add(connection, wish.url, wish.kinds, wish.sites, desk.now())
    staff.note_action(connection, note(desk, member, "webhook_added", made))
    return made


def change(connection: Connection, desk: Desk, member: Member, subscription: str, wish: Wish) -> None:
    """Change where it goes and what it tells. Raises Refused."""
    known(connection, subscription)
    _check(connection, desk, wish)
    store.change(connection, subscription, wish.url, wish.kinds, wish.sites)
    staff.note_action(connection, note(desk, member, "webhook_changed", subscription))


def set_active(connection: Connection, desk: Desk, member: Member, subscription: str, active: bool) -> None:
    """Pause it, or let it go on at once where it stopped. What is so already stays."""
    held = known(connection, subscription, lock=True)
    if active is (held.standing.state is State.ACTIVE):
        return
    paused = replace(held.standing, state=State.PAUSED)
    store.set_standing(connection, subscription, resumed(held.standing, desk.now()) if active else paused)
    action = "webhook_resumed" if active else "webhook_paused"
    staff.note_action(connection, note(desk, member, action, subscription))


def remove(connection: Connection, desk: Desk, member: Member, subscription: str) -> None:
    """Forget it with its deliveries. Raises Refused `not_found`."""
    known(connection, subscription, lock=True)
    store.remove(connection, subscription)
    staff.note_action(connection, note(desk, member, "webhook_removed", subscription))


def renew_secret(connection: Connection, desk: Desk, member: Member, subscription: str) -> str:
    """A new secret; the one before signs too for a day. Raises Refused `not_found`."""
    known(connection, subscription, lock=True)
    made = store.renew_secret(connection, subscription, desk.now())
    staff.note_action(connection, note(desk, member, "webhook_secret_renewed", subscription))
    return made


def try_out(desk: Desk, subscription: str, post: Poster | None = None) -> Outcome:
    """Send a test now, whatever waits and whether it is paused or not. Blocking, up to the deadline."""
    with desk.database.begin() as connection:
        held = known(connection, subscription)
        test = store.add_test(connection, held.id, desk.now())
    outcome = post_one(desk, post or poster(desk), held, test)
    with desk.database.begin() as connection:
        line.note_try(connection, test, outcome, desk.now())
    return outcome


def again(connection: Connection, subscription: str, delivery: str) -> None:
    """Send one (again), under its id, as soon as it is its turn. Raises Refused `not_found`."""
    known(connection, subscription)
    if not store.again(connection, subscription, delivery):
        raise Refused(Code.NOT_FOUND)


def leave_out(connection: Connection, subscription: str, delivery: str) -> None:
    """Let the ones behind it have their turn. Raises Refused `not_found`."""
    known(connection, subscription)
    if not store.leave_out(connection, subscription, delivery):
        raise Refused(Code.NOT_FOUND)


def known(connection: Connection, subscription: str, lock: bool = False) -> Subscription:
    """A subscription that there is. Raises Refused `not_found`."""
    found = store.get(connection, subscription, lock) if subscription.isprintable() else None
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return found


def _check(connection: Connection, desk: Desk, wish: Wish) -> None:
    try:
        target_of(wish.url, Allowed(http=desk.webhooks_http, private=desk.webhooks_private))
    except NotAllowed as no:
        raise Refused(Code.INVALID, {"url": no.why}) from no
    if not set(wish.sites) <= set(catalogue.site_ids(connection)):
        raise Refused(Code.INVALID, {"sites": "unknown"})


def kinds_in(names: Sequence[str]) -> tuple[Kind, ...]:
    """The kinds that a form names; others are none."""
    return tuple(kind for kind in Kind if kind.value in names)
