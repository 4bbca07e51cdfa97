"""`mostrador desk connector check` with every tool: nothing is wrong with one that is well."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from common.clock import SystemClock
from desk.connectors.checking import Finding, Known, check, sample
from desk.connectors.mapping.drafting import draft_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.sampling import send
from tests.contract.connectors.outside import NOWHERE, Desk

MAIL = "ana.ruiz@example.org"


def wrong(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.fit is False]


def test_a_tool_that_is_well_passes(mapping: Mapping, connector: Connector) -> None:
    checked = check(mapping, connector, sample(mapping, Known(), SystemClock(), MAIL), Known())
    assert wrong(checked.findings) == [] and checked.info is not None and checked.info.product


def test_a_check_makes_no_ticket(outside: Desk, mapping: Mapping, connector: Connector) -> None:
    record = sample(mapping, Known(), SystemClock(), MAIL)
    check(mapping, connector, record, Known())
    assert outside.tickets(record.key) == []


def test_the_sample_goes_in_once_and_whole(outside: Desk, mapping: Mapping, connector: Connector) -> None:
    record = sample(mapping, Known(), SystemClock(), MAIL)
    sent = send(mapping, connector, record, draft_of(mapping, record))
    assert wrong(sent.findings) == [] and sent.ref is not None
    (ticket,) = outside.tickets(record.key)
    assert "Sample from Mostrador" in ticket.title and "Nobody has to do anything." in ticket.text
    if connector.caps.attaches:
        assert any(content.startswith(b"This file came") for _, content in ticket.files)


@pytest.mark.needs("http")
def test_a_tool_that_is_not_there_is_told(mapping: Mapping, connect: Callable[..., Connector]) -> None:
    away = mapping.amended(url=NOWHERE)
    checked = check(away, connect(url=NOWHERE), sample(away, Known(), SystemClock(), MAIL), Known())
    assert [finding.code for finding in wrong(checked.findings)] == ["not-reached"]
