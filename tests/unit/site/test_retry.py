"""Sending until answered: the same request again, with pauses, until a yes or a no that stays."""

from __future__ import annotations

import random
import threading

import pytest

from common.clients.errors import ApiRefused, Unreachable
from common.clients.retry import Backoff, Stopped, send_until_answered
from common.wire import Problem

QUICK = Backoff(0.001, 0.002)


def no(status: int) -> ApiRefused:
    return ApiRefused(Problem(title="No", status=status, code="internal"))


class Service:
    """Fails in the given ways, one after the other, and then says yes."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        if self.failures:
            raise self.failures.pop(0)
        return "yes"


def test_it_goes_on_until_there_is_an_answer() -> None:
    service = Service(Unreachable(), no(507), no(500), Unreachable())
    heard: list[Exception] = []
    answer = send_until_answered(service, random.Random(1), threading.Event(), QUICK, on_failure=heard.append)
    assert (answer, service.asked, len(heard)) == ("yes", 5, 4)


def test_a_no_that_stays_is_told_at_once() -> None:
    service = Service(no(409))
    with pytest.raises(ApiRefused):
        send_until_answered(service, random.Random(1), threading.Event(), QUICK)
    assert service.asked == 1


def test_it_gives_up_after_so_many_attempts_with_the_last_failure() -> None:
    service = Service(*[Unreachable() for _ in range(9)])
    with pytest.raises(Unreachable):
        send_until_answered(service, random.Random(1), threading.Event(), QUICK, attempts=3)
    assert service.asked == 3


def test_it_stops_when_told() -> None:
    stop = threading.Event()
    service = Service(*[Unreachable() for _ in range(9)])
    with pytest.raises(Stopped):
        send_until_answered(service, random.Random(1), stop, QUICK, on_failure=lambda _: stop.set())
    assert service.asked == 1


def test_pauses_grow_to_a_bound_and_differ() -> None:
    dice, backoff = random.Random(3), Backoff(0.2, 10.0)
    pauses = [backoff.pause(tries, dice) for tries in range(1, 60)]
    assert all(0.1 <= pause <= 10.0 for pause in pauses)
    assert pauses[0] <= 0.2 < pauses[3] and min(pauses[8:]) >= 5.0 and len(set(pauses)) > 50
