"""Where a tool lets a second copy of a note or file be removed, it goes, and the first one stays."""

from __future__ import annotations

import pytest

from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Blob, Connector, Note, Rejected
from tests.contract.connectors.outside import Desk
from tests.contract.connectors.samples import done, draft

KEY = "0192f0aa-0000-7000-8000-000000000009"
TELLS_ONLY = {"footprints", "helix", "invgate", "request_tracker", "servicenow", "zammad", "zendesk", "znuny"}
pytestmark = pytest.mark.needs("doubles", "search")


@pytest.mark.needs("notes")
def test_the_second_of_two_notes_goes(outside: Desk, connector: Connector, mapping: Mapping) -> None:
    sent = draft(mapping)
    ref = done(connector.create(sent))
    for _ in range(2):
        done(connector.note(ref, Note(KEY, "It was the battery")))
    first, second = done(connector.copies(ref, KEY))

    outcome = connector.remove(ref, second)

    if outside.tool in TELLS_ONLY:
        assert isinstance(outcome, Rejected)
        return
    assert done(outcome) is None
    assert done(connector.copies(ref, KEY)) == (first,)
    (ticket,) = outside.tickets(sent.key)
    assert sum("It was the battery" in note for note in ticket.notes) == 1


@pytest.mark.needs("attaches")
def test_the_second_of_two_files_goes(outside: Desk, connector: Connector, mapping: Mapping) -> None:
    sent = draft(mapping)
    ref = done(connector.create(sent))
    for _ in range(2):
        done(connector.attach(ref, Blob(KEY, "screen.png", "image/png", b"\x89PNG")))
    first, second = done(connector.copies(ref, KEY))

    outcome = connector.remove(ref, second)

    if outside.tool in TELLS_ONLY - {"servicenow"}:
        assert isinstance(outcome, Rejected)
        return
    assert done(outcome) is None
    assert done(connector.copies(ref, KEY)) == (first,)
    (ticket,) = outside.tickets(sent.key)
    assert len(ticket.files) == 1
