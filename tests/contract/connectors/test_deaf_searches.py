"""A search that does not heed what it was asked for has not said that nothing is there.

Some tools leave out the part of a query that they do not understand, and answer with whatever they have: a
page of other tickets. Ours may be on the next one, so nothing may be made on such an answer. Each imitated
tool answers here as if it had been asked for another key.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector, Done
from tests.contract.connectors.descriptions import DescribedDesk
from tests.contract.connectors.desks.fake import FakeDesk, Reply, Request
from tests.contract.connectors.outside import Desk
from tests.contract.connectors.samples import done, draft


def hear(desk: FakeDesk, key: str, other: str) -> list[Request]:
    """From now on the tool takes one key for another; the requests in which it did."""
    answer, misheard = desk.answer, list[Request]()

    def other_than(text: str) -> str:
        return text.replace(key, other).replace(key.replace("-", ""), other.replace("-", ""))

    def deaf(request: Request) -> Reply:
        body = other_than(request.body.decode("latin-1")).encode("latin-1")
        query = {name: [other_than(value) for value in values] for name, values in request.query.items()}
        heard = replace(request, path=other_than(request.path), query=query, body=body)
        if heard != request:
            misheard.append(request)
        return answer(heard)

    desk.__dict__["answer"] = deaf
    return misheard


@pytest.mark.needs("imitated", "search")
def test_tickets_that_were_not_asked_for_do_not_mean_that_ours_is_not_there(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    assert isinstance(outside, FakeDesk)
    if isinstance(outside, DescribedDesk):
        outside.description = None  # such answers are not as described
    there, asked_for = draft(mapping), draft(mapping)
    done(connector.create(there))
    for row in outside.rows.values():
        row.changed_at -= timedelta(hours=2)  # every index knows it by now
    misheard = hear(outside, asked_for.key, there.key)

    outcome = connector.find(asked_for.key)

    assert not isinstance(outcome, Done) or not misheard, outcome
    assert isinstance(connector.find(there.key), Done), "what is asked for and found is still believed"
