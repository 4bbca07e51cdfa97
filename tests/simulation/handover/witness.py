"""What must hold, told from calls, the tool's tickets and the rows, without trusting a row's own story."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from desk.connectors.engine.delivery import HOLDS_UP, Delivery, Stage, What
from desk.connectors.port import Change, Rejected, RetryAfter, SignInFailed
from tests.simulation.handover.conditions import Conditions
from tests.simulation.handover.rows import Row, Rows
from tests.simulation.handover.tape import Violation
from tests.simulation.handover.tool import Ticket, Tool

TWICE, LOST, UNKNOWN = "never two tickets", "never lost", "nothing made on an unknown answer"
FIRST, ORDER, REFUSED = "the incident first", "in order", "what is refused needs attention"
COMPARED, ALONE, ASKED = "compared", "a stopped line is left alone", "Retry-After first"
ENDS, BUG, KNOCKS = "it comes to rest", "no bug", "a tool that is down is left alone"


@dataclass(slots=True)
class Attempt:
    """One request to make something. `settled`: it is known that nothing will come of it."""

    sent_at: float
    settled: bool = False


class Witness:
    """Watches one run. `counts`: what happened, for the report."""

    def __init__(self, conditions: Conditions, tool: Tool, rows: Rows) -> None:
        self.c, self.tool, self.rows = conditions, tool, rows
        self.counts: dict[str, int] = {}
        self._attempts: dict[str, list[Attempt]] = {}
        self._wrong: deque[float] = deque()
        self._quiet = (0.0, 0.0)

    def count(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    # --- while it runs
    def claimed(self, row: Row, incident: list[Row], time: float) -> None:
        """Raises Violation when it is not this row's turn, or nobody's because the tool asked to wait."""
        begun, until = self._quiet
        if begun < time < until - abs(self.c.skew):
            raise Violation(ASKED, f"{row.d.id} at {time}, though asked to wait until {until}")
        if row.d.stage is Stage.DONE:
            return
        before = [each.d for each in incident if each.d.place < row.d.place]
        if held := [d.id for d in before if d.stage in HOLDS_UP and d.what is not What.CREATE]:
            raise Violation(ORDER, f"{row.d.id} before {held}")
        if before and before[0].stage is not Stage.DONE:
            raise Violation(FIRST, f"{row.d.id} while its incident is {before[0].stage}")

    def writes(self, d: Delivery, time: float, overslept: bool) -> None:
        """A request to make something leaves. Raises Violation when it may make a second one."""
        self.count("writes")
        if d.what is not What.CREATE and (d.ref is None or self.tool.tickets[d.ref.id].key != d.incident):
            raise Violation(FIRST, f"{d.id} goes to {d.ref}")
        attempts = self._attempts.setdefault(d.id, [])
        if overslept:  # nothing can guard against it: the audit has to find what comes of it
            self.tool.late_keys.add(d.id)
        elif not self.c.policy.repeats(d.what) and not all(each.settled for each in attempts):
            raise Violation(UNKNOWN, f"{d.id} is sent again at {time}; before at {attempts[-1].sent_at}")
        attempts.append(Attempt(time, settled=overslept))

    def answered(self, outcome: object, time: float) -> None:
        """Any call came back that left in time."""
        if isinstance(outcome, SignInFailed):
            self._wrong.append(time)
            while self._wrong[0] < time - 250:
                self._wrong.popleft()
            if len(self._wrong) > self.c.processes:
                raise Violation(ALONE, f"{len(self._wrong)} tries with a wrong password in 250 s")

    def line_stored(self, outcome: object, time: float, trying: bool) -> None:
        if trying:
            self._quiet = (0.0, 0.0)
        if isinstance(outcome, RetryAfter) and outcome.busy and outcome.seconds == outcome.seconds:
            self._quiet = (time, time + (outcome.seconds or 0.0))

    def stored(self, d: Delivery, outcome: object) -> None:
        """The outcome of a request is durable."""
        clear = not hasattr(outcome, "value") and type(outcome).__name__ != "Ambiguous"
        if clear:
            self._attempts[d.id][-1].settled = True
        if isinstance(outcome, Rejected) and d.stage is not Stage.ATTENTION:
            raise Violation(REFUSED, f"{d.id} was refused and is {d.stage}")

    def searched(self, d: Delivery, nothing: bool, asked_at: float) -> None:
        """A search answered. Only one that came after the settle time settles what was sent before."""
        for each in self._attempts.get(d.id, ()):
            if nothing and asked_at >= each.sent_at + self.c.settled:
                each.settled = True

    def looked(self, d: Delivery) -> None:
        """A person looked into the tool."""
        for each in self._attempts.get(d.id, ()):
            each.settled = True

    # --- at the end
    def check_end(self) -> None:
        """Raises Violation."""
        self.tool.catch_up(float("inf"))
        down = self.c.down[1] - self.c.down[0]
        if self.tool.knocks > 12 * self.c.processes + down / 200:
            raise Violation(KNOCKS, f"{self.tool.knocks} calls while it was down for {down:.0f} s")
        for incident in self.rows.incidents:
            made = incident[0].d
            if made.stage is Stage.DONE:
                self._ticket(made)
            self._rest(incident)
            for row in incident:
                self._over(row, incident[0].d)

    def _over(self, row: Row, made: Delivery) -> None:
        d = row.d
        if d.stage in (Stage.DONE, Stage.SET_ASIDE) or (d.stage is Stage.ATTENTION and row.stubborn):
            return
        if d.stage is Stage.WAITING and made.stage is Stage.ATTENTION:
            return  # it waits for its incident, and that for a person
        raise Violation(LOST, f"{d.id} ends as {d.stage}, due {d.due}")

    def _ticket(self, made: Delivery) -> None:
        tickets = self.tool.by_key.get(made.id, [])
        kept = [ticket for ticket in tickets if made.ref is not None and ticket.ref.id == made.ref.id]
        if not kept:
            raise Violation(LOST, f"{made.id} is {made.ref}, the tool has {[t.ref.id for t in tickets]}")
        if kept[0].duplicate_of:
            raise Violation(LOST, f"the ticket of {made.id} was closed as a duplicate")
        reported = {ref.id for ref in made.duplicates}
        for other in tickets:
            if other is kept[0]:
                continue
            self.count("duplicates closed")
            if other.ref.id not in reported:
                raise Violation(TWICE, f"{made.id}: {other.ref.id} beside {kept[0].ref.id}, not reported")
            if other.duplicate_of != kept[0].ref.id and made.fault is None:
                raise Violation(TWICE, f"{made.id}: {other.ref.id} was not closed")
        if kept[0].ref.id in self.tool.dropped and self.c.policy.caps.reads and not made.differences:
            raise Violation(COMPARED, f"{made.id}: a dropped value was not seen")

    def _rest(self, incident: list[Row]) -> None:
        made, wished = incident[0].d, ""
        ticket = self.tool.tickets[made.ref.id] if made.ref is not None else None
        for row in incident[1:]:
            if row.d.stage is not Stage.DONE or ticket is None:
                continue
            if row.d.what is not What.STATE:
                self._held(row.d, ticket)
            elif isinstance(row.sent, Change) and not row.d.differences:
                wished = row.sent.state or wished
        late = any(row.d.id in self.tool.late_keys for row in incident[1:])
        if wished and not late and ticket is not None and ticket.state != wished:
            raise Violation(ORDER, f"{made.id} shall be {wished} at the end")

    def _held(self, d: Delivery, ticket: Ticket) -> None:
        mine = [held.id for held in ticket.held if held.key == d.id]
        removed = {held.id for held in ticket.removed if held.key == d.id}
        times, reported = len(mine), {ref.id for ref in d.duplicates}
        if times + len(removed) > 1:
            self.count("copies found")
            if d.id not in self.tool.late_keys:
                raise Violation(TWICE, f"{d.id} stands {times} times in {ticket.ref.id}")
        if unknown := {*mine[1:], *removed} - reported:
            raise Violation(TWICE, f"{d.id}: {unknown} beside {mine[:1]}, not reported")
        if times > 1 and d.fault is None:
            raise Violation(TWICE, f"{d.id}: {mine[1:]} not removed, and nobody knows")
        if not times and d.id not in self.tool.dropped:
            raise Violation(LOST, f"{d.id} is done and not in {ticket.ref.id}")
        if not times and self.c.policy.caps.reads and not d.differences:
            raise Violation(COMPARED, f"{d.id} was dropped, and nobody saw it")
