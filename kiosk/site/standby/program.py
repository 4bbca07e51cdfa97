"""A standby as a program: follows until somebody says that it takes over, and is the site service then."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog
from sqlalchemy import Connection

from common.clients.desk import DeskClient
from common.clients.errors import ApiRefused, Unreachable
from common.clients.health import reach
from common.clients.replica import ReplicaClient
from common.clock import Clock
from common.settings import Settings
from common.wire import TakeOverOut
from kiosk.queue.chain import GENESIS
from kiosk.queue.commands import TakeOver
from kiosk.site.app import make_app
from kiosk.site.database import Database
from kiosk.site.journal import JournalUnusable, head_at
from kiosk.site.service import Site, Tuning
from kiosk.site.standby import notes
from kiosk.site.standby.copy import FILE, Copy, set_aside, write_diverged
from kiosk.site.standby.face import NotReady, Switch, make_face, own_token
from kiosk.site.standby.follower import Farewell, Follower, Standing
from kiosk.site.sync.threads import Sync, start_sync
from kiosk.site.work import Work
from kiosk.site.writer import StorageFull

log = structlog.get_logger("site.standby")
ASK_SECONDS = 2.0
SILENCE_SECONDS = 2.5  # a primary that hangs must not hold a take-over up
DESK_SECONDS = 2.0  # how often the desk is asked whether it was said there


def follows(settings: Settings) -> bool:
    """Whether this machine follows another one, as its settings say and its journal allows.

    A journal of its own that the other machine does not continue means that this one took over: then it
    is the primary, whatever the settings still say. Raises JournalUnusable when it is another site's.
    """
    file = settings.data_folder / "site" / FILE
    if not settings.site.standby_of:
        return False
    known = notes.read_file(file)
    if known is None or known.follows or known.fenced or _is_empty(file):
        return True
    theirs = reach(settings.site.standby_of, ASK_SECONDS)
    if theirs is None or theirs.get("role") != "primary":
        log.warning("standby_of_left_aside", why="this machine took over, and the other one does not answer")
        return False
    own_term, origin = _own(file)
    if theirs.get("origin") != origin:
        raise JournalUnusable("replaced", 1, 1)
    return int(theirs.get("term", 0)) > own_term


def _is_empty(file: Path) -> bool:
    return _own(file)[1] == ""


def _own(file: Path) -> tuple[int, str]:
    """The term of the journal in a file, and the hash of its first entry ("": there is none)."""
    from kiosk.site.journal import load

    database = Database(file)
    try:
        origin = head_at(database.reading, 1)
        return (load(database.reading).line.term, origin) if origin else (0, "")
    finally:
        database.close()


def make_room(folder: Path, settings: Settings) -> None:
    """Set an own journal aside before another is copied, and name what the other one does not have."""
    known = notes.read_file(folder / FILE)
    if known is None or known.follows:
        return
    term, origin = _own(folder / FILE)
    if not origin:
        (folder / FILE).unlink()
        return
    kept = set_aside(folder, term + 1)
    if kept is None:
        return
    after = _common(kept, settings)
    file = folder / f"diverged-term-{term + 1}.jsonl"
    count = write_diverged(kept, after, file)
    if count:
        log.error("diverged", after=after, entries=count, kept=kept.name, written=file.name)
    log.warning("journal_set_aside", kept=kept.name)


def _common(kept: Path, settings: Settings) -> int:
    """The last entry that both machines have, as the other one's hashes show; 0 when it cannot be asked."""
    client = ReplicaClient(settings.site.standby_of, settings.site.standby_token.get_secret_value())
    database = Database(kept)
    try:
        low, high = 0, _last(database)
        while low < high:
            middle = (low + high + 1) // 2
            same = client.hash_of(middle) == (head_at(database.reading, middle) or GENESIS)
            low, high = (middle, high) if same else (low, middle - 1)
        return low
    except (Unreachable, ApiRefused) as failure:
        log.warning("not_compared", why=type(failure).__name__)
        return 0
    finally:
        database.close()
        client.hang_up()


def _last(database: Database) -> int:
    from kiosk.site.standby.changes import position

    return position(database.reading).entry


class Standby:
    """One running standby, and the site that it becomes. Lives on the event loop."""

    def __init__(self, settings: Settings, clock: Clock, tuning: Tuning | None, port: int) -> None:
        self._settings, self._clock, self._tuning = settings, clock, tuning
        folder = settings.data_folder / "site"
        make_room(folder, settings)
        own, primary = settings.site, settings.site.standby_of.rstrip("/")
        self._folder, self._port = folder, port
        self._make_follower()
        face = make_face(own.id, primary, own_token(folder), self._standing, self.take_over)
        self.switch = Switch(face)
        self._turn = asyncio.Lock()
        self._site: Site | None = None
        self._sync: Sync | None = None
        self._told: TakeOverOut | None = None
        self._hears: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def _make_follower(self) -> None:
        own = self._settings.site
        primary, token = own.standby_of.rstrip("/"), own.standby_token.get_secret_value()
        client = ReplicaClient(primary, token, SILENCE_SECONDS)
        self._copy = Copy(self._folder)
        self.follower = Follower(self._copy, client, self._clock, self._port, own.address.rstrip("/"))

    def _standing(self) -> Standing:
        return self.follower.standing()

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.follower.start()
        if self._settings.site.desk_url:
            self._hears = self._loop.create_task(self._hear_the_desk())

    async def _hear_the_desk(self) -> None:
        """Take over when it was said at the desk, for the term that comes next."""
        own = self._settings.site
        desk = DeskClient(own.desk_url, own.desk_token.get_secret_value(), ASK_SECONDS)
        while self._told is None:
            await asyncio.sleep(DESK_SECONDS)
            with suppress(Unreachable, ApiRefused, NotReady, StorageFull):
                stands = self._standing()
                told = {"entry": stands.entry, "together": stands.together, "whole": stands.whole}
                _, ordered = await asyncio.to_thread(desk.terms, own.id, told)
                if self._told is None and ordered == int(self._copy.notes.term or 0) + 1:
                    log.warning("desk_says_take_over", term=ordered)
                    await self.take_over("desk")
        desk.close()

    async def take_over(self, by: str) -> TakeOverOut:
        """Become the primary. Asked again, the same answer. Raises NotReady."""
        async with self._turn:
            if self._told is None:
                if not self._copy.whole:
                    raise NotReady
                self._told = await self._take_over(by)
            return self._told

    async def _take_over(self, by: str) -> TakeOverOut:
        began = time.monotonic()
        term = max(int(self._copy.notes.term or 0), 0) + 1
        known: Farewell = await asyncio.to_thread(self.follower.take_leave, term)
        site = await self._begin_to_write(known, by)
        self.switch.app = make_app(site)
        self._sync = start_sync(site)
        took = time.monotonic() - began
        log.warning(
            "taken_over", term=term, after=known.after, in_touch=known.in_touch, seconds=round(took, 2)
        )
        return TakeOverOut(
            term=term,
            after=known.after,
            in_touch=known.in_touch,
            handed_over=known.handed_over,
            missing_since=known.missing_since,
            seconds=took,
        )

    async def _begin_to_write(self, known: Farewell, by: str) -> Site:
        """The entry that says who took over, and in the same transaction that nobody is followed any more.

        Until then this machine is a standby, also after a power cut: two that write under one term would
        not know which of them is the older. Raises StorageFull, and follows again then.
        """

        def write(connection: Connection) -> None:
            notes.forget_following(connection)
            notes.put(connection, "own_term", known.term)

        site = self._site = Site(self._settings, self._clock, self._tuning)
        try:
            await site.start()
            command = TakeOver(known.term, known.after, known.in_touch, by)
            await site.carry_out(Work(f"standby:{by}", _nobody, command, write=write, at_once=True))
        except StorageFull:
            self._site = None
            await site.stop()
            self._make_follower()
            self.follower.start()
            raise
        return site

    # --- what the server asks of whatever runs
    def on_loop(self, what: Callable[[], None]) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(what)

    def going_down(self) -> None:
        if self._site is not None:
            self._site.going_down()

    async def stop(self) -> None:
        """End whatever this is now."""
        if self._hears is not None:
            self._hears.cancel()
            await asyncio.gather(self._hears, return_exceptions=True)
        async with self._turn:
            if self._site is None:
                await asyncio.to_thread(self.follower.stop)
                self._copy.close()
                return
            if self._sync is not None:
                self._sync.stop()
            await self._site.stop()


def _nobody(outcome: object) -> None:
    """`carry_out` puts the one who waits here."""
