"""A clock that was ten years ahead for a moment holds no delivery up once it is right again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk.tidying import set_right
from desk.webhooks.sender import Sender
from desk.webhooks.store import line
from tests.api.desk_changes.following import Program
from tests.api.desk_webhooks.receiver import Receiver
from tests.api.desk_webhooks.subscribing import state_of, subscribe
from tests.fixtures.desks import RunningDesk

MakeReceiver = Callable[..., Receiver]
AHEAD = [timedelta(days=1), timedelta(days=3650)]


@pytest.mark.expect_log("clock_was_ahead")
@pytest.mark.parametrize("ahead", AHEAD)
def test_what_was_put_off_then_is_sent_now(
    desk: RunningDesk, admin: Program, sender: Sender, receive: MakeReceiver, ahead: timedelta
) -> None:
    receiver = receive(lambda n: (503 if n == 0 else 204, {}))
    webhook = subscribe(admin, receiver.url)
    admin.make("i-1")
    desk.clock.forward(ahead)
    assert sender.run_due() == 1 and state_of(admin, webhook)["tries"] == 1
    desk.clock.forward(-ahead)
    set_right(desk.desk)
    assert sender.run_due() == 1
    assert state_of(admin, webhook)["waiting"] == 0


@pytest.mark.expect_log("clock_was_ahead")
@pytest.mark.parametrize("ahead", AHEAD)
def test_what_a_sender_that_died_had_claimed_then_is_sent_now(
    desk: RunningDesk, admin: Program, sender: Sender, receive: MakeReceiver, ahead: timedelta
) -> None:
    receiver = receive()
    subscribe(admin, receiver.url)
    admin.make("i-1")
    desk.clock.forward(ahead)
    with desk.database.begin() as connection:
        assert line.claim(connection, desk.clock.now()) is not None
    desk.clock.forward(-ahead)
    set_right(desk.desk)
    assert sender.run_due() == 1


@pytest.mark.expect_log("webhook_given_up")
@pytest.mark.expect_log("clock_was_ahead")
def test_a_receiver_that_failed_in_the_future_is_given_up_in_time(
    desk: RunningDesk, admin: Program, sender: Sender, receive: MakeReceiver
) -> None:
    receiver = receive(lambda n: (503, {}))
    webhook = subscribe(admin, receiver.url)
    admin.make("i-1")
    desk.clock.forward(AHEAD[1])
    sender.run_due()
    desk.clock.forward(-AHEAD[1])
    set_right(desk.desk)
    for _ in range(40):
        sender.run_due()
        desk.clock.forward(timedelta(hours=2.5))
    assert state_of(admin, webhook)["state"] == "given_up"
