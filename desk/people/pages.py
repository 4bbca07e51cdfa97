"""Looking people up, and erasing them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from desk.context import TheDesk
from desk.engine import Connection
from desk.people import store
from desk.people.erase import erase_person
from desk.problems import Refused
from desk.staff import store as staff
from desk.staff.auth import note, require
from desk.staff.layout import render_staff, see
from desk.staff.rules import Member, Role, plain
from desk.web.forms import Posted
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/staff/people", include_in_schema=False)
Lead = Annotated[Member, Depends(require(Role.LEAD))]
Admin = Annotated[Member, Depends(require(Role.ADMIN))]

MOST_FOUND = 50


@router.get("")
def people_page(
    request: Request, member: Lead, desk: TheDesk, q: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Who fits the search; nobody without one, so that the directory is not leafed through."""
    wish = plain(q).strip()
    with desk.database.read() as connection:
        found = store.search(connection, wish, MOST_FOUND)
        count = store.count(connection)
    may_erase = member.role is Role.ADMIN
    values = {"found": found, "count": count, "wish": wish, "may_erase": may_erase}
    return render_staff(request, member, "people", "staff/people.html", 200, **values)


@router.get("/{person}/erase")
def ask_to_erase(request: Request, member: Admin, desk: TheDesk, person: str) -> Response:
    """Says what erasing means, and asks."""
    with desk.database.read() as connection:
        found = _found(connection, person)
    return render_staff(request, member, "people", "staff/erase.html", 200, person=found)


@router.post("/{person}/erase")
def erase(member: Admin, desk: TheDesk, person: str, form: Posted) -> Response:
    """Erase for good."""
    with desk.database.begin() as connection:
        erase_person(connection, _found(connection, person).id, desk.now())
        staff.note_action(connection, note(desk, member, "person_erased", person))
    return see("/staff/people", "person-erased")


def _found(connection: Connection, person: str) -> store.Person:
    found = store.get(connection, person) if person.isprintable() else None
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return found
