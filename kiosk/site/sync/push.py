"""Push the journal and the records to the desk: at least once, in order, with the same ids."""

from __future__ import annotations

import asyncio
import random
import threading
from contextlib import closing

import structlog
from sqlalchemy import Connection

from common.clients.desk import DeskClient
from common.clients.errors import ApiRefused, Unreachable
from common.clients.retry import Backoff
from common.wire import IncidentBody, Problem, PushBody, PushOut
from kiosk.queue.refusals import Code
from kiosk.site import incidents, journal
from kiosk.site.documents import remember
from kiosk.site.journal import Written
from kiosk.site.service import Site
from kiosk.site.work import Work
from kiosk.site.writer import Stopped, StorageFull

ENTRIES = 100
RECORDS = 5
CHECK_SECONDS = 5.0  # with nothing to push we still ask now and then whether the desk is there
PAUSES = Backoff(0.3, 15.0)
log = structlog.get_logger("site.push")


class Push:
    """One thread's loop. What the desk holds is the desk's word: after each loss it is asked anew."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._id = site.settings.site.id
        self._desk = DeskClient(site.settings.site.desk_url, site.settings.site.desk_token.get_secret_value())
        self._rng = random.Random()
        self._told_term = 0  # the term for which the desk was told to set entries aside
        self._asked = False  # whether the desk has said what it holds since we are in touch

    def run(self, stop: threading.Event) -> None:
        """Push until `stop` is set."""
        failures = 0
        with closing(self._site.database.reader()) as reading:
            while not stop.is_set():
                try:
                    more = self._once(reading)
                    failures = 0
                except (ApiRefused, Unreachable, StorageFull, TimeoutError) as failure:
                    failures += 1
                    self._failed(failure)
                    stop.wait(PAUSES.pause(failures, self._rng))
                    continue
                except Stopped:
                    return
                if not more and not stop.is_set():
                    self._site.news.wait(CHECK_SECONDS)
                    self._site.news.clear()

    def _once(self, reading: Connection) -> bool:
        """One push; whether there is more to push at once."""
        desk = self._site.desk
        known = journal.page(reading, desk.held, ENTRIES) if self._asked else []
        # what the standby may not have yet is no fact: another could be written in its place
        entries = [one for one in known if one.seq <= self._site.published.sequence]
        records = incidents.to_send(reading, RECORDS)
        try:
            answer = self._desk.push(
                self._id,
                PushBody(entries=[as_wire(one) for one in entries], incidents=records),
                self._site.published.line.term,
            )
        except ApiRefused as refused:
            if refused.problem.code == Code.FENCED:
                self._fenced(int(refused.problem.data.get("term", "0")))
            if refused.problem.code != Code.OUT_OF_ORDER or "sequence" not in refused.problem.data:
                raise
            self._hold(int(refused.problem.data["sequence"]), refused.problem.data.get("head", ""), reading)
            return True
        desk.heard(self._site.clock.now())
        self._hold(answer.sequence, answer.head, reading)
        self._settle(records, answer, reading)
        self._asked = True
        return desk.held < self._site.published.sequence or bool(records)

    def _hold(self, sequence: int, head: str, reading: Connection) -> None:
        """The desk says what it holds. It must be a part of our journal, or somebody has to look."""
        desk = self._site.desk
        desk.heard(self._site.clock.now())
        self._asked = True
        ours = journal.head_at(reading, sequence)
        if ours is None or (head and ours != head):
            began = journal.last_of_type(reading, "SiteTakenOver")
            if began and sequence >= began and self._site.published.line.term != self._told_term:
                # the desk has entries of the machine that we took over from: ours go in their place
                desk.held, self._told_term = began - 1, self._site.published.line.term
                return
            desk.fault = Code.CHAIN_BROKEN.value
            raise _unknown_journal(sequence)
        desk.fault = ""
        if sequence != desk.held:
            desk.held = sequence
            work = Work("site:push", _nobody, write=lambda connection: remember(connection, "held", sequence))
            self._site.carry_out_from_thread(work)

    def _fenced(self, term: int) -> None:
        """The desk holds a later term: this machine was replaced."""
        asyncio.run_coroutine_threadsafe(self._site.fenced_by(term, "desk"), self._site.loop)
        raise Stopped

    def _settle(self, records: list[IncidentBody], answer: PushOut, reading: Connection) -> None:
        """Store what the desk said of each record, and tell the consoles."""
        settled = [body for body in records if body.id in answer.accepted or body.id in answer.refused]
        if not settled:
            if records:
                raise Unreachable("the desk said nothing of our records")
            return

        def write(connection: Connection) -> None:
            for body in settled:
                incidents.settle(connection, body, *_standing(body, answer))

        self._site.carry_out_from_thread(Work("site:push", _nobody, write=write))
        for body in settled:
            record = incidents.find(reading, body.id)  # its number outside may have come by the feed already
            if record is not None:
                self._site.on_loop(self._site.followers.notice, incidents.notice_of(record))

    def _failed(self, failure: Exception) -> None:
        self._asked = False
        if isinstance(failure, ApiRefused):
            log.warning("desk_refuses", code=failure.problem.code, status=failure.problem.status)
            self._site.desk.fault = failure.problem.code
        self._site.desk.lost()


def as_wire(entry: Written) -> dict[str, object]:
    """An entry as the desk takes it: the fields of `kiosk.queue.chain.Entry`."""
    known = entry.entry()
    return {name: getattr(known, name) for name in known.__slots__}


def _standing(body: IncidentBody, answer: PushOut) -> tuple[incidents.Where, str, str]:
    if body.id in answer.accepted:
        return "at_desk", "", answer.accepted[body.id]
    return "needs_attention", answer.refused[body.id], ""


def _unknown_journal(sequence: int) -> ApiRefused:
    return ApiRefused(
        Problem(
            title="Not our journal", status=409, code=Code.CHAIN_BROKEN.value, data={"seq": str(sequence)}
        )
    )


def _nobody(outcome: object) -> None:
    """`carry_out_from_thread` puts the one who waits here."""
