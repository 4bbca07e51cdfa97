"""Kiosks and consoles on a bad network: whoever was given a number is in the line once, with that number."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from common.clients.site import SiteClient
from common.clock import SystemClock
from common.ids import new_id
from common.waiting import until
from common.wire import CheckInBody, SiteOut, VisitOut
from kiosk.site.verify import check
from kiosk.ui.arrivals import Arrival, Arrivals
from kiosk.ui.connection import SiteConnection, SiteElsewhere
from kiosk.ui.delivery import deliver_waiting
from kiosk.ui.reception import Reception
from kiosk.ui.site_clock import SiteClock
from tests.api.site.running import SiteProcess
from tests.e2e.crowd import Patient
from tests.e2e.fault_proxy import Fate, FaultProxy

SEED = 7310
KIOSKS, WALK_UPS_EACH = 10, 8
CUT_OFF, ARRIVALS_EACH = 2, 6
AGENTS, VISITORS = 10, 60
CATALOGUE = Path(__file__).resolve().parents[2] / "assets" / "defaults" / "site.toml"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SiteProcess]:
    """A site of ten counters, as a process."""
    catalogue = tmp_path / "site.toml"
    counters = ", ".join(f'"{n}"' for n in range(1, AGENTS + 1))
    told = CATALOGUE.read_text(encoding="utf-8").replace('["1", "2", "3"]', f"[{counters}]")
    catalogue.write_text(told, encoding="utf-8")
    running = SiteProcess(tmp_path, MOSTRADOR_SITE__CATALOGUE=str(catalogue))
    yield running
    assert running.stop() == 0
    assert "Traceback" not in running.log and '"bug"' not in running.log


class CutOffKiosk:
    """What a kiosk does with its visitors, without its window; `network` is the cable in its back."""

    def __init__(self, network: FaultProxy, token: str, folder: Path, seed: int) -> None:
        connection = SiteConnection(SiteElsewhere(network.url), token, folder / "none")
        rng, stop = random.Random(seed), threading.Event()
        self.network = network
        self.reception = Reception(connection, Arrivals(folder), SiteClock(SystemClock(), folder), rng, stop)
        self.known = self.patiently(lambda: connection.client().site())

    def patiently(self, ask: Callable[[], SiteOut]) -> SiteOut:
        return Patient(self.reception.connection.client(), self.reception.rng).until_answered(ask)

    def take_in(self, name: str) -> tuple[str, str]:
        """The visit and the number that its ticket says."""
        fields = {"id": new_id(), "service": "phone", "guest": {"name": name}, "call_as": "number"}
        body = CheckInBody.model_validate(fields)
        given = self.reception.check_in(body, new_id(), self.known, "", in_touch=False)
        if isinstance(given, Arrival):
            return body.id, given.body.number or ""
        assert isinstance(given, VisitOut), given
        return given.id, given.number or ""

    def deliver(self) -> bool:
        """One round of the delivery; whether nothing is left."""
        return deliver_waiting(self.reception.arrivals, self.reception.deliver).left == 0


def test_ten_kiosks_and_two_that_were_cut_off_give_no_number_twice(site: SiteProcess, tmp_path: Path) -> None:
    tokens = [site.device("kiosk", f"kiosk-{n}").token for n in range(KIOSKS + CUT_OFF)]
    tickets: dict[str, str] = {}
    start = threading.Barrier(KIOSKS + CUT_OFF)
    all_taken_in = threading.Barrier(CUT_OFF)  # they share a cable

    def in_touch(number: int) -> None:
        client = SiteClient(network.url, tokens[number], timeout=5)
        visitor = Patient(client, random.Random(number))
        start.wait(20)
        for n in range(WALK_UPS_EACH):
            visit = visitor.check_in(f"Guest {number}-{n}", ("laptop", "phone")[n % 2])
            tickets[visit.id] = visit.number or ""
        client.hang_up()

    def cut_off(kiosk: CutOffKiosk) -> None:
        kiosk.network.pull()
        start.wait(20)
        for n in range(ARRIVALS_EACH):
            visit, number = kiosk.take_in(f"Alone {n}")
            tickets[visit] = number
        all_taken_in.wait(60)
        kiosk.network.put_back()
        assert until(kiosk.deliver, 30, pause=0.05)
        kiosk.reception.connection.close()

    with FaultProxy(site.url, SEED) as network, FaultProxy(site.url, SEED + 1) as other:
        alone = [CutOffKiosk(other, tokens[KIOSKS + n], tmp_path / f"kiosk-{n}", n) for n in range(CUT_OFF)]
        with ThreadPoolExecutor(KIOSKS + CUT_OFF) as room:
            people = [room.submit(cut_off, kiosk) for kiosk in alone]
            people += [room.submit(in_touch, number) for number in range(KIOSKS)]
            for person in people:
                person.result(60)
        assert set(network.met) == set(Fate)
    everybody_is_there_once(site, tickets, KIOSKS * WALK_UPS_EACH + CUT_OFF * ARRIVALS_EACH)
    series = [number[:2] for number in tickets.values() if number[1].isalpha()]
    assert len(series) == CUT_OFF * ARRIVALS_EACH and len(set(series)) == CUT_OFF


def everybody_is_there_once(site: SiteProcess, tickets: dict[str, str], expected: int) -> None:
    visits = site.local().line().line["visits"]
    assert {visit["id"]: visit["number"] for visit in visits} == tickets
    assert len(tickets) == len(set(tickets.values())) == expected
    assert check(site.database).good


def test_ten_agents_on_a_bad_network_call_everybody_once(site: SiteProcess) -> None:
    kiosk = Patient(site.local())
    expected = {kiosk.check_in(f"Guest {n}").id for n in range(VISITORS)}
    tokens = [site.agent(f"agent{n}").token for n in range(AGENTS)]
    start = threading.Barrier(AGENTS)

    def work(number: int) -> list[str]:
        with closing(_Console(network.url, tokens[number], number)) as console:
            console.agent.open(console.counter)
            start.wait(30)
            return console.serve_until_nobody_waits(kiosk.client)

    with FaultProxy(site.url, SEED + 10) as network, ThreadPoolExecutor(AGENTS) as room:
        called = [visit for served in room.map(work, range(AGENTS)) for visit in served]
        assert set(network.met) == set(Fate)
    assert sorted(called) == sorted(expected)
    states = {visit["state"] for visit in site.local().line().line["visits"]}
    assert states == {"done"}
    assert check(site.database).good


class _Console:
    """An agent at a counter."""

    def __init__(self, url: str, token: str, number: int) -> None:
        self.counter = str(number + 1)
        self._client = SiteClient(url, token, timeout=5)
        self.agent = Patient(self._client, random.Random(number))

    def close(self) -> None:
        self._client.hang_up()

    def serve_until_nobody_waits(self, watcher: SiteClient) -> list[str]:
        """Whom this agent served. An empty answer must be true: nobody comes any more, so nobody may wait."""
        served: list[str] = []
        while (visit := self.agent.call(self.counter)) is not None:
            served.append(visit.id)
            self.agent.start(visit)
            self.agent.finish(visit)
        assert watcher.board().next == []
        return served
