"""Follow the primary: one thread that asks, stores what it is told, and thereby acknowledges it.

It also keeps the time until which it knows that nothing is missing. An answer with `held` promises that
for SAFE_SECONDS from its question on; "connection refused" within that time shows that the process which gave
the promise is gone, and whoever starts it again keeps the promise from its start on.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from common.clients.errors import ApiRefused, Unreachable, nothing_listens
from common.clients.replica import ReplicaClient
from common.clock import Clock
from common.ids import new_id
from kiosk.queue.chain import Break
from kiosk.queue.refusals import Code
from kiosk.site.standby.changes import Position
from kiosk.site.standby.copy import ChainBroken, Copy

SAFE_SECONDS = 1.9  # the primary waits 2.0 (companion.PATIENCE_SECONDS); two clocks may differ a little
POLL_SECONDS = 1.0
AGAIN_SECONDS = 0.2
HAND_OVER_SECONDS = 2.0
LAST_RUNS_SECONDS = 4.0
log = structlog.get_logger("site.follower")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a standby stands. `together`: whatever the primary tells anybody now is here first."""

    reached: bool
    together: bool
    whole: bool
    entry: int
    term: int
    fault: str
    safe_at: str


@dataclass(frozen=True, slots=True)
class Farewell:
    """What a standby knows when it takes over: see wire.TakeOverOut."""

    after: int
    term: int
    in_touch: bool
    handed_over: bool
    missing_since: datetime | None


class Follower:
    """Owns the copy. `port` and `address`: where the primary finds this machine's own service."""

    def __init__(self, copy: Copy, client: ReplicaClient, clock: Clock, port: int, address: str = "") -> None:
        self._copy, self._client, self._clock = copy, client, clock
        self._about_us = {"port": str(port), "address": address}
        self._stop = threading.Event()
        self._leaving = threading.Event()  # whoever takes over goes before the next question
        self._thread = threading.Thread(target=self._run, name="site-follower", daemon=True)
        self._safe_until = 0.0  # steadily growing seconds
        self._safe_at = copy.notes.safe_at
        self._together = False
        self._reached = False
        self._fault = ""
        self._own_lock = threading.Lock()  # one step at a time, whoever asks for it

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._client.hang_up()
        if self._thread.is_alive():
            self._thread.join(POLL_SECONDS + self._client.timeout + 1)

    def standing(self) -> Standing:
        copy = self._copy
        safe = time.monotonic() <= self._safe_until
        return Standing(
            self._reached,
            self._together and safe,
            copy.whole,
            copy.position.entry,
            int(copy.notes.term or 0),
            self._fault,
            self._safe_at,
        )

    def _run(self) -> None:
        while not (self._stop.is_set() or self._leaving.is_set()):
            began = time.monotonic()
            try:
                with self._own_lock:
                    if self._stop.is_set() or self._leaving.is_set():
                        return
                    self._step(POLL_SECONDS)
                self._reached, self._fault = True, ""
                continue
            except Unreachable as failure:
                self._not_reached(failure, began)
            except ApiRefused as refused:
                self._together = False
                self._refused(refused)
            except (ChainBroken, SQLAlchemyError, ValueError, KeyError, TypeError) as failure:
                self._together = False
                self._say(Code.CHAIN_BROKEN if isinstance(failure, ChainBroken) else Code.INTERNAL, failure)
            self._stop.wait(AGAIN_SECONDS)

    def _step(self, wait_seconds: float) -> None:
        """One question, and its answer on the disk."""
        copy = self._copy
        if not copy.notes.follows:
            self._begin()
        elif (filling := copy.filling) is not None:
            kind, after = filling
            found = self._client.rows(kind, after)
            copy.fill(kind, found["rows"], bool(found["more"]))
        else:
            self._follow(wait_seconds)

    def _begin(self) -> None:
        name = new_id()
        told = self._client.begin(name)
        self._copy.begin(name, str(told["log"]), int(told["change"]), int(told["term"]))
        log.info("copy_begun")

    def _begin_anew(self) -> None:
        """The primary's log does not reach back to our copy. One that lacks entries of ours is not copied:

        this may be the only machine that has them, and a person must say which journal is to go on.
        """
        last = self._copy.position.entry
        if self._copy.whole and self._client.hash_of(last) != (self._copy.head if last else ""):
            raise ChainBroken(Break(last, "differs"))
        log.warning("copy_begins_anew")
        self._begin()

    def _follow(self, wait_seconds: float) -> None:
        copy, at = self._copy, self._copy.position
        has = {"copy": copy.notes.copy, "log": copy.notes.follows}
        has |= {"entry": str(at.entry), "change": str(at.change)}
        sent, sent_at = time.monotonic(), self._clock.now().isoformat()
        run = self._client.follow(has | self._about_us, wait_seconds)
        held = bool(run["held"])
        new = run["entries"] or run["rows"] or run["gone"]
        if new or not copy.whole or (held and not self._together):
            copy.store(run, sent_at if held else "")
        if held:
            self._safe_until = max(self._safe_until, sent + SAFE_SECONDS)
            self._safe_at = sent_at
        self._together = held

    def _not_reached(self, failure: Unreachable, began: float) -> None:
        if self._reached:
            log.warning("primary_not_reached", why=str(failure))
        self._reached = False
        if nothing_listens(failure) and time.monotonic() <= self._safe_until:
            self._safe_until = max(self._safe_until, began + SAFE_SECONDS)
            self._safe_at = self._clock.now().isoformat()

    def _refused(self, refused: ApiRefused) -> None:
        if refused.problem.code == Code.OUT_OF_ORDER and self._copy.notes.follows:
            try:
                with self._own_lock:
                    self._begin_anew()
            except (ApiRefused, Unreachable, SQLAlchemyError, ChainBroken) as failure:
                known = isinstance(failure, ChainBroken)
                self._say(Code.CHAIN_BROKEN if known else Code.UNREACHABLE, failure)
            return
        self._reached = True
        self._say(Code(refused.problem.code), refused)

    def _say(self, code: Code, failure: Exception) -> None:
        if self._fault != code.value:
            log.error("cannot_follow", code=code.value, why=str(failure)[:200])
        self._fault = code.value

    # --- taking over
    def take_leave(self, term: int) -> Farewell:
        """Stop following for good. Whoever is primary is told so first; what it still has is fetched."""
        self._leaving.set()
        with self._own_lock:
            handed_over = self._hand_over(term)
            safe = time.monotonic() <= self._safe_until
            self._stop.set()
        self.stop()
        in_touch = handed_over or (safe and self._copy.whole)
        since = datetime.fromisoformat(self._safe_at) if self._safe_at and not in_touch else None
        after = self._copy.position.entry
        self._copy.close()  # what it follows is forgotten with the entry that says who took over
        return Farewell(after, term, in_touch, handed_over, since)

    def _hand_over(self, term: int) -> bool:
        """Whether the old primary has stopped and everything of it is here."""
        try:
            told = self._client.fence(term, HAND_OVER_SECONDS)
            last = Position(int(told["entry"]), int(told["change"]))
            ends = time.monotonic() + LAST_RUNS_SECONDS
            while not self._copy.position.reaches(last) and time.monotonic() < ends:
                self._step(0.0)
            return self._copy.position.reaches(last) and self._copy.filling is None
        except (Unreachable, ApiRefused, ChainBroken, SQLAlchemyError, ValueError, KeyError) as failure:
            log.warning("not_handed_over", why=type(failure).__name__)
            return False
