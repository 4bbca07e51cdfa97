"""Writes appointments into the calendars of their agents, and takes them away again.

What is to be done lies in the database since the moment the appointment changed; a task is claimed, done over
CalDAV, and noted; after these comes what is to be taken out of calendars that were given up. When the process
ends in between, the task is done again, and is one entry all the same.
"""

from __future__ import annotations

from datetime import datetime

import structlog

from common.i18n import Words
from desk.bookings import store as bookings
from desk.bookings.store import Appointment
from desk.calendars.entry import Detail, Entry, name_of, trial, uid_of
from desk.calendars.fetching import Fetch, Login
from desk.calendars.putting import Again, Done, Left, Outcome, Shelf
from desk.calendars.rules import next_writing
from desk.calendars.store import entries, removals, writing
from desk.calendars.store.entries import Standing
from desk.calendars.store.removals import Removal
from desk.calendars.store.writing import Task
from desk.calendars.threads import CalendarThreads
from desk.catalogue import store as catalogue
from desk.context import Desk
from desk.engine import Connection

log = structlog.get_logger()

THREADS = 2


class Writer(CalendarThreads):
    """Does each task that is due."""

    def __init__(self, desk: Desk, fetch: Fetch | None = None) -> None:
        super().__init__(desk, fetch, "calendar-writer", THREADS)

    def _do_one(self) -> bool:
        task = self._claim()
        if task is None:
            return False
        if isinstance(task, Removal):
            self._take_out(task)
        elif task.entry is None:
            self._try(task)
        else:
            self._bring(task, task.entry)
        return True

    def _claim(self) -> Task | Removal | None:
        now = self._desk.now()
        with self._desk.database.read() as connection:
            if not (writing.anything_due(connection, now) or removals.anything_due(connection, now)):
                return None
        with self._desk.database.begin() as connection:
            return writing.claim(connection, now) or removals.claim(connection, now)

    def _try(self, task: Task) -> None:
        """Write an entry that disturbs nobody, and take it away; then all that is to come is written."""
        now, shelf = self._desk.now(), self._shelf(task)
        name = name_of("", task.choice.staff, "")  # the same at each attempt, and at the same time: one entry
        sample = trial(name, task.choice.asked_at)
        outcome = shelf.bring(sample, "", (sample.time,), stood=False)
        if isinstance(outcome, Done):
            outcome = shelf.take_away(name, outcome.etag, (sample.time,))
        if isinstance(outcome, Left):  # of an earlier choice, whose trial broke off: out of the way with it
            shelf.take_away(name, "", (outcome.time,) if outcome.time else ())
            outcome = Again("refused")
        with self._desk.database.begin() as connection:
            if isinstance(outcome, Again):
                writing.note_fault(
                    connection, task.choice, outcome.why, self._later(outcome, task.choice.failures)
                )
            elif writing.note_checked(connection, task.choice, now):
                for each in bookings.coming_for(connection, task.choice.staff, now):
                    bookings.follow(connection, each, now)
        why = outcome.why if isinstance(outcome, Again) else ""
        log.info("calendar_tried", staff=task.choice.staff, why=why)

    def _bring(self, task: Task, mine: Standing) -> None:
        outcome = self._outcome(task, mine)
        now = self._desk.now()
        with self._desk.database.begin() as connection:
            if isinstance(outcome, Again):
                if outcome.for_all:  # before the entry, as whoever changes an appointment locks them
                    next_at = self._later(outcome, task.choice.failures)
                    writing.note_fault(connection, task.choice, outcome.why, next_at)
                next_at = self._later(outcome, mine.failures)
                entries.note_fault(connection, mine, outcome.why, next_at)
            else:
                writing.note_works(connection, task.choice)
                if isinstance(outcome, Left):
                    entries.note_left(connection, mine, outcome.time)
                else:
                    entries.note_done(connection, mine, outcome.etag, now)
        said = outcome.why if isinstance(outcome, Again) else type(outcome).__name__.lower()
        log.info("calendar_written", staff=mine.staff, appointment=mine.appointment, outcome=said)

    def _take_out(self, mine: Removal) -> None:
        shelf = Shelf(self._fetch, mine.url, Login(mine.user, mine.password))
        outcome = shelf.take_away(mine.name, mine.etag, mine.said)
        with self._desk.database.begin() as connection:
            if isinstance(outcome, Again):
                next_at = self._later(outcome, mine.failures)
                removals.note_fault(connection, mine, outcome.why, outcome.for_all, next_at)
            elif isinstance(outcome, Left):
                removals.note_moved(connection, mine, outcome.time)
            else:
                removals.note_gone(connection, mine)
        said = outcome.why if isinstance(outcome, Again) else type(outcome).__name__.lower()
        log.info("calendar_taken_out", staff=mine.staff, outcome=said)

    def _outcome(self, task: Task, mine: Standing) -> Outcome:
        shelf = self._shelf(task)
        with self._desk.database.read() as connection:
            found = bookings.get(connection, mine.appointment)
            entry = self._entry(connection, task, mine, found) if found else None
        if not mine.wanted or entry is None:
            return shelf.take_away(mine.name, mine.etag, mine.said)
        return shelf.bring(entry, mine.etag, mine.said, mine.written_at is not None)

    def _entry(self, connection: Connection, task: Task, mine: Standing, found: Appointment) -> Entry:
        """What is written: as much as its owner chose."""
        words = Words(task.choice.language, ["appointments"])
        uid, now = uid_of(mine.name), self._desk.now()
        if task.choice.detail is Detail.BUSY:
            return Entry(uid, mine.revision, now, mine.time, words.say("calendar-entry"))
        site = catalogue.site_of(connection, found.site)
        service = site.rules.service(found.service) if site else None
        called = service.name(words.language) if service else found.service
        first = (found.name.split() or [""])[0]
        title = words.say("calendar-entry-full", service=called, name=first) if first else called
        place = site.name(words.language) if site else ""
        page = f"{self._desk.public_url}/staff/appointments/{found.id}"
        return Entry(uid, mine.revision, now, mine.time, title, place, page)

    def _shelf(self, task: Task) -> Shelf:
        return Shelf(self._fetch, task.url, Login(task.user, task.password))

    def _later(self, outcome: Again, failures: int) -> datetime:
        return next_writing(outcome.why, failures + 1, self._desk.now())
