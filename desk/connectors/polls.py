"""Reads what changed in a tool and brings our records there. One desk process at a time polls a tool.

The connector's pages overlap in time, so most of what they hold was seen before: `news` drops it by revision.
How far was read is stored after what was read took effect, so a process that dies in between reads again.
A web hook hastens a poll and does nothing else (`desk.connectors.hooks_in`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog

from desk.connectors.engine import breaker
from desk.connectors.engine.delivery import Policy
from desk.connectors.line import note_line
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Ambiguous, Connector, Done, Outcome, Page, RetryAfter, Snapshot
from desk.connectors.standing import keep, learn, lock_both
from desk.connectors.store import lines, outside
from desk.connectors.store.lines import Turn
from desk.connectors.store.outside import Ticket
from desk.context import Desk

log = structlog.get_logger()

MOST_PAGES = 200  # in one turn; the next turn goes on where it ended


class Poller:
    """Polls one connector, in one thread at a time."""

    def __init__(
        self,
        desk: Desk,
        mapping: Mapping,
        connector: Connector,
        policy: Policy,
        dice: Callable[[], float],
    ) -> None:
        self._desk = desk
        self._mapping = mapping
        self._connector = connector
        self._lease = timedelta(seconds=policy.lease_seconds)
        self._timeout = policy.timeout_seconds
        self._dice = dice

    def poll_due(self) -> bool:
        """Poll if it is time for it, nobody else does and the line is open; False when it was not done."""
        if not self._connector.caps.changes:
            return False
        taken = self._take_turn()
        if taken is None:
            return False
        turn, trying = taken
        done = self._read(turn, trying)
        now = self._desk.now()
        next_at = now + timedelta(seconds=self._mapping.timing.poll)
        with self._desk.database.begin() as connection:
            lines.end_turn(connection, self._mapping.name, turn, now, next_at, done)
        return True

    def _take_turn(self) -> tuple[Turn, bool] | None:
        """The turn, and whether it is the one try at a line that is not open."""
        name, now = self._mapping.name, self._desk.now()
        with self._desk.database.read() as connection:
            due = lines.is_turn_due(connection, name, now)
            if not due or breaker.take(lines.line_of(connection, name), now, self._timeout) is None:
                return None
        with self._desk.database.begin() as connection:
            line = lines.line_of(connection, name)
            taken = breaker.take(line, now, self._timeout)
            if taken is None or (taken != line and not lines.store_taken(connection, line, taken)):
                return None
            turn = lines.take_turn(connection, name, now, self._lease)
            return (turn, taken != line) if turn is not None else None

    def _read(self, turn: Turn, trying: bool) -> bool:
        """Read page after page; whether it came to the end."""
        cursor = turn.cursor
        for _ in range(MOST_PAGES):
            outcome = self._ask(cursor)
            note_line(self._desk, self._mapping.name, outcome, self._dice(), trying)
            trying = False
            if not isinstance(outcome, Done):
                return False
            page = outcome.value
            self._take_in(page)
            with self._desk.database.begin() as connection:
                until = self._desk.now() + self._lease
                if not lines.go_on(connection, self._mapping.name, turn, page.cursor, until):
                    return False
            if not page.more:
                return True
            cursor = page.cursor
        return True

    def _ask(self, cursor: str) -> Outcome[Page]:
        try:
            outcome = self._connector.changes(cursor)
        except Exception as error:  # a connector's bug must not end the thread
            log.error("connector_bug", connector=self._mapping.name, why=type(error).__name__, exc_info=error)
            return RetryAfter(None, f"the connector failed: {type(error).__name__}")
        return RetryAfter(None, outcome.reason) if isinstance(outcome, Ambiguous) else outcome

    def _take_in(self, page: Page) -> None:
        """Bring our records to where the page's tickets stand; tickets that are not ours are passed over."""
        with self._desk.database.read() as connection:
            ours = outside.named(connection, self._mapping.name, (each.ref.id for each in page.items))
        for snapshot in page.items:
            ticket = ours.get(snapshot.ref.id)
            if ticket is None or (snapshot.revision and snapshot.revision == ticket.known.revision):
                continue
            try:
                self._learn(ticket, snapshot)
            except ValueError as error:  # one ticket with a value that cannot be kept holds up no others
                log.error("change_not_taken", incident=ticket.incident, why=type(error).__name__)

    def _learn(self, seen: Ticket, snapshot: Snapshot) -> None:
        now = self._desk.now()
        with self._desk.database.begin() as connection:
            ticket = lock_both(connection, seen.incident)
            if ticket is not None and ticket.ref is not None and ticket.ref.id == snapshot.ref.id:
                keep(connection, ticket, learn(connection, self._mapping, ticket, snapshot, now), now)
