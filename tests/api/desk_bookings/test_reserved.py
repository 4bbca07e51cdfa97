"""Staff book for a visitor: for one agent, with people, marks and further matters; the site is told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import requests

from common.clients.desk import DeskClient
from desk.bookings import store
from desk.calendars import store as calendars
from desk.calendars.rules import Busy, Kind
from desk.calendars.store import Version
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Offer
from desk.programs.tokens import create_program_token
from desk.staff import store as staff
from desk.staff.rules import Role
from tests.api.desk_bookings.phone import Phone
from tests.fixtures.desks import LAPTOP, NOON, PHONE, RunningDesk

NINE = "2026-03-03T09:00:00+01:00"
TEN = "2026-03-03T10:00:00+01:00"


@pytest.fixture
def lena(desk: RunningDesk) -> str:
    """An agent of the site; places enough that only her time decides."""
    with desk.database.begin() as connection:
        site = catalogue.site_of(connection, "main")
        assert site is not None
        offers = (Offer(LAPTOP, per_slot=5), Offer(PHONE, per_slot=5))
        catalogue.save_site(connection, replace(site, offers=offers))
    desk.staff("omar", Role.AGENT)
    return desk.staff("lena", Role.AGENT)


@pytest.fixture
def program(desk: RunningDesk, phone: Phone) -> Iterator[Phone]:
    """A program that acts for the staff of the main site."""
    token = create_program_token(desk.database, "planner", Role.AGENT, ["main"], desk.clock)
    with Phone(desk.url) as made:
        made.session.headers["Authorization"] = f"Bearer {token}"
        yield made


def free(program: Phone, agent: str, service: str = "laptop") -> dict[str, int]:
    asked = {"service": service, "day": "2026-03-03", "agent": agent}
    answer = program.session.get(f"{program.url}/api/v1/sites/main/slots", params=asked, timeout=20)
    assert answer.status_code == 200, answer.text
    return {slot["start"][11:16]: slot["free"] for slot in answer.json()}


def change(program: Phone, appointment: str, version: int, **body: Any) -> requests.Response:
    address = f"{program.url}/api/v1/appointments/{appointment}"
    return program.session.patch(address, json=body, headers={"If-Match": f'"{version}"'}, timeout=20)


def test_what_was_agreed_reaches_the_site(desk: RunningDesk, program: Phone, lena: str) -> None:
    told = {"reserved_for": lena, "people": 3, "marks": ["accessibility"], "further": ["phone"]}
    made = program.booked(NINE, **told | {"marks": ["accessibility"] * 2})["appointment"]
    assert {name: made[name] for name in told} == told
    client = DeskClient(desk.url, desk.token())
    (item,) = [each for each in client.feed("main", 0).items if each.kind == "appointment"]
    client.close()
    assert {name: item.body[name] for name in told} == told
    shown = program.session.get(f"{program.url}/api/v1/appointments/{made['id']}", timeout=20)
    assert shown.headers["ETag"] == '"0"'
    assert {name: shown.json()[name] for name in told} == told


def test_an_agent_is_booked_once_at_a_time_whatever_for(program: Phone, lena: str) -> None:
    first = program.booked(NINE, reserved_for=lena)["appointment"]
    assert (free(program, lena)["09:00"], free(program, lena)["09:30"]) == (0, 5)
    assert free(program, lena, "phone")["09:00"] == 0
    again = program.book(NINE, reserved_for=lena, service="phone")
    assert (again.status_code, again.json()["code"]) == (409, "slot_taken")
    assert all(each["start"] != NINE for each in again.json()["free"])
    assert program.book(NINE).status_code == 201  # somebody else is there
    assert change(program, first["id"], 0, state="cancelled").json()["state"] == "cancelled"
    assert free(program, lena)["09:00"] == 4
    assert program.book(NINE, reserved_for=lena, service="phone").status_code == 201


def test_two_who_book_the_same_agent_at_once_get_one(program: Phone, lena: str) -> None:
    def book(service: str) -> int:
        return program.book(TEN, reserved_for=lena, service=service).status_code

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(book, ["laptop", "phone"] * 4))
    assert found == [201] + [409] * 7


def test_a_calendar_closes_the_time_of_its_agent_alone(desk: RunningDesk, program: Phone, lena: str) -> None:
    with desk.database.begin() as connection:
        calendars.give(connection, lena, Kind.FEED, "https://calendars.example.org/a.ics", "", "", NOON)
        mine = calendars.claim(connection, NOON)
        assert mine is not None
        away = Busy(NOON.replace(day=3, hour=8), NOON.replace(day=3, hour=9))  # 9 to 10 in Madrid
        calendars.note_reading(connection, mine, [away], Version(), NOON, NOON, NOON)
    found = free(program, lena)
    assert (found["08:30"], found["09:00"], found["09:30"], found["10:00"]) == (5, 0, 0, 5)
    assert program.book(NINE, reserved_for=lena).json()["code"] == "slot_taken"
    assert program.book(NINE).status_code == 201


def test_changes_hold_to_the_version_and_keep_the_rest(desk: RunningDesk, program: Phone, lena: str) -> None:
    made = program.booked(NINE, reserved_for=lena, people=2)["appointment"]
    assert change(program, made["id"], 0).json()["people"] == 2  # nothing wished, nothing changed
    moved = change(program, made["id"], 0, start=TEN)
    assert (moved.status_code, moved.headers["ETag"], moved.json()["people"]) == (200, '"1"', 2)
    late = change(program, made["id"], 0, people=4)
    assert (late.status_code, late.json()["code"]) == (409, "out_of_order")
    anyone = change(program, made["id"], 1, reserved_for="", marks=["vip"], note="Brings the dock").json()
    assert (anyone["reserved_for"], anyone["marks"], anyone["people"]) == (None, ["vip"], 2)
    blocked = program.booked(TEN, reserved_for=lena, service="phone")["appointment"]
    assert change(program, made["id"], 2, reserved_for=lena).json()["code"] == "slot_taken"
    assert change(program, blocked["id"], 0, state="cancelled").status_code == 200
    assert change(program, made["id"], 2, reserved_for=lena).status_code == 200
    assert change(program, made["id"], 3, start="2026-03-03T10:07:00+01:00").json()["code"] == "slot_gone"
    with desk.database.read() as connection:
        actions = [each.detail["what"] for each in staff.actions(connection) if each.subject == made["id"]]
    assert sorted(actions) == ["agreed", "agreed", "moved"]


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"reserved_for": "nobody"}, 409, "lacks_skill"),
        ({"further": ["nothing"]}, 409, "unknown_service"),
        ({"people": 0}, 422, "invalid"),
        ({"people": 51}, 422, "invalid"),
        ({"marks": ["golden"]}, 422, "invalid"),
        ({"further": ["phone"] * 9}, 422, "invalid"),
    ],
)
def test_what_cannot_be_had_is_refused_in_words(
    program: Phone, lena: str, wish: dict[str, Any], status: int, code: str
) -> None:
    answer = program.book(NINE, **wish)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    made = program.booked(NINE)["appointment"]
    answer = change(program, made["id"], 0, **wish)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_only_who_serves_it_there_can_be_chosen(desk: RunningDesk, program: Phone, lena: str) -> None:
    north = desk.staff("nora", Role.AGENT, ("north",))
    boss = desk.staff("boss", Role.ADMIN)
    with desk.database.begin() as connection:
        made = staff.account(connection, lena)
        assert made is not None
        staff.change_staff(connection, replace(made, member=replace(made.member, services=("phone",))))
    for agent in (north, boss, lena):
        answer = program.book(NINE, reserved_for=agent)
        assert (answer.status_code, answer.json()["code"]) == (409, "lacks_skill")
    assert program.book(NINE, reserved_for=lena, service="phone").status_code == 201


def missed(desk: RunningDesk, appointment: str, *news: tuple[str, dict[str, Any]]) -> None:
    """The site's journal tells that its visitor did not come, and what it says after that."""
    happened = [("VisitMissed", {"visit": appointment}), *news]
    with desk.database.begin() as connection:
        store.note_outcomes(connection, "main", happened, NOON)


def state(desk: RunningDesk, appointment: str) -> str:
    with desk.database.read() as connection:
        found = store.get(connection, appointment)
    assert found is not None
    return found.state


def test_one_that_was_missed_is_moved_to_a_time_to_come_and_nothing_else(
    desk: RunningDesk, program: Phone, lena: str
) -> None:
    made = program.booked(NINE, reserved_for=lena, people=2)["appointment"]["id"]
    missed(desk, made)
    for wish in (
        {"people": 3},
        {"state": "cancelled"},
        {"start": NINE},
        {"state": "cancelled", "start": TEN},
    ):
        assert change(program, made, 0, **wish).json()["code"] == "too_late_to_change"
    assert change(program, made, 0, start="2026-03-02T09:00:00+01:00").json()["code"] == "slot_gone"
    assert state(desk, made) == "missed"
    moved = change(program, made, 0, start=TEN)
    assert (moved.status_code, moved.json()["people"], state(desk, made)) == (200, 2, "booked")
    client = DeskClient(desk.url, desk.token())
    told = [each.body["start"] for each in client.feed("main", 0).items if each.key == made]
    client.close()
    assert datetime.fromisoformat(told[-1]) == datetime.fromisoformat(TEN)
    assert change(program, made, 1, state="cancelled").status_code == 200


def test_its_code_is_another_where_somebody_has_it_by_now(desk: RunningDesk, program: Phone) -> None:
    made, other = (program.booked(start)["appointment"]["id"] for start in (NINE, TEN))
    missed(desk, made)
    with desk.database.begin() as connection:
        known = store.get(connection, made)
        assert known is not None
        mine = store.appointments.c.id == other
        connection.execute(store.appointments.update().where(mine).values(code=known.code))
    moved = change(program, made, 0, start="2026-03-03T11:00:00+01:00")
    assert moved.status_code == 200
    assert moved.json()["code"] != known.code


@pytest.mark.parametrize(
    ("kind", "start", "then"),
    [("VisitBooked", TEN, "booked"), ("VisitBooked", NINE, "missed"), ("VisitCameBack", TEN, "kept")],
)
def test_news_of_a_miss_that_comes_after_the_move(
    desk: RunningDesk, program: Phone, kind: str, start: str, then: str
) -> None:
    made = program.booked(NINE)["appointment"]["id"]
    assert change(program, made, 0, start=TEN).status_code == 200
    missed(desk, made)
    assert state(desk, made) == "missed"
    missed(desk, made, (kind, {"visit": made, "start": start}))
    assert state(desk, made) == then


def test_visitors_and_other_sites_cannot_ask_for_it(
    desk: RunningDesk, phone: Phone, program: Phone, lena: str
) -> None:
    for wish in ({"reserved_for": lena}, {"marks": ["vip"]}, {"people": 2}, {"further": ["phone"]}):
        assert phone.book(NINE, **wish).status_code == 401
        assert program.book(NINE, site="north", **wish).status_code == 403
    asked = {"service": "laptop", "day": "2026-03-03", "agent": lena}
    assert (
        phone.session.get(f"{phone.url}/api/v1/sites/main/slots", params=asked, timeout=20).status_code == 401
    )
    made = phone.booked(NINE, site="north")["appointment"]
    for answer in (
        change(phone, made["id"], 0, people=2),
        phone.session.get(f"{phone.url}/api/v1/appointments/{made['id']}", timeout=20),
    ):
        assert answer.status_code == 401
    assert change(program, made["id"], 0, people=2).status_code == 404


def test_a_visitor_who_moves_is_offered_the_times_of_their_agent(program: Phone, lena: str) -> None:
    mine = program.booked(NINE, reserved_for=lena)
    program.booked(TEN, reserved_for=lena, service="phone")
    assert program.change(mine, "move", start=TEN).json()["code"] == "slot_taken"
    page = program.session.get(f"{program.url}/v/{mine['pass']}/move?day=2026-03-03", timeout=20).text
    assert TEN not in page
    assert "2026-03-03T10:30:00+01:00" in page
    moved = program.change(mine, "move", start="2026-03-03T10:30:00+01:00").json()["appointment"]
    assert moved["reserved_for"] == lena
