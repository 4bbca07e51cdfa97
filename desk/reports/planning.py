"""Plans of a site at the desk: what happened from the journals, what is booked from the appointments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desk.bookings import store as bookings
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Site
from desk.context import Desk
from desk.problems import Refused
from desk.reports import store
from kiosk.queue.planning.back_test import BackTest, back_test
from kiosk.queue.planning.days import Calendar
from kiosk.queue.planning.history import History, count
from kiosk.queue.planning.overbooking import show_rates
from kiosk.queue.planning.plan import Known, Wish, make
from kiosk.queue.planning.planned import Plan
from kiosk.queue.planning.specialists import groups_of
from kiosk.queue.planning.staffing import Promise
from kiosk.queue.refusals import Code

LOOK_BACK = timedelta(days=400)


@dataclass(frozen=True)
class Past:
    """A site with its calendar and history, up to and without today."""

    site: Site
    calendar: Calendar
    history: History

    @property
    def guesses(self) -> dict[str, float]:
        """The catalogue's minutes by service."""
        return {s.id: s.expected_minutes for s in self.site.rules.services}


def past_of(desk: Desk, site: str, holidays: frozenset[date] = frozenset()) -> Past:
    """Read the journal's news and count the last 400 days. Raises Refused `not_found`."""
    store.catch_up(desk.database, site)
    now = desk.now()
    with desk.database.read() as connection:
        found = catalogue.site_of(connection, site)
        if found is None:
            raise Refused(Code.NOT_FOUND)
        legs = store.legs_between(connection, site, now - LOOK_BACK, now, whole=False)
        duties = store.duties_between(connection, site, now - LOOK_BACK, now)
    rules = found.rules
    calendar = Calendar(rules.hours, rules.zone, holidays)
    services = [service.id for service in rules.services if service.active]
    return Past(found, calendar, count(legs, duties, services, calendar, rules.local_day(now)))


def plan_of(desk: Desk, past: Past, wish: Wish) -> Plan:
    """The plan with what is booked and who usually comes."""
    site = past.site
    begins = datetime.combine(wish.first, time(0), site.zone)
    ends = datetime.combine(wish.first + timedelta(days=wish.days), time(0), site.zone)
    booked: dict[tuple[date, int, str], int] = {}
    with desk.database.read() as connection:
        for service, start in bookings.starts_between(connection, site.id, begins, ends):
            day, minute = past.calendar.place(start)
            key = (day, int(minute // 30), service)
            booked[key] = booked.get(key, 0) + 1
        came = bookings.kept_and_missed(connection, site.id, desk.now() - LOOK_BACK)
    rates = show_rates(came, past.history.services)
    known = Known(
        past.guesses,
        booked,
        {service: rate.mean for service, rate in rates.items()},
        tuple(offer.service.id for offer in site.bookable()),
        site.rules.shifts,
        groups_of(site.rules),
    )
    return make(past.history, past.calendar, known, wish)


def tested(past: Past, promise: Promise | None) -> BackTest | None:
    """How good such plans would have been; None when too little happened."""
    return back_test(past.history, past.calendar, past.guesses, promise)
