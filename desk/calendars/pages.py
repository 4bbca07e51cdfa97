"""The page on which each member of staff gives their own calendar. Addresses and passwords are not shown."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from common.i18n import Words
from desk.calendars import store
from desk.calendars.choosing import (
    Wish,
    check_soon,
    choose_writing,
    end_writing,
    forget_calendar,
    give_calendar,
    leave_entries,
    wish_of,
)
from desk.calendars.entry import Detail
from desk.calendars.store import entries, removals, writing
from desk.calendars.store.removals import Removal, Stays
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Site
from desk.context import Desk, TheDesk
from desk.incidents.pages import told_at
from desk.staff.auth import require
from desk.staff.layout import STAFF_FACES, render_staff, see
from desk.staff.rules import Member, Role
from desk.web.forms import Posted
from desk.web.layout import page_language, words_for

router = APIRouter(prefix="/staff/calendar", include_in_schema=False)
Agent = Annotated[Member, Depends(require(Role.AGENT))]
PAGE = "/staff/calendar"


@router.get("")
def page(request: Request, member: Agent, desk: TheDesk) -> Response:
    """How it stands with one's own calendar, and the forms to give one."""
    return _page(request, member, desk, None)


@router.post("")
def give(request: Request, member: Agent, desk: TheDesk, form: Posted) -> Response:
    """Give a calendar, instead of the one before. It is read within seconds, our entries move into it."""
    wish = wish_of(form, desk)
    if wish.faults:
        return _page(request, member, desk, wish)
    give_calendar(desk, member, wish)
    return see(PAGE, "calendar-given")


@router.post("/read")
def read_now(member: Agent, desk: TheDesk, form: Posted) -> Response:
    """Read it at the next round."""
    check_soon(desk, member)
    return see(PAGE, "calendar-soon")


@router.post("/remove")
def remove(member: Agent, desk: TheDesk, form: Posted) -> Response:
    """Forget it, and the times it blocked; our entries are taken out of it. A repeat changes nothing."""
    forget_calendar(desk, member)
    return see(PAGE, "calendar-removed")


@router.post("/writing")
def write(request: Request, member: Agent, desk: TheDesk, form: Posted) -> Response:
    """Have one's appointments written there, with as much as one chooses. The calendar is tried first."""
    detail = Detail.FULL if form.get("detail") == Detail.FULL.value else Detail.BUSY
    done = choose_writing(desk, member, detail, page_language(request))
    return see(PAGE, "calendar-writing" if done else "")


@router.post("/writing/stop")
def stop_writing(member: Agent, desk: TheDesk, form: Posted) -> Response:
    """Write nothing more, and take away what is still to come. A repeat changes nothing."""
    end_writing(desk, member)
    return see(PAGE, "calendar-writing-stopped")


@router.post("/leftovers")
def leave(member: Agent, desk: TheDesk, form: Posted) -> Response:
    """Leave in the calendars before what stands there still, and forget about it."""
    return see(PAGE, "calendar-leftovers" if leave_entries(desk, member) else "")


def _page(request: Request, member: Member, desk: Desk, wish: Wish | None) -> Response:
    """The page; after a form with faults with what was typed, except what is secret."""
    words, now = words_for(request, STAFF_FACES), desk.now()
    with desk.database.read() as connection:
        held = store.get(connection, member.id)
        spans = len(store.busy_of(connection, member.id)) if held else 0
        site = next(iter(catalogue.all_sites(connection)), None)
        chosen = writing.get(connection, member.id)
        written = entries.of_staff(connection, member.id, now)
        leftovers = removals.of_staff(connection, member.id, now)
    values = {
        "chosen": chosen,
        "writing_fault": chosen.fault.replace("_", "-") if chosen else "",
        "standing": sum(1 for each in written if each.wanted and each.state == "settled"),
        "waiting": sum(1 for each in written if each.state == "waiting"),
        "left": sum(1 for each in written if each.state == "left"),
        "tried": told_at(chosen.next_at, site, words, now) if chosen and chosen.fault else "",
        "before": _before(leftovers, site, words, now),
        "kind": held.kind.value if held else "",
        "host": urlsplit(held.url).hostname if held else "",
        "fault": held.fault.replace("_", "-") if held else "",
        "read": told_at(held.read_at, site, words, now) if held and held.read_at else "",
        "spans": spans,
        "wished": wish.kind.value if wish else "",
        "user": wish.user if wish else "",
        "faults": wish.faults if wish else {},
    }
    return render_staff(request, member, "calendar", "calendars/mine.html", 422 if wish else 200, **values)


def _before(
    leftovers: list[Removal], site: Site | None, words: Words, now: datetime
) -> list[dict[str, object]]:
    """What is left in each calendar that was given up, the last one first."""
    by_calendar: dict[str, list[Removal]] = {}
    for each in leftovers:
        by_calendar.setdefault(each.calendar, []).append(each)
    told: list[dict[str, object]] = []
    for found in sorted(by_calendar.values(), key=lambda each: each[0].until, reverse=True):
        waiting = [each for each in found if each.stays is Stays.WAITING]
        first = min(waiting, key=lambda each: each.next_at, default=None)
        times = {
            why.value.replace("_", "-"): [
                told_at(each.time.start, site, words, now) for each in found if each.stays is why
            ]
            for why in Stays
        }
        told.append(
            {
                "host": urlsplit(found[0].url).hostname,
                "waiting": times.pop(Stays.WAITING.value),
                "fault": _class_of(first.fault) if first else "",
                "tried": told_at(first.next_at, site, words, now) if first else "",
                "until": told_at(first.until, site, words, now) if first else "",
                "stay": times,
            }
        )
    return told


def _class_of(fault: str) -> str:
    """Faults that its owner can mend are told apart, "" for none."""
    if fault in ("", "sign_in", "read_only"):
        return fault.replace("_", "-")
    return "other"
