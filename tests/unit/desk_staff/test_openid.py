"""A provider that answers wrongly, slowly, without end, or with new keys: over real HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc import jwk, jwt

from common.clients import openid as client
from common.clients.errors import Unreachable
from common.clock import ManualClock
from common.settings import SignOnSection
from desk.staff.openid import Attempt, SignOn, SignOnFailed

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BACK = "https://desk.example/staff/sign-on/answer"


class Provider:
    """Answers each path as `answers` says: what to send, or what to do instead."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, object] = {}
        self.stop = threading.Event()
        made = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                made.asked.append(self.path)
                answer = made.answers.get(self.path)
                if callable(answer):
                    answer(self)
                else:
                    send(self, 200 if answer is not None else 404, answer)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                self.do_GET()

            def log_message(self, *_: object) -> None:
                """The tests count for themselves."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.key = jwk.RSAKey.generate_key(2048, {"kid": "1"})
        self.answers["/.well-known/openid-configuration"] = self.offer()
        self.answers["/keys"] = {"keys": [{"kty": "oct", "k": "AA"}, 7, self.key.as_dict(private=False)]}

    def offer(self, **changed: object) -> dict[str, object]:
        paths = {"authorization_endpoint": "a?x=1", "token_endpoint": "token", "jwks_uri": "keys"}
        told: dict[str, object] = {name: f"{self.url}/{path}" for name, path in paths.items()}
        return {"issuer": self.url} | told | changed

    def token(self, attempt: Attempt, **changed: object) -> None:
        """What the next code is turned into."""
        now = int(NOON.timestamp())
        claims = {"iss": self.url, "aud": "desk", "sub": "1", "exp": now + 60, "iat": now}
        claims |= {"nonce": attempt.nonce} | changed
        kid = self.key.kid
        header = {"alg": "RS256"} | ({"kid": kid} if kid else {})
        self.answers["/token"] = {"access_token": "t", "id_token": jwt.encode(header, claims, self.key)}


def send(handler: BaseHTTPRequestHandler, status: int, content: object) -> None:
    body = json.dumps(content).encode()
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.05,))
    thread.start()
    yield made
    made.stop.set()
    made.server.shutdown()
    made.server.server_close()
    thread.join(20)


def sign_on(provider: Provider, **settings: Any) -> tuple[SignOn, ManualClock]:
    clock = ManualClock(NOON)
    told = {"issuer": provider.url, "client_id": "desk"} | settings
    return SignOn(SignOnSection.model_validate(told), clock), clock


def test_a_key_that_is_new_is_asked_for_at_once_and_not_too_often(provider: Provider) -> None:
    made, clock = sign_on(provider)
    attempt = Attempt.new()
    provider.token(attempt)
    assert made.claims(attempt, "c", BACK)["sub"] == "1"
    provider.key = jwk.RSAKey.generate_key(2048, {"kid": "2"})
    provider.answers["/keys"] = {"keys": [provider.key.as_dict(private=False)]}
    provider.token(attempt)
    clock.forward(timedelta(seconds=31))
    assert made.claims(attempt, "c", BACK)["sub"] == "1"
    assert provider.asked.count("/keys") == 2


@pytest.mark.expect_log("signed by none")
def test_keys_that_nobody_has_are_not_asked_for_again_and_again(provider: Provider) -> None:
    made, _ = sign_on(provider)
    attempt = Attempt.new()
    provider.key = jwk.RSAKey.generate_key(2048, {"kid": "unknown"})
    provider.token(attempt)
    for _ in range(3):
        with pytest.raises(SignOnFailed, match="wrong"):
            made.claims(attempt, "c", BACK)
    assert provider.asked.count("/keys") == 1


def test_what_the_short_token_leaves_out_is_asked_for(provider: Provider) -> None:
    info = provider.offer(userinfo_endpoint=f"{provider.url}/me")
    provider.answers["/.well-known/openid-configuration"] = info
    attempt = Attempt.new()
    provider.token(attempt)
    provider.answers["/me"] = {"sub": "1", "preferred_username": "lena", "iss": "x"}
    claims = sign_on(provider)[0].claims(attempt, "c", BACK)
    assert (claims["preferred_username"], claims["iss"]) == ("lena", provider.url)
    provider.answers["/me"] = {"sub": "2", "preferred_username": "boss"}
    assert "preferred_username" not in sign_on(provider)[0].claims(attempt, "c", BACK), "of somebody else"


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        pytest.param(
            {"issuer": "https://other.example"}, "set-up", marks=pytest.mark.expect_log("other_issuer")
        ),
        pytest.param(
            {"jwks_uri": "https://x.example"}, "set-up", marks=pytest.mark.expect_log("other_issuer")
        ),
        pytest.param({"token_endpoint": 7}, "not-reached", marks=pytest.mark.expect_log("not_reached")),
    ],
)
def test_another_provider_than_the_one_that_was_named(
    provider: Provider, changed: dict[str, object], why: str
) -> None:
    path = "/.well-known/openid-configuration"
    provider.answers[path] = provider.offer(**changed)
    made, clock = sign_on(provider)
    for _ in range(3):
        with pytest.raises(SignOnFailed) as failed:
            made.address(Attempt.new(), BACK, "en")
    assert failed.value.why in (why, "not-reached")
    assert provider.asked.count(path) == 1, "it may rest a little"
    provider.answers[path] = provider.offer()
    clock.forward(timedelta(seconds=11))
    assert made.address(Attempt.new(), BACK, "en").startswith(f"{provider.url}/a?x=1&response_type=code&")


def to_elsewhere(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(302)
    handler.send_header("Location", "/keys")
    handler.end_headers()


def without_end(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(10_000):
            handler.wfile.write(b" " * 65536)
    except OSError:
        return  # the desk hung up


@pytest.mark.parametrize("answer", [to_elsewhere, without_end, [], "text", None, {"keys": 7}["keys"]])
def test_answers_that_are_none(
    provider: Provider, answer: Callable[[BaseHTTPRequestHandler], None] | object
) -> None:
    provider.answers["/x"] = answer
    with pytest.raises((Unreachable, client.SaidNo)):
        client.get_json(f"{provider.url}/x")
    assert provider.asked == ["/x"], "no redirect is followed"


def test_whoever_answers_byte_by_byte_is_not_waited_for(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        while not provider.stop.wait(0.05):
            try:
                handler.wfile.write(b" ")
                handler.wfile.flush()
            except OSError:
                return

    monkeypatch.setattr(client, "WHOLE_SECONDS", 0.5)
    provider.answers["/x"] = drip
    with pytest.raises(Unreachable, match="too slow"):
        client.get_json(f"{provider.url}/x")


@pytest.mark.parametrize("url", ["http://provider.example/x", "file:///etc/hostname", "//x", ""])
def test_secrets_go_nowhere_in_the_clear(url: str) -> None:
    with pytest.raises(Unreachable, match="not a safe address"):
        client.redeem(url, {"code": "c"}, "desk", "secret")
