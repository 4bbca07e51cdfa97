"""Two machines of one site as processes: the first works, the second stands by."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from common.clients.health import reach
from common.clients.site import SiteClient
from common.ids import new_id
from common.waiting import until
from common.wire import AgentRecord, CheckInBody, TakeOverOut
from kiosk.site.database import Database
from kiosk.site.staff import put_agent
from kiosk.site.standby.face import TOKEN_FILE
from kiosk.site.tokens import create
from tests.fixtures.killable import Killable

PATIENCE_SECONDS = 30.0
AGENTS = ("lena", "marco", "ines")


@dataclass
class Pair:
    """`tokens`: of the kiosk and the agents, good at both machines; `key`: of the standby."""

    first: Killable
    folder: Path
    tokens: dict[str, str]
    key: str
    second: Killable | None = None

    @property
    def standby(self) -> Killable:
        assert self.second is not None
        return self.second

    def start_standby(self, url: str, **more: str) -> Killable:
        """The second machine, following the service at `url`."""
        named = {"standby_of": url, "standby_token": self.key} | more
        (self.folder / "b").mkdir(exist_ok=True)
        self.second = Killable("site", self.folder / "b", site=named)
        return self.second

    @contextmanager
    def client(self, machine: Killable, who: str = "kiosk") -> Iterator[SiteClient]:
        """Somebody at a screen that knows this machine alone."""
        made = SiteClient(machine.url, self.tokens[who], timeout=10)
        try:
            yield made
        finally:
            made.hang_up()

    def database(self, machine: str) -> Path:
        """The journal of machine "a" or "b"."""
        return self.folder / machine / "data" / "site" / "journal.db"

    def together(self) -> bool:
        return until(lambda: bool(standing(self.standby).get("together")), PATIENCE_SECONDS, 0.02)

    def take_over(self) -> TakeOverOut:
        """The operator's word at the second machine."""
        token = (self.folder / "b" / "data" / "site" / TOKEN_FILE).read_text().strip()
        answer = requests.post(
            f"{self.standby.url}/api/v1/take-over",
            json={"by": "operator"},
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        return TakeOverOut.model_validate_json(answer.content)


def standing(machine: Killable) -> dict[str, Any]:
    """How a standby says that it follows."""
    return dict((reach(machine.url) or {}).get("follows") or {})


@contextmanager
def a_pair(folder: Path, **first_settings: Any) -> Iterator[Pair]:
    """The first machine at work, with tokens for a kiosk, three agents and a standby."""
    database = Database(folder / "a" / "data" / "site" / "journal.db")
    with database.writing.begin():
        tokens = {"kiosk": create(database.writing, "kiosk", "door")}
        for name in AGENTS:
            record = AgentRecord(id=name, login=name, name=name.title(), password_hash="-")
            put_agent(database.writing, record)
            tokens[name] = create(database.writing, "agent", name, expires=4e9)
        key = create(database.writing, "standby", "second")
    database.close()
    with Killable("site", folder / "a", site=first_settings) as first:
        pair = Pair(first, folder, tokens, key)
        try:
            yield pair
        finally:
            if pair.second is not None:
                pair.second.__exit__(None, None, None)


def guest(name: str) -> CheckInBody:
    fields = {"id": new_id(), "service": "laptop", "guest": {"name": name}, "call_as": "number"}
    return CheckInBody.model_validate(fields)


def rows(path: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as found:
        return found.execute(query, values).fetchall()


def events(path: Path, kind: str) -> list[dict[str, Any]]:
    found = rows(path, "SELECT data FROM entries WHERE type = ? ORDER BY seq", kind)
    return [json.loads(row[0]) for row in found]
