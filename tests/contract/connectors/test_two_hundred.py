"""Two hundred incidents to each real tool, over a network that spoils half of all requests.

The desk's own worker does it, with its threads, its database and its clock; only the settle time is short:
what the proxy loses the tool has done by then. Afterwards the tool's own database is read: each incident is
there once, none is missing, every field is as it was sent.
"""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from common.clock import SystemClock
from desk.connectors.engine.comparing import compare
from desk.connectors.engine.delivery import HOLDS_UP, Stage
from desk.connectors.mapping.drafting import draft_of, state_of
from desk.connectors.port import Ref, Snapshot
from desk.connectors.records import record_for
from desk.connectors.store import deliveries
from desk.connectors.worker import Worker
from desk.incidents.rules import State
from tests.contract.connectors.counter import Counter
from tests.contract.connectors.outside import Desk, Ticket
from tests.contract.connectors.proxy import Fault, Proxy, storm
from tests.fixtures.left_out import tell

INCIDENTS = 200
SEED = 20261122
THREADS = 6
SETTLE_SECONDS = 1.0
TITLES = (
    "Laptop does not start",
    "Пароль забыт 🔑",
    "الطابعة لا تطبع",
    "Maus klemmt – schon wieder",
    "画面が暗い",
)
PATIENCE_SECONDS = 600


@pytest.mark.long
@pytest.mark.needs("real")
def test_two_hundred_incidents_over_a_bad_network_arrive_once_each_and_whole(
    outside: Desk, tmp_path: Path
) -> None:
    proxy = Proxy(outside.url, storm(SEED))
    mapping = outside.mapping(proxy.url)
    timing = mapping.timing.model_copy(update={"settle": SETTLE_SECONDS})
    counter = Counter(tmp_path, mapping.amended(timing=timing), proxy.settle, SystemClock())
    worker = Worker(counter.desk, threads=THREADS)
    keys = [counter.record(f"{TITLES[number % len(TITLES)]} {number}") for number in range(INCIDENTS)]
    proxy.start()
    began = time.monotonic()
    worker.start()
    try:
        done = _is_all_done(counter)
        seconds = time.monotonic() - began
    finally:
        worker.stop()
        proxy.stop()

    met = [fault for _, _, fault in proxy.requests]
    figures = ", ".join(f"{met.count(fault)} {fault}" for fault in Fault if fault in met)
    told = f"{outside.tool}: {INCIDENTS} incidents over a bad network in {seconds:.0f} s, seed {SEED}"
    tell(f"{told}; {len(met)} requests: {figures}")
    with counter.desk.database.read() as connection:
        assert done, deliveries.counts(connection)
    assert met.count(Fault.LOST) > INCIDENTS / 3
    wrong = {key: _faults(outside, counter, key) for key in keys}
    assert {key: found for key, found in wrong.items() if found} == {}
    counter.close()


def _is_all_done(counter: Counter) -> bool:
    """Waits until nothing is under way any more; False when that does not come."""
    again = threading.Event()
    for _ in range(PATIENCE_SECONDS * 5):
        with counter.desk.database.read() as connection:
            if not any(deliveries.in_stage(connection, stage, limit=1) for stage in HOLDS_UP):
                return True
        again.wait(0.2)
    return False


def _faults(outside: Desk, counter: Counter, key: str) -> list[str]:
    """What is wrong with one incident, by the tool's own database and by ours."""
    tickets = outside.tickets(key)
    if len(tickets) != 1:
        return [f"{len(tickets)} tickets"]
    (ticket,) = tickets
    with counter.desk.database.read() as connection:
        record = record_for(connection, counter.mapping, key, counter.desk.public_url)
    assert record is not None
    draft, delivery = draft_of(counter.mapping, record).draft, counter.delivery(key)
    found = [f"{each.field}: {each.sent} is {each.found}" for each in compare(draft, _snapshot(ticket, key))]
    found += [f"told as {each}" for each in delivery.differences]
    if delivery.stage is not Stage.DONE or delivery.ref is None or delivery.ref.id != ticket.id:
        found.append(f"known as {delivery.ref} in {delivery.stage}")
    if state_of(counter.mapping, ticket.state) is not State.NEW:
        found.append(f"in state {ticket.state}")
    return found


def _snapshot(ticket: Ticket, key: str) -> Snapshot:
    """What stands in the tool's database, for the comparison that the desk makes, too."""
    return Snapshot(
        ref=Ref(ticket.id, ticket.id),
        key=key,
        state=ticket.state,
        revision="",
        title=ticket.title,
        text=ticket.text or "nothing",
        requester=ticket.requester or "nobody",
        fields=ticket.fields,
    )
