"""A standby: what it costs while it follows, how long its first copy takes, and how long a take-over."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench.checkins import better
from bench.load import Figures, run
from bench.site_under_test import Site, check_in, fill, site
from common.clients.errors import ApiRefused, Unreachable
from common.clients.health import reach
from common.clients.replica import StandbyClient
from common.clients.site import SiteClient
from common.ids import new_id
from common.waiting import until
from common.wire import CheckInBody
from kiosk.site.database import Database
from kiosk.site.tokens import create
from mostrador.programs import Running, start, wait_ready

VISITS = (1_000, 10_000)
CLIENTS = (1, 10)
REQUESTS = 600
ROUNDS = 3
BOUND_SECONDS = 10.0


@contextmanager
def standby(first: Site, folder: Path) -> Iterator[Running]:
    """A second machine that follows the first; ready when it has everything."""
    database = Database(first.data / "site" / "journal.db")
    with database.writing.begin():
        token = create(database.writing, "standby", "second")
    database.close()
    env = {
        "MOSTRADOR_DATA_FOLDER": str(folder / "data"),
        "MOSTRADOR_SITE__PORT": "0",
        "MOSTRADOR_SITE__STANDBY_TOKEN": token,
    }
    running = start("site", folder / "logs", env, words=("--standby-of", first.url))
    try:
        yield wait_ready(running)
    finally:
        running.stop()


def together(running: Running) -> bool:
    return bool(((reach(running.url) or {}).get("follows") or {}).get("together"))


def rates(found: Site) -> dict[int, Figures]:
    """Check-ins a second, for one client and for ten."""
    best: dict[int, Figures] = {}
    for clients in CLIENTS:
        for _ in range(ROUNDS):
            best[clients] = better(
                best.get(clients), run(found.url, [found.kiosk] * clients, REQUESTS, check_in)
            )
    return best


def kill_and_take_over(first: Site, running: Running, folder: Path) -> None:
    """From the kill to the word, and from the word to the first check-in at the new machine."""
    os.kill(first.pid, 9)
    token = (folder / "data" / "site" / "standby-token").read_text(encoding="utf-8").strip()
    began = time.perf_counter()
    told = StandbyClient(running.url, token).take_over("bench")
    kiosk = SiteClient(f"{first.url} {running.url}", first.kiosk)
    fields = {"id": new_id(), "service": "laptop", "guest": {"name": "Ana"}, "call_as": "number"}
    body, key = CheckInBody.model_validate(fields), new_id()
    served = until(lambda: _served(kiosk, body, key), 30, 0.01)
    took = time.perf_counter() - began
    assert served, "the new machine takes people in"
    verdict = "nothing missing" if told.in_touch else "may be missing"
    told_of = f"bound {BOUND_SECONDS:.0f} s   {told.after:,} entries, {verdict}"
    print(f"take-over            {took:5.2f} s   {told_of}")
    kiosk.hang_up()


def _served(kiosk: SiteClient, body: CheckInBody, key: str) -> bool:
    try:
        return bool(kiosk.check_in(body, key).number)
    except (ApiRefused, Unreachable):
        return False


def main() -> None:
    for visits in VISITS:
        with tempfile.TemporaryDirectory(prefix="mostrador-bench-") as made, site() as first:
            fill(first, visits)
            alone = rates(first)
            with standby(first, Path(made)) as running:
                began = time.perf_counter()
                assert until(partial(together, running), 300, 0.05)
                print(f"first copy           {time.perf_counter() - began:5.2f} s   of {visits:,} visits")
                both = rates(first)
                for clients in CLIENTS:
                    share = both[clients].rate / alone[clients].rate
                    print(f"check-in, {clients:2} clients, alone     {alone[clients]}")
                    print(
                        f"  followed by a standby         {both[clients]}   {share:.2f} × alone", flush=True
                    )
                kill_and_take_over(first, running, Path(made))
