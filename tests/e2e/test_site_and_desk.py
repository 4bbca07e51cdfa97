"""A day over a network that loses, doubles and delays, both services killed: the desk has it all, once."""

from __future__ import annotations

import json
import random
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

from common.clients.health import reach
from common.clients.site import SiteClient
from common.waiting import until
from kiosk.queue import codec
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.site.verify import check
from tests.e2e.crowd import Patient
from tests.e2e.fault_proxy import Fate, FaultProxy
from tests.e2e.sample import keep_midnight_away, sample_desk
from tests.fixtures.killable import Killable

SEED = 20260302
KIOSKS, WALK_UPS_EACH = 3, 20
AGENTS, RECORDS_EACH = ("lena", "marco", "ines"), 10
PATIENCE_SECONDS = 60.0


def test_the_desk_holds_every_entry_and_every_record_once(tmp_path: Path) -> None:
    token = sample_desk(tmp_path)
    keep_midnight_away(tmp_path)
    with Killable("desk", tmp_path) as desk, FaultProxy(desk.url, SEED) as network:
        site_settings = {"desk_url": network.url, "desk_token": token}
        with Killable("site", tmp_path, site=site_settings) as site:
            assert until(lambda: can_sign_in(site.url), PATIENCE_SECONDS), "the site heard of the agents"
            taken, recorded = a_working_day(site, desk, tmp_path / "data")
            assert until(lambda: desk_has_all(site.url, len(recorded)), PATIENCE_SECONDS), (
                reach(site.url),
                reach(desk.url),
                network.met,
            )
            assert set(network.met) == set(Fate), "each kind of fault was met"
            assert (site.stop(), desk.stop()) == (0, 0)
    journal_is_at_the_desk(tmp_path / "data", taken)
    assert records_at_the_desk(tmp_path / "data") == sorted(recorded)


def can_sign_in(url: str) -> bool:
    health = reach(url)
    return bool(health and health["desk"]["feed_sequence"] > 30)


def desk_has_all(url: str, records: int) -> bool:
    """As the site tells it: nothing is behind and each record has its number at the desk."""
    health = reach(url)
    if not health or health["desk"]["behind_entries"]:
        return False
    client = signed_in(url, "lena")
    site = client.site()
    today = site.now.astimezone(ZoneInfo(site.settings["timezone"])).date()
    standings = [one.standing for one in client.incidents(today)]
    client.hang_up()
    return standings.count("at_desk") == len(standings) == records


def signed_in(url: str, login: str) -> SiteClient:
    client = SiteClient(url, "", timeout=10)
    client.sign_in(login, "counter-demo")
    return client


def a_working_day(site: Killable, desk: Killable, data: Path) -> tuple[dict[str, str | None], list[str]]:
    """Walk-ups and records while first the desk and then the site is killed; what was acknowledged."""
    taken: dict[str, str | None] = {}
    recorded: list[str] = []
    some, more = threading.Event(), threading.Event()
    url, token = site.url, (data / "site" / "local-token").read_text().strip()
    clients = [signed_in(url, login) for login in AGENTS]

    def kiosk(number: int) -> None:
        client = SiteClient(url, token, timeout=5)
        visitor = Patient(client, random.Random(number))
        for n in range(WALK_UPS_EACH):
            visit = visitor.check_in(f"Guest {number}-{n}", "laptop" if n % 2 else "phone")
            taken[visit.id] = visit.number
            if len(taken) >= 15:
                some.set()
            if len(taken) >= 35:
                more.set()
        client.hang_up()

    def agent(place: int) -> None:
        client = clients[place]
        person, counter = Patient(client, random.Random(100 + place)), str(place + 1)
        person.open(counter)
        served = 0
        while served < RECORDS_EACH:
            visit = person.call(counter)
            if visit is None:
                person.stop.wait(0.05)
                continue
            person.start(visit)
            recorded.append(person.record(visit, f"Record {counter}-{served}"))
            person.finish(visit)
            served += 1
        client.hang_up()

    with ThreadPoolExecutor(KIOSKS + len(AGENTS)) as room:
        people = [room.submit(agent, place) for place in range(len(AGENTS))]
        people += [room.submit(kiosk, number) for number in range(KIOSKS)]
        assert some.wait(PATIENCE_SECONDS)
        desk.kill()
        assert more.wait(PATIENCE_SECONDS)
        site.kill()
        site.start()
        desk.start()
        for person in people:
            person.result(PATIENCE_SECONDS)
    assert len(taken) == KIOSKS * WALK_UPS_EACH and len(recorded) == len(AGENTS) * RECORDS_EACH
    return taken, recorded


def journal_is_at_the_desk(data: Path, taken: dict[str, str | None]) -> None:
    """Entry by entry the same, the chain genuine, and the same line on both sides."""
    columns = "seq, at, type, version, data, actor, command, prev, hash"
    with closing(sqlite3.connect(data / "site" / "journal.db")) as site:
        ours = site.execute(f"SELECT {columns} FROM entries ORDER BY seq").fetchall()
    with closing(sqlite3.connect(data / "desk" / "desk.db")) as desk:
        theirs = desk.execute(f"SELECT {columns} FROM site_entries ORDER BY seq").fetchall()
    report = check(data / "site" / "journal.db")
    assert report.good and report.entries == len(ours)
    assert theirs == ours
    line = Line()
    for entry in theirs:
        fold(line, codec.from_json(entry[2], json.loads(entry[4])))
    assert {visit: line.visits[visit].number for visit in taken} == taken
    assert len(line.visits) == len(taken), "nobody is there twice"


def records_at_the_desk(data: Path) -> list[str]:
    with closing(sqlite3.connect(data / "desk" / "desk.db")) as desk:
        rows = desk.execute("SELECT id, number FROM incidents").fetchall()
    assert len({number for _, number in rows}) == len(rows)
    return sorted(row[0] for row in rows)
