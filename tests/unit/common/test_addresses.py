"""A client that knows both machines of a site: it finds the one that serves, and never goes back in term."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from common.clients.addresses import Addresses
from common.clients.api import Api
from common.clients.errors import ApiRefused, Unreachable
from common.wire import TERM_HEADER, Problem

NOBODY = "http://127.0.0.1:9"


@contextmanager
def a_machine(term: int | None, code: str = "") -> Iterator[tuple[str, list[str | None]]]:
    """Answers everything alike; its address, and the terms that it was shown."""
    shown: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.append(self.headers.get(TERM_HEADER))
            body = Problem(title="No", status=503, code=code).model_dump_json() if code else "{}"
            self.send_response(503 if code else 200)
            self.send_header("Content-Type", "application/problem+json" if code else "application/json")
            self.send_header("Content-Length", str(len(body)))
            if term is not None:
                self.send_header(TERM_HEADER, str(term))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_request(self, *_: object) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", shown
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_one_address_is_as_it_always_was() -> None:
    api = Api("http://127.0.0.1:7310/")
    assert (api.base_url, api.addresses.current, len(api.addresses)) == (
        ("http://127.0.0.1:7310",) * 2 + (1,)
    )


def test_the_second_is_asked_when_nobody_is_at_the_first() -> None:
    with a_machine(1) as (url, _):
        api = Api(f"{NOBODY}, {url}")
        api.request("GET", "/")
        assert api.addresses.current == url, "and it is asked first from now on"
        api.hang_up()


@pytest.mark.parametrize("code", ["standby", "fenced"])
def test_the_second_is_asked_when_the_first_does_not_serve(code: str) -> None:
    with a_machine(None, code) as (idle, _), a_machine(3) as (url, _):
        api = Api(f"{idle} {url}")
        api.request("GET", "/")
        assert (api.addresses.current, api.addresses.term) == (url, 3)
        api.hang_up()


def test_a_single_machine_that_does_not_serve_says_why() -> None:
    with a_machine(None, "fenced") as (url, _):
        api = Api(url)
        with pytest.raises(ApiRefused) as caught:
            api.request("GET", "/")
        assert caught.value.problem.code == "fenced"
        api.hang_up()


def test_two_that_do_not_serve_are_out_of_reach() -> None:
    with a_machine(None, "standby") as (one, _), a_machine(None, "fenced") as (other, _):
        api = Api(f"{one} {other}")
        with pytest.raises(Unreachable):
            api.request("GET", "/")
        api.hang_up()


def test_a_no_of_the_rules_is_not_asked_again_elsewhere() -> None:
    with a_machine(0, "nobody_waiting") as (one, _), a_machine(0) as (other, asked):
        api = Api(f"{one} {other}")
        with pytest.raises(ApiRefused):
            api.request("GET", "/")
        assert asked == []
        api.hang_up()


def test_a_lower_term_is_never_believed_again() -> None:
    with a_machine(1) as (old, shown), a_machine(2) as (new, _):
        known = Addresses(f"{new} {old}")
        api = Api(known)
        api.request("GET", "/")
        known.leave(new)
        api.request("GET", "/")
        assert known.current == new, "the old one answered, and was left"
        assert shown == ["2"], "and it was told of the term"
        alone = Addresses(old)
        alone.term = 2
        with pytest.raises(Unreachable):
            Api(alone).request("GET", "/")
        api.hang_up()


def test_a_term_that_is_none_is_passed_over() -> None:
    known = Addresses("http://a http://b")
    terms = (None, "", "-1", "x", "4", 3, 4)
    assert [term for term in terms if known.is_outdated(term)] == [3]
