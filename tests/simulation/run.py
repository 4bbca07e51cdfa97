"""One run: build the site, let it live and suffer, let it come to rest, and look whether all is right."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from structlog.testing import capture_logs

from kiosk.queue.chain import first_break
from kiosk.queue.commands import ApplySettings
from kiosk.site.work import Work
from tests.simulation.central_desk import Booker, Desk, Sync
from tests.simulation.checks import must_be_same
from tests.simulation.conditions import changed, draw
from tests.simulation.console import Console
from tests.simulation.followers import Display, Follower, Phone
from tests.simulation.kiosk_at_site import Kiosk
from tests.simulation.network import Network
from tests.simulation.real_store import RealStore
from tests.simulation.service import SiteService
from tests.simulation.storage import MemoryStore, Store
from tests.simulation.witness import Witness
from tests.simulation.world import Violation, World

MINUTES = 6.0
REST_SECONDS = 900.0  # for everybody who waits to have their turn, once nothing fails any more
FAST = Path("/dev/shm")  # memory: the disk's speed is not what is tried here


@dataclass(frozen=True, slots=True)
class Report:
    """What a run came to. `invariant` "" when all held."""

    seed: int
    calls: int
    commands: int
    invariant: str = ""
    what: str = ""
    story: tuple[str, ...] = ()
    because: frozenset[str] = frozenset()  # the reasons of the calls


def simulate(seed: int, minutes: float = MINUTES, real_store: bool = False, keep_all: bool = False) -> Report:
    """One run. A bug in the product that raises is a failure of the invariant "no bug"."""
    with ExitStack() as stack:
        logged = stack.enter_context(capture_logs())
        day = Day(seed, real_store, stack, keep_all)
        invariant = what = ""
        try:
            day.live(minutes * 60)
            day.rest()
            _only_expected(logged)
        except Violation as violation:
            invariant, what = violation.invariant, violation.what
        except Exception as error:  # noqa: BLE001  # whatever the rules raise is what we look for
            invariant, what = "no bug", f"{type(error).__name__}: {error} at {_where(error)}"
        witness = day.witness
        story = tuple(day.world.story) if invariant or keep_all else ()
        return Report(
            seed, witness.calls, witness.commands, invariant, what, story, frozenset(witness.because)
        )


def _only_expected(logged: Sequence[Mapping[str, object]]) -> None:
    """A full disk is told in the log; anything else that is worth a warning there is not."""
    for entry in logged:
        if entry["log_level"] in ("warning", "error", "critical") and entry["event"] != "not_stored":
            raise Violation("no bug", f"in the log: {dict(entry)}")


def _where(error: Exception) -> str:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""


class Day:
    """Everybody, and what goes wrong."""

    def __init__(self, seed: int, real_store: bool, stack: ExitStack, keep_all: bool = False) -> None:
        self.world = World(seed, keep_all)
        self.conditions = draw(self.world.rng, real_store)
        self.network = Network(self.world, self.conditions)
        self.witness = Witness(self.world)
        self.sites = [SiteService("site", self.network, self.witness)]
        if self.conditions.standby:
            self.sites.append(SiteService("standby", self.network, self.witness))
        for site in self.sites:
            site.pair = next((other for other in self.sites if other is not site), None)
        self.sites[0].start(self._store(self.sites[0], real_store, stack))
        self.desk = Desk(self.network, self.conditions.settings) if self.conditions.desk else None
        self.syncs = [Sync(site, self.desk) for site in self.sites] if self.desk else []
        if self.desk is None:
            settings = ApplySettings(self.conditions.settings)
            self.sites[0].commit([Work("site:defaults", lambda outcome: None, settings, "defaults")])
        if self.conditions.standby:
            self.sites[1].role = "standby"
            self.sites[1].start(MemoryStore(self.sites[1].clock))
        self._people()
        self._faults()

    def _store(self, site: SiteService, real: bool, stack: ExitStack) -> Store:
        if not real:
            return MemoryStore(site.clock)
        folder = tempfile.TemporaryDirectory(dir=FAST if FAST.is_dir() else None)
        store = RealStore(site.clock, Path(stack.enter_context(folder)), Random(self.world.seed))
        stack.callback(store.close)
        return store

    def _people(self) -> None:
        c, network, sites = self.conditions, self.network, self.sites
        self.phone = Phone("phone", network, sites)
        self.consoles = [Console(n + 1, network, sites, c) for n in range(c.consoles)]
        series = ("KA", "KB")
        self.kiosks = [
            Kiosk(f"kiosk{n + 1}", network, sites, series[n], c, self.phone) for n in range(c.kiosks)
        ]
        displays = [Display(f"display{n + 1}", network, sites) for n in range(c.displays)]
        self.followers: list[Follower] = [self.phone, *displays, *(each.screen for each in self.consoles)]
        self.booker = Booker(network, self.desk, c.people, 12.0) if self.desk is not None else None

    # --- what goes wrong
    def _faults(self) -> None:
        c = self.conditions
        self.faulty = True
        wrongs = (
            (c.cuts, self._cut_a_cable),
            (c.crashes, self._crash),
            (c.full_disks, self._fill_a_disk),
            (c.jumps, self._jump),
            (c.console_deaths, self._end_a_console),
            (c.settings_changes, self._change_settings),
            (0.5 if c.standby else 0.0, self._take_over),
        )
        for rate, what in wrongs:
            if rate:
                self._again(rate, what, first=True)

    def _again(self, rate: float, what: object, first: bool = False) -> None:
        if not self.faulty:
            return
        if not first and callable(what):
            what()
        self.world.after(self.world.rng.expovariate(rate / 60), self._again, rate, what)

    def _cut_a_cable(self) -> None:
        ends = [*self.consoles, *self.kiosks, *self.followers, *self.sites[1:]]
        one, site = self.world.rng.choice(ends), self.world.rng.choice(self.sites)
        if one is not site:
            self.world.tell("cable", f"cut between {one.name} and {site.name}")
            self.network.cut(one.name, site.name)
            self.world.after(self.world.rng.uniform(1, 30), self.network.mend, one.name, site.name)

    def _crash(self) -> None:
        rng = self.world.rng
        kinds = (self.sites, self.sites, self.kiosks, self.followers)
        machine = rng.choice(rng.choice(kinds))
        if isinstance(machine, Kiosk):
            machine.die()
        elif isinstance(machine, Follower):
            if machine.up:
                machine.restart()
        elif isinstance(machine, SiteService) and machine.up:
            if machine.role == "primary" and not machine.fence and rng.random() < 0.7:
                machine.cut_next = rng.choice(("before", "after"))
            else:
                machine.crash(rng.uniform(0.5, 20.0))

    def _fill_a_disk(self) -> None:
        site = self.world.rng.choice(self.sites)
        if site.role == "primary":
            self.world.tell(site.name, "has a full disk")
            site.store.fill_up(True)
            self.world.after(self.world.rng.uniform(1, 40), self._free_a_disk, site)

    def _free_a_disk(self, site: SiteService) -> None:
        self.world.tell(site.name, "has room again")
        site.store.fill_up(False)

    def _jump(self) -> None:
        rng = self.world.rng
        site = rng.choice(self.sites)
        minutes = rng.choice((-60, -3, 2, 45, 60, 60 * 20))
        self.world.tell(site.name, f"the clock jumps by {minutes} minutes")
        site.clock.ahead += timedelta(minutes=minutes)

    def _end_a_console(self) -> None:
        console = self.world.rng.choice(self.consoles)
        if console.up:
            console.die(self.world.rng.choice((5.0, 30.0, 60.0)))

    def _change_settings(self) -> None:
        settings = changed(self.world.rng, self.conditions.settings)
        self.world.tell("settings", f"change to {settings.rule}")
        if self.desk is not None:
            self.desk.change_settings(settings)
        elif self.primary is not None:
            name = self.world.name("settings-")
            self.primary.submit(Work("admin", lambda outcome: None, ApplySettings(settings), name))

    def _take_over(self) -> None:
        """By a person's word: mostly because the other machine has just died."""
        rng, primary = self.world.rng, self.primary
        for site in self.sites:
            if site.role == "standby" and site.up and site.store.line.sequence > 0:
                if primary is not None and rng.random() < 0.6:
                    primary.crash(rng.uniform(5.0, 30.0))
                    self.world.after(rng.uniform(0.05, 3.0), site.following.take_over)
                else:
                    site.following.take_over()

    @property
    def primary(self) -> SiteService | None:
        """The machine that counts: of the highest term, if it is up."""
        serving = [site for site in self.sites if site.up and site.role == "primary" and not site.fence]
        return max(serving, key=lambda site: site.term, default=None)

    # --- the run
    def live(self, seconds: float) -> None:
        self.world.run(seconds)

    def rest(self) -> None:
        """Nothing fails any more, nobody comes any more; whoever waits gets their turn."""
        self.faulty = False
        self.network.heal()
        for site in self.sites:
            site.cut_next = ""
            site.store.fill_up(False)
            site.rise()
        for kiosk in self.kiosks:
            kiosk.open = False
        for console in self.consoles:
            console.rise()
        if self.booker is not None:
            self.booker.open = False
        self.world.tell("rest", "begins: nothing fails any more")
        self.world.run(self.world.time + 10.0)
        for console in self.consoles:
            console.orderly = True
        end = self.world.time + REST_SECONDS
        while self.world.time < end and not self._at_rest():
            self.world.run(self.world.time + 10.0)
        self._look()

    def _at_rest(self) -> bool:
        site = self.primary
        if site is None:
            return False
        busy = any(each.kept for each in self.kiosks)
        left = self.witness.left(site, self._on_duty(site))
        return not busy and not left and (not self.syncs or not site.incident_bodies())

    def _look(self) -> None:
        site = self.primary
        if site is None:
            raise Violation("nobody forgotten", "no machine serves at the end")
        self.witness.nobody_left(site, self._on_duty(site))
        for kiosk in self.kiosks:
            if kiosk.kept:
                raise Violation("nobody forgotten", f"{kiosk.name} still keeps {list(kiosk.kept)}")
        for client in (*self.consoles, *self.kiosks):
            client.go_off()
        for each in self.sites:
            each.forecasts = False
        self.world.run(self.world.time + 60.0)  # leases end, whoever follows catches up
        ends = self.world.time + 30.0  # what was written just now is on its way
        while not self._heard(site) and self.world.time < ends:
            self.world.run(self.world.time + 0.1)
        self.witness.final(site)
        self._look_at_followers(site)
        if self.syncs:
            self._look_at_desk(site)

    def _on_duty(self, site: SiteService) -> list[tuple[str, str]]:
        return [(name, at.agent) for name, at in site.memory.published.line.counters.items()]

    def _heard(self, site: SiteService) -> bool:
        """Whether all that is written was told."""
        last = site.store.line.sequence
        up = (follower for follower in self.followers if follower.up)
        return not site.companion.held and all(each.line.sequence == last for each in up)

    def _look_at_followers(self, site: SiteService) -> None:
        line = site.memory.published.line
        for follower in self.followers:
            if follower.up:
                if follower.line.sequence != line.sequence:
                    what = f"{follower.name} is at {follower.line.sequence} of {line.sequence}"
                    raise Violation("followers", what)
                must_be_same(follower.line, line, "followers", follower.name)

    def _look_at_desk(self, site: SiteService) -> None:
        assert self.desk is not None
        base = self.desk.database
        if broken := first_break(base.entries):
            raise Violation("chain", f"the desk's copy breaks at {broken}")
        recorded = [each.body.id for each in site.store.records()]
        numbers = [number for _, number in base.incidents.values()]
        if len(set(numbers)) != len(numbers):
            raise Violation("incidents once", f"numbers {numbers}")
        if missing := set(recorded) - set(base.incidents):
            raise Violation("incidents once", f"never came to the desk: {missing}")
        ours = [e.hash for e in site.store.entries(0, len(base.entries))]
        theirs = [e.hash for e in base.entries]
        if ours != theirs and site.term == 0:
            raise Violation("desk's copy", f"differs, at {len(ours)} entries")
