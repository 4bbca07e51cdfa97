"""The real site service as a process of its own, filled through its own functions before it starts."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from common.clients.site import SiteClient
from common.ids import new_id
from common.outside import OutsideNews
from common.wire import CategoryOut, CheckInBody, Guest, IncidentOut, PersonRecord, VisitOut
from kiosk.queue.visits import CallAs
from kiosk.site import documents, incidents, people, staff, tokens
from kiosk.site.database import Database
from kiosk.site.service import Tuning
from tests.fixtures.killable import Killable

PASSWORD = "counter-demo"
AGENTS = {"lena": "Lena Vogel", "marco": "Marco Ruiz"}
PEOPLE = ("Ana García", "Björn Lindqvist", "Chipo Nyathi", "Dmitri Volkov", "Elena Ruiz de la Torre")


def _category(name: str, en: str, es: str, *children: CategoryOut) -> CategoryOut:
    return CategoryOut(id=name, names={"en": en, "es": es}, children=list(children))


CATEGORIES = [
    _category(
        "hardware",
        "Hardware",
        "Equipos",
        _category("laptop", "Laptop", "Portátil", _category("start", "Does not start", "No arranca")),
        _category("dock", "Dock", "Base de conexión"),
    ),
    _category("access", "Access", "Acceso", _category("password", "Password", "Contraseña")),
]


@dataclass
class SiteProcess:
    """`start` again after `kill` comes back on the same port with the same data. `settings`: of a site."""

    folder: Path
    lease_seconds: float = 60.0
    settings: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    kiosk_token: str = ""
    _program: Killable | None = field(default=None)

    def fill_like(self, other: SiteProcess) -> None:
        """A copy of one that was filled and not started: hashing passwords takes its time."""
        shutil.copytree(other.folder, self.folder)
        self.kiosk_token = other.kiosk_token

    def fill(self) -> None:
        """Agents, people and categories, as the desk would send them; a kiosk's token."""
        database = Database(self.folder / "site" / "journal.db")
        with database.writing.begin():
            for login, name in AGENTS.items():
                staff.add_agent(database.writing, login, name, PASSWORD)
            for at, name in enumerate(PEOPLE):
                people.put(database.writing, PersonRecord(id=f"person-{at}", name=name), listed=True)
            documents.put_categories(database.writing, CATEGORIES)
            self.kiosk_token = tokens.create(database.writing, "kiosk", "test-kiosk")
        database.close()

    def start(self) -> None:
        if self._program is None:
            folder, tuning = str(self.folder), Tuning(lease_seconds=self.lease_seconds)
            self._program = Killable(
                "site",
                self.folder,
                {"tuning": tuning},
                data_folder=folder,
                site=self.settings,
                log_level="error",
            )
        else:
            self._program.start()
        self.url = self._program.url

    def stop(self) -> None:
        if self._program is not None and self._program.process is not None:
            self._program.stop()

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def running(self) -> Killable:
        assert self._program is not None, "it was never started"
        return self._program

    def refuse_at_desk(self, record: IncidentOut, why: str) -> None:
        """What the site stores when the desk does not take a record; the service must not run."""
        database = Database(self.folder / "site" / "journal.db")
        with database.writing.begin():
            incidents.settle(database.writing, record.incident, "needs_attention", why, "")
        database.close()

    def tell_outside(self, record: IncidentOut, **ticket: object) -> None:
        """What the site stores when the desk has the record, and tells of its ticket in an outside tool."""
        told = {
            "incident": record.incident.id,
            "connector": "rt",
            "at": "2026-03-02T12:00:00Z",
            "state": "new",
        }
        database = Database(self.folder / "site" / "journal.db")
        with database.writing.begin():
            incidents.settle(database.writing, record.incident, "at_desk", "", "INC-1001")
            incidents.put_outside(database.writing, OutsideNews.model_validate(told | ticket))
        database.close()

    # --- what a kiosk and another agent do
    def check_in(self, service: str = "laptop", person: int | None = None, **more: object) -> VisitOut:
        """Somebody arrives at the kiosk."""
        who: dict[str, object] = {"guest": Guest(name="Greta Guest")}
        if person is not None:
            who = {"person": f"person-{person}"}
        fields = {"id": new_id(), "service": service, "call_as": CallAs.FIRST_NAME, **who, **more}
        body = CheckInBody.model_validate(fields)
        client = SiteClient(self.url, self.kiosk_token)
        try:
            return client.check_in(body, new_id())
        finally:
            client.hang_up()

    def agent(self, login: str = "marco") -> SiteClient:
        """A signed-in client of an agent, without a console."""
        client = SiteClient(self.url, "")
        client.sign_in(login, PASSWORD)
        return client
