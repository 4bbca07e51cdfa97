"""What staff agree at the desk holds at the site: for whom a visit waits, how many come, what else, marks."""

from __future__ import annotations

from datetime import timedelta

from common.ids import new_id
from common.wire import CheckInBody
from desk.bookings import booking, by_staff
from desk.bookings.booking import BookingBody
from desk.bookings.by_staff import ChangeBody
from desk.staff import store as staff
from desk.staff.rules import Role
from kiosk.queue.visits import Mark
from tests.api.site.asking import refused
from tests.contract.test_site_and_desk import Open, heard, in_step
from tests.fixtures.desks import NOON, PASSWORD, RunningDesk


def test_the_visit_is_what_was_agreed_and_waits_for_its_agent(desk: RunningDesk, open_site_of: Open) -> None:
    lena, omar = (desk.staff(login, Role.AGENT, ("main",)) for login in ("lena", "omar"))
    site = open_site_of(desk.url, desk.token())
    wish = {"id": new_id(), "site": "main", "service": "laptop", "start": NOON + timedelta(minutes=30)}
    wish |= {"name": "Ana García", "reserved_for": omar, "people": 3, "further": ("phone",)}
    made = booking.book(desk.desk, BookingBody.model_validate(wish), new_id())[0].appointment
    with desk.database.read() as connection:
        boss = staff.account(connection, lena)
    assert boss is not None
    change = ChangeBody(reserved_for=lena, marks=(Mark.ACCESSIBILITY,))
    by_staff.change(desk.desk, boss.member, made.id, 0, change)
    in_step(site)
    heard(desk, site)
    body = CheckInBody.model_validate({"id": new_id(), "pass": made.code})
    place = site.local().check_in(body, new_id())
    visit = site.site.published.line.visits[place.id]
    assert (visit.reserved_for, visit.people, visit.further) == (lena, 3, ("phone",))
    assert visit.marks == (Mark.ACCESSIBILITY,)
    consoles = {}
    for counter, login in (("1", "omar"), ("2", "lena")):
        token = site.client("").sign_in(login, PASSWORD).token
        consoles[login] = site.client(token)
        consoles[login].open(counter, new_id())
    refused(409, "nobody_waiting", consoles["omar"].call, "1", new_id())
    called = consoles["lena"].call("2", new_id())
    assert called.id == place.id
