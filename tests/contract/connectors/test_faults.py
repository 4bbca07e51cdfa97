"""What a connector makes of a tool, or a network, that does not answer as it should: no guess, no hang."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Ambiguous, Connector, Done, RetryAfter
from tests.contract.connectors.outside import NOWHERE, Desk
from tests.contract.connectors.proxy import Fault, Proxy
from tests.contract.connectors.samples import done, draft

PATIENCE_SECONDS = 0.6
MOST_REQUESTS = 20  # of one call

pytestmark = pytest.mark.needs("http")


def test_a_tool_that_is_not_there_certainly_took_nothing(
    outside: Desk, connect: Callable[..., Connector], mapping: Mapping
) -> None:
    connector = connect(url=NOWHERE)
    outcome = connector.create(draft(mapping))

    assert isinstance(outcome, RetryAfter) and not outcome.busy


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.GATEWAY, Fault.CRASH, Fault.CLOSED])
def test_a_reply_that_says_nothing_is_never_taken_for_yes_or_no(
    fault: Fault, outside: Desk, connector: Connector, mapping: Mapping, proxy: Proxy
) -> None:
    for nth in range(1, MOST_REQUESTS):
        sent = draft(mapping)
        proxy.strike(fault, nth)

        outcome = connector.create(sent)

        if not proxy.struck():
            assert nth > 1 and isinstance(outcome, Done)
            return
        assert isinstance(outcome, Ambiguous | RetryAfter | Done), outcome
        if isinstance(outcome, RetryAfter):  # "certainly not"
            assert outside.tickets(sent.key) == []
        if isinstance(outcome, Done):
            assert len(outside.tickets(sent.key)) == 1
    raise AssertionError(f"a create of {MOST_REQUESTS} requests")


def test_a_tool_that_is_too_busy_says_when_to_come_again(
    outside: Desk, connector: Connector, mapping: Mapping, proxy: Proxy
) -> None:
    sent = draft(mapping)
    proxy.strike(Fault.BUSY)

    outcome = connector.create(sent)

    assert isinstance(outcome, RetryAfter) and (outcome.seconds, outcome.busy) == (7.0, True)
    assert outside.tickets(sent.key) == []
    assert isinstance(connector.create(sent), Done)


@pytest.mark.needs("search")
def test_a_search_that_fails_finds_neither_something_nor_nothing(
    outside: Desk, connector: Connector, mapping: Mapping, proxy: Proxy
) -> None:
    sent = draft(mapping)
    done(connector.create(sent))
    for fault in (Fault.CRASH, Fault.LOST, Fault.GATEWAY, Fault.BUSY, Fault.CLOSED):
        for nth in range(1, MOST_REQUESTS):
            proxy.strike(fault, nth)
            outcome = connector.find(sent.key)
            if not proxy.struck():
                break
            assert not isinstance(outcome, Done) or len(outcome.value) == 1, (fault, nth)


def test_a_reply_that_drips_in_for_ever_is_given_up_in_time(
    outside: Desk, connect: Callable[..., Connector], mapping: Mapping, proxy: Proxy
) -> None:
    connector = connect(timing={"timeout": PATIENCE_SECONDS})
    proxy.strike(Fault.DRIP)
    began = time.monotonic()

    outcome = connector.create(draft(mapping))

    assert isinstance(outcome, Ambiguous | RetryAfter)
    assert time.monotonic() - began < 100 * PATIENCE_SECONDS, "on a machine with much else to do"


@pytest.mark.needs("reads")
def test_reading_that_fails_is_only_to_be_asked_again(
    outside: Desk, connector: Connector, mapping: Mapping, proxy: Proxy
) -> None:
    ref = done(connector.create(draft(mapping)))
    for fault in (Fault.CRASH, Fault.BUSY):
        proxy.strike(fault)
        assert isinstance(connector.get(ref), RetryAfter)


@pytest.mark.needs("reads")
def test_what_was_read_and_lost_on_the_way_is_asked_for_again_at_once(
    outside: Desk, connector: Connector, mapping: Mapping, proxy: Proxy
) -> None:
    ref = done(connector.create(draft(mapping)))
    for fault in (Fault.CLOSED, Fault.LOST, Fault.GATEWAY):
        proxy.strike(fault)
        assert done(connector.get(ref)).ref == ref
        assert proxy.struck()


@pytest.mark.needs("reads")
def test_reading_that_is_always_lost_is_given_up_for_now(
    outside: Desk, connect: Callable[..., Connector], mapping: Mapping, proxy: Proxy
) -> None:
    ref = done(connect().create(draft(mapping)))
    impatient = connect(timing={"timeout": PATIENCE_SECONDS})
    proxy.plan = lambda method, path: Fault.LOST

    outcome = impatient.get(ref)

    assert isinstance(outcome, RetryAfter) and outcome.lost
