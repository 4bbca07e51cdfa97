"""Znuny's own traps, beside what the suite tries with every tool."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from common.clock import SystemClock
from common.ids import new_id
from desk.connectors.port import (
    Ambiguous,
    Change,
    Connector,
    Done,
    Draft,
    Misconfigured,
    Ref,
    Rejected,
    Requester,
    RetryAfter,
)
from desk.connectors.tools.znuny.connector import PAGE
from tests.contract.connectors.desks.znuny import PASSWORD, SERVICE, USER, ZnunyDesk

ANA = Requester("Ana Prueba", "ana@example.org")
FIELDS = {"Queue": "WalkUp", "State": "new", "Priority": "4 high"}


@pytest.fixture
def desk() -> Iterator[ZnunyDesk]:
    desk = ZnunyDesk()
    desk.start()
    yield desk
    desk.stop()


def connector(desk: ZnunyDesk, **parts: object) -> Connector:
    return desk.connect(desk.mapping(desk.url).amended(**parts), SystemClock())


def draft(key: str = "", who: Requester = ANA, **fields: str) -> Draft:
    return Draft(key or new_id(), "INC-1001", "incident", "No screen", "It stays dark", who, FIELDS | fields)


def made(znuny: Connector, key: str = "", who: Requester = ANA) -> Ref:
    found = znuny.create(draft(key, who))
    assert isinstance(found, Done)
    return found.value


def test_the_web_service_that_ships_has_no_search_by_get_which_would_find_everything(desk: ZnunyDesk) -> None:
    made(connector(desk))
    assert {method for method, _ in desk.routes} == {"POST"}
    asked = {"UserLogin": USER, "Password": PASSWORD, "DynamicField_MostradorKey": '{"Equals":"x"}'}
    desk.routes["GET", f"{SERVICE}/TicketSearch"] = "TicketSearch"  # as somebody might route it by hand
    found = requests.get(f"{desk.url}{SERVICE}/TicketSearch", params=asked, timeout=10)
    assert found.json() == {"TicketID": ["1"]}


def test_a_search_by_a_field_that_is_not_there_is_believed_in_nothing(desk: ZnunyDesk) -> None:
    key = new_id()
    made(connector(desk), key)
    wrong = connector(desk, options={"marker": "Unknown"})
    assert isinstance(wrong.find(key), Misconfigured)
    assert isinstance(wrong.probe(), Misconfigured)


def test_an_answer_without_a_body_tells_nothing(desk: ZnunyDesk) -> None:
    znuny = connector(desk)
    desk.mute = True
    assert isinstance(znuny.create(draft()), Ambiguous)
    assert isinstance(znuny.find(new_id()), RetryAfter)


def test_a_queue_that_is_not_there_stops_the_line_and_a_wrong_priority_one_record(desk: ZnunyDesk) -> None:
    znuny = connector(desk)
    assert isinstance(znuny.create(draft(Queue="Nowhere")), Misconfigured)
    refused = znuny.create(draft(Priority="6 panic"))
    assert isinstance(refused, Rejected) and refused.field == "Priority"
    state = znuny.apply(made(znuny), Change(state="sleeping"))
    assert isinstance(state, Rejected) and state.field == "state"
    assert len(desk.rows) == 1


def test_a_web_service_that_was_not_imported_is_told_as_such(desk: ZnunyDesk) -> None:
    away = connector(desk, options={"service": "/znuny/nph-genericinterface.pl/Webservice/Other"})
    assert isinstance(away.create(draft()), Ambiguous)  # it closes the connection without a word
    told = away.probe()
    assert isinstance(told, RetryAfter) and "not imported" in told.reason
    other = connector(desk, options={"service": f"{SERVICE}/Without/Our/Routes"})
    assert isinstance(other.create(draft()), Misconfigured)


def test_a_dynamic_field_that_is_not_there_stops_the_line_and_is_named(desk: ZnunyDesk) -> None:
    told = connector(desk, options={"marker": "Unknown"}).create(draft())
    assert isinstance(told, Misconfigured) and told.field == "options.marker" and "Unknown" in told.message
    znuny = connector(desk, options={"resolution_field": "Nowhere"})
    kept = znuny.apply(made(znuny), Change(state="open", resolution="A new cable"))
    assert isinstance(kept, Misconfigured) and kept.field == "fields" and "Nowhere" in kept.message


@pytest.mark.parametrize("who", [Requester("Guest"), Requester("Ana Prueba", "ana@nowhere")])
def test_somebody_whose_mail_address_is_missing_or_refused_is_the_fallback(
    desk: ZnunyDesk, who: Requester
) -> None:
    znuny = connector(desk)
    snapshot = znuny.get(made(znuny, "", who))
    assert isinstance(snapshot, Done) and snapshot.value.requester == "walk-up"
    assert len(desk.rows) == 1


def test_a_fallback_that_is_refused_as_well_leaves_the_record_to_a_person(desk: ZnunyDesk) -> None:
    znuny = connector(desk, requester={"rule": "mail", "fallback": "nobody known"})
    told = znuny.create(draft("", Requester("Ana Prueba", "ana@nowhere")))
    assert isinstance(told, Rejected) and told.field == "CustomerUser"
    assert not desk.rows


def test_what_resolved_it_stands_in_a_field_or_in_an_article(desk: ZnunyDesk) -> None:
    znuny = connector(desk)
    wish = Change(state="closed successful", resolution="A new cable")
    assert isinstance(znuny.apply(made(znuny), wish), Done)
    assert desk.rows[1].values["articles"][-1]["Body"] == "A new cable"
    by_field = connector(desk, options={"resolution_field": "MostradorSolution"})
    solved = by_field.apply(made(by_field), wish)
    assert isinstance(solved, Done) and solved.value.resolution == "A new cable"
    assert len(desk.rows[2].values["articles"]) == 1


def test_a_feed_longer_than_a_page_is_told_whole_though_stamps_are_seconds(desk: ZnunyDesk) -> None:
    znuny = connector(desk)
    start = znuny.changes("")
    assert isinstance(start, Done)
    refs = {made(znuny).id for _ in range(PAGE * 2 + 3)}
    seen, cursor, more = set[str](), start.value.cursor, True
    while more:
        page = znuny.changes(cursor)
        assert isinstance(page, Done) and (page.value.cursor != cursor or not page.value.more)
        seen |= {item.ref.id for item in page.value.items}
        cursor, more = page.value.cursor, page.value.more
    assert seen == refs


def test_a_zone_that_puts_changes_into_the_future_is_found_by_the_probe(desk: ZnunyDesk) -> None:
    made(connector(desk))
    told = connector(desk, options={"time_zone": "UTC"}, requester={"rule": "create", "fallback": ""}).probe()
    assert isinstance(told, Done)
    wrong = {where for where, _ in told.value.faults}
    assert wrong == {"options.time_zone", "requester.rule", "requester.fallback"}
