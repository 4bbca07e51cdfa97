"""What the desk writes to who booked: plain text in their language, the calendar file beside it."""

from __future__ import annotations

from datetime import datetime

from common.i18n import Words, choose_language, say_date, say_time
from desk.bookings.calendar_file import CalendarEntry, calendar_file
from desk.bookings.store import Appointment
from desk.catalogue.rules import Site, said
from desk.messages.store import Mail


def mail_about(
    kind: str, appointment: Appointment, site: Site, page: str, organisation: str, now: datetime
) -> Mail:
    """The mail of one kind (booked, moved, cancelled). `page`: address of the visit page."""
    language = choose_language([appointment.language])
    words = Words(language, ["desk", "common"])
    start = appointment.start.astimezone(site.zone)
    told = {
        "name": appointment.name,
        "service": _service(site, appointment.service, language),
        "day": say_date(start.date(), language, year=True),
        "time": say_time(start, language),
        "site": site.name(language),
    }
    parts = [words.say("mail-hello", name=appointment.name), words.say(f"mail-{kind}", **told)]
    if kind != "cancelled":
        parts += [words.say("mail-when", **told)]
        if directions := said(site.directions, language):
            parts += [directions]
        parts += [words.say("mail-check-in", code=appointment.code), words.say("mail-change", page=page)]
    else:
        parts += [words.say("mail-book-again", page=page)]
    parts += [words.say("mail-goodbye", organisation=organisation)]
    return Mail(
        kind=kind,
        about=appointment.id,
        recipient=appointment.mail,
        language=language,
        subject=words.say(f"mail-{kind}-subject", **told),
        text="\n\n".join(parts) + "\n",
        calendar=calendar_of(appointment, site, page, organisation, language, now),
    )


def calendar_of(
    appointment: Appointment, site: Site, page: str, organisation: str, language: str, now: datetime
) -> str:
    """The appointment's calendar file in a language."""
    words = Words(language, ["desk"])
    service = _service(site, appointment.service, language)
    entry = CalendarEntry(
        uid=appointment.id,
        changes=appointment.changes,
        stamped=now,
        start=appointment.start.astimezone(site.zone),
        end=appointment.end.astimezone(site.zone),
        title=words.say("calendar-title", service=service, site=site.name(language)),
        place=said(site.directions, language) or site.name(language),
        text=words.say("calendar-text", code=appointment.code),
        page=page,
        cancelled=appointment.state == "cancelled",
    )
    return calendar_file(entry, organisation)


def _service(site: Site, service: str, language: str) -> str:
    found = site.rules.service(service)
    return found.name(language) if found else service
