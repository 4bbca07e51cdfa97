"""The API of people, for staff and for programs that act for them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from common.wire import PersonRecord
from desk.context import TheDesk
from desk.people import store
from desk.people.erase import erase_person
from desk.problems import Refused
from desk.staff import store as staff
from desk.staff.auth import note, require
from desk.staff.rules import Member, Role, plain
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/api/v1/people", tags=["people"])


@router.get("")
def search_people(
    member: Annotated[Member, Depends(require(Role.LEAD))],
    desk: TheDesk,
    q: Annotated[str, Query(min_length=2, max_length=200)],
) -> list[PersonRecord]:
    """People whose name or mail holds every word, or whose badge it is; at most twenty, by name."""
    with desk.database.read() as connection:
        return [person.record() for person in store.search(connection, plain(q))]


@router.delete("/{person}", status_code=204)
def erase(member: Annotated[Member, Depends(require(Role.ADMIN))], desk: TheDesk, person: str) -> None:
    """Erase a person here and, as soon as they are in touch, at every site. A repeat finds nobody: 404."""
    with desk.database.begin() as connection:
        if not erase_person(connection, plain(person), desk.now()):
            raise Refused(Code.NOT_FOUND)
        staff.note_action(connection, note(desk, member, "person_erased", person))
