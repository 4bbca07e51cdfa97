"""Deliveries arrive: signed, in order, each until it is taken, and nobody waits for a slow receiver."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from desk.webhooks.rules import GIVE_UP_AFTER
from desk.webhooks.sender import Sender
from tests.api.desk_changes.following import Program
from tests.api.desk_webhooks.receiver import Received, Receiver
from tests.api.desk_webhooks.subscribing import ADDRESS, deliveries_of, state_of, subscribe
from tests.fixtures.desks import NOON, RunningDesk

MakeReceiver = Callable[..., Receiver]


def genuine(received: Received, secret: str) -> bool:
    """The convention's check, written after its text and not after our code."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    head = f"{received.headers['webhook-id']}.{received.headers['webhook-timestamp']}."
    right = base64.b64encode(hmac.digest(key, head.encode() + received.body, hashlib.sha256)).decode()
    return f"v1,{right}" in received.headers["webhook-signature"].split(" ")


def told(receiver: Receiver) -> list[str]:
    return [f"{each.value['type']} {each.value['data'].get('id', '')}" for each in receiver.received]


def test_a_delivery_says_what_changed_and_who_says_so(
    admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    receiver = receive()
    webhook = subscribe(admin, receiver.url)
    admin.make("i-1", title="Ana's screen")

    assert sender.run_due() == 1

    (received,) = receiver.received
    assert genuine(received, webhook["secret"])
    assert not genuine(received, "whsec_" + base64.b64encode(b"another secret of 24 byt").decode())
    assert received.headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    assert received.headers["content-type"] == "application/json"
    value = received.value
    assert (value["type"], value["timestamp"]) == ("incident.recorded", NOON.isoformat())
    assert value["data"] == admin.changes()["items"][0] | {"at": NOON.isoformat()}
    assert "Ana" not in received.body.decode()
    assert deliveries_of(admin, webhook)[0]["state"] == "sent" and sender.run_due() == 0


def test_only_what_is_wanted_is_told_and_only_from_now_on(
    admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    admin.make("i-0")
    visits, north = receive(), receive()
    subscribe(admin, visits.url, kinds=["visit"])
    subscribe(admin, north.url, kinds=["incident"], sites=["north"])
    admin.make("i-1")
    admin.make("i-2", site="north")
    sender.run_due()
    assert (told(visits), told(north)) == ([], ["incident.recorded i-2"])


def test_what_is_not_taken_is_sent_again_later_under_its_id_and_nothing_overtakes_it(
    desk: RunningDesk, admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    receiver = receive(lambda n: (500, {}) if n < 3 else (200, {}))
    webhook = subscribe(admin, receiver.url)
    admin.make("i-1")
    admin.make("i-2")

    assert sender.run_due() == 1, "one try, and not again at once"
    assert sender.run_due() == 0
    waits = []
    for _ in range(2):
        before = desk.clock.at
        while sender.run_due() == 0:
            desk.clock.forward(timedelta(seconds=1))
        waits.append((desk.clock.at - before).total_seconds())
    assert 4 <= waits[0] <= 6 and 24 <= waits[1] <= 36, waits
    state = state_of(admin, webhook)
    assert (state["state"], state["tries"], state["waiting"]) == ("active", 3, 2)
    desk.clock.forward(timedelta(minutes=3))
    assert sender.run_due() == 2

    assert told(receiver) == ["incident.recorded i-1"] * 4 + ["incident.recorded i-2"]
    assert len({each.id for each in receiver.received}) == 2
    assert len({each.headers["webhook-timestamp"] for each in receiver.received[:4]}) == 4
    assert all(genuine(each, webhook["secret"]) for each in receiver.received)
    assert state_of(admin, webhook)["tries"] == 0


@pytest.mark.expect_log("webhook_given_up")
def test_after_days_in_vain_it_pauses_and_goes_on_where_it_stopped(
    desk: RunningDesk, admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    receiver = receive(lambda n: (503, {}))
    webhook = subscribe(admin, receiver.url)
    admin.make("i-1")
    end = desk.clock.at + GIVE_UP_AFTER + timedelta(hours=3)
    while desk.clock.at < end:
        sender.run_due()
        desk.clock.forward(timedelta(minutes=10))
    state = state_of(admin, webhook)
    assert state["state"] == "given_up" and 30 < state["tries"] < 60
    tries = len(receiver.received)
    admin.make("i-2")
    assert sender.run_due() == 0 and len(receiver.received) == tries

    receiver.answering = lambda n: (200, {})
    answer = admin.call("PUT", f"{ADDRESS}/{webhook['id']}", {"url": receiver.url, "state": "active"})
    assert answer.json()["state"] == "active"
    assert sender.run_due() == 2
    assert told(receiver)[-2:] == ["incident.recorded i-1", "incident.recorded i-2"]


@pytest.mark.expect_log("webhook_given_up")
def test_a_receiver_that_is_gone_for_good_says_so_once(
    admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    receiver = receive(lambda n: (410, {}))
    webhook = subscribe(admin, receiver.url)
    admin.make("i-1")
    assert sender.run_due() == 1 and state_of(admin, webhook)["state"] == "given_up"


def test_a_receiver_is_left_alone_for_as_long_as_it_asks(
    desk: RunningDesk, admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    receiver = receive(lambda n: (429, {"Retry-After": "600"}) if n == 0 else (200, {}))
    subscribe(admin, receiver.url)
    admin.make("i-1")
    sender.run_due()
    desk.clock.forward(timedelta(seconds=599))
    assert sender.run_due() == 0
    desk.clock.forward(timedelta(seconds=1))
    assert sender.run_due() == 1


def test_a_slow_receiver_keeps_nobody_waiting(
    desk: RunningDesk, admin: Program, receive: MakeReceiver
) -> None:
    slow, quick = [receive() for _ in range(5)], receive()
    for each in slow:
        each.open.clear()
        subscribe(admin, each.url)
    subscribe(admin, quick.url)
    sender = Sender(desk.desk)
    sender.start()
    try:
        for number in range(3):
            admin.make(f"i-{number}")
        quick.wait_for(3)
        assert [len(each.wait_for(1)) for each in slow] == [1] * 5, "each of them hangs at its first"
        for each in slow:
            each.open.set()
        assert all(told(each)[:3] == told(quick) for each in slow if each.wait_for(3))
    finally:
        sender.stop()


def test_many_senders_send_each_once_and_in_order(
    desk: RunningDesk, admin: Program, receive: MakeReceiver
) -> None:
    receivers = [receive() for _ in range(2)]
    for each in receivers:
        subscribe(admin, each.url)
    for number in range(12):
        admin.make(f"i-{number}")
    senders = [Sender(desk.desk) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda each: each.run_due(), senders))
    senders[0].run_due()
    for each in receivers:
        assert told(each) == [f"incident.recorded i-{number}" for number in range(12)]


def test_a_sender_that_dies_leaves_its_delivery_to_another(
    desk: RunningDesk, admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    receiver = receive()
    subscribe(admin, receiver.url)
    admin.make("i-1")

    def die(*_: object) -> Any:
        raise MemoryError

    with pytest.raises(MemoryError):
        Sender(desk.desk, die).run_due()
    assert sender.run_due() == 0, "it may still be at work"
    desk.clock.forward(timedelta(seconds=61))
    assert sender.run_due() == 1 and told(receiver) == ["incident.recorded i-1"]


def test_a_pause_takes_effect_at_once_and_loses_nothing(
    admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    receiver = receive()
    webhook = subscribe(admin, receiver.url)
    entered, go_on = threading.Event(), threading.Event()

    def slowly(n: int) -> tuple[int, dict[str, str]]:
        if n == 0:
            entered.set()
            go_on.wait(20)
        return 200, {}

    receiver.answering = slowly
    admin.make("i-1")
    admin.make("i-2")
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(sender.run_due)
        entered.wait(20)
        change = {"url": receiver.url, "state": "paused"}
        assert admin.call("PUT", f"{ADDRESS}/{webhook['id']}", change).json()["state"] == "paused"
        go_on.set()
        assert running.result(20) == 1
    assert state_of(admin, webhook)["state"] == "paused" and sender.run_due() == 0
    admin.call("PUT", f"{ADDRESS}/{webhook['id']}", change | {"state": "active"})
    assert sender.run_due() == 1 and told(receiver) == ["incident.recorded i-1", "incident.recorded i-2"]


def test_who_was_away_for_longer_than_changes_are_kept_is_told_what_is_missing(
    desk: RunningDesk, admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    from desk.tidying import tidy

    receiver = receive()
    webhook = subscribe(admin, receiver.url)
    change = {"url": receiver.url, "state": "paused"}
    admin.call("PUT", f"{ADDRESS}/{webhook['id']}", change)
    admin.make("i-1")
    admin.make("i-2")
    desk.live(32)
    admin.make("i-3")
    tidy(desk.desk)
    admin.call("PUT", f"{ADDRESS}/{webhook['id']}", change | {"state": "active"})
    sender.run_due()
    assert told(receiver) == ["changes.missed ", "incident.recorded i-3"]
    assert receiver.received[0].value["data"] == {"after": 0, "until": 2}
