"""What members of staff decide about their own calendar, by its page or the API; each noted in the audit."""

from __future__ import annotations

from dataclasses import dataclass, field

from desk.calendars import store
from desk.calendars.entry import Detail
from desk.calendars.rules import LONGEST_SECRET, Kind
from desk.calendars.store import removals, writing
from desk.calendars.threads import allowed
from desk.context import Desk
from desk.staff import store as staff
from desk.staff.auth import note
from desk.staff.rules import Member
from desk.web.forms import Fields
from desk.webhooks.posting import NotAllowed, target_of

SUBSCRIBED = "webcal://"  # how calendar programs write the address of a feed; it is fetched by https


@dataclass(frozen=True, slots=True)
class Wish:
    """A calendar as somebody gives it; `faults`: field → end of a message's key."""

    kind: Kind
    url: str
    user: str = ""
    password: str = ""
    faults: dict[str, str] = field(default_factory=dict)


def wish_of(form: Fields, desk: Desk) -> Wish:
    """A calendar as somebody gives it, with what is wrong with it."""
    kind = Kind.CALDAV if form.get("kind") == Kind.CALDAV.value else Kind.FEED
    url = form.get("url", "").strip()
    if url.lower().startswith(SUBSCRIBED):
        url = f"https://{url[len(SUBSCRIBED) :]}"
    faults = {}
    try:
        target_of(url, allowed(desk))
    except NotAllowed as no:
        faults["url"] = no.why.replace("_", "-")
    if kind is Kind.FEED:
        return Wish(kind, url, faults=faults)
    user, password = form.get("user", "").strip(), form.get("password", "")
    faults |= {
        name: "empty"
        for name, text in (("user", user), ("password", password))
        if not text or len(text) > LONGEST_SECRET or not text.isprintable()
    }
    return Wish(kind, url, user, password, faults)


def give_calendar(desk: Desk, member: Member, wish: Wish) -> None:
    """Take a calendar without faults, instead of the one before."""
    with desk.database.begin() as connection:
        store.give(connection, member.id, wish.kind, wish.url, wish.user, wish.password, desk.now())
        staff.note_action(connection, note(desk, member, "calendar_given", member.id, kind=wish.kind.value))


def forget_calendar(desk: Desk, member: Member) -> None:
    """Forget it, and the times it blocked. A repeat changes nothing."""
    with desk.database.begin() as connection:
        if store.forget(connection, member.id, desk.now()):
            staff.note_action(connection, note(desk, member, "calendar_removed", member.id))


def check_soon(desk: Desk, member: Member) -> None:
    """Read it, and try to write, at the next round."""
    with desk.database.begin() as connection:
        store.read_soon(connection, member.id, desk.now())
        writing.try_soon(connection, member.id, desk.now())
        removals.try_soon(connection, member.id, desk.now())


def leave_entries(desk: Desk, member: Member) -> bool:
    """What stands in calendars before this one stays there, and is told no more. False: there is none."""
    with desk.database.begin() as connection:
        return removals.leave(connection, member.id)


def choose_writing(desk: Desk, member: Member, detail: Detail, language: str) -> bool:
    """Somebody wants their appointments in their calendar. False: they have none that can be written."""
    with desk.database.begin() as connection:
        held = store.get(connection, member.id)
        if held is None or held.kind is not Kind.CALDAV:
            return False
        writing.choose(connection, member.id, held.id, detail, language, desk.now())
        staff.note_action(connection, note(desk, member, "calendar_writing", member.id, detail=detail.value))
    return True


def end_writing(desk: Desk, member: Member) -> None:
    with desk.database.begin() as connection:
        if writing.stop(connection, member.id, desk.now()):
            staff.note_action(connection, note(desk, member, "calendar_writing_stopped", member.id))
