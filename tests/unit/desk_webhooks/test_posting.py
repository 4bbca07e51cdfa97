"""One POST goes to an address that was looked at and nowhere else, within its time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from desk.webhooks.posting import Allowed, NotAllowed, Post, target_of
from desk.webhooks.rules import Answer, NoAnswer

INSIDE = Allowed(http=True, private=True)


@contextmanager
def listening(answer: bytes, then_wait: threading.Event | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """A server that answers with these bytes, one connection after the other; its port, what came."""
    came: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            try:
                near, _ = server.accept()
            except TimeoutError:
                continue
            with near:
                near.settimeout(5)
                came.append(near.recv(65_536))
                near.sendall(answer)
                if then_wait is not None:
                    then_wait.wait(20)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.getsockname()[1], came
    finally:
        stop.set()
        if then_wait is not None:
            then_wait.set()
        thread.join()
        server.close()


def leads_to(*addresses: str) -> Any:
    return lambda host, port: [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses
    ]


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "no_address"),
        ("hooks.example.org", "no_address"),
        ("https://", "no_address"),
        ("ftp://hooks.example.org/", "no_address"),
        ("file:///etc/passwd", "no_address"),
        ("https://ana:secret@hooks.example.org/", "no_address"),
        ("https://hooks.example.org/#part", "no_address"),
        ("https://hooks.example.org/a b", "no_address"),
        ("https://hooks.example.org/\r\nX: y", "no_address"),
        ("https://hooks.example.org\\@127.0.0.1/", "no_address"),
        ("https://hooks.example.org:99999/", "no_address"),
        ("https://[::1", "no_address"),
        ("https://höoks.example.org/", "no_address"),
        ("https://hooks.example.org/" + "x" * 500, "no_address"),
        ("http://hooks.example.org/", "not_https"),
        ("https://localhost/", "private"),
        ("https://127.0.0.1/", "private"),
        ("https://2130706433/", "private"),
        ("https://[::1]:8443/", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://169.254.169.254/latest/meta-data", "private"),
    ],
)
def test_what_is_no_address_for_a_delivery_is_named(url: str, why: str) -> None:
    with pytest.raises(NotAllowed) as no:
        target_of(url, Allowed())
    assert no.value.why == why
    assert Post(Allowed(), resolve=leads_to("127.0.0.1"))(url, {}, b"{}") == NoAnswer(why)


def test_an_address_is_taken_apart() -> None:
    target = target_of("https://hooks.example.org:8443/in?key=1&b=2", Allowed())
    assert (target.secure, target.host, target.port) == (True, "hooks.example.org", 8443)
    assert target.path == "/in?key=1&b=2"
    assert target_of("https://hooks.example.org", Allowed()).path == "/"


@pytest.mark.parametrize("answers", [("10.0.0.1",), ("93.184.215.14", "127.0.0.1"), ("169.254.169.254",)])
def test_a_name_that_leads_inside_is_not_followed(answers: tuple[str, ...]) -> None:
    post = Post(Allowed(http=True), resolve=leads_to(*answers))
    assert post("http://hooks.example.org/", {}, b"{}") == NoAnswer("private")


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """A name that leads elsewhere a moment later leads nowhere: it is looked up once."""
    asked: list[str] = []
    with listening(b"HTTP/1.1 204 \r\n\r\n") as (port, came):

        def resolve(host: str, wanted: int) -> Any:
            asked.append(host)
            return leads_to("127.0.0.1")(host, wanted)

        post = Post(INSIDE, resolve=resolve)
        assert post(f"http://hooks.example.org:{port}/in?a=b", {"webhook-id": "m"}, b"{}") == Answer(204)
    assert asked == ["hooks.example.org"]
    assert came[0].startswith(b"POST /in?a=b HTTP/1.1\r\n")
    assert f"Host: hooks.example.org:{port}".encode() in came[0] and b"webhook-id: m\r\n" in came[0]


def test_no_redirect_is_followed() -> None:
    with listening(b"HTTP/1.1 307 \r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n") as (
        port,
        came,
    ):
        assert Post(INSIDE)(f"http://127.0.0.1:{port}/", {}, b"{}") == Answer(307)
    assert len(came) == 1


@pytest.mark.parametrize("asked", ["30", "abc", "-5", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_how_long_to_wait_is_read_as_seconds_alone(asked: str) -> None:
    with listening(f"HTTP/1.1 503 \r\nRetry-After: {asked}\r\nContent-Length: 0\r\n\r\n".encode()) as (
        port,
        _,
    ):
        found = Post(INSIDE)(f"http://127.0.0.1:{port}/", {}, b"{}")
    assert found == Answer(503, 30.0 if asked == "30" else None)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\nX-Slow: "])
def test_a_receiver_that_hangs_is_left_after_the_deadline(answer: bytes) -> None:
    enough = threading.Event()
    with listening(answer, enough) as (port, _):
        assert Post(INSIDE, 0.5)(f"http://127.0.0.1:{port}/", {}, b"{}") == NoAnswer("too_slow")
        enough.set()


def test_a_name_that_nobody_answers_for_is_left_too() -> None:
    """The system asks for a name for half a minute and more, and cannot be hurried."""
    enough = threading.Event()

    def hangs(host: str, port: int) -> Any:
        enough.wait(20)
        return []

    assert Post(INSIDE, 0.2, resolve=hangs)("https://slow.example.org/", {}, b"{}") == NoAnswer("too_slow")
    enough.set()


def test_a_handshake_that_hangs_is_left_too() -> None:
    enough = threading.Event()
    with listening(b"", enough) as (port, _):
        assert Post(INSIDE, 0.5)(f"https://127.0.0.1:{port}/", {}, b"{}") == NoAnswer("too_slow")
        enough.set()


def test_nobody_there_nonsense_and_no_tls_are_told_apart() -> None:
    with listening(b"220 mail.example.org ESMTP\r\n") as (port, _):
        assert Post(INSIDE)(f"http://127.0.0.1:{port}/", {}, b"{}") == NoAnswer("unreachable")
        assert Post(INSIDE)(f"https://127.0.0.1:{port}/", {}, b"{}") == NoAnswer("not_trusted")
    assert Post(INSIDE)(f"http://127.0.0.1:{port}/", {}, b"{}") == NoAnswer("unreachable")

    def unknown(host: str, port: int) -> Any:
        raise socket.gaierror("no such name")

    assert Post(INSIDE, resolve=unknown)("https://no.example.org/", {}, b"{}") == NoAnswer("unknown_host")
