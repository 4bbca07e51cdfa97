"""Reports for programs: plans, back-tests, how promises were kept, fairness, unmet demand.

A lead or an admin may read those of the sites that they see; a site's own token opens the site's own.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, BaseModel
from starlette.requests import Request

from desk.bookings import store as bookings
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Site
from desk.context import Desk, TheDesk, desk_of
from desk.problems import Refused
from desk.reports import planning, rules, store
from desk.staff.auth import require, token_of
from desk.staff.rules import Role, plain
from desk.sync import store as sync
from kiosk.queue.planning.back_test import BackTest
from kiosk.queue.planning.happened import Leg
from kiosk.queue.planning.plan import Wish
from kiosk.queue.planning.planned import Plan
from kiosk.queue.planning.staffing import Promise
from kiosk.queue.planning.what_if import Change
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/api/v1/reports", tags=["reports"])

Weekday = Literal["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
WEEKDAYS: tuple[Weekday, ...] = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
SITE_TOKEN = "site_"


class BackTestOut(BaseModel):
    """`tested` is null when too little happened to judge anything."""

    tested: BackTest | None


class UnmetOut(BaseModel):
    """Everybody who wanted something and did not get it."""

    items: list[rules.Unmet]


class OverbookingOut(BaseModel):
    """`percent`: chance in 100, at most, that more come than there is room for; 0: nobody is over-booked."""

    percent: int
    services: list[rules.Overbooking]


def own_or_lead(request: Request, site: Annotated[str, Query(max_length=64), AfterValidator(plain)]) -> str:
    """The site that is asked about, by somebody who may read of it."""
    token = token_of(request)
    if token.startswith(SITE_TOKEN):
        with desk_of(request).database.read() as connection:
            mine = sync.site_with(connection, token[:200])
        if mine is None:
            raise Refused(Code.UNAUTHENTICATED)
        if mine != site:
            raise Refused(Code.FORBIDDEN)
        return site
    if not require(Role.LEAD)(request).sees(site):
        raise Refused(Code.NOT_FOUND)
    return site


ReadableSite = Annotated[str, Depends(own_or_lead)]
Share = Annotated[float, Query(ge=0.5, le=0.99, description="share of visitors called within the promise")]
Minutes = Annotated[float, Query(ge=1, le=240)]
From = Annotated[date | None, Query(alias="from", description="a local day of the site; default: today")]
Since = Annotated[date | None, Query(alias="from", description="a local day; default: `days` before today")]
PastDays = Annotated[int, Query(ge=1, le=400)]
Holidays = Annotated[
    list[date],
    Query(
        default_factory=list,
        alias="holiday",
        max_length=200,
        description="holidays on which the site is open",
    ),
]


def change_asked(
    weekday: Annotated[
        list[Weekday], Query(default_factory=list, max_length=7, description="… on these days")
    ],
    shorter: Annotated[
        list[str],
        Query(
            default_factory=list,
            max_length=40,
            description="what if: SERVICE:MINUTES, a visit takes so much less",
        ),
    ],
    agents: Annotated[int, Query(ge=-50, le=50, description="what if: so many agents more or fewer")] = 0,
    arrivals_percent: Annotated[int, Query(ge=-90, le=300, description="what if: more or fewer come")] = 0,
) -> Change:
    """The change to try, as the address says it. Raises Refused `invalid`."""
    less = {}
    for each in shorter:
        service, _, minutes = each.rpartition(":")
        try:
            less[service] = float(minutes)
        except ValueError:
            raise Refused(Code.INVALID, {"shorter": "SERVICE:MINUTES"}) from None
        if not service or not -240 <= less[service] <= 240:
            raise Refused(Code.INVALID, {"shorter": "SERVICE:MINUTES"})
    days = frozenset(WEEKDAYS.index(day) for day in weekday)
    return Change(agents, days, 1 + arrivals_percent / 100, less)


@router.get("/plan")
def plan(
    desk: TheDesk,
    site: ReadableSite,
    change: Annotated[Change, Depends(change_asked)],
    holidays: Holidays,
    first: From = None,
    days: Annotated[int, Query(ge=1, le=28)] = 7,
    promise_share: Share = 0.9,
    promise_minutes: Minutes = 15,
) -> Plan:
    """Arrivals, agents needed, waits and slots for the days to come, half hour by half hour.

    `basis.assumed` says what was assumed because too little was seen. With a change, `waits_changed` stands
    beside the waits with the usual agents.
    """
    past = planning.past_of(desk, site, frozenset(holidays))
    begins = first or past.site.rules.local_day(desk.now())
    _within_reach(past.site, begins, desk)
    wish = Wish(begins, days, Promise(promise_share, promise_minutes), change)
    return planning.plan_of(desk, past, wish)


@router.get("/back-test")
def back_test(
    desk: TheDesk,
    site: ReadableSite,
    holidays: Holidays,
    promise_share: Share = 0.9,
    promise_minutes: Minutes = 15,
) -> BackTestOut:
    """How good the plans of the last weeks would have been, beside a naive forecast (a week before)."""
    past = planning.past_of(desk, site, frozenset(holidays))
    return BackTestOut(tested=planning.tested(past, Promise(promise_share, promise_minutes)))


@router.get("/waits")
def waits(desk: TheDesk, site: ReadableSite, first: Since = None, days: PastDays = 28) -> rules.WaitsReport:
    """How the promised waits were kept: coverage, width and error, by service and hour."""
    found, begins, ends = _span(desk, site, first, days)
    return rules.waits_report(_legs(desk, site, begins, ends), found.zone)


@router.get("/fairness")
def fairness(
    desk: TheDesk, site: ReadableSite, first: Since = None, days: PastDays = 28
) -> rules.FairnessReport:
    """Calls out of turn with reason and agent, and how often anybody was passed by later visitors."""
    found, begins, ends = _span(desk, site, first, days)
    legs = _legs(desk, site, begins, ends)
    with desk.database.read() as connection:
        chosen = store.chosen_between(connection, site, begins, ends)
    return rules.fairness_report(legs, chosen, found.zone)


@router.get("/unmet")
def unmet(desk: TheDesk, site: ReadableSite, first: Since = None, days: PastDays = 28) -> UnmetOut:
    """Who wanted something and did not get it: `no_slot`, `left`, or why a check-in was refused."""
    found, begins, ends = _span(desk, site, first, days)
    legs = _legs(desk, site, begins, ends)
    local = (found.rules.local_day(begins), found.rules.local_day(ends))
    with desk.database.read() as connection:
        counted = store.unmet_between(connection, site, *local)
    return UnmetOut(items=rules.unmet_report(counted, legs, found.zone))


@router.get("/overbooking")
def overbooking(
    desk: TheDesk,
    site: ReadableSite,
    percent: Annotated[int | None, Query(ge=0, le=50, description="default: the site's own choice")] = None,
) -> OverbookingOut:
    """How many booked visitors come, by service, and how many may therefore be booked into a slot.

    `percent` tries another bound than the site's own; nothing is changed by asking.
    """
    with desk.database.read() as connection:
        found = catalogue.site_of(connection, site)
        if found is None:
            raise Refused(Code.NOT_FOUND)
        seen = bookings.kept_and_missed(connection, site, desk.now() - bookings.SHOWS_OF)
    asked = found.overbook_percent if percent is None else percent
    rooms = {offer.service.id: offer.per_slot for offer in found.bookable()}
    return OverbookingOut(percent=asked, services=rules.overbooking_report(rooms, seen, asked / 100))


def _legs(desk: Desk, site: str, begins: datetime, ends: datetime) -> list[Leg]:
    store.catch_up(desk.database, site)
    with desk.database.read() as connection:
        return store.legs_between(connection, site, begins, ends)


def _span(desk: Desk, site: str, first: date | None, days: int) -> tuple[Site, datetime, datetime]:
    """The site, and when the days asked for begin and end; today is the last one unless `first` is given."""
    with desk.database.read() as connection:
        found = catalogue.site_of(connection, site)
    if found is None:
        raise Refused(Code.NOT_FOUND)
    tomorrow = found.rules.local_day(desk.now()) + timedelta(days=1)
    begins = first or tomorrow - timedelta(days=days)
    _within_reach(found, begins, desk)
    ends = begins + timedelta(days=days)
    return found, datetime.combine(begins, time(0), found.zone), datetime.combine(ends, time(0), found.zone)


def _within_reach(site: Site, day: date, desk: Desk) -> None:
    if abs((day - site.rules.local_day(desk.now())).days) > 3660:
        raise Refused(Code.INVALID, {"from": "too far away"})
