"""One run: incidents that are recorded, processes that hand them over, and a look at what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from heapq import heappop, heappush
from math import inf
from pathlib import Path

from desk.connectors.engine.delivery import Delivery, Stage, What
from desk.connectors.port import Change, Draft
from tests.simulation.handover import person, process
from tests.simulation.handover.conditions import Conditions, draw
from tests.simulation.handover.rows import Row, Rows, at
from tests.simulation.handover.tape import Tape, Violation
from tests.simulation.handover.tool import Tool
from tests.simulation.handover.witness import BUG, ENDS, Witness

MOST_STEPS = 30_000
KINDS = (What.NOTE, What.NOTE, What.ATTACHMENT, What.STATE)
STATES = ("open", "stalled", "resolved")
FIELDS = {"Queue": "Walk-up", "Category": "Hardware"}


@dataclass(frozen=True, slots=True)
class Report:
    """What a run came to. `invariant` "" when all held; `odd`: its draws, where a failure is to be shrunk."""

    seed: int
    hand_overs: int
    counts: Mapping[str, int]
    invariant: str = ""
    what: str = ""
    odd: Mapping[int, float] = field(default_factory=dict)
    story: tuple[str, ...] = ()


def simulate(
    seed: int,
    conditions: Conditions | None = None,
    kept: Mapping[int, float] | None = None,
    story: bool = False,
) -> Report:
    """One run. What the engine raises is a failure of the invariant "no bug"."""
    run = Run(conditions or draw(seed), Tape(seed, kept), story)
    invariant = what = ""
    try:
        run.live()
        run.witness.check_end()
    except Violation as violation:
        invariant, what = violation.invariant, violation.what
    except Exception as error:  # noqa: BLE001  # whatever the engine raises is what we look for
        invariant, what = BUG, f"{type(error).__name__}: {error} at {_where(error)}"
    odd = run.tape.odd_ones if invariant else {}
    handed_over = sum(rows[0].d.stage is Stage.DONE for rows in run.rows.incidents)
    return Report(seed, handed_over, run.witness.counts, invariant, what, odd, tuple(run.story))


def _where(error: Exception) -> str:
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""


class Run:
    """Everything of one run, and its time in seconds."""

    def __init__(self, conditions: Conditions, tape: Tape, told: bool = False) -> None:
        self.conditions, self.tape, self.told = conditions, tape, told
        self.time = 0.0
        self.story: list[str] = []
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._planned = 0
        self.tool = Tool(conditions, tape)
        self.rows = Rows(conditions.policy, [self._recorded(n) for n in range(conditions.incidents)])
        self.rows.parked = self._parked
        self.witness = Witness(conditions, self.tool, self.rows)
        count, skew = conditions.processes, conditions.skew
        self._processes = [process.Process(self, f"process {n}", n * skew) for n in range(count)]
        self._works = [each.work() for each in self._processes]
        self._steps = [0] * count  # which of a process's planned steps counts
        self.wake()

    def live(self) -> None:
        """Let everything happen until nothing is left to do. Raises Violation when that never comes."""
        agenda = self._agenda
        for _ in range(MOST_STEPS):
            if not agenda:
                return
            self.time, _, act = heappop(agenda)
            act()
        open_ones = [row.d.id for rows in self.rows.live for row in rows]
        raise Violation(ENDS, f"not after {MOST_STEPS} steps: {open_ones[:4]}")

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        self._planned += 1
        heappush(self._agenda, (self.time + seconds, self._planned, act))

    def tell(self, who: str, what: str) -> None:
        if self.told:
            self.story.append(f"{self.time:10.2f}  {who:<9} {what}")

    def wake(self) -> None:
        """There may be work for who has none."""
        for n, each in enumerate(self._processes):
            if each.idle:
                self._plan(n, 0.0)

    def incident_of(self, row: Row) -> list[Row]:
        return self.rows.incidents[int(row.d.incident[1:])]

    def _plan(self, n: int, seconds: float) -> None:
        self._steps[n] += 1
        self.after(seconds, partial(self._step, n, self._steps[n]))

    def _step(self, n: int, number: int) -> None:
        if number != self._steps[n]:
            return  # it was woken before
        if self.tape.happens(self.conditions.crash):
            self.witness.count("crashes")
            self.tell(f"process {n}", "dies")
            self._works[n].close()
            self._works[n] = self._processes[n].work()
            self._plan(n, self.tape.between(0.1, 60))
            return
        seconds = next(self._works[n])
        if seconds != inf:
            self._plan(n, seconds)

    def _parked(self, row: Row) -> None:
        """Somebody sees to it; the same row may need that again."""
        self.after(self.tape.between(300, 7200), partial(person.look, self, row))

    def _recorded(self, n: int) -> list[Row]:
        """An incident and what comes after it, in the order of their places."""
        c, tape, incident = self.conditions, self.tape, f"i{n}"
        begins = tape.between(0, 600)
        draft = Draft(incident, f"INC-{1001 + n}", "incident", "No screen", "", fields=FIELDS)
        rows = [self._row(incident, incident, What.CREATE, 0, begins, draft)]
        for place in range(1, 1 + (tape.pick(c.besides + 1) if c.besides else 0)):
            what = KINDS[tape.pick(len(KINDS))]
            begins += tape.between(0, 200)
            change = Change(state=STATES[place % len(STATES)]) if what is What.STATE else None
            rows.append(self._row(f"{incident}.{place}", incident, what, place, begins, change))
        return rows

    def _row(
        self, key: str, incident: str, what: What, place: int, due: float, sent: Draft | Change | None
    ) -> Row:
        refused = self.tape.happens(self.conditions.refused)
        stubborn = refused and self.tape.happens(self.conditions.stubborn)
        d = Delivery(key, "tool", incident, what, place, Stage.WAITING, at(due))
        return Row(d, sent, refused, stubborn)
