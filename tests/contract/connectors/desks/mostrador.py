"""A second Mostrador desk as the outside tool: a process of its own, spoken to by nothing but its API.

One serves all tests of a process. It ends when its standard input does, that is with the process that started
it, however that ends.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import requests

from common.clock import Clock, SystemClock
from desk.catalogue import store as catalogue
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.mostrador.connector import connect
from desk.engine import Database, sqlite_url
from desk.files import store as files
from desk.incidents import store as incidents
from desk.programs.tokens import create_program_token
from desk.staff import store as staff
from desk.staff.rules import Role
from tests.contract.connectors.outside import NOWHERE, Ticket, Traits, default_mapping
from tests.fixtures.desks import password_hash, sample_site
from tests.fixtures.surroundings import FOLDER_VARIABLE

PROGRAM = """
import os, signal, sys, threading
from common.settings import Settings
from desk.program import run

def follow():
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=follow, daemon=True).start()
raise SystemExit(run(Settings()))
"""


class SecondDesk:
    """Read beside the connector from its database; changed by a program that is another one."""

    tool = "mostrador"
    traits = Traits(title_limit=200, doubles=False)

    def __init__(self) -> None:
        self.url = NOWHERE
        self._token = "prog_none"

    def start(self) -> None:
        self.url, self._token = _running().url, _running().token

    def stop(self) -> None:
        """It serves the next test, too."""

    def ripen(self) -> None:
        """Its list of changes shows at once what was committed."""

    def mapping(self, url: str) -> Mapping:
        plain = default_mapping(self.tool, url, {"token": self._token})
        return plain.amended(timing=plain.timing.model_copy(update={"settle": 0.0}))

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def tickets(self, key: str) -> list[Ticket]:
        with _running().database.read() as connection:
            found = incidents.record(connection, key)
            if found is None:
                return []
            kept = [
                files.content_of(connection, found.id, each.id)
                for each in files.of_incident(connection, found.id)
            ]
            names = staff.names(connection)
        return [
            Ticket(
                found.id,
                found.title,
                found.description,
                found.standing.state.value,
                found.requester,
                names.get(found.standing.assignee or "", ""),
                {"site": found.site, "impact": str(found.impact), "urgency": str(found.urgency)},
                tuple(each.step.note for each in found.history if each.step.what == "note"),
                tuple((each.file.name, each.content) for each in kept if each is not None),
            )
        ]

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        wanted: dict[str, Any] = {"state": state} if state else {}
        wanted |= {"assignee": _member(assignee)} if assignee else {}
        wanted |= {"note": note} if note else {}
        address = f"{self.url}/api/v1/incidents/{ticket}"
        headers = {"Authorization": f"Bearer {_running().technician}"}
        version = requests.get(address, headers=headers, timeout=20).headers["ETag"]
        headers |= {"If-Match": version, "Idempotency-Key": os.urandom(8).hex()}
        answer = requests.patch(address, json=wanted, headers=headers, timeout=20)
        assert answer.status_code == 200, answer.text


class _Running:
    """The process, its database, and tokens for the connector and for somebody who works there."""

    def __init__(self) -> None:
        folder = Path(os.environ[FOLDER_VARIABLE]) / f"second-desk-{os.getpid()}"
        folder.mkdir(parents=True, exist_ok=True)
        address = sqlite_url(folder / "second.db")
        self.database = Database(address)
        self.database.prepare()
        with self.database.begin() as connection:
            catalogue.save_site(connection, sample_site("main"))
        clock = SystemClock()
        self.token = create_program_token(self.database, "first-desk", Role.AGENT, (), clock)
        self.technician = create_program_token(self.database, "technician", Role.AGENT, (), clock)
        environment = os.environ | {
            "MOSTRADOR_DATA_FOLDER": str(folder),
            "MOSTRADOR_DESK__DATABASE_URL": address,
            "MOSTRADOR_DESK__PORT": "0",
        }
        with (folder / "desk.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("ready "), (folder / "desk.log").read_text()
        self.url = line.removeprefix("ready ").strip()
        atexit.register(self.end)

    def end(self) -> None:
        self.process.communicate(timeout=20)
        self.database.close()


@cache
def _running() -> _Running:
    return _Running()


@cache
def _member(name: str) -> str:
    """Somebody of this name who works there."""
    with _running().database.begin() as connection:
        login = "".join(ch for ch in name.lower() if ch.isalnum())
        return staff.add_staff(connection, login, name, password_hash())


def desk() -> SecondDesk:
    return SecondDesk()
