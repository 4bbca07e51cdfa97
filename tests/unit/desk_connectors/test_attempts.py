"""An attempt that takes several calls is over when others may search for what it made."""

from __future__ import annotations

import threading

import pytest

from desk.connectors.http.attempt import attempt, time_for
from desk.connectors.http.calls import Answer, Http
from desk.connectors.http.signed_in import SignedIn
from desk.connectors.port import RetryAfter
from tests.contract.connectors.desks.fake import FakeDesk, Reply, Request
from tests.contract.connectors.outside import Ticket

SECONDS = 0.4


class SlowDesk(FakeDesk):
    """A tool that takes more than half of an attempt for each thing that it is asked."""

    tool = "slow"

    def answer(self, request: Request) -> Reply:
        threading.Event().wait(SECONDS * 0.6)
        return Reply(200, {"path": request.path})

    def tickets(self, key: str) -> list[Ticket]:
        return []


@pytest.fixture
def desk() -> SlowDesk:
    return SlowDesk()


def test_a_request_that_would_begin_too_late_is_not_sent(desk: SlowDesk) -> None:
    desk.start()
    http = Http(desk.url)
    with attempt(SECONDS):
        http.call("GET", "/who", writes=False)
        made = http.call("POST", "/ticket", writes=True)
    later = http.call("POST", "/ticket", writes=True)
    http.close()
    desk.stop()

    assert isinstance(made, RetryAfter) and made.lost, "it was certainly not sent"
    assert isinstance(later, Answer), "what is no attempt has the time that it has"
    assert [request.method for request in desk.requests].count("POST") == 1


def test_signing_in_takes_of_the_same_time(desk: SlowDesk) -> None:
    desk.start()

    def sign_in(http: Http) -> dict[str, str] | RetryAfter:
        http.call("POST", "/sign-in", writes=False)
        return {"Session": "1"}

    http = SignedIn(desk.url, sign_in, lambda answer: False)
    with attempt(SECONDS):
        made = http.call("POST", "/ticket", writes=True)
    http.close()
    desk.stop()

    assert isinstance(made, RetryAfter)
    assert "/ticket" not in {request.path for request in desk.requests}


def test_no_call_goes_on_longer_than_its_attempt() -> None:
    assert time_for(60.0) == 60.0
    with attempt(100.0):
        left = time_for(600.0)
        assert left is not None and left <= 100.0
        assert time_for(1.0) == 1.0
    with attempt(0.0):
        assert time_for(60.0) is None
    assert time_for(60.0) == 60.0
