"""The frame of all staff pages: where one can go, who is signed in, what was just done.

A staff page extends `staff/layout.html` and is rendered with `render_staff`; its words come from the face
`staff` besides those of the public pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from desk.connectors.seen import Banners, banners
from desk.connectors.store import looks
from desk.context import desk_of
from desk.staff.rules import Member, Role, covers
from desk.web.layout import FACES, render, words_for
from desk.webhooks import store as webhooks

STAFF_FACES = ("staff", "machines", "appointments", "integration", "outside", *FACES)


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the menu; its word is `staff-nav-<name>`, its page `/staff/<name>`."""

    name: str
    icon: str
    role: Role


SECTIONS = (
    Section("incidents", "inbox", Role.AGENT),
    Section("appointments", "calendar-days", Role.AGENT),
    Section("calendar", "calendar-clock", Role.AGENT),
    Section("connectors", "cable", Role.AGENT),
    Section("people", "users", Role.LEAD),
    Section("services", "concierge-bell", Role.ADMIN),
    Section("sites", "map-pin", Role.ADMIN),
    Section("staff", "headset", Role.ADMIN),
    Section("devices", "server", Role.ADMIN),
    Section("machines", "repeat", Role.LEAD),
    Section("webhooks", "send", Role.ADMIN),
    Section("outbox", "mail", Role.LEAD),
)


def render_staff(
    request: Request, member: Member, section: str, template: str, status: int = 200, **context: Any
) -> HTMLResponse:
    """A page inside the frame. `?done=<word>` in the address shows `staff-done-<word>` once."""
    values = {
        "member": member,
        "section": section,
        "sections": [each for each in SECTIONS if covers(member.role, each.role)],
        "done": _done(request),
        "webhooks_given_up": _given_up(request, member),
        "tools": _tools(request),
        "attention": _attention(request, member),
    }
    return render(request, template, status, STAFF_FACES, **(values | context))


def see(address: str, done: str = "") -> RedirectResponse:
    """After a form: go to a page of our own, which says what was done."""
    mark = "&" if "?" in address else "?"
    return RedirectResponse(f"{address}{mark}{urlencode({'done': done})}" if done else address, 303)


def _given_up(request: Request, member: Member) -> int:
    """How many webhooks stopped by themselves, for whoever can mend it."""
    if not covers(member.role, Role.ADMIN):
        return 0
    with desk_of(request).database.read() as connection:
        return webhooks.given_up(connection)


def _tools(request: Request) -> Banners:
    """The outside tools that somebody has to mend something for."""
    desk = desk_of(request)
    with desk.database.read() as connection:
        return banners(connection, desk.connectors)


def _attention(request: Request, member: Member) -> int:
    """How many hand-overs wait for a decision, for whoever may decide."""
    if not covers(member.role, Role.LEAD):
        return 0
    desk = desk_of(request)
    with desk.database.read() as connection:
        return looks.attention(connection, desk.connectors.mappings, member.scope)


def _done(request: Request) -> str:
    """The sentence for what was just done; "" when the address has none that we know."""
    key = f"staff-done-{request.query_params.get('done', '')}"
    words = words_for(request, STAFF_FACES)
    return words.say(key) if key in words.table() else ""
