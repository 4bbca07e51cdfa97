"""The pass: what is genuine is taken, whatever else is shown is refused with its own code."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from common.passes import MAX_LENGTH, PREFIX, Pass, PassRefused, pass_in, sign, verify
from kiosk.queue.refusals import Code

DESK = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYS = {"k1": DESK.public_key().public_bytes_raw()}
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOW = START - timedelta(minutes=5)
GENUINE = Pass(
    "k1", "main", "019a0000-0000-7000-8000-000000000001", "laptop", START, START + timedelta(minutes=20),
    START + timedelta(days=1), "p1",
)  # fmt: skip
TEXT = sign(GENUINE, DESK)


def refused(text: str, now: datetime = NOW, keys: dict[str, bytes] | None = None, site: str = "main") -> Code:
    with pytest.raises(PassRefused) as error:
        verify(text, KEYS if keys is None else keys, site, now)
    return error.value.code


def signed(payload: bytes) -> str:
    """What the desk would have to sign to make this payload a pass."""
    parts = (payload, DESK.sign(payload))
    return PREFIX + ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def payload_of(*fields: Any) -> str:
    return signed(json.dumps(fields).encode())


def test_a_genuine_pass_says_what_the_desk_signed() -> None:
    assert verify(TEXT, KEYS, "main", NOW) == GENUINE


ids = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds are naive


@given(ids, ids, ids, moments, st.none() | ids)
def test_what_is_signed_is_read_back(
    site: str, appointment: str, service: str, start: datetime, person: str | None
) -> None:
    start = start.replace(microsecond=0)
    content = Pass("k1", site, appointment, service, start, start, start + timedelta(hours=1), person)
    assert verify(sign(content, DESK), KEYS, site, start) == content


def test_a_pass_fits_into_a_small_qr_code() -> None:
    uuid = "019a0000-0000-7000-8000-000000000001"
    assert len(sign(replace(GENUINE, appointment=uuid, person=uuid), DESK)) < 340


@pytest.mark.parametrize(
    "shown",
    [
        f"  {TEXT}\r\n",
        f"https://desk.example.org/v/{TEXT}",
        f"https://desk.example.org/help/v/{TEXT}?lang=es",
        f"https://desk.example.org/v/{TEXT}/",
        f"https://desk.example.org/v/{TEXT}#top",
        f"/v/{TEXT}",
    ],
)
def test_the_page_of_a_pass_is_as_good_as_the_pass(shown: str) -> None:
    assert pass_in(shown) == TEXT
    assert verify(shown, KEYS, "main", NOW) == GENUINE


@pytest.mark.parametrize("step", [1, 2, 32])
def test_whichever_character_is_changed_the_pass_is_refused(step: int) -> None:
    for place, letter in enumerate(TEXT):
        changed = TEXT[:place] + chr(ord(letter) ^ step) + TEXT[place + 1 :]
        assert refused(changed) in (Code.PASS_FORGED, Code.PASS_UNREADABLE)


@pytest.mark.parametrize("part", [0, 1])
def test_every_bit_of_payload_and_signature_counts(part: int) -> None:
    parts = [base64.urlsafe_b64decode(p + "=" * (-len(p) % 4)) for p in TEXT.removeprefix(PREFIX).split(".")]
    for bit in range(len(parts[part]) * 8):
        flipped = bytearray(parts[part])
        flipped[bit // 8] ^= 1 << bit % 8
        both = [bytes(flipped) if n == part else kept for n, kept in enumerate(parts)]
        text = PREFIX + ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in both)
        assert refused(text) in (Code.PASS_FORGED, Code.PASS_UNREADABLE)


def test_a_pass_has_one_spelling() -> None:
    last = TEXT[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    same_bytes = [
        ch for ch in alphabet if alphabet.index(ch) // 16 == alphabet.index(last) // 16 and ch != last
    ]
    assert len(same_bytes) == 15
    for other in same_bytes:
        assert refused(TEXT[:-1] + other) is Code.PASS_UNREADABLE
    assert refused(TEXT + "==") is Code.PASS_UNREADABLE
    assert refused(TEXT.replace("-", "+").replace("_", "/")) is Code.PASS_UNREADABLE


def test_a_pass_of_another_desk_is_forged_and_says_so_with_what_it_claims() -> None:
    with pytest.raises(PassRefused) as error:
        verify(sign(GENUINE, OTHER), KEYS, "main", NOW)
    assert (error.value.code, error.value.known) == (Code.PASS_FORGED, GENUINE)


@pytest.mark.parametrize(
    ("keys", "key"),
    [
        ({}, "k1"),
        (KEYS, "k2"),
        (KEYS, ""),
        ({"k1": b"too short"}, "k1"),
        ({"k1": b""}, "k1"),
        ({"k1": OTHER.public_key().public_bytes_raw()}, "k1"),
    ],
)
def test_a_key_that_the_site_does_not_have_proves_nothing(keys: dict[str, bytes], key: str) -> None:
    assert refused(sign(replace(GENUINE, key=key), DESK), keys=keys) is Code.PASS_FORGED


def test_an_older_key_is_good_as_long_as_the_desk_lists_it() -> None:
    keys = {"k0": OTHER.public_key().public_bytes_raw(), **KEYS}
    old = replace(GENUINE, key="k0")
    assert verify(sign(old, OTHER), keys, "main", NOW) == old
    assert verify(TEXT, keys, "main", NOW) == GENUINE


def test_a_pass_of_another_site_is_refused_as_such() -> None:
    assert refused(TEXT, site="annex") is Code.PASS_WRONG_SITE
    assert refused(TEXT, site="annex", now=GENUINE.expires + timedelta(days=1)) is Code.PASS_WRONG_SITE


@pytest.mark.parametrize(("late", "good"), [(-1, True), (0, True), (0.001, False), (3600, False)])
def test_a_pass_is_good_until_it_expires(late: float, good: bool) -> None:
    at = GENUINE.expires + timedelta(seconds=late)
    if good:
        assert verify(TEXT, KEYS, "main", at) == GENUINE
    else:
        assert refused(TEXT, at) is Code.PASS_EXPIRED


def test_a_forged_pass_is_forged_also_when_it_is_expired_or_foreign() -> None:
    assert (
        refused(sign(GENUINE, OTHER), site="annex", now=GENUINE.expires + timedelta(days=9))
        is Code.PASS_FORGED
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "M1.",
        "M1..",
        "M1.a.b",
        "M1.....",
        "M1.é.ñ",
        "M1.\x00.\x00",
        "M2." + TEXT[3:],
        TEXT[3:],
        TEXT + "." + "A" * 10,
        "https://example.org/",
        "https://example.org/v/",
        "WIFI:T:WPA;S=guests;P:secret;;",
        "👩‍💻" * 50,
        "\u202e" + TEXT,
        "M1." + "A" * MAX_LENGTH + ".A",
        "M1." + "A" * 1_000_000,
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_whatever_is_no_pass_is_unreadable(text: str) -> None:
    assert refused(text) is Code.PASS_UNREADABLE


@given(
    st.text(max_size=80)
    | st.binary(max_size=80).map(lambda raw: PREFIX + base64.urlsafe_b64encode(raw).decode())
)
def test_nothing_that_is_scanned_makes_the_reader_stumble(text: str) -> None:
    assert refused(text) in (Code.PASS_UNREADABLE, Code.PASS_FORGED)


T = 1_800_000_000


@pytest.mark.parametrize(
    "text",
    [
        signed(b""),
        signed(b"\xff\xfe"),
        signed(b"null"),
        signed(b"7"),
        signed(b'"abcdefgh"'),
        signed(b'{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8}'),
        signed(b"[" * 650),
        signed(b"[" * 320 + b"]" * 320),
        payload_of("k1", "main", "a", "s", T, T),
        payload_of("k1", "main", "a", "s", T, T, T, None, "more"),
        payload_of(1, "main", "a", "s", T, T, T, None),
        payload_of("k1", None, "a", "s", T, T, T, None),
        payload_of("k1", "main", ["a"], "s", T, T, T, None),
        payload_of("k1", "main", "a", {}, T, T, T, None),
        payload_of("k1", "main", "a", "s", "soon", T, T, None),
        payload_of("k1", "main", "a", "s", None, T, T, None),
        payload_of("k1", "main", "a", "s", 1e300, T, T, None),
        payload_of("k1", "main", "a", "s", 10**40, T, T, None),
        payload_of("k1", "main", "a", "s", -(10**15), T, T, None),
        payload_of("k1", "main", "a", "s", float("nan"), T, T, None),
        payload_of("k1", "main", "a", "s", float("inf"), T, T, None),
        payload_of("k1", "main", "a", "s", T, T, T, 5),
    ],
    ids=lambda text: text[3:23],
)
def test_a_payload_that_is_no_pass_is_unreadable_whoever_signed_it(text: str) -> None:
    assert refused(text) is Code.PASS_UNREADABLE


def test_times_are_kept_to_the_second_in_whatever_zone_they_were_given() -> None:
    madrid = START.astimezone(ZoneInfo("Europe/Madrid"))
    assert sign(replace(GENUINE, start=madrid), DESK) == TEXT
    assert (
        verify(sign(replace(GENUINE, start=madrid.replace(microsecond=999_999)), DESK), KEYS, "main", NOW)
        == GENUINE
    )
