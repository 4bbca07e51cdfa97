"""What is Zendesk's own: keys it remembers for a while, an export without the latest minute, its limits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from common.clock import SystemClock
from desk.connectors.port import Ambiguous, Change, Connector, Note, Rejected, RetryAfter
from desk.connectors.tools.zendesk.connector import Zendesk
from tests.contract.connectors.desks.zendesk import MOST_COMMENTS, ZendeskFake
from tests.contract.connectors.samples import done, draft


@pytest.fixture
def fake() -> Iterator[ZendeskFake]:
    fake = ZendeskFake()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def zendesk(fake: ZendeskFake) -> Iterator[Connector]:
    connector = Zendesk(fake.mapping(fake.url), SystemClock())
    yield connector
    connector.close()


def test_the_header_alone_stops_a_second_ticket(fake: ZendeskFake, zendesk: Connector) -> None:
    fake.remembers_keys = True
    sent = draft(fake.mapping(fake.url))

    first, second = done(zendesk.create(sent)), done(zendesk.create(sent))

    assert first == second and len(fake.rows) == 1


def test_a_key_that_was_used_with_other_words_is_a_reason_to_search(
    fake: ZendeskFake, zendesk: Connector
) -> None:
    fake.remembers_keys = True
    sent = draft(fake.mapping(fake.url))
    ref = done(zendesk.create(sent))

    assert isinstance(zendesk.create(replace(sent, title="Other words")), Ambiguous)
    assert done(zendesk.find(sent.key)) == (ref,)


@pytest.mark.parametrize("fresh", ["true", "false"])
def test_the_latest_minute_is_read_beside_the_export(fake: ZendeskFake, fresh: str) -> None:
    zendesk = Zendesk(fake.mapping(fake.url).amended(options={"fresh": fresh}), SystemClock())
    start = done(zendesk.changes("")).cursor
    ref = done(zendesk.create(draft(fake.mapping(fake.url))))

    page = done(zendesk.changes(start))

    assert [item.ref for item in page.items] == ([ref] if fresh == "true" else [])
    fake.not_exported = timedelta(0)
    later = done(zendesk.changes(page.cursor))
    assert ref in [item.ref for item in later.items]
    zendesk.close()


def test_the_export_comes_by_pages_and_each_ticket_once(fake: ZendeskFake) -> None:
    zendesk = Zendesk(fake.mapping(fake.url).amended(options={"fresh": "false"}), SystemClock())
    cursor = done(zendesk.changes("")).cursor
    refs = [done(zendesk.create(draft(fake.mapping(fake.url)))) for _ in range(5)]
    fake.not_exported = timedelta(0)
    seen, more = [], True
    while more:
        page = done(zendesk.changes(cursor))
        seen += [item.ref for item in page.items]
        cursor, more = page.cursor, page.more
    assert seen == refs
    zendesk.close()


def test_too_many_exports_are_asked_for_again_when_zendesk_says(
    fake: ZendeskFake, zendesk: Connector
) -> None:
    fake.exports_left = 0

    assert zendesk.changes("c:0") == RetryAfter(37.0, "TooManyRequests", busy=True)


def test_a_ticket_full_of_comments_takes_no_note(fake: ZendeskFake, zendesk: Connector) -> None:
    ref = done(zendesk.create(draft(fake.mapping(fake.url))))
    fake.rows[int(ref.id)].values["comments"] *= MOST_COMMENTS

    outcome = zendesk.note(ref, Note("0192f0aa-0000-7000-8000-000000000002", "One more"))

    assert isinstance(outcome, Rejected) and "comments" in outcome.message


def test_a_closed_ticket_takes_no_change(fake: ZendeskFake, zendesk: Connector) -> None:
    ref = done(zendesk.create(draft(fake.mapping(fake.url))))
    fake.change(ref.id, state="closed")

    outcome = zendesk.apply(ref, Change(state="open"))

    assert isinstance(outcome, Rejected) and outcome.field == "status"
