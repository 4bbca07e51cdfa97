"""GLPI 11's own traps, beside what the suite tries with every tool."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from common.clock import SystemClock
from common.ids import new_id
from desk.connectors.engine.comparing import compare
from desk.connectors.port import Blob, Change, Connector, Done, Draft, Misconfigured, Ref, Rejected, Requester
from desk.connectors.tools.glpi.connector import PAGE
from tests.contract.connectors.desks.glpi11 import CLIENT, PASSWORD, SECRET, USER, Glpi11Desk

VERA = Requester("Vera Visitor", "vera.visitor@example.org")


@pytest.fixture
def desk() -> Iterator[Glpi11Desk]:
    desk = Glpi11Desk()
    desk.start()
    yield desk
    desk.stop()


def connector(desk: Glpi11Desk, **parts: object) -> Connector:
    return desk.connect(desk.mapping(desk.url).amended(**parts), SystemClock())


def draft(key: str = "", who: Requester = VERA, **fields: str) -> Draft:
    return Draft(key or new_id(), "INC-1001", "incident", "No screen", "It stays dark", who, fields)


def made(glpi: Connector, sent: Draft) -> Ref:
    found = glpi.create(sent)
    assert isinstance(found, Done)
    return found.value


def test_a_token_that_ended_is_fetched_anew_and_nothing_is_made_twice(desk: Glpi11Desk) -> None:
    glpi, sent = connector(desk), draft()
    made(glpi, draft())
    desk.tokens.clear()
    made(glpi, sent)
    assert len(desk.tickets(sent.key)) == 1


def test_what_glpi_itself_refuses_is_a_no_though_it_looks_like_a_crash(desk: Glpi11Desk) -> None:
    desk.refuses = True
    refused = connector(desk).create(draft())
    assert isinstance(refused, Rejected) and "Location" in refused.message


def test_a_requester_who_could_not_be_added_is_told_and_nothing_is_made_again(desk: Glpi11Desk) -> None:
    glpi, sent = connector(desk), draft()
    desk.loses_people = True
    ref = made(glpi, sent)
    snapshot = glpi.get(ref)
    assert isinstance(snapshot, Done)
    assert [each.field for each in compare(sent, snapshot.value)] == ["requester"]


def test_somebody_whom_glpi_does_not_know_is_the_fallback(desk: Glpi11Desk) -> None:
    glpi = connector(desk, requester={"rule": "look_up", "fallback": "5"})
    snapshot = glpi.get(made(glpi, draft(who=Requester("Ana Prueba", "ana@example.org"))))
    assert isinstance(snapshot, Done) and snapshot.value.requester == "tech"


def test_files_go_by_the_old_api_or_not_at_all(desk: Glpi11Desk) -> None:
    blob = Blob(new_id(), "screen.png", "image/png", b"png")
    both = connector(desk)
    ref = made(both, draft())
    assert both.caps.attaches and isinstance(both.attach(ref, blob), Done)
    assert both.holds(ref, blob.key) == Done(True)
    shipped = desk.mapping(desk.url).model_dump() | {
        "sign_in": {"client_id": CLIENT, "client_secret": SECRET, "user": USER, "password": PASSWORD}
    }
    alone = desk.connect(type(desk.mapping("")).model_validate(shipped), SystemClock())
    assert not alone.caps.attaches and isinstance(alone.attach(ref, blob), Misconfigured)
    told = alone.probe()
    assert isinstance(told, Done) and told.value.lost == ("files",)


def test_a_list_in_several_parts_is_told_whole(desk: Glpi11Desk) -> None:
    glpi = connector(desk)
    start = glpi.changes("")
    assert isinstance(start, Done)
    refs = {made(glpi, draft()).id for _ in range(PAGE * 2 + 3)}
    seen, cursor, more = set[str](), start.value.cursor, True
    while more:
        page = glpi.changes(cursor)
        assert isinstance(page, Done) and (page.value.cursor != cursor or not page.value.more)
        seen |= {item.ref.id for item in page.value.items}
        cursor, more = page.value.cursor, page.value.more
    assert seen == refs


def test_a_status_that_glpi_would_store_though_it_has_none_is_never_sent(desk: Glpi11Desk) -> None:
    glpi = connector(desk)
    ref = made(glpi, draft())
    assert glpi.apply(ref, Change(state="77")) == Rejected("state", "GLPI has no status 77")


def test_the_probe_names_what_this_glpi_has_not(desk: Glpi11Desk) -> None:
    made(connector(desk), draft())
    fields = {"floor": {"constant": "2"}, "category.id": {"constant": "1"}}
    told = connector(desk, fields=fields, requester={"rule": "mail"}).probe()
    assert isinstance(told, Done)
    assert [where for where, _ in told.value.faults] == ["fields.floor", "requester.rule"]
