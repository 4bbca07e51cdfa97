"""A real site service for a benchmark: its own folder, tokens, agents at counters, and a day of visits."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.load import Connection, run
from common.ids import new_id
from kiosk.site.database import Database
from kiosk.site.tokens import create
from mostrador.house import House

SERVICES = ("laptop", "phone", "password")


@dataclass(frozen=True, slots=True)
class Site:
    """A running service. `agents`: a token each; counters are "1", "2", …"""

    url: str
    kiosk: str
    agents: list[str]
    pid: int
    data: Path


@contextmanager
def site(agents: int = 0, journal: Path | None = None) -> Iterator[Site]:
    """Start a service with that many agents, each at a counter of their own; `journal`: on a copy of it."""
    with tempfile.TemporaryDirectory(prefix="mostrador-bench-") as made, House(Path(made)) as house:
        data = Path(made) / "data"
        counters = [str(n + 1) for n in range(max(3, agents))]
        site_file = Path(made) / "site.toml"
        site_file.write_text(_catalogue(counters), encoding="utf-8")
        house.env["MOSTRADOR_SITE__CATALOGUE"] = str(site_file)
        if journal is not None:
            (data / "site").mkdir(parents=True)
            shutil.copyfile(journal, data / "site" / "journal.db")
        database = Database(data / "site" / "journal.db")
        with database.writing.begin():
            kiosk = create(database.writing, "kiosk", "bench")
            tokens = [create(database.writing, "agent", f"agent-{n}") for n in range(agents)]
        database.close()
        service = house.start_site()
        found = Site(service.url, kiosk, tokens, service.process.pid, data)
        open_counters(found, counters)
        yield found


def _catalogue(counters: list[str]) -> str:
    rows = [f"counters = [{', '.join(repr(c) for c in counters)}]"]
    for service, prefix in zip(SERVICES, "ABC", strict=True):
        rows.append(f'[[services]]\nid = "{service}"\nprefix = "{prefix}"\nnames = {{ en = "{service}" }}')
    return "\n".join(rows) + "\n"


def open_counters(found: Site, counters: list[str]) -> None:
    """Each agent opens one."""
    for number, token in enumerate(found.agents):

        async def opens(connection: Connection, _: int, name: str = counters[number]) -> bool:
            status, _ = await connection.post(f"/api/v1/counters/{name}/open", None, new_id())
            assert status == 200, status
            return True

        run(found.url, [token], 1, opens)


async def check_in(connection: Connection, number: int) -> bool:
    """One walk-up, a guest."""
    body = {
        "id": new_id(),
        "service": SERVICES[number % 3],
        "guest": {"name": "Ana"},
        "call_as": "first_name",
    }
    status, answer = await connection.post("/api/v1/visits", body, new_id())
    assert status == 201, (status, answer)
    return True


def fill(found: Site, visits: int) -> None:
    """Check that many people in, ten at a time."""
    run(found.url, [found.kiosk] * 10, visits, check_in)
