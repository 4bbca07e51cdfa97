"""A primary's side: nobody is answered before the standby has it too, as long as the two are in touch.

Theory of operation. Each question of the standby says what it has on its disk. What the writer committed is
held back here until a question goes beyond it. An answer that says `held` is a promise: "everything that
anybody was told so far is in this answer or in an earlier one, and for PATIENCE_SECONDS from your question on
nobody will be told anything that you do not have". So when the standby is not heard of, what is held waits
until the last promise is over; then it is noted on the disk that this machine goes on alone, and only then
are people answered. Lives on the event loop; only `_run` and `fill` read in a thread.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import SQLAlchemyError

from common.clock import Clock
from kiosk.site.database import Database
from kiosk.site.published import Step
from kiosk.site.standby import changes, notes, rows
from kiosk.site.standby.changes import Position, Run
from kiosk.site.work import Outcome, Result, Work
from kiosk.site.writer import Fenced, Stopped, StorageFull

PATIENCE_SECONDS = 2.0  # the standby counts on it: see follower.SAFE_SECONDS
LOOK_SECONDS = 0.1
SOON_SECONDS = 0.05  # the next question of one that is not in touch yet shall not wait for news
LOG_SECONDS = 60.0  # how often the length of the log is looked at
TRIM_EVERY = 2_000  # changes that the standby has before they are forgotten
_NOT_WRITTEN = (StorageFull, Stopped, Fenced, SQLAlchemyError)
log = structlog.get_logger("site.standby")

Release = Callable[[Sequence[Step], Sequence[tuple[Work, Outcome]]], None]


@dataclass(frozen=True, slots=True)
class _Held:
    """A commit that waits for the standby. `since`: steadily growing seconds."""

    position: Position
    since: float
    steps: Sequence[Step]
    outcomes: Sequence[tuple[Work, Outcome]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a primary stands with its standby: for health, metrics and the beat. `known`: it ever had one."""

    known: bool
    in_touch: bool
    name: str
    url: str
    behind_entries: int
    alone_at: str
    alone_after: int | None


class Companion:
    """What a primary knows of its standby.

    `release` publishes and answers; `submit` gives work to the writer; `replaced` asks the standby whether it
    took over.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        release: Release,
        submit: Callable[[Work], None],
        replaced: Callable[[], Awaitable[bool]],
    ) -> None:
        self._clock, self._release, self._submit, self._replaced = clock, release, submit, replaced
        self._reading = database.reader()
        self._read_lock = threading.Lock()
        known = notes.read(self._reading)
        self.log, self.name, self.url = known.log, known.standby, known.standby_url
        self.together = known.together == "yes"
        self._alone_at, self._alone_after = known.alone_at, known.alone_after
        self._promised = time.monotonic()  # an earlier promise may still be counted on
        self._acked = Position()
        self._served: Position | None = None  # the whole run that was sent last
        self._trimmed = 0
        self._copy = ""
        self._held: deque[_Held] = deque()
        self._turning = False  # a note about being together or alone is on its way to the disk
        self._committed = changes.position(self._reading)
        self._news = asyncio.Event()
        self.closing = False

    def close(self) -> None:
        """The service goes down: what is held is never told, and a standby that waits is answered."""
        self.closing = True
        self._news.set()

    def release_files(self) -> None:
        with self._read_lock:
            self._reading.close()

    @property
    def known(self) -> bool:
        return bool(self.log)

    @property
    def holds(self) -> bool:
        """Somebody waits for the standby."""
        return bool(self._held)

    # --- what the writer committed
    def committed(self, steps: Sequence[Step], outcomes: Sequence[tuple[Work, Outcome]], change: int) -> None:
        """Tell it now, or hold it back until the standby has it."""
        entry = steps[-1].entry.seq if steps else self._committed.entry
        self._committed = Position(entry, max(change, self._committed.change))
        self._news.set()
        if not self.together or (not self._held and self._acked.reaches(self._committed)):
            self._release(steps, outcomes)
            return
        self._release((), [each for each in outcomes if each[0].at_once])
        later = [each for each in outcomes if not each[0].at_once]
        self._held.append(_Held(self._committed, time.monotonic(), steps, later))

    def give_up_held(self, failure: Exception) -> None:
        """This machine was fenced: what the standby may not have was never told to anybody."""
        while self._held:
            self._release((), [(work, failure) for work, _ in self._held.popleft().outcomes])

    def _let_go(self) -> None:
        while self._held and (not self.together or self._acked.reaches(self._held[0].position)):
            one = self._held.popleft()
            self._release(one.steps, one.outcomes)

    # --- what the standby says
    async def asked(self, at: Position, name: str, url: str, wait_seconds: float) -> tuple[Run, bool]:
        """The standby has everything up to `at` on its disk: what it lacks, and whether answers are held."""
        heard = time.monotonic()
        self.name, self.url = name, url
        self._acked = Position(max(at.entry, self._acked.entry), max(at.change, self._acked.change))
        self._let_go()
        self._trim()
        if self._served is not None and at.reaches(self._served) and not self.together:
            await self._come_together()
        await self._wait_for_news(at, wait_seconds if self.together else min(wait_seconds, SOON_SECONDS))
        held = self.together and not self._overdue(time.monotonic())
        run = await asyncio.to_thread(self._run, at)
        if run.whole:
            self._served = run.to
        if held and run.whole and self.together and not self._turning:
            self._promised = max(self._promised, heard)
            return run, True
        return run, False

    def begin_anew(self, copy: str, log_name: str) -> None:
        """The standby begins a new copy: what an older one acknowledged is worth nothing."""
        self._copy, self.log = copy, log_name
        self._acked, self._served = Position(), None

    def knows(self, copy: str, log_name: str, at: Position) -> bool:
        """Whether a copy can go on from there. After a restart the first that asks is the one."""
        if not log_name or log_name != self.log or (self._copy and copy != self._copy):
            return False
        with self._read_lock:
            first, stored = changes.first_kept(self._reading), changes.position(self._reading)
        # what is stored, not what was heard of: a quick standby has it before the event loop knows
        known = at.change + 1 >= first and stored.reaches(at)
        if known:
            self._copy = copy
        return known

    def stored(self) -> Position:
        """Everything that is on the disk. In a thread."""
        with self._read_lock:
            return changes.position(self._reading)

    def fill(self, kind: str, after: int) -> list[rows.Row]:
        """A page of a table for a first copy. In a thread."""
        with self._read_lock:
            return rows.page(self._reading, kind, after)

    def _run(self, at: Position) -> Run:
        with self._read_lock:
            self._reading.exec_driver_sql("BEGIN")
            try:
                return changes.run_after(self._reading, at)
            finally:
                self._reading.exec_driver_sql("COMMIT")

    async def _wait_for_news(self, at: Position, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while at.reaches(self._committed) and not self.closing:
            self._news.clear()
            left = ends - time.monotonic()
            if left <= 0:
                return
            try:
                await asyncio.wait_for(self._news.wait(), left)
            except TimeoutError:
                return

    async def _come_together(self) -> None:
        """From now on answers wait for the standby; that is noted first."""
        if self._turning:
            return
        self._turning = True
        try:
            name, url = self.name, self.url
            await self._note(together="yes", alone_at="", alone_after="", standby=name, standby_url=url)
            self.together, self._alone_at, self._alone_after = True, "", ""
            self._promised = time.monotonic()
            log.info("together", standby=name)
        except _NOT_WRITTEN as error:
            log.warning("not_noted", why=type(error).__name__)
        finally:
            self._turning = False

    def _trim(self) -> None:
        if self._acked.change - self._trimmed >= TRIM_EVERY:
            upto = self._trimmed = self._acked.change
            self._submit(Work("site:standby", _nobody, write=lambda c: changes.trim(c, upto), at_once=True))

    # --- when it is not heard of
    async def watch(self) -> None:
        """Go on alone when the standby is silent; forget the log of changes when it grows too long."""
        looked = time.monotonic()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now = time.monotonic()
            if self.together and not self.closing and self._lost(now):
                await self._go_on_alone()
            if now - looked > LOG_SECONDS and self.log and not self.together:
                looked = now
                await asyncio.to_thread(self._end_long_log)

    def _end_long_log(self) -> None:
        """A standby that is away for weeks must not fill this disk. In a thread."""
        with self._read_lock:
            if not changes.is_too_long(self._reading):
                return
        self.log = ""
        log.warning("log_of_changes_ended", standby=self.name)
        self._submit(Work("site:standby", _nobody, write=changes.end_log, at_once=True))

    def _overdue(self, now: float) -> bool:
        return bool(self._held) and now - self._held[0].since > PATIENCE_SECONDS

    def _lost(self, now: float) -> bool:
        """The last promise is over, and somebody waits, or the standby is silent for long."""
        over = now - self._promised > PATIENCE_SECONDS
        return over and (self._overdue(now) or now - self._promised > 3 * PATIENCE_SECONDS)

    async def _go_on_alone(self) -> None:
        if await self._replaced():  # asleep, perhaps, while the standby took over
            return
        at, after = self._clock.now().isoformat(), self._acked.entry or self._committed.entry
        self._turning = True
        try:
            await self._note(together="no", alone_at=at, alone_after=after)
        except _NOT_WRITTEN as error:
            log.error("cannot_go_on_alone", why=type(error).__name__)
            return
        finally:
            self._turning = False
        self.together, self._served = False, None
        self._alone_at, self._alone_after = at, str(after)
        log.warning("alone", standby=self.name, after=after)
        self._let_go()

    async def _note(self, **found: object) -> None:
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        work = Work("site:standby", _nobody, write=lambda c: notes.put_all(c, **found), at_once=True)
        work.done = lambda outcome: None if future.done() else future.set_result(outcome)
        self._submit(work)
        outcome = await future
        if not isinstance(outcome, Result):
            raise outcome

    def standing(self) -> Standing:
        behind = max(0, self._committed.entry - self._acked.entry) if self.name else 0
        after = int(self._alone_after) if self._alone_after else None
        return Standing(bool(self.name), self.together, self.name, self.url, behind, self._alone_at, after)


def _nobody(outcome: Outcome) -> None:
    """Nobody waits for this work."""
