"""Staff book for a visitor, change and call off, by the forms that they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from desk.bookings import store
from desk.bookings.store import Appointment
from desk.catalogue import store as catalogue
from desk.staff import store as staff
from kiosk.queue.visits import Mark
from tests.fixtures.desks import NOON, RunningDesk
from tests.web.staff.forms import Fields, Visitor

NEW = "/staff/appointments/new"
NINE, TEN = "2026-03-03T09:00:00+01:00", "2026-03-03T10:00:00+01:00"
EVIL = """<script>alert(1)</script>"><img src=x onerror=alert(1)>'"""


@pytest.fixture
def lena(desk: RunningDesk) -> Iterator[Visitor]:
    made = Visitor(desk.url)
    made.sign_in("lena")
    yield made
    made.close()


def staff_id(desk: RunningDesk, login: str) -> str:
    with desk.database.read() as connection:
        found = staff.account_by_login(connection, login)
    assert found is not None
    return found.member.id


def booked(desk: RunningDesk) -> list[Appointment]:
    with desk.database.read() as connection:
        site = catalogue.site_of(connection, "main")
        assert site is not None
        return store.on_day(connection, site, NOON.replace(day=3).date())


def times(page: str) -> list[str]:
    return re.findall(r'type="radio" name="start" value="2026-03-03T(\d\d:\d\d)', page)


def book(desk: RunningDesk, lena: Visitor, **other: str | list[str]) -> Visitor:
    agent = staff_id(desk, "lena")
    lena.get(f"{NEW}?service=laptop&day=2026-03-03&agent={agent}")
    made = re.search(r'name="id" value="([^"]+)"', lena.text)
    fields: Fields = {"id": made[1] if made else "", "site": "main", "service": "laptop", "agent": agent}
    fields |= {"day": "2026-03-03", "start": NINE, "name": "Ana García", "mail": "", "language": "es"}
    return lena.post(NEW, fields | {"people": "1", "note": ""} | other)


def test_a_visitor_is_booked_for_one_agent_with_what_was_agreed(desk: RunningDesk, lena: Visitor) -> None:
    book(desk, lena, people="3", marks=["accessibility", "vip"], further=["phone"], note=EVIL)
    assert lena.path.startswith("/staff/appointments?day=2026-03-03&site=main")
    for words in ("Booked.", "Lena Example", "3 people", "Accessibility", "then Phone", EVIL):
        assert words in lena.text, words
    assert "<script>alert" not in lena.answer.text
    (made,) = booked(desk)
    agreed = made.agreed
    assert (agreed.reserved_for, agreed.people, agreed.further) == (staff_id(desk, "lena"), 3, ("phone",))
    assert agreed.marks == (Mark.ACCESSIBILITY, Mark.VIP)
    lena.get(f"{NEW}?service=phone&day=2026-03-03&agent={agreed.reserved_for}")
    assert "09:00" not in times(lena.text)
    assert "09:30" in times(lena.text)
    assert "09:00" in times(lena.get(f"{NEW}?service=phone&day=2026-03-03").text)


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(desk: RunningDesk, lena: Visitor) -> None:
    book(desk, lena, name=" ", mail="no address", people="0", start="", note="keeps me")
    assert lena.status == 422
    for words in ("Please write a name", "e-mail in full", "from 1 to 50", "choose a time", "keeps me"):
        assert words in lena.text, words
    book(desk, lena)
    late = book(desk, lena, name="Bea Example")
    assert late.status == 409
    assert "has just been taken" in late.text
    assert "Bea Example" in late.text
    assert [each.name for each in booked(desk)] == ["Ana García"]


def test_it_is_moved_given_to_whoever_is_free_and_called_off(desk: RunningDesk, lena: Visitor) -> None:
    book(desk, lena, mail="ana@example.org")
    (made,) = booked(desk)
    page = f"/staff/appointments/{made.id}"
    fields: Fields = {
        "changes": "0",
        "agent": staff_id(desk, "lena"),
        "start": TEN,
        "people": "2",
        "note": "Dock",
    }
    lena.get(page).post(page, fields)
    assert "Saved." in lena.text
    (moved,) = booked(desk)
    assert (moved.start.isoformat(), moved.agreed.people) == ("2026-03-03T09:00:00+00:00", 2)
    slow = lena.post(page, fields | {"note": "of somebody slower"})
    assert slow.status == 409
    assert "of somebody slower" in slow.text
    lena.get(page).post(page, fields | {"changes": "1", "start": "", "agent": ""})
    assert booked(desk)[0].agreed.reserved_for is None
    lena.get(f"{page}/cancel").post(f"{page}/cancel", {"changes": seen(lena)})
    assert "Called off." in lena.text
    assert lena.get(f"{page}/cancel").path == page, "there is nothing to ask any more"
    assert booked(desk)[0].state == "cancelled"
    with desk.database.read() as connection:
        what = [each.detail["what"] for each in staff.actions(connection) if each.subject == made.id]
    assert sorted(what) == ["agreed", "cancelled", "moved"]


def test_nothing_is_called_off_before_who_and_when_were_seen(desk: RunningDesk, lena: Visitor) -> None:
    book(desk, lena)
    (made,) = booked(desk)
    page = f"/staff/appointments/{made.id}"
    assert f'action="{page}/cancel"' not in lena.get(page).answer.text
    sure = lena.get(f"{page}/cancel")
    for words in ("Ana García", "Tomorrow at 09:00", "Laptop", "Lena Example", "tell the visitor yourself"):
        assert words in sure.text, words
    looked_at = seen(sure)
    move: Fields = {"changes": looked_at, "agent": staff_id(desk, "lena"), "start": TEN, "people": "1"}
    lena.post(page, move | {"note": ""})
    slower = lena.get(f"{page}/cancel").post(f"{page}/cancel", {"changes": looked_at})
    assert slower.status == 409 and "Tomorrow at 10:00" in slower.text, "it is not what was looked at"
    assert booked(desk)[0].state == "booked"
    assert slower.post(f"{page}/cancel", {"changes": seen(slower)}).path.startswith(f"{page}?done=")
    assert booked(desk)[0].state == "cancelled"


def seen(page: Visitor) -> str:
    """The count of changes that the question shows."""
    found = re.search(r'name="changes" value="(\d+)"', page.text)
    assert found is not None, page.text
    return found[1]


def test_one_that_was_missed_can_only_be_moved(desk: RunningDesk, lena: Visitor) -> None:
    book(desk, lena)
    (made,) = booked(desk)
    with desk.database.begin() as connection:
        store.note_outcomes(connection, "main", [("VisitMissed", {"visit": made.id})], NOON)
    page = f"/staff/appointments/{made.id}"
    lena.get(page)
    assert "10:00" in times(lena.text)
    assert f"{page}/cancel" not in lena.text
    assert 'name="start" value=""' not in lena.text
    fields: Fields = {"changes": "0", "agent": staff_id(desk, "lena"), "people": "1", "note": ""}
    assert lena.post(page, fields | {"start": ""}).status == 409
    lena.get(page).post(page, fields | {"start": TEN})
    assert "Saved." in lena.text
    assert [(each.state, each.start.hour) for each in booked(desk)] == [("booked", 9)]


def test_a_page_asked_for_oddly_shows_something_sound(lena: Visitor) -> None:
    for query in (
        "",
        "service=x",
        "agent=x",
        "day=x",
        "site=x",
        "day=0001-01-01",
        "day=2199-01-01",
        "agent=%27",
    ):
        assert lena.get(f"{NEW}?{query}").status == 200, query
    assert lena.get("/staff/appointments/nothing").status == 404
    assert lena.get("/staff/appointments/%F0%9F%A6").status == 404
