"""The site service as a process of its own, filled through its own functions; the desk's key for passes."""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from common.clients.site import SiteClient
from common.clock import SystemClock
from common.ids import new_id
from common.passes import Pass, sign
from common.wire import AppointmentOut, PersonRecord
from kiosk.site import appointments, people, staff, tokens
from kiosk.site.database import Database
from tests.fixtures.killable import Killable

KEY = Ed25519PrivateKey.from_private_bytes(b"a key for tests, of 32 bytes ok!")
PEOPLE = {"Ana García López": "B-1001", "Andrés Molina": "B-1002", "Chipo Nyathi": "B-1003"}
PASSWORD = "counter-demo"


@dataclass
class Room:
    """A site to start, freeze, kill and start again on the same port with the same data."""

    folder: Path
    url: str = ""
    token: str = ""
    public_url: str = "http://desk.example.org"
    _program: Killable | None = field(default=None)

    def __post_init__(self) -> None:
        with self.writing() as connection:
            for at, (name, badge) in enumerate(PEOPLE.items()):
                mail = f"{name.split()[0].lower()}@example.org"
                record = PersonRecord(id=f"person-{at}", name=name, mail=mail, badge=badge)
                people.put(connection, record, listed=True)
            raw = KEY.public_key().public_bytes_raw()
            appointments.put_keys(connection, {"k1": base64.b64encode(raw).decode()})
            staff.add_agent(connection, "lena", "Lena Vogel", PASSWORD)
            self.token = tokens.create(connection, "kiosk", "front")

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """The site's own tables, as the desk's feed fills them, while the service is off."""
        database = Database(self.folder / "site" / "journal.db")
        with database.writing.begin():
            yield database.writing
        database.close()

    def start(self) -> str:
        """Returns the address once the service accepts requests."""
        if self._program is None:
            settings = {"public_desk_url": self.public_url, "desk_url": ""}
            self._program = Killable(
                "site", self.folder, data_folder=str(self.folder), site=settings, log_level="error"
            )
        else:
            self._program.start()
        self.url = self._program.url
        return self.url

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    @property
    def running(self) -> Killable:
        assert self._program is not None, "it was never started"
        return self._program

    def stop(self) -> None:
        if self._program is not None and self._program.process is not None:
            self._program.thaw()
            self._program.stop()

    def client(self, token: str = "") -> SiteClient:
        return SiteClient(self.url, token or self.token)

    def agent(self) -> SiteClient:
        """A signed-in agent, who is on duty once a counter is open."""
        client = SiteClient(self.url, "")
        client.sign_in("lena", PASSWORD)
        return client

    def visits(self) -> list[dict[str, object]]:
        """All visits of the day, as the line knows them."""
        client = self.client()
        try:
            visits: list[dict[str, object]] = client.line().line["visits"]
            return visits
        finally:
            client.hang_up()

    def book(self, minutes_ahead: int = 20, code: str = "AB23CD", state: str = "booked") -> str:
        """An appointment that the site has heard of (service off); the text of its pass."""
        appointment, start = new_id(), SystemClock().now() + timedelta(minutes=minutes_ahead)
        told = AppointmentOut.model_validate(
            {
                "id": appointment,
                "site": "main",
                "service": "laptop",
                "start": start,
                "end": start + timedelta(minutes=20),
                "state": state,
                "person": "person-0",
                "name": "Ana García López",
                "code": code,
            }
        )
        with self.writing() as connection:
            appointments.put_appointment(connection, told)
        return pass_for(appointment, start)


def pass_for(
    appointment: str,
    start: datetime,
    site: str = "main",
    key: Ed25519PrivateKey = KEY,
    valid: timedelta = timedelta(hours=8),
) -> str:
    """A pass as the desk signs it."""
    content = Pass("k1", site, appointment, "laptop", start, start + timedelta(minutes=20), start + valid)
    return sign(content, key)
