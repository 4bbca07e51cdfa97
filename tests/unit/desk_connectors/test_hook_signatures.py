"""Every way in which tools sign their hooks, as their documents say."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from desk.connectors.hooks_in import is_signed
from desk.connectors.mapping.form import Hook

BODY = '{"name": "Ñandú"}'.encode()
HEADER = "X-Signature"


def hook(**parts: str) -> Hook:
    return Hook.model_validate({"secret": "s3", "header": HEADER} | parts)


def made(content: bytes, algorithm: str = "sha256", secret: bytes = b"s3") -> bytes:
    return hmac.new(secret, content, algorithm).digest()


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (hook(), made(BODY).hex()),
        (hook(), made(BODY).hex().upper()),
        (hook(scheme="hmac-sha1", prefix="sha1="), "sha1=" + made(BODY, "sha1").hex()),  # Zammad
        (hook(encoding="base64"), base64.b64encode(made(BODY)).decode()),
        (hook(scheme="token"), "s3"),
        (hook(scheme="token", prefix="Bearer "), "Bearer s3"),
    ],
)
def test_the_right_signature_is_right(form: Hook, told: str) -> None:
    assert is_signed(form, {HEADER: told}, BODY)
    assert not is_signed(form, {HEADER: told[:-1]}, BODY)
    assert not is_signed(form, {HEADER: told + "0"}, BODY)
    assert not is_signed(form, {"X-Other": told}, BODY)
    if form.scheme != "token":
        assert not is_signed(form, {HEADER: told}, BODY + b"\n")


def test_a_stamp_is_signed_with_the_body() -> None:  # Zendesk: base64 of HMAC-SHA256 over stamp and body
    form = hook(encoding="base64", timestamp_header="X-Stamp")
    told = base64.b64encode(made(b"2026-11-22T03:00:00Z" + BODY)).decode()
    assert is_signed(form, {HEADER: told, "X-Stamp": "2026-11-22T03:00:00Z"}, BODY)
    assert not is_signed(form, {HEADER: told, "X-Stamp": "2026-11-22T03:00:01Z"}, BODY)
    assert not is_signed(form, {HEADER: told}, BODY)


@pytest.mark.parametrize("told", ["", "ñ", "\ud800", "0" * 10_000])
def test_any_header_is_answered(told: str) -> None:
    assert not is_signed(hook(), {HEADER: told}, BODY)
    assert hashlib.sha256(BODY).hexdigest() != told


def test_without_a_secret_nothing_is_right() -> None:
    form = hook(scheme="token", secret="")
    assert not is_signed(form, {HEADER: ""}, BODY)
