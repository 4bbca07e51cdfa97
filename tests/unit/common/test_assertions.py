"""The desk's word for who somebody is: genuine, for this site and in time, or nothing."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common import assertions, passes
from common.assertions import Assertion, AssertionRefused, Fault

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
KEYS = {"k1": KEY.public_key().public_bytes_raw()}
WORD = Assertion("k1", "main", "a-1", "agent-1", NOW, NOW + assertions.LASTS)


def fault(text: str, site: str = "main", now: datetime = NOW, keys: dict[str, bytes] | None = None) -> Fault:
    with pytest.raises(AssertionRefused) as refused:
        assertions.verify(text, KEYS if keys is None else keys, site, now)
    return refused.value.fault


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(payload: object, key: Ed25519PrivateKey = KEY) -> str:
    text = "S1." + packed(json.dumps(payload).encode())
    return f"{text}.{packed(key.sign(text.encode()))}"


def test_a_word_says_what_it_was_signed_for() -> None:
    text = assertions.sign(WORD, KEY)
    assert assertions.verify(text, KEYS, "main", NOW) == WORD
    assert len(text) < assertions.MAX_LENGTH


@pytest.mark.parametrize(
    ("late", "good"),
    [
        (timedelta(minutes=-5), True),
        (timedelta(minutes=-5, seconds=-1), False),
        (timedelta(), True),
        (timedelta(minutes=7), True),
        (timedelta(minutes=7, seconds=1), False),
        (timedelta(days=400), False),
        (timedelta(days=-400), False),
    ],
)
def test_a_site_whose_clock_is_wrong_by_minutes_takes_it_still(late: timedelta, good: bool) -> None:
    text = assertions.sign(WORD, KEY)
    if good:
        assert assertions.verify(text, KEYS, "main", NOW + late) == WORD
    else:
        assert fault(text, now=NOW + late) is Fault.OUT_OF_TIME


def test_another_site_another_key_and_a_changed_word_open_nothing() -> None:
    text = assertions.sign(WORD, KEY)
    stranger = Ed25519PrivateKey.generate()
    assert fault(text, site="north") is Fault.OTHER_SITE
    assert fault(assertions.sign(replace(WORD, term=1), KEY)) is Fault.OTHER_TERM
    assert fault(assertions.sign(WORD, stranger)) is Fault.FORGED
    assert fault(assertions.sign(replace(WORD, key="k2"), KEY)) is Fault.FORGED
    assert fault(text, keys={}) is Fault.FORGED
    assert fault(text, keys={"k1": b"short"}) is Fault.FORGED
    head, _, proof = text.rpartition(".")
    other, _, _ = assertions.sign(replace(WORD, agent="agent-2"), KEY).rpartition(".")
    assert fault(f"{other}.{proof}") is Fault.FORGED
    assert fault(f"{head}.{packed(bytes(64))}") is Fault.FORGED


def test_no_pass_is_a_word_and_no_word_a_pass() -> None:
    """They are signed with the same key."""
    shown = passes.Pass("k1", "main", "a-1", "laptop", NOW, NOW, NOW + timedelta(hours=1), "agent-1")
    pass_text = passes.sign(shown, KEY)
    assert fault(pass_text) is Fault.UNREADABLE
    assert fault("S1." + pass_text.removeprefix("M1.")) in (Fault.UNREADABLE, Fault.FORGED)
    payload = json.dumps(["k1", "main", "a-1", "agent-1", *[int(NOW.timestamp())] * 2, 0]).encode()
    as_a_pass = f"S1.{packed(payload)}.{packed(KEY.sign(payload))}"  # signed as passes are, without a prefix
    assert fault(as_a_pass) is Fault.FORGED
    word = assertions.sign(WORD, KEY)
    for text in (word, "M1." + word.removeprefix("S1.")):
        with pytest.raises(passes.PassRefused):
            passes.verify(text, KEYS, "main", NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "S1.",
        "S1..",
        "S1.x.y",
        "S1.é.é",
        "S1." + "A" * 2000 + ".A",
        signed([]),
        signed({"site": "main"}),
        signed(["k1", "main", "a-1", "agent-1", 1, 2]),
        signed(["k1", "main", "a-1", 7, 1, 2, 0]),
        signed(["k1", "main", "", "agent-1", 1, 2, 0]),
        signed(["k1", "main", "a-1", "x" * 65, 1, 2, 0]),
        signed(["k1", "main", "a-1", "agent-1", 1e300, 2, 0]),
        signed(["k1", "main", "a-1", "agent-1", "now", "then", 0]),
        signed(["k1", "main", "a-1", "agent-1", None, None, 0]),
        signed(["k1", "main", "a-1", "agent-1", 1, 2, False]),
        assertions.sign(WORD, KEY) + "=",
        assertions.sign(WORD, KEY).replace(".", ".\n", 1),
        " " + assertions.sign(WORD, KEY),
    ],
)
def test_what_the_desk_never_writes_is_not_read(text: str) -> None:
    assert fault(text) is Fault.UNREADABLE
