"""An id that is none is no id: of what create and find say, the worker takes no name that it cannot use.

Each imitated tool does what it is asked, and then every id in its answers is something else. What was made is
there, and nobody knows how it is called: so the engine looks for it, and stops the line when that tells no id
either.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from common.clock import SystemClock
from desk.connectors.checking import Known, sample
from desk.connectors.engine.naming import unusable
from desk.connectors.mapping.drafting import draft_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector, Done, Failure
from desk.connectors.sampling import send
from tests.contract.connectors.descriptions import DescribedDesk
from tests.contract.connectors.desks.fake import FakeDesk, Reply, Request
from tests.contract.connectors.outside import Desk
from tests.contract.connectors.samples import draft

GONE = object()
NO_IDS = {
    "empty": "",
    "blank": "  ",
    "null": None,
    "absent": GONE,
    "true": True,
    "false": False,
    "negative": -7,
    "fraction": 1.5,
    "list": [],
    "list-of-ids": [1, 2],
    "not-a-number": "NaN",
    "record": {},
    "endless": "9" * 5000,
}


def without_ids(value: Any, names: frozenset[str], other: object) -> Any:
    """An answer whose ids (by these names) are something else."""
    if isinstance(value, list):
        return [without_ids(each, names, other) for each in value]
    if not isinstance(value, dict):
        return value
    kept = {name: without_ids(part, names, other) for name, part in value.items()}
    named = [name for name, part in kept.items() if name.casefold() in names and _plain(value[name])]
    for name in named:
        kept.pop(name) if other is GONE else kept.update({name: other})
    return kept


def _plain(part: object) -> bool:
    return isinstance(part, str | int)


IN_ONE_WORD = (
    "id number key href _url sys_id ticketid ticketnumber ticket_id issueid issuekey requestid request_id "
    "request_number incident_number helpdesk_id"
)
IDS = frozenset([*IN_ONE_WORD.split(), "incident number", "entry id", "request id"])


def spoil(desk: FakeDesk, other: object) -> None:
    """From now on ids in the tool's answers are `other`."""
    answer = desk.answer

    def spoiling(request: Request) -> Reply:
        reply = answer(request)
        if reply.status >= 300:
            return reply
        headers = {name: text for name, text in reply.headers.items() if name.casefold() != "location"}
        return replace(reply, value=without_ids(reply.value, IDS, other), headers=headers)

    desk.__dict__["answer"] = spoiling


@pytest.mark.needs("imitated", "reads")
@pytest.mark.parametrize("kind", NO_IDS)
def test_a_ticket_without_an_id_is_not_taken_for_one(
    outside: Desk, connector: Connector, mapping: Mapping, kind: str
) -> None:
    assert isinstance(outside, FakeDesk)
    if isinstance(outside, DescribedDesk):
        outside.description = None  # such answers are not as described
    first, second = draft(mapping), draft(mapping)
    made: Any = connector.create(first)
    assert isinstance(made, Done) and not unusable(made)
    genuine = [made.value.id]
    spoil(outside, NO_IDS[kind])
    outcomes: list[Any] = [connector.create(second), connector.find(first.key), connector.find(second.key)]
    genuine += [ticket.id for ticket in outside.tickets(second.key)]
    for outcome in outcomes:
        assert isinstance(outcome, Done | Failure)
        told = outcome.value if isinstance(outcome, Done) and not unusable(outcome) else ()
        for ref in told if isinstance(told, tuple) else (told,):
            assert ref.id in genuine, ref


@pytest.mark.needs("imitated", "reads")
def test_the_sample_of_a_check_goes_by_the_same_rule(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    assert isinstance(outside, FakeDesk)
    if isinstance(outside, DescribedDesk):
        outside.description = None
    spoil(outside, True)
    record = sample(mapping, Known(), SystemClock(), "ana.ruiz@example.org")
    sent = send(mapping, connector, record, draft_of(mapping, record))
    if sent.ref is None:
        assert not sent.fit
    else:  # the tool names it in more ways than one
        assert sent.ref.id in {ticket.id for ticket in outside.tickets(record.key)}
