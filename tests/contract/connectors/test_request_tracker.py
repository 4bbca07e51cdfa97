"""Request Tracker's own traps with lists: what this account may not see is missing from a page, and not made
up for from the next one; and of how many there are in all it then tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from common.clock import SystemClock
from common.ids import new_id
from desk.connectors.port import Connector, Done, Ref
from desk.connectors.tools.request_tracker.connector import PAGE, connect
from tests.contract.connectors.desks.fake import FakeDesk, Reply, Request
from tests.contract.connectors.outside import Ticket, default_mapping
from tests.contract.connectors.samples import done, draft

REF = Ref("7", "7")
STAMP = "2026-03-02T12:00:00Z"


class Lists(FakeDesk):
    """The lists of a Request Tracker as they come to an account that may not see everything."""

    tool = "request_tracker"

    def __init__(self) -> None:
        super().__init__()
        self.attachments: list[dict[str, Any] | None] = []  # None: of a mail that went out
        self.changed: list[dict[str, Any]] = []

    def answer(self, request: Request) -> Reply:
        size, page = int(request.value("per_page", "20")), int(request.value("page", "1"))
        listed: list[Any] = list(self.attachments if "attachments" in request.path else self.changed)
        if request.value("order") == "DESC":
            listed.reverse()
        items = [row for row in listed[(page - 1) * size : page * size] if row is not None]
        return Reply(200, {"items": items, "count": len(items), "page": page, "total": None, "pages": None})

    def tickets(self, key: str) -> list[Ticket]:
        return []


@pytest.fixture
def desk() -> Iterator[Lists]:
    desk = Lists()
    desk.start()
    yield desk
    desk.stop()


@pytest.fixture
def tracker(desk: Lists) -> Iterator[Connector]:
    connector = connect(default_mapping("request_tracker", desk.url, {"token": "t"}), SystemClock())
    yield connector
    connector.close()


@pytest.mark.parametrize("before", [0, PAGE - 1, PAGE, 2 * PAGE + 5])
def test_a_note_is_found_though_mails_that_went_out_are_kept_from_us(
    desk: Lists, tracker: Connector, before: int
) -> None:
    key = new_id()
    said = [{"id": str(number), "Subject": "Re: no sound"} for number in range(before)]
    desk.attachments = [None, *said, {"id": "9000", "Subject": f"Mostrador {key}"}, None]

    assert done(tracker.holds(REF, key)) is True
    assert done(tracker.copies(REF, key)) == ("9000",)
    assert done(tracker.holds(REF, new_id())) is False


def test_an_address_with_signs_of_its_own_is_looked_up_as_it_is(desk: Lists, tracker: Connector) -> None:
    """What a visitor gives as an address stays one part of ours."""
    mail = "../queue/1?a=b#vera@example.org"
    mapping = default_mapping("request_tracker", desk.url, {"token": "t"})
    looking = mapping.amended(requester={"rule": "look_up"})
    connect(looking, SystemClock()).create(draft(looking, mail=mail))
    assert [request.path for request in desk.requests][:1] == [f"/REST/2.0/user/{mail}"]


def test_changes_beyond_a_page_are_read_though_nobody_says_how_many_there_are(
    desk: Lists, tracker: Connector
) -> None:
    ids = range(1, PAGE + 31)
    row = {"type": "ticket", "Status": "open", "LastUpdated": STAMP}
    desk.changed = [{**row, "id": number, "Subject": f"{number}"} for number in ids]
    cursor, found, more = STAMP, set[str](), True
    while more:
        page = tracker.changes(cursor)
        assert isinstance(page, Done) and page.value.cursor != cursor
        found |= {item.ref.id for item in page.value.items}
        cursor, more = page.value.cursor, page.value.more
    assert found == {str(number) for number in ids}
