"""Over-booking: a site’s choice, by the measured no-show rate; never one more, also in a race."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from common.clock import SystemClock
from desk.bookings.rules import places
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Offer, Site
from desk.engine import Database
from kiosk.queue.planning.overbooking import Kept, more_than, show_rates
from tests.api.desk_bookings.pasts import remember
from tests.api.desk_bookings.phone import Phone
from tests.fixtures.desks import LAPTOP, RunningDesk, desk_process, sample_site

ROOM = 4
KEPT, MISSED = 120, 180
ALLOWED = places(Offer(LAPTOP, per_slot=ROOM), {"laptop": Kept(KEPT, MISSED)}, 10)


def crowded(percent: int) -> Site:
    site = sample_site("main")
    offers = (replace(site.offers[0], per_slot=ROOM), site.offers[1])
    return replace(site.with_offers(offers), overbook_percent=percent)


def test_the_bound_holds_for_what_is_allowed() -> None:
    rate = show_rates({"laptop": Kept(KEPT, MISSED)}, ("laptop",))["laptop"]
    assert ALLOWED > ROOM and more_than(ROOM, ALLOWED, rate) <= 0.1 < more_than(ROOM, ALLOWED + 1, rate)


@pytest.mark.parametrize(("percent", "free"), [(0, ROOM), (10, ALLOWED)])
def test_it_is_off_unless_the_site_wants_it(desk: RunningDesk, phone: Phone, percent: int, free: int) -> None:
    with desk.database.begin() as connection:
        catalogue.save_site(connection, crowded(percent))
        remember(connection, desk.clock.now(), KEPT, MISSED)
    slot = phone.slots()[0]
    assert slot["free"] == free
    answers = [phone.book(slot["start"]).status_code for _ in range(free + 2)]
    assert answers == [201] * free + [409] * 2
    assert phone.slots()[0]["free"] == 0


def test_the_report_says_what_was_measured_and_what_it_allows(desk: RunningDesk, phone: Phone) -> None:
    with desk.database.begin() as connection:
        catalogue.save_site(connection, crowded(0))
        remember(connection, desk.clock.now(), KEPT, MISSED)
    headers = {"Authorization": f"Bearer {desk.token('main')}"}
    address = f"{desk.url}/api/v1/reports/overbooking"

    def told(**query: int) -> dict[str, Any]:
        asked: dict[str, Any] = {"site": "main", **query}
        answer = phone.session.get(address, params=asked, headers=headers, timeout=20)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    now, tried = told(), told(percent=10)
    assert now["percent"] == 0 and [row["places"] for row in now["services"]] == [ROOM, 1]
    laptop = tried["services"][0]
    assert (laptop["kept"], laptop["missed"], laptop["places"]) == (KEPT, MISSED, ALLOWED)
    assert laptop["too_many"] <= 0.1 and phone.slots()[0]["free"] == ROOM


def test_without_a_past_nobody_is_booked_beyond_the_room(desk: RunningDesk, phone: Phone) -> None:
    with desk.database.begin() as connection:
        catalogue.save_site(connection, crowded(10))
    assert phone.slots()[0]["free"] == ROOM


def test_fewer_places_than_are_taken_are_none_free(desk: RunningDesk, phone: Phone) -> None:
    """People begin to come again: what was promised stays, and nothing more is given."""
    with desk.database.begin() as connection:
        catalogue.save_site(connection, crowded(10))
        remember(connection, desk.clock.now(), KEPT, MISSED)
    start = phone.slots()[0]["start"]
    for _ in range(ALLOWED):
        phone.booked(start)
    with desk.database.begin() as connection:
        remember(connection, desk.clock.now(), 900, 0)
    assert phone.slots()[0]["free"] == 0 and phone.book(start).status_code == 409


def test_ten_phones_and_two_processes_take_what_is_allowed_and_no_more(
    database_url: str, tmp_path: Path
) -> None:
    database, now = Database(database_url), SystemClock().now()
    database.prepare()
    with database.begin() as connection:
        catalogue.save_site(connection, crowded(10))
        remember(connection, now, KEPT, MISSED)
    database.close()
    day = f"{now + timedelta(days=2):%Y-%m-%d}"
    phones = ALLOWED + 5
    together = threading.Barrier(phones)
    with desk_process(database_url, tmp_path) as one, desk_process(database_url, tmp_path) as two:
        with Phone(one) as phone:
            start = phone.slots(day)[3]["start"]

        def ask(number: int) -> int:
            with Phone((one, two)[number % 2]) as phone:
                together.wait(20)
                return phone.book(start, mail=f"p{number}@example.org").status_code

        with ThreadPoolExecutor(phones) as pool:
            answers = Counter(pool.map(ask, range(phones)))
        with Phone(two) as phone:
            free = next(slot["free"] for slot in phone.slots(day) if slot["start"] == start)
    assert answers == {201: ALLOWED, 409: 5} and free == 0
