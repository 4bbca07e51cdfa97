"""Reads the calendars of the staff: a few threads a desk process, each calendar by one of them at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from desk.calendars import store
from desk.calendars.caldav import CalDav
from desk.calendars.expanding import Read, expand
from desk.calendars.fetching import Fetch, Login, NotFetched
from desk.calendars.rules import BEYOND, Kind, Unreadable, next_reading
from desk.calendars.store import Calendar, Version, entries
from desk.calendars.threads import CalendarThreads
from desk.catalogue import store as catalogue
from desk.context import Desk
from desk.engine import Connection
from desk.staff import store as staff

log = structlog.get_logger()

THREADS = 3


class Reader(CalendarThreads):
    """Reads each calendar that is due."""

    def __init__(self, desk: Desk, fetch: Fetch | None = None) -> None:
        super().__init__(desk, fetch, "calendars", THREADS)

    def _do_one(self) -> bool:
        mine = self._claim()
        if mine is not None:
            self._read(mine)
        return mine is not None

    def _claim(self) -> Calendar | None:
        now = self._desk.now()
        with self._desk.database.read() as connection:
            if not store.anything_due(connection, now):
                return None
        with self._desk.database.begin() as connection:
            return store.claim(connection, now)

    def _read(self, mine: Calendar) -> None:
        now = self._desk.now()
        with self._desk.database.read() as connection:
            zone, needed = _zone(connection, mine.staff), now + _horizon(connection)
        first, until = now - timedelta(days=1), needed + BEYOND
        reaches = mine.known_until is not None and mine.known_until >= needed
        asked = Version(mine.etag, mine.modified) if reaches else Version()
        try:
            texts, version = self._texts(mine, asked, first, until)
            read = expand(texts, zone, first, until) if texts is not None else None
        except (NotFetched, Unreadable) as no:
            self._note_fault(mine, no.why)
            return
        self._note(mine, read, version, until if read is not None else mine.known_until, (first, until))

    def _texts(
        self, mine: Calendar, asked: Version, first: datetime, until: datetime
    ) -> tuple[list[str] | None, Version]:
        """The calendar's texts, None when it is as it was. Raises NotFetched."""
        if mine.kind is Kind.CALDAV:
            calendar = CalDav(self._fetch, mine.url, Login(mine.user, mine.password))
            version = Version(etag=calendar.state())
            if version.etag and version == asked:
                return None, version
            return calendar.texts(first, until), version
        wanted = {"If-None-Match": asked.etag, "If-Modified-Since": asked.modified}
        headers = {"Accept": "text/calendar"} | {name: value for name, value in wanted.items() if value}
        answer = self._fetch("GET", mine.url, headers)
        if answer.status == 304:
            return None, asked
        version = Version(_kept(answer.headers.get("etag")), _kept(answer.headers.get("last-modified"), 100))
        try:
            return [answer.body.decode("utf-8-sig")], version
        except UnicodeDecodeError:
            return [answer.body.decode("latin-1")], version

    def _note(
        self,
        mine: Calendar,
        read: Read | None,
        version: Version,
        known_until: datetime | None,
        asked: tuple[datetime, datetime],
    ) -> None:
        """Keep what was read; where the entries that we wrote stand is compared with where we put them."""
        now, found = self._desk.now(), None if read is None else read.busy
        with self._desk.database.begin() as connection:
            good = store.note_reading(
                connection, mine, found, version, known_until, next_reading("", 0, now), now
            )
            if good and read is not None and mine.kind is Kind.CALDAV:
                began = asked[0] + timedelta(days=1)
                entries.compare(connection, mine.staff, read.own, *asked, began)
        log.info("calendar_read", staff=mine.staff, spans=None if found is None else len(found))

    def _note_fault(self, mine: Calendar, why: str) -> None:
        """The address is no matter of the log: keys stand in most."""
        now = self._desk.now()
        with self._desk.database.begin() as connection:
            store.note_fault(connection, mine, why, next_reading(why, mine.failures + 1, now), now)
        log.info("calendar_not_read", staff=mine.staff, why=why)


def _zone(connection: Connection, staff_id: str) -> ZoneInfo:
    """The zone of the first site where somebody works: theirs, where their calendar names none."""
    sites = catalogue.all_sites(connection)
    found = staff.account(connection, staff_id)
    here = [site for site in sites if found is not None and site.id in found.member.sites]
    return next((site.zone for site in (*here, *sites)), ZoneInfo("UTC"))


def _horizon(connection: Connection) -> timedelta:
    """How far ahead anything can be booked at any site."""
    days = max((site.days_ahead for site in catalogue.all_sites(connection)), default=0)
    return timedelta(days=min(days, 366) + 2)


def _kept(header: str | None, longest: int = 500) -> str:
    """A header's value to be sent back, unless no header of ours could carry it."""
    text = (header or "").strip()
    return text if len(text) <= longest and text.isascii() and text.isprintable() else ""
