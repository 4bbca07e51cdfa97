"""Somebody at the kiosk who has a place, or an appointment, already: shown by phone, or found by name."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from common.clients.errors import ApiRefused
from common.clock import SystemClock
from common.ids import new_id
from common.join_code import code_of_visit
from common.wire import AppointmentOut, CheckInBody, VisitOut
from kiosk.queue.commands import AppointmentClaim, BookVisit
from kiosk.queue.visits import Mark, Presence
from kiosk.site.appointments import put_appointment
from kiosk.site.work import Work
from tests.api.site.asking import a_check_in, raw
from tests.api.site.running import SiteThread
from tests.api.site.test_changes import change


def book(site: SiteThread, person: str, start: datetime, service: str = "laptop", **more: Any) -> str:
    """An appointment that the site has heard of, as the desk's feed brings it."""
    told = AppointmentOut.model_validate(
        {
            "id": new_id(),
            "site": "main",
            "service": service,
            "start": start,
            "end": start + timedelta(minutes=20),
            "state": "booked",
            "person": person,
            "name": "Ana García",
            "code": "AC34CD",
            **more,
        }
    )
    command = BookVisit(AppointmentClaim(told.id, told.service, told.start, person))
    work = Work("test", lambda _: None, command, write=lambda c: put_appointment(c, told))
    site.site.carry_out_from_thread(work)
    return told.id


def by_day(site: SiteThread) -> None:
    """Far from the site's midnight, whenever the test runs."""
    change(site, timezone="UTC" if 6 <= SystemClock().now().hour < 18 else "Pacific/Auckland")


def joined(site: SiteThread) -> VisitOut:
    """Somebody on the way, whom an agent took in for the phone."""
    change(site, remote_join=True)
    body = a_check_in("Rosa Gil", presence="on_the_way", call_as="first_name")
    return site.agent("lena").check_in(body, new_id())


@pytest.mark.parametrize("shown", ["page", "id", "code", "spaced code"])
def test_what_the_phone_shows_is_the_place_and_lets_it_arrive(site: SiteThread, shown: str) -> None:
    visit, kiosk = joined(site), site.local()
    code = code_of_visit(visit.id)
    texts = {"page": f"https://desk.example.org/v/{visit.id}?here=1", "id": visit.id, "code": code.lower()}
    said = kiosk.check_pass(texts.get(shown, f" {code[:3]} {code[3:]} "))
    assert (said.visit, said.service, said.first_name) == (visit.id, "laptop", "Rosa")
    here = kiosk.act(said.visit, "arrive", "arrive-1")
    assert (here.number, here.came, here.presence) == (visit.number, "arrived", Presence.HERE)
    assert kiosk.act(said.visit, "arrive", "arrive-1") == here, "the repeat gets the first answer"
    again = kiosk.act(said.visit, "arrive", new_id())
    assert (again.came, again.existing) == ("", True)


def test_a_place_that_is_over_is_none(site: SiteThread) -> None:
    visit, kiosk = joined(site), site.local()
    kiosk.act(visit.id, "leave", new_id())
    with pytest.raises(ApiRefused) as refused:
        kiosk.check_pass(f"https://desk.example.org/v/{visit.id}")
    assert refused.value.problem.code == "pass_expired"
    with pytest.raises(ApiRefused) as refused:
        kiosk.check_pass(code_of_visit(visit.id))
    assert refused.value.problem.code == "pass_unreadable"


def test_a_display_may_not_ask(site: SiteThread) -> None:
    display = site.device("display", "wall")
    assert raw(display, "GET", "/api/v1/people/somebody/appointment").status_code == 403


def test_who_is_found_by_name_is_asked_about_the_appointment(site: SiteThread) -> None:
    person, kiosk = site.person("Ana García"), site.local()
    now = SystemClock().now().replace(microsecond=0)
    assert kiosk.booked(person) is None and kiosk.booked("nobody") is None
    by_day(site)
    start = now + timedelta(minutes=30)
    mine = book(site, person, start, marks=["urgent"], people=2)
    said = kiosk.booked(person)
    assert said is not None and (said.appointment, said.service, said.start) == (mine, "laptop", start)
    taken = kiosk.check_in(CheckInBody(id=new_id(), service="laptop", person=person), new_id())
    assert (taken.id, taken.booked_for, taken.further) == (mine, start, ())
    assert (taken.marks, taken.people) == ((Mark.URGENT,), 2), "what was agreed at booking holds by name too"
    assert kiosk.booked(person) is None, "who has the place is not asked again"


def test_who_is_late_or_far_too_early_is_not_asked(site: SiteThread) -> None:
    late, early, kiosk = site.person("Luis Pérez"), site.person("Eva Ruiz"), site.local()
    now = SystemClock().now()
    by_day(site)
    change(site, late_grace=0, early_check_in=0)
    book(site, late, now - timedelta(minutes=1), code="AC34CE")
    book(site, early, now + timedelta(minutes=5), code="AC34CF")
    assert kiosk.booked(late) is None and kiosk.booked(early) is None


def test_a_service_is_full_by_heads(site: SiteThread) -> None:
    kiosk = site.local()
    kiosk.check_in(a_check_in("Rosa Gil", people=4), new_id())
    told = {wait.service: (wait.waiting, wait.people) for wait in kiosk.waits()}
    assert told["laptop"] == (1, 4) and told["phone"] == (0, 0)
