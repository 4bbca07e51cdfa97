"""Our own desk beside an outside tool: a database of its own, one connector, and a clock moved by hand.

The desk's real carrier does the work, so that what is tried is what runs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from common.clock import Clock, ManualClock, SystemClock
from common.ids import new_id
from common.wire import CategoryOut, IncidentBody
from desk.catalogue import store as catalogue
from desk.connectors import handing
from desk.connectors.carrying import Carrier
from desk.connectors.engine.delivery import Delivery, Stage
from desk.connectors.loaded import Connectors
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.serving import policy_for
from desk.connectors.store import deliveries, lines
from desk.context import Desk
from desk.engine import Database, sqlite_url
from desk.files import store as files
from desk.files.rules import File
from desk.incidents import store as incidents
from desk.people import store as people
from desk.people.rules import Details
from tests.fixtures.desks import sample_site

ROUNDS = 200  # of looking for what is due; more means that it never ends
AGENT = "sam"
LAPTOP = CategoryOut(id="laptop", names={"en": "Laptop", "es": "Portátil"}, children=[])
HARDWARE = CategoryOut(id="hardware", names={"en": "Hardware", "es": "Equipos"}, children=[LAPTOP])


class Counter:
    """Where incidents are recorded and handed over. `settle`: waits until the tool got what is late."""

    def __init__(
        self, folder: Path, mapping: Mapping, settle: Callable[[], None], clock: Clock | None = None
    ) -> None:
        self.clock = ManualClock(SystemClock().now())
        self.mapping = mapping
        self.connectors = Connectors([mapping])
        database = Database(sqlite_url(folder / "desk.db"))
        database.prepare()
        self.desk = Desk(
            database, "http://desk.example", folder, clock or self.clock, connectors=self.connectors
        )
        self._settle = settle
        with database.begin() as connection:
            catalogue.save_site(connection, sample_site("main"))
            catalogue.save_categories(connection, [HARDWARE])
            who = Details(name="Vera Visitor", mail="vera.visitor@example.org")
            self.person = people.bring_in(connection, who)

    def close(self) -> None:
        self.desk.database.close()

    # --- what people do
    def record(self, title: str = "Laptop does not start", resolved: bool = False, key: str = "") -> str:
        """Record an incident; its key."""
        body = IncidentBody(
            id=key or new_id(),
            kind="incident",
            category=["hardware", "laptop"],
            impact=2,
            urgency=1,
            title=title,
            description="The screen stays dark.",
            resolution="Put another battery in" if resolved else "",
            resolved=resolved,
            person=self.person,
            service="laptop",
        )
        with self.desk.database.begin() as connection:
            handing.receive(connection, self.connectors, "main", body, AGENT, self.now())
        return body.id

    def note(self, incident: str, text: str) -> str:
        """Write a note; its key."""
        key = new_id()
        with self.desk.database.begin() as connection:
            incidents.lock_standing(connection, incident)
            incidents.add_note(connection, incident, key, text, AGENT, self.now())
            handing.queue_note(connection, self.connectors, incident, key, text, self.now())
        return key

    def file(self, incident: str, name: str, content: bytes) -> str:
        """Add a file; its key."""
        key = new_id()
        file = File(key, incident, name, "image/png", len(content), key, AGENT, self.now())
        with self.desk.database.begin() as connection:
            incidents.lock_standing(connection, incident)
            files.add(connection, file, content)
            handing.queue_file(connection, incident, key, self.now())
        return key

    # --- what becomes of it
    def carrier(self, connector: Connector) -> Carrier:
        """Somebody who carries; each is a process of its own as far as the database knows."""
        return Carrier(self.desk, self.mapping, connector, policy_for(self.mapping, connector), lambda: 0.5)

    def carry(self, connector: Connector, audits: bool = False) -> None:
        """Do everything that is due now or ever will be, the clock going from one thing to the next."""
        carrier = self.carrier(connector)
        for _ in range(ROUNDS):
            while carrier.carry_one():
                pass
            self._settle()
            due = self._next_due(audits)
            if due is None:
                return
            self.clock.at = max(self.clock.at, due)
        raise AssertionError(f"after {ROUNDS} rounds something is still due")

    def delivery(self, key: str) -> Delivery:
        with self.desk.database.read() as connection:
            held = deliveries.get(connection, key)
        assert held is not None
        return held.delivery

    def now(self) -> datetime:
        return self.desk.now()

    def _next_due(self, audits: bool) -> datetime | None:
        """When the next row or the line to the tool wakes up; None: never."""
        c = deliveries.deliveries.c
        wanted = deliveries.deliveries.select().where(c.wakes_at.is_not(None))
        with self.desk.database.read() as connection:
            rows = connection.execute(wanted).all()
            line = lines.line_of(connection, self.mapping.name)
        waking: list[datetime] = [row.wakes_at for row in rows if audits or row.stage != Stage.DONE]
        if not waking:
            return None
        return max(min(waking), line.until) if line.until is not None else min(waking)
