"""Everybody writes at once: nobody blocks anybody for ever, and every feed has it all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from common.clients.desk import DeskClient
from common.ids import new_id
from desk.bookings import store as bookings
from desk.bookings.store import Appointment
from desk.catalogue import store as catalogue
from desk.people import store as people
from desk.people.erase import erase_person
from desk.staff import store as staff
from desk.staff.members import change_member
from desk.staff.rules import Role
from tests.api.desk_sync.journals import incident, push_of
from tests.fixtures.desks import NOON, RunningDesk, sample_site

ROUNDS = 8


def push(desk: RunningDesk, site: str, kinds: tuple[str, str]) -> None:
    client = DeskClient(desk.url, desk.token(site), 30)
    for n in range(ROUNDS):
        records = [incident(f"{site}-{n}-{kind}", kind=kind) for kind in kinds]
        assert len(client.push(site, push_of([], records)).accepted) == 2
    client.close()


def book_and_erase(desk: RunningDesk, site: str) -> None:
    for n in range(ROUNDS):
        with desk.database.begin() as connection:
            person = people.find_or_create(connection, f"Guest {n}", f"g{n}@{site}.example.org", "en")
            bookings.add(connection, appointment(site, person, n))
        with desk.database.begin() as connection:
            assert erase_person(connection, person, NOON)


def change_staff(desk: RunningDesk, member: str) -> None:
    for _ in range(ROUNDS):
        with desk.database.begin() as connection:
            found = staff.account(connection, member)
            assert found is not None
            change_member(connection, found)


def save_sites(desk: RunningDesk) -> None:
    for site in ("north", "main") * (ROUNDS // 2):
        with desk.database.begin() as connection:
            catalogue.save_site(connection, sample_site(site))


def test_everybody_writes_at_once(desk: RunningDesk) -> None:
    lena = desk.staff("lena", Role.AGENT)
    work: list[Callable[[], None]] = [
        partial(push, desk, "main", ("incident", "request")),
        partial(push, desk, "north", ("request", "incident")),
        partial(book_and_erase, desk, "main"),
        partial(book_and_erase, desk, "north"),
        partial(change_staff, desk, lena),
        partial(save_sites, desk),
    ]
    with ThreadPoolExecutor(len(work)) as pool:
        for each in [pool.submit(each) for each in work]:
            each.result(60)
    client = DeskClient(desk.url, desk.token())
    told = [item for item in client.feed("main", 0).items if item.kind == "erase_person"]
    client.close()
    assert len(told) == 2 * ROUNDS, "every site is told of every erased person"


def appointment(site: str, person: str, hour: int) -> Appointment:
    """An appointment of today at one of the first hours."""
    start = NOON.replace(hour=hour)
    return Appointment(
        id=new_id(),
        site=site,
        service="laptop",
        start=start,
        end=start.replace(minute=30),
        state="booked",
        person=person,
        name="Guest",
        mail="",
        language="en",
        note="",
        code="",
        changes=0,
        made_at=NOON,
    )
