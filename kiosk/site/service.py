"""The site service's parts put together: what routes, the clock's tasks and the sync with the desk share."""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import Connection

from common.clock import Clock
from common.settings import Settings
from kiosk.queue.commands import ApplySettings
from kiosk.site.appointments import known_keys
from kiosk.site.database import Database
from kiosk.site.defaults import default_settings
from kiosk.site.desk_state import DeskState
from kiosk.site.device_clocks import DeviceClocks
from kiosk.site.documents import SyncMemory, read_categories
from kiosk.site.faces import Faces
from kiosk.site.figures import Figures
from kiosk.site.forecasts.forecasts import Forecasts
from kiosk.site.journal import head_at, load
from kiosk.site.leases import Leases
from kiosk.site.mark import Mark
from kiosk.site.overdue import calls_left_alone
from kiosk.site.published import Published, Step
from kiosk.site.snapshots import Snapshots
from kiosk.site.staff import WrongTries
from kiosk.site.standby.companion import Companion
from kiosk.site.standby.fencing import Fence, note_fence, term_at
from kiosk.site.stream import BEAT_SECONDS, Followers
from kiosk.site.tokens import Caller, KnownTokens, local_token
from kiosk.site.visit_answers import VisitAnswers
from kiosk.site.wire_journal import beat_event
from kiosk.site.work import Answer, Outcome, Repeat, Result, Work
from kiosk.site.writer import Fenced, Stopped, StorageFull, Writer, find_answer

log = structlog.get_logger("site.service")
STANDBY_SECONDS = 3.0  # how often one that is not in touch is asked whether it took over
CLOCK_SECONDS = 5.0  # how often the service looks whether the day is over


@dataclass(frozen=True, slots=True)
class Tuning:
    """What only tests and benchmarks set. `max_pages`: size of a disk that is soon full."""

    max_pages: int | None = None
    lease_seconds: float | None = None
    clock_seconds: float = CLOCK_SECONDS
    poll_seconds: float = 10.0  # how long the desk may hold back its answer when there is no news


class Site:
    """One running site service, without its HTTP face."""

    def __init__(self, settings: Settings, clock: Clock, tuning: Tuning | None = None) -> None:
        self.settings, self.clock, self.tuning = settings, clock, tuning or Tuning()
        self.folder = settings.data_folder / "site"
        self.database = Database(self.folder / "journal.db", self.tuning.max_pages)
        self.reading = self.database.reading
        standing = load(self.reading)
        mine = standing.again()
        self.mark = Mark(self.folder)
        self.mark.put(standing.line.sequence, standing.head)
        self.published = Published(mine.line, mine.head)
        self.faces = Faces()
        self.faces.load(self.reading, mine.line)
        self.figures = Figures()
        self.writer = Writer(
            self.database, standing, self.faces, clock, self._deliver, self.figures.commits.observe
        )
        self.companion = Companion(
            self.database, clock, self._release, self.submit, self._ask_whether_replaced
        )
        self.writer.logs_changes = self.companion.known
        self.fence = Fence(self.reading)
        if self.fence.up:
            self.writer.fence()
        self.snapshots = Snapshots(self.published, self.submit, standing.snapshot)
        self.tokens = KnownTokens(self.reading)
        self.tries = WrongTries()
        self.password_check = asyncio.Semaphore(1)  # it takes a whole core and 64 MiB: one at a time
        self.followers = Followers(self.published, self.faces)
        lease = self.tuning.lease_seconds or float(settings.site.lease_seconds)
        self.leases = Leases(mine.line, lease, time.monotonic)
        self.published.listen(self.leases.follow)
        self.forecasts = Forecasts(self.database.path, self.published, clock, self.submit)
        self.device_clocks = DeviceClocks()
        self.answers = VisitAnswers(self.faces, self.public_desk_url, clock)
        memory = SyncMemory(self.reading)
        self.desk = DeskState(
            configured=bool(settings.site.desk_url), held=memory.held, feed_sequence=memory.feed_sequence
        )
        self.keys = known_keys(self.reading)
        self.categories = read_categories(self.reading)
        self.news = threading.Event()  # wakes the thread that pushes to the desk
        self.published.listen(lambda _: self.news.set())
        self._tasks: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._origin = ""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The event loop. Raises Stopped before the start."""
        if self._loop is None:
            raise Stopped
        return self._loop

    @property
    def origin(self) -> str:
        """The hash of the first entry: which journal this is, whoever writes it. "" before the first."""
        if not self._origin and self.published.sequence:
            self._origin = head_at(self.reading, 1) or ""
        return self._origin

    @property
    def public_desk_url(self) -> str:
        """The desk's address as phones reach it; "" without a desk."""
        return (self.settings.site.public_desk_url or self.settings.site.desk_url).rstrip("/")

    async def start(self) -> None:
        """Begin to write; apply the bundled settings on a machine that is all alone."""
        self._loop = asyncio.get_running_loop()
        self.writer.start()
        await self._ask_whether_replaced()
        if not self.fence.up:
            await self.carry_out(Work("site:start", _nobody, write=self._make_local_token, at_once=True))
        if self.published.sequence == 0 and not self.desk.configured:
            command = ApplySettings(default_settings(self.settings.site.id, self.settings.site.catalogue))
            await self.carry_out(Work("site:defaults", _nobody, command))
        self.snapshots.consider()  # the journal was read from its beginning, maybe: not again next time
        self._tasks = [
            asyncio.create_task(self._beat()),
            asyncio.create_task(self._watch_leases()),
            asyncio.create_task(self._watch_clock()),
            asyncio.create_task(self.companion.watch()),
            asyncio.create_task(self._watch_standby()),
        ]
        if self.settings.site.forecasts:
            self.forecasts.start()

    async def stop(self) -> None:
        """Finish what was begun, and let go of the files."""
        self.going_down()
        await self.forecasts.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.snapshots.finish()
        await asyncio.to_thread(self.writer.stop)
        await asyncio.sleep(0)  # let the last deliveries arrive
        self.companion.give_up_held(Stopped())
        self.companion.release_files()
        self.mark.close()
        self.database.close()

    def going_down(self) -> None:
        """Whoever follows is told that it ends, and nobody is answered whom the standby cannot vouch for."""
        self.companion.close()
        self.followers.close()

    async def fenced_by(self, term: int, who: str) -> None:
        """Another machine took over: nothing is taken, told or written here any more. Noted durably."""
        if not self.fence.raise_to(term):
            return
        log.error("fenced", term=term, own=self.published.line.term, by=who)
        self.followers.close()
        self.companion.give_up_held(Fenced())
        write = partial(note_fence, term=term, who=who)
        with suppress(StorageFull, Stopped, Fenced):
            await self.carry_out(Work("site:fence", _nobody, write=write, at_once=True, last=True))

    # --- work for the writer
    def submit(self, work: Work) -> None:
        """Hand work to the writer; `work.done` is called on the event loop."""
        self.writer.submit(work)

    async def carry_out(self, work: Work) -> Result:
        """What the work led to, once it is durable. Raises what ended it: StorageFull, KeyReused, a bug."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        work.done = lambda outcome: None if future.done() else future.set_result(outcome)
        self.submit(work)
        outcome = await future
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def _ask_whether_replaced(self) -> bool:
        """The standby may have taken over while this machine was away, asleep, or cut off from it."""
        url = self.companion.url
        if url and not self.fence.up:
            term = await asyncio.to_thread(term_at, url, self.origin)
            if term > self.published.line.term:
                await self.fenced_by(term, "standby")
        return self.fence.up

    async def _watch_standby(self) -> None:
        while True:
            await asyncio.sleep(STANDBY_SECONDS)
            if not self.companion.together:
                await self._ask_whether_replaced()

    async def vouched(self) -> None:
        """Wait until the standby has what is on the disk now, as long as the two are in touch."""
        if self.companion.holds:
            await self.carry_out(Work("site:order", _nobody))

    def first_answer(self, repeat: Repeat) -> Answer | None:
        """What the same request was answered before. Raises KeyReused when the key was for something else."""
        return find_answer(self.reading, repeat)

    def carry_out_from_thread(self, work: Work, patience_seconds: float = 30.0) -> Result:
        """The same for a thread of its own (the sync with the desk)."""
        future: concurrent.futures.Future[Outcome] = concurrent.futures.Future()
        work.done = future.set_result
        self.submit(work)
        outcome = future.result(patience_seconds)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def on_loop(self, what: Callable[..., None], *args: object) -> None:
        """Call `what(*args)` on the event loop, from any thread. Raises Stopped when there is none."""
        if self._loop is None:
            raise Stopped
        try:
            self._loop.call_soon_threadsafe(what, *args)
        except RuntimeError as error:
            raise Stopped from error

    def _deliver(self, steps: Sequence[Step], outcomes: Sequence[tuple[Work, Outcome]]) -> None:
        """In the writer's thread."""
        if steps:
            self.mark.put(steps[-1].entry.seq, steps[-1].entry.hash)
        self.on_loop(self.companion.committed, steps, outcomes, self.writer.last_change)

    def _release(self, steps: Sequence[Step], outcomes: Sequence[tuple[Work, Outcome]]) -> None:
        if steps:
            self.published.publish(steps)
            self.snapshots.consider()
        for work, outcome in outcomes:
            if work.after_commit is not None and isinstance(outcome, Result):
                work.after_commit()
            work.done(outcome)

    # --- callers
    def caller_of(self, token: str) -> Caller | None:
        """Whose token this is; an agent who asks for anything shows that the console lives."""
        caller = self.tokens.caller(token, self.clock.now().timestamp())
        if caller is not None and caller.is_agent:
            self.leases.renew(caller.name)
        return caller

    def _make_local_token(self, connection: Connection) -> None:
        term = self.published.line.term
        name = f"local-{term}" if term else "local"  # screens beside the old machine keep theirs
        local_token(connection, self.folder / "local-token", self.clock.now().timestamp(), name)

    # --- what happens by itself
    def beat(self) -> bytes:
        line = self.published.line
        now = self.clock.now()
        wrong = self.device_clocks.wrong(now)
        return beat_event(now, line.sequence, self.desk.in_touch, line.term, wrong)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            self.cut_off_ended_tokens()
            self.followers.beat(self.beat())

    def cut_off_ended_tokens(self) -> None:
        """Whoever follows with a token that was taken back, or ran out, hears no more."""
        now = self.clock.now().timestamp()
        for digest in self.followers.digests():
            if not self.tokens.is_good(digest, now):
                self.followers.end_of(digest)

    async def _watch_leases(self) -> None:
        pause = min(1.0, (self.tuning.lease_seconds or self.settings.site.lease_seconds) / 5)
        while True:
            await asyncio.sleep(pause)
            for command in self.leases.lapsed():
                self.submit(Work("site:lease", _nobody, command))

    async def _watch_clock(self) -> None:
        """Give the writer something to do: it looks at the clock before each turn."""
        while True:
            self.submit(Work("site:clock", _nobody))
            for command in calls_left_alone(self.published.line, self.clock.now()):
                self.submit(Work("site:clock", _nobody, command))
            await asyncio.sleep(self.tuning.clock_seconds)

    def local_day_now(self) -> datetime:
        """Now, as the clock on the site's wall shows it."""
        return self.clock.now().astimezone(self.published.line.settings.zone)


def _nobody(outcome: Outcome) -> None:
    """Nobody waits for this work; what went wrong is in the log."""
