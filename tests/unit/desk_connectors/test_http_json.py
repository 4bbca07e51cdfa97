"""One attempt over HTTP: what certainly did nothing, what nobody knows, and how long it may take."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from common.clock import ManualClock
from desk.connectors.http.calls import LARGEST_ANSWER, Answer, Http, usual
from desk.connectors.port import Ambiguous, Misconfigured, Rejected, RetryAfter, SignInFailed

PATIENCE_SECONDS = 1.0
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
Serve = Callable[[socket.socket], None]


def saying(*parts: bytes) -> Serve:
    """A server that reads the request, says these bytes and hangs up."""

    def serve(connection: socket.socket) -> None:
        connection.recv(65536)
        for part in parts:
            connection.sendall(part)

    return serve


def answering(status: str, body: bytes = b"", *headers: str) -> Serve:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    return saying("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


def dripping(first: bytes, drop: bytes) -> Serve:
    """A server that never stops, nor says enough."""

    def serve(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(first)
        while not threading.Event().wait(0.05):
            connection.sendall(drop)

    return serve


@pytest.fixture
def tool() -> Iterator[Callable[[Serve], Http]]:
    """A tool that serves as told, and the client to it: `tool(answering("200 OK"))`."""
    servers: list[tuple[socket.socket, threading.Thread, Http]] = []

    def start(serve: Serve) -> Http:
        listening = socket.create_server(("127.0.0.1", 0))

        def run() -> None:
            with suppress(OSError):  # until it is closed
                while True:
                    connection, _ = listening.accept()
                    with connection, suppress(OSError):
                        serve(connection)

        thread = threading.Thread(target=run)
        thread.start()
        http = Http(
            f"http://127.0.0.1:{listening.getsockname()[1]}",
            timeout_seconds=PATIENCE_SECONDS,
            clock=ManualClock(NOW),
        )
        servers.append((listening, thread, http))
        return http

    yield start
    for listening, thread, http in servers:
        http.close()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(10)


def ask(http: Http, writes: bool = True) -> object:
    return http.call("POST", "/ticket", writes=writes, json={"title": "é 🖥️"})


def _wait_for_end(connection: socket.socket) -> None:
    while connection.recv(65536):
        pass


LOST: dict[str, Serve] = {
    "hung up": saying(),
    "half a head": saying(b"HTTP/1.1 20"),
    "no http": saying(b"\x00\x01\x02 hello\r\n\r\n"),
    "half a body": saying(b"HTTP/1.1 201 Created\r\nContent-Length: 80\r\n\r\n{"),
    "a broken chunk": saying(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "a head that drips": dripping(b"HTTP/1.1 200 OK\r\n", b"X-More: 1\r\n"),
    "a body that drips": dripping(b"HTTP/1.1 200 OK\r\n\r\n", b" "),
    "silence": _wait_for_end,
    "a broken gzip": answering("200 OK", b"nothing packed", "Content-Encoding: gzip"),
}


@pytest.mark.parametrize("how", LOST)
def test_a_lost_answer_to_a_write_says_nothing_and_to_a_read_is_asked_again(
    how: str, tool: Callable[[Serve], Http]
) -> None:
    http = tool(LOST[how])
    began = time.monotonic()

    assert isinstance(ask(http), Ambiguous)
    again = ask(http, writes=False)

    assert isinstance(again, RetryAfter) and again.lost and not again.busy
    assert time.monotonic() - began < 60 * PATIENCE_SECONDS, "on a machine with much else to do"


@pytest.mark.parametrize("lost", ["hung up", "half a body", "502", "504"])
def test_what_only_reads_is_asked_again_at_once_and_what_writes_never(
    lost: str, tool: Callable[[Serve], Http]
) -> None:
    unlucky = LOST[lost] if lost in LOST else answering(f"{lost} Bad luck", b"<html>")
    turns: list[Serve] = []

    def serve(connection: socket.socket) -> None:
        turns.pop(0)(connection)

    http = tool(serve)
    turns += [unlucky, unlucky, answering("200 OK", b"{}")]
    answer = ask(http, writes=False)
    assert isinstance(answer, Answer) and (answer.status, turns) == (200, [])

    turns += [unlucky, answering("200 OK", b"{}")]
    answer = ask(http)
    assert len(turns) == 1
    assert isinstance(usual(answer, True) if isinstance(answer, Answer) else answer, Ambiguous)


@pytest.mark.parametrize("status", ["200 OK", "401 No", "429 Later", "500 Oh no", "503 Crash"])
def test_what_the_tool_itself_said_is_not_asked_again(status: str, tool: Callable[[Serve], Http]) -> None:
    turns = [answering(status, b"{}"), answering("200 OK", b'{"second": true}')]
    ask(tool(lambda connection: turns.pop(0)(connection)), writes=False)
    assert len(turns) == 1


def test_an_answer_larger_than_any_answer_is_is_given_up(tool: Callable[[Serve], Http]) -> None:
    http = tool(answering("200 OK", b" " * (LARGEST_ANSWER + 1)))
    assert isinstance(http.call("GET", "/", writes=True, timeout_seconds=20), Ambiguous)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1", "https://127.0.0.1:1"], ids=["nobody listens", "nobody listens, TLS"]
)
def test_what_was_never_sent_was_certainly_not_done(address: str) -> None:
    http = Http(address, timeout_seconds=PATIENCE_SECONDS)
    outcome = ask(http)
    http.close()
    assert isinstance(outcome, RetryAfter) and not outcome.lost


def test_a_tool_that_speaks_no_tls_was_sent_nothing(tool: Callable[[Serve], Http]) -> None:
    plain = tool(answering("200 OK"))
    http = Http(plain.base_url.replace("http:", "https:"), timeout_seconds=PATIENCE_SECONDS)
    outcome = ask(http)
    http.close()
    assert isinstance(outcome, RetryAfter) and not outcome.lost


@pytest.mark.parametrize("address", ["htp://desk.example", "//", "http://"])
def test_an_address_that_is_none_is_a_fault_of_the_mapping(address: str) -> None:
    outcome = ask(Http(address))
    assert isinstance(outcome, Misconfigured) and outcome.field == "url"


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        ("429 Too Many Requests", ["Retry-After: 90"], 90.0),
        ("429 Too Many Requests", [], None),
        ("429 Too Many Requests", ["Retry-After: soon"], None),
        ("503 Service Unavailable", ["Retry-After: 5"], 5.0),
        ("429 Too Many Requests", ["Retry-After: Mon, 02 Mar 2026 12:00:30 GMT"], 30.0),
        ("429 Too Many Requests", ["Retry-After: Mon, 02 Mar 2026 11:00:00 GMT"], 0.0),
        (
            "429 Too Many Requests",
            ["Retry-After: Mon, 02 Mar 2026 09:00:10 GMT", "Date: Mon, 02 Mar 2026 09:00:00 GMT"],
            10.0,
        ),
    ],
)
def test_a_tool_that_is_busy_is_asked_again_when_it_says(
    status: str, headers: list[str], seconds: float | None, tool: Callable[[Serve], Http]
) -> None:
    outcome = ask(tool(answering(status, b'{"message":"slow down"}', *headers)))
    assert isinstance(outcome, RetryAfter)
    assert (outcome.seconds, outcome.reason, outcome.busy) == (seconds, "slow down", True)


def test_which_limit_it_was_stands_beside_what_the_tool_says(tool: Callable[[Serve], Http]) -> None:
    headers = ["RateLimit-Reason: jira-per-issue-on-write", "Retry-After: 3"]
    outcome = ask(tool(answering("429 Too Many Requests", b'{"message":"slow down"}', *headers)))
    assert isinstance(outcome, RetryAfter)
    assert (outcome.seconds, outcome.reason) == (3.0, "slow down (jira-per-issue-on-write)")


def test_a_crash_with_no_time_to_come_again_is_no_polite_no(tool: Callable[[Serve], Http]) -> None:
    answer = ask(tool(answering("503 Service Unavailable", b"<html>")))
    assert isinstance(answer, Answer) and isinstance(usual(answer, True), Ambiguous)


def test_neither_redirects_are_followed_nor_cookies_kept(tool: Callable[[Serve], Http]) -> None:
    asked: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        asked.append(connection.recv(65536))
        head = b"HTTP/1.1 302 Found\r\nLocation: http://other.example/login?secret=1#token=2\r\n"
        connection.sendall(head + b"Set-Cookie: a=b\r\nContent-Length: 0\r\n\r\n")

    http = tool(serve)
    first, second = ask(http), ask(http)

    assert isinstance(first, Answer) and isinstance(second, Answer) and len(asked) == 2
    assert b"cookie" not in asked[1].lower()
    moved = usual(first, True)
    assert isinstance(moved, Misconfigured) and moved.message.endswith("http://other.example/login")


def test_json_comes_with_a_mark_before_it_and_too_deep_to_be_read() -> None:
    assert Answer(200, {}, b'\xef\xbb\xbf{"id": 1}').json() == {"id": 1}
    assert Answer(200, {}, b"[" * 200_000).json() is None


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (200, b'{"id": 1}', None),
        (204, b"", None),
        (200, b"<html>sign in</html>", Ambiguous),
        (401, b'{"message": "Unauthorized"}', SignInFailed),
        (403, b"", Misconfigured),
        (404, b"", Misconfigured),
        (423, b'{"message": "Somebody edits it just now"}', RetryAfter),
        (422, b'{"errors": ["Subject is too long", "Tracker is blank"]}', Rejected),
        (408, b"", Ambiguous),
        (500, b"", Ambiguous),
        (504, b"<html>", Ambiguous),
    ],
)
def test_what_a_status_means_at_most_tools(status: int, body: bytes, failure: type | None) -> None:
    found = usual(Answer(status, {}, body), writes=True)
    assert type(found) is (failure or type(None))


def test_the_tools_own_words_are_told_on_one_line_and_pages_are_not() -> None:
    assert (
        Answer(422, {}, b'{"errors": ["Too long", {"message": "No\\n tracker"}]}').words()
        == "Too long; No tracker"
    )
    assert Answer(500, {"Content-Type": "text/html"}, b"<html>crash</html>").words() == ""
    assert len(Answer(400, {}, b"x" * 5000).words()) == 300
    assert Answer(400, {}, b"\xff\xfe no text").json() is None
