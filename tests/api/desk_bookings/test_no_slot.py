"""Who looks for a slot and finds none is counted, once, and cannot be told from others afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from desk.catalogue import store as catalogue
from desk.reports import store as reports
from tests.api.desk_bookings.phone import Phone
from tests.fixtures.desks import RunningDesk, sample_site

DAY = "2026-03-03"


def counted(desk: RunningDesk) -> list[tuple[str, str, str, int]]:
    with desk.database.read() as connection:
        rows = connection.execute(sa.select(reports.unmet).order_by(reports.unmet.c.day)).all()
    return [(row.day, row.service, row.why, row.people) for row in rows]


@pytest.fixture
def full(desk: RunningDesk, phone: Phone) -> str:
    """Every slot of tomorrow is taken; gives the day."""
    with desk.database.begin() as connection:
        site = sample_site("main")
        offer = site.offers[0].__class__(site.offers[0].service, slot_minutes=480)
        catalogue.save_site(connection, site.with_offers((offer, site.offers[1])))
    slots = phone.slots(DAY)
    assert len(slots) == 3
    for slot in slots:
        phone.booked(slot["start"])
    return DAY


def test_a_program_that_asks_again_is_counted_once(desk: RunningDesk, phone: Phone, full: str) -> None:
    assert counted(desk) == []
    for _ in range(3):
        assert [slot["free"] for slot in phone.slots(full)] == [0, 0, 0]
    assert counted(desk) == [("2026-03-02", "laptop", "no_slot", 1)]
    for visitor in ("a", "b", "b"):
        phone.session.headers["X-Request-Id"] = visitor
        phone.slots(full)
    assert counted(desk) == [("2026-03-02", "laptop", "no_slot", 3)]


def test_the_page_counts_too(desk: RunningDesk, phone: Phone, full: str) -> None:
    page = f"{desk.url}/book/main"
    for _ in range(2):
        answer = phone.session.get(page, params={"service": "laptop", "day": full}, timeout=20)
        assert answer.status_code == 200
    assert counted(desk) == [("2026-03-02", "laptop", "no_slot", 1)]
    phone.session.get(page, params={"service": "laptop"}, timeout=20)  # other days are free
    phone.session.get(page, params={"service": "phone", "day": full}, timeout=20)
    phone.session.get(page, params={"service": "laptop", "day": "2026-03-01"}, timeout=20)  # over: not full
    assert counted(desk) == [("2026-03-02", "laptop", "no_slot", 1)]


def test_a_site_that_is_full_for_weeks(desk: RunningDesk, phone: Phone, full: str) -> None:

    with desk.database.begin() as connection:
        site = catalogue.site_of(connection, "main")
        assert site is not None
        catalogue.save_site(connection, replace(site, days_ahead=1))
    today = phone.slots("2026-03-02")
    for slot in today:
        phone.booked(slot["start"])
    phone.session.get(f"{desk.url}/book/main", params={"service": "laptop"}, timeout=20)
    assert counted(desk) == [("2026-03-02", "laptop", "no_slot", 1)]


def test_with_the_day_goes_everything_that_could_tell_who_it_was(
    desk: RunningDesk, phone: Phone, full: str
) -> None:
    phone.slots(full)
    with desk.database.read() as connection:
        first = {row.asker for row in connection.execute(sa.select(reports.askers))}
    assert len(first) == 1 and all("127.0.0.1" not in asker for asker in first)
    with desk.database.begin() as connection:
        tomorrow = (desk.clock.now() + timedelta(days=1)).date()
        assert reports.note_no_slot(connection, "main", "laptop", tomorrow, "127.0.0.1")
        assert not reports.note_no_slot(connection, "main", "laptop", tomorrow, "127.0.0.1")
    with desk.database.read() as connection:
        second = {row.asker for row in connection.execute(sa.select(reports.askers))}
        salts = connection.execute(sa.select(reports.salts)).all()
    assert len(second) == 1 and not first & second and [row.day for row in salts] == [str(tomorrow)]
