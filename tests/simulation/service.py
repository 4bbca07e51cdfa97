"""The site service of one machine: asked over the network, one writer, everybody told after the commit.

The parts are the product's (`Published`, `Leases`, the store's writer); what is modelled is how they are
driven: a queue, a turn now and then, and messages instead of HTTP and streams.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from common.wire import EntryOut, IncidentBody, LineOut
from kiosk.queue import codec
from kiosk.queue import commands as c
from kiosk.queue.line import Line
from kiosk.queue.visits import Wait
from kiosk.site import leases
from kiosk.site.journal import Written
from kiosk.site.published import Published, Step
from kiosk.site.work import Outcome, Repeat, Result, Work
from kiosk.site.writer import StorageFull
from tests.simulation.conditions import BEGIN
from tests.simulation.network import Machine, Network
from tests.simulation.pair import Companion, Following
from tests.simulation.requests import Request, problem, respond
from tests.simulation.storage import Commit, Disk, MemoryStore, PowerCut, Store

if TYPE_CHECKING:
    from tests.simulation.clients import Client
    from tests.simulation.followers import Follower
    from tests.simulation.witness import Witness

LEASE_SECONDS = 20.0
BATCH = 8  # small, so that batches are often full
SNAPSHOT_EVERY = 60


class JumpingClock:
    """A machine's wall clock: the run's time, and how wrong it is."""

    def __init__(self, machine: Machine) -> None:
        self._world = machine.world
        self.ahead = timedelta()

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self._world.time) + self.ahead


@dataclass
class _Memory:
    """What a process knows until it dies."""

    published: Published
    leases: leases.Leases
    queue: list[Work] = field(default_factory=list)
    followers: list[Follower] = field(default_factory=list)
    turning: bool = False
    snapshot_at: int = 0


class SiteService(Machine):
    """A machine with the service on it; `pair` is the other one of two, if there are two."""

    def __init__(self, name: str, network: Network, witness: Witness) -> None:
        super().__init__(name, network)
        self.clock = JumpingClock(self)
        self.witness = witness
        self.store: Store
        self.memory: _Memory
        self.role = "primary"
        self.fence = 0  # durable: the term of the one that took over
        self.companion = Companion(self)
        self.following = Following(self)
        self.pair: SiteService | None = None
        self.forecasts = True  # the forecasting process runs
        self.cut_next = ""  # the next commit meets this power cut

    @property
    def term(self) -> int:
        return self.memory.published.line.term

    # --- on and off
    def start(self, store: Store) -> None:
        self.store = store
        self.wake()

    def wake(self) -> None:
        """A process begins with what the disk has."""
        self.up = True
        self.load()
        self.companion.begin()
        self.later(1.0, self._look)
        if self.role == "standby":
            self.following.begin()

    def load(self) -> None:
        """Memory as the disk has it."""
        standing = self.store.read()
        published = Published(standing.line, standing.head)
        lease = leases.Leases(standing.line, LEASE_SECONDS, lambda: self.world.time)
        published.listen(lease.follow)
        self.memory = _Memory(published, lease, snapshot_at=standing.snapshot)

    def crash(self, seconds: float) -> None:
        """The process dies; what it had in memory is gone. Somebody starts it again."""
        self.tell(f"dies, back in {seconds:.1f} s")
        self.go_off()
        self.world.after(seconds, self.rise)

    def rise(self) -> None:
        if self.up:
            return
        self.store.reopen()
        self.wake()
        self.witness.risen(self)
        self.tell(f"starts at entry {self.memory.published.sequence} as {self.role}")
        self.companion.ask_at_start()

    def become_fenced(self, term: int) -> None:
        """Another machine writes the journal: nothing is taken, told or written here any more."""
        if self.role == "standby" or term <= max(self.fence, self.term):
            return
        self.fence = term
        self.tell(f"fenced by term {term}")
        self.memory.followers.clear()
        queued, self.memory.queue = self.memory.queue, []
        for work in (*queued, *self.companion.give_up()):
            work.done(Stopped())
        self.later(self.world.rng.uniform(5.0, 30.0), self.come_back)

    def come_back(self) -> None:
        """Somebody starts the fenced machine as standby of the new one; its old file is kept beside."""
        if self.fence and isinstance(self.store, MemoryStore):
            self.tell("comes back as standby, with an empty copy")
            self.store.disk, self.fence, self.role = Disk(), 0, "standby"
            self.companion = Companion(self)
            self.go_off()
            self.rise()

    # --- asked
    @property
    def serves(self) -> bool:
        return self.role == "primary" and not self.fence and not self.companion.asking

    def asked(self, client: Client, request: Request) -> None:
        """A client's request arrived."""
        if request.term > self.term:
            self.become_fenced(request.term)
        if not self.serves:
            code = "fenced" if self.fence else "standby"
            self.send(client, client.answered, request.key, self.term, problem(code))
            return
        if request.scope.startswith("agent:"):
            self.memory.leases.renew(request.scope.removeprefix("agent:"))
        repeat = Repeat(request.scope, request.key, request.digest)
        work = Work(
            request.scope, self._reply_to(client, request), request.command, request.key, repeat, respond
        )
        if request.incident is not None:
            work.write = self.store.record(request.incident)
        self.submit(work)

    def _reply_to(self, client: Client, request: Request) -> Any:
        def done(outcome: Outcome) -> None:
            if isinstance(outcome, Result) and outcome.answer is not None:
                self.witness.acknowledged(self, request, outcome)
                answer = outcome.answer
            elif isinstance(outcome, StorageFull):
                answer = problem("storage_full")
            else:
                answer = problem("fenced" if self.fence else "key_reused")
                self.witness.unexpected(self, outcome)
            self.send(client, client.answered, request.key, self.term, answer)

        return done

    def heard(self, client: Client, agent: str, term: int) -> None:
        """A console says that it lives."""
        if term > self.term:
            self.become_fenced(term)
        if self.serves:
            self.memory.leases.renew(agent)
            self.send(client, client.beat, self.term)

    def submit(self, work: Work) -> None:
        if self.fence or self.role == "standby":
            work.done(Stopped())
            return
        self.memory.queue.append(work)
        if not self.memory.turning:
            self.memory.turning = True
            self.later(0.001 + 0.03 * self.world.rng.random(), self._turn)

    def tell_desk(self, write: Any) -> None:
        """Store something beside the journal."""
        self.submit(Work("site:desk", _nobody, write=write))

    # --- the writer's turn
    def _turn(self) -> None:
        works, self.memory.queue = self.memory.queue[:BATCH], self.memory.queue[BATCH:]
        self.memory.turning = False
        if works:
            self.commit(works)
        if self.memory.queue and not self.memory.turning:
            self.memory.turning = True
            self.later(0.001, self._turn)

    def commit(self, works: list[Work]) -> None:
        """One transaction, and then, not before, everybody hears of it."""
        cut, self.cut_next = self.cut_next, ""
        try:
            done = self.store.commit(works, cut)
        except PowerCut:
            self.tell(f"power cut {cut} the commit of {len(works)}")
            self.crash(self.world.rng.uniform(0.5, 20.0))
            return
        self.witness.committed(self, done)
        self.companion.committed(done)

    def release(self, done: Commit) -> None:
        """It is durable wherever it has to be: publish and answer."""
        if done.steps:
            self.memory.published.publish(done.steps)
            self._stream(done.steps)
        for work, outcome in done.outcomes:
            work.done(outcome)
        if self.store.line.sequence - self.memory.snapshot_at >= SNAPSHOT_EVERY:
            self.memory.snapshot_at = self.store.line.sequence
            self.submit(Work("site:snapshot", _nobody, write=self.store.keep_snapshot()))

    # --- what happens by itself
    def _look(self) -> None:
        """Leases, calls left alone, the end of the day."""
        self.later(5.0, self._look)
        if not self.serves:
            return
        self.companion.ask_whether_replaced()
        for lapse in self.memory.leases.lapsed():
            self.submit(Work("site:clock", _nobody, lapse, self.world.name("lapse-")))
        line = self.memory.published.line
        for visit in [v for v in line.visits.values() if v.at_counter and not v.started_at]:
            alone = (self.clock.now() - visit.called_at).total_seconds() if visit.called_at else 0.0
            if 0 < line.settings.accept_within * 60 <= alone:
                self.submit(Work("site:clock", _nobody, c.LapseCall(visit.id), self.world.name("alone-")))
        if self.forecasts and self.world.chance(0.5):
            self.submit(Work("site:forecast", _nobody, self._forecast(line), self.world.name("forecast-")))
        self.submit(Work("site:clock", _nobody, write=_nothing))  # a turn, so that a day can end

    def _forecast(self, line: Line) -> c.PromiseWaits:
        """What the forecasting process tells: about a line that may have moved on, and any numbers."""
        rng = self.world.rng
        waits = (None, Wait(0, 5, 2), Wait(10, 20, 15))
        visits = {v: rng.choice(waits) for v in line.visits if rng.random() < 0.3}
        services = {s.id: rng.choice(waits) for s in line.settings.services}
        return c.PromiseWaits(line.sequence, visits, services)

    # --- followers
    def fetch(self, follower: Follower) -> None:
        """The whole line, for who knows nothing yet."""
        if not self.serves:
            return
        published = self.memory.published
        shot = codec.take_snapshot(published.line)
        whole = LineOut(
            sequence=published.sequence, head=published.head, line=shot, names={}, now=self.clock.now()
        )
        self._follow(follower)
        self.send(follower, follower.whole, self.term, whole)

    def resume(self, follower: Follower, after: int, head: str, term: int) -> None:
        """What came after entry `after`, for who was away."""
        if term > self.term:
            self.become_fenced(term)
        if not self.serves:
            return
        published = self.memory.published
        known = self.store.entries(after - 1, 1) if after else []
        if after > published.sequence or term < self.term or (known and known[0].hash != head):
            self.fetch(follower)
            return
        self._follow(follower)
        run = [e for e in self.store.entries(after) if e.seq <= published.sequence]
        self.send(follower, follower.hear, self.term, [as_wire(e) for e in run])

    def _follow(self, follower: Follower) -> None:
        if follower not in self.memory.followers:
            self.memory.followers.append(follower)

    def _stream(self, steps: Sequence[Step]) -> None:
        run = [as_wire(step.entry) for step in steps]
        for follower in self.memory.followers:
            self.send(follower, follower.hear, self.term, run)

    def incident_bodies(self) -> list[IncidentBody]:
        """What the desk does not have yet."""
        return [each.body for each in self.store.records() if not each.number]


class Stopped(Exception):
    """The machine was fenced before the work was done."""


def as_wire(entry: Written) -> EntryOut:
    known = entry.entry()
    return EntryOut.model_construct(**{name: getattr(known, name) for name in known.__slots__}, names={})


def _nobody(outcome: Outcome) -> None:
    """Nobody waits for this work."""


def _nothing(transaction: Any) -> None:
    """A turn of the writer without anything to store."""
