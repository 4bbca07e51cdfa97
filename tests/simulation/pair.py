"""Two machines at a site, as ADR 11 says: copy before anybody is answered, a term that fences. A model.

The standby's question says what it has on its disk, so it is also the acknowledgement. While the two are
together, a commit is told only when the standby has it. The primary goes on alone `PATIENCE` seconds after
the last question at the earliest; so until then, counted from when it asked, the standby knows that it lacks
nothing that anybody was told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kiosk.queue import commands as c
from kiosk.site.journal import Written
from kiosk.site.work import Work
from tests.simulation.storage import Change, Commit, MemoryStore

if TYPE_CHECKING:
    from tests.simulation.service import SiteService

PATIENCE = 2.0
ASK_EVERY = 1.0


@dataclass(frozen=True, slots=True)
class Position:
    """How far a copy goes: entries, and changes beside the journal."""

    entry: int = 0
    change: int = 0

    def reaches(self, other: Position) -> bool:
        return self.entry >= other.entry and self.change >= other.change


@dataclass(frozen=True, slots=True)
class Run:
    """What the standby lacks, and whether commits are held back until it has them."""

    entries: list[Written]
    changes: list[Change]
    after: Position
    held: bool
    asked_at: float = 0.0  # the standby's own word, sent back


class Companion:
    """What a primary knows of its standby."""

    def __init__(self, site: SiteService) -> None:
        self.site = site
        self.together = False  # durable in the product; noted before it counts
        self.known = False  # durable: it ever had a standby
        self.begin()

    def begin(self) -> None:
        """A new process: nothing is held, what the standby has is not known."""
        self.acked = Position()
        self.held: list[tuple[Position, float, Commit]] = []
        self.promised = self.site.world.time
        self.asking = False
        self.reached = self._stored() if self.known else Position()

    def _stored(self) -> Position:
        store = self.site.store
        changes = len(store.disk.changes) if isinstance(store, MemoryStore) else 0
        return Position(store.line.sequence, changes)

    def committed(self, done: Commit) -> None:
        """Tell it now, or when the standby has it."""
        entry = done.steps[-1].entry.seq if done.steps else self.reached.entry
        self.reached = Position(entry, max(done.change, self.reached.change))
        if not self.together or (not self.held and self.acked.reaches(self.reached)):
            self.site.release(done)
            return
        self.held.append((self.reached, self.site.world.time, done))
        self.site.later(PATIENCE + 0.01, self._watch)

    def asked(self, standby: SiteService, at: Position, asked_at: float) -> None:
        """The standby has everything up to `at` on its disk, and wants the rest."""
        site = self.site
        if not site.serves:
            return
        self.known = True
        self.acked = Position(max(at.entry, self.acked.entry), max(at.change, self.acked.change))
        self._let_go()
        if not self.together and at.reaches(self._stored()):
            self.together = True
            site.tell("together with the standby")
        held = self.together and not self._overdue()
        if held:
            self.promised = max(self.promised, site.world.time)
        assert isinstance(site.store, MemoryStore)
        disk = site.store.disk
        run = Run(disk.entries[at.entry :], disk.changes[at.change :], at, held, asked_at)
        site.send(standby, standby.following.copy, run)

    def _let_go(self) -> None:
        while self.held and (not self.together or self.acked.reaches(self.held[0][0])):
            self.site.release(self.held.pop(0)[2])

    def _overdue(self) -> bool:
        return bool(self.held) and self.site.world.time - self.held[0][1] > PATIENCE

    def _watch(self) -> None:
        if not self.together or not self.held:
            return
        if self.site.world.time - self.promised > PATIENCE and self._overdue():
            self.together = False
            self.site.tell(f"goes on alone after entry {self.acked.entry}")
            self._let_go()
        else:
            self.site.later(0.2, self._watch)

    def give_up(self) -> list[Work]:
        """Fenced: what is held was never told to anybody."""
        works = [work for _, _, done in self.held for work, _ in done.outcomes]
        self.held.clear()
        return works

    def ask_at_start(self) -> None:
        """A primary that had a standby asks it who writes, before the first command."""
        other = self.site.pair
        if not self.known or other is None or self.site.fence:
            return
        self.asking = True
        self.site.send(other, other.companion.who_writes, self.site)
        self.site.later(1.5, self._no_answer)

    def _no_answer(self) -> None:
        self.asking = False

    def ask_whether_replaced(self) -> None:
        """The standby that is not in touch may have taken over meanwhile, also while both were away."""
        if self.known and not self.together and self.site.pair is not None:
            self.site.send(self.site.pair, self.site.pair.companion.who_writes, self.site)

    def who_writes(self, asker: SiteService) -> None:
        site = self.site
        self.site.send(asker, asker.companion.told, site.term if site.role == "primary" else 0)

    def told(self, term: int) -> None:
        self.asking = False
        self.site.become_fenced(term)

    def stop_for(self, standby: SiteService, at: Position, term: int) -> None:
        """Taken over while it can still answer: it stops first, and hands over to the last entry."""
        site = self.site
        if site.role != "primary" or term <= site.term:
            return
        site.become_fenced(term)
        assert isinstance(site.store, MemoryStore)
        disk = site.store.disk
        run = Run(disk.entries[at.entry :], disk.changes[at.change :], at, False)
        site.send(standby, standby.following.handed_over, run, term)


class Following:
    """A standby's side: ask, check the chain, store, ask again."""

    def __init__(self, site: SiteService) -> None:
        self.site = site
        self.safe_until = 0.0

    def begin(self) -> None:
        self._ask()

    def _at(self) -> Position:
        store = self.site.store
        assert isinstance(store, MemoryStore)
        return Position(len(store.disk.entries), len(store.disk.changes))

    def _ask(self, again: bool = True) -> None:
        site, other = self.site, self.site.pair
        if site.role != "standby" or other is None:
            return
        self._nothing_listens()
        site.send(other, other.companion.asked, site, self._at(), site.world.time)
        if again:
            site.later(ASK_EVERY, self._ask)

    def _nothing_listens(self) -> None:
        """A refused connection shows that the process is gone; one that begins anew waits again."""
        site, other, now = self.site, self.site.pair, self.site.world.time
        gone = other is not None and not other.up and site.network.in_touch(site, other)
        if gone and now <= self.safe_until:
            self.safe_until = max(self.safe_until, now + PATIENCE)

    def copy(self, run: Run) -> None:
        """A run came. One that does not begin where the copy ends is an old one: left alone."""
        if self.site.role != "standby" or run.after != self._at():
            return
        self._store(run)
        if run.held:
            self.safe_until = max(self.safe_until, run.asked_at + PATIENCE)
        if run.entries or run.changes:
            self._ask(again=False)

    def _store(self, run: Run) -> None:
        store = self.site.store
        assert isinstance(store, MemoryStore)
        store.copy(run.entries, run.changes)

    # --- taking over, by a person's word
    def take_over(self) -> None:
        """Ask the old one to stop; without an answer, go on with what is here."""
        site, other = self.site, self.site.pair
        if site.role != "standby" or not site.up or other is None:
            return
        site.tell("is told to take over")
        if site.network.in_touch(site, other) and not other.up:
            self._promote(site.world.time <= self.safe_until)
            return
        site.send(other, other.companion.stop_for, site, self._at(), site.term + 1)
        site.later(3.0, self._unanswered)

    def handed_over(self, run: Run, term: int) -> None:
        if self.site.role != "standby" or run.after.entry > self._at().entry:
            return
        at = self._at()
        if run.after != at:
            skip, skipped = at.entry - run.after.entry, at.change - run.after.change
            run = Run(run.entries[skip:], run.changes[skipped:], at, False)
        self._store(run)
        self._promote(in_touch=True)

    def _unanswered(self) -> None:
        if self.site.role == "standby":
            self._promote(in_touch=False)

    def _promote(self, in_touch: bool) -> None:
        site = self.site
        after = self._at().entry
        term = site.store.line.term + 1
        site.role = "primary"
        site.load()
        site.companion = Companion(site)
        site.tell(f"takes over with term {term} after entry {after}, in touch: {in_touch}")
        missing = site.witness.taking_over(site, after, in_touch)
        command = c.TakeOver(term, after, in_touch, site.name)
        site.commit([Work("site:take-over", _nobody, command, f"take-over-{term}")])
        assert isinstance(site.store, MemoryStore)
        if (
            len(site.store.disk.entries) == after
        ):  # a full disk, or a power cut: what it is changes with the entry
            site.role = "standby"
            site.tell("did not take over")
            if site.up:
                site.load()
                self._ask()
            return
        site.witness.took_over(term, missing)
        self._tell_the_old_one(term)

    def _tell_the_old_one(self, term: int) -> None:
        """As long as this one writes, the other one hears of it."""
        site, other = self.site, self.site.pair
        if site.role == "primary" and not site.fence and other is not None:
            site.send(other, other.companion.told, term)
            site.later(5.0, self._tell_the_old_one, term)


def _nobody(outcome: Any) -> None:
    """Nobody waits for this work."""
