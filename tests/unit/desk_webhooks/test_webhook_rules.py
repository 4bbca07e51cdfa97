"""Signing, waiting longer and longer, and which addresses a delivery may go to."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.changes.rules import Fact, Kind
from desk.webhooks.rules import (
    GIVE_UP_AFTER,
    Answer,
    NoAnswer,
    Outcome,
    Standing,
    State,
    accepted,
    after,
    body_of,
    change_body,
    headers,
    may_reach,
    resumed,
    secret_of,
    signature,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
FRESH = Standing(State.ACTIVE, NOON)


def test_a_signature_is_the_conventions_own_example() -> None:
    """The example that the convention's text gives with its secret, id, timestamp and body."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    made = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_no_secret_signs_nothing() -> None:
    with pytest.raises(ValueError, match="no secret"):
        signature("whsec_not base64!", "m", 1, b"")


@given(st.binary(min_size=24, max_size=64), st.binary(max_size=200), st.integers(0, 2**40))
def test_another_id_time_body_or_secret_is_another_signature(random: bytes, body: bytes, at: int) -> None:
    secret = secret_of(random)
    made = signature(secret, "m-1", at, body)
    others = {
        signature(secret, "m-2", at, body),
        signature(secret, "m-1", at + 1, body),
        signature(secret, "m-1", at, body + b" "),
        signature(secret_of(random[::-1] + b"x"), "m-1", at, body),
    }
    assert made not in others
    assert len(base64.b64decode(made.removeprefix("v1,"))) == 32


def test_headers_carry_a_signature_of_each_secret() -> None:
    secrets = (secret_of(b"a" * 24), secret_of(b"b" * 24))
    made = headers(secrets, "m-1", NOON, b"{}")
    stamp = int(NOON.timestamp())
    assert made["webhook-signature"].split() == [signature(each, "m-1", stamp, b"{}") for each in secrets]
    assert (made["webhook-id"], made["webhook-timestamp"]) == ("m-1", str(stamp))


def test_a_body_is_the_same_to_the_letter() -> None:
    fact = Fact(Kind.INCIDENT, "i-1", "recorded", "main", NOON, {"number": "INC-1001"})
    assert change_body(7, fact) == change_body(7, fact)
    assert change_body(7, fact).startswith(
        '{"type":"incident.recorded","timestamp":"2026-03-02T12:00:00+00:00"'
    )
    assert body_of("test", NOON, {"é": 1}).endswith('"data":{"é":1}}')


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_a_yes_is_a_yes_and_ends_all_waiting(status: int) -> None:
    troubled = Standing(State.ACTIVE, NOON, 9, NOON - timedelta(days=2))
    assert accepted(Answer(status))
    assert after(troubled, Answer(status), NOON, 0.5) == FRESH


@pytest.mark.parametrize(
    "outcome", [Answer(100), Answer(301), Answer(404), Answer(500), NoAnswer("too_slow")]
)
def test_anything_else_is_a_no_and_asked_again(outcome: Outcome) -> None:
    then = after(FRESH, outcome, NOON, 0.5)
    assert not accepted(outcome)
    assert (then.state, then.tries, then.failing_since) == (State.ACTIVE, 1, NOON)
    assert then.next_at == NOON + timedelta(seconds=5)


@given(st.floats(0, 1), st.floats(0, 1))
def test_waits_grow_up_to_two_hours_and_days_later_it_gives_up(first: float, dice: float) -> None:
    standing, at = FRESH, NOON
    waits: list[float] = []
    while standing.state is State.ACTIVE:
        standing = after(standing, NoAnswer("unreachable"), at, first if not waits else dice)
        waits.append((standing.next_at - at).total_seconds())
        at = standing.next_at
    assert 4 <= waits[0] <= 6 and max(waits) <= 7200 * 1.2
    assert all(later >= 0.66 * sooner for sooner, later in pairwise(waits))
    assert GIVE_UP_AFTER <= at - NOON <= GIVE_UP_AFTER + timedelta(hours=5)
    assert resumed(standing, at) == Standing(State.ACTIVE, at)


def test_gone_for_good_gives_up_at_once_and_a_pause_stays_one() -> None:
    assert after(FRESH, Answer(410), NOON, 0).state is State.GIVEN_UP
    paused = Standing(State.PAUSED, NOON)
    assert after(paused, Answer(410), NOON, 0).state is State.PAUSED
    assert after(paused, Answer(200), NOON, 0).state is State.PAUSED


def test_a_receiver_may_ask_for_an_hour_and_no_more() -> None:
    for asked, waited in ((60.0, 60.0), (1.0, 4.0), (999_999.0, 3600.0)):
        assert after(FRESH, Answer(429, asked), NOON, 0).next_at == NOON + timedelta(seconds=waited)


INSIDE = [
    *("127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.0", "255.255.255.255", "224.0.0.1", "192.0.2.1", "198.18.0.1", "240.0.0.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::"),
    *("fec0::1", "feff::1", "64:ff9b:1::a00:1", "::7f00:1"),
    *("2130706433", "0x7f000001", "localhost", "", "1.2.3"),
]


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_goes_inside(address: str) -> None:
    assert not may_reach(address, private=False)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14"])
def test_the_open_internet_may_be_reached(address: str) -> None:
    assert may_reach(address, private=False) and may_reach(address, private=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.1.2.3", "fd00::1", "169.254.1.1"])
def test_the_own_network_may_be_reached_where_the_settings_say_so(address: str) -> None:
    assert may_reach(address, private=True)


@pytest.mark.parametrize("address", ["224.0.0.1", "ff02::1", "0.0.0.0", "::", "nonsense"])
def test_some_addresses_are_nobodys(address: str) -> None:
    assert not may_reach(address, private=True)
