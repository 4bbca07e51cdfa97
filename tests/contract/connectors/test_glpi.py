"""GLPI 10's own traps, beside what the suite tries with every tool."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from common.clock import SystemClock
from common.ids import new_id
from desk.connectors.port import Blob, Change, Connector, Done, Draft, Ref, Rejected, Requester, RetryAfter
from tests.contract.connectors.desks.glpi import GlpiDesk

ANA = Requester("Ana Prueba", "ana@example.org")


@pytest.fixture
def desk() -> Iterator[GlpiDesk]:
    desk = GlpiDesk()
    desk.start()
    yield desk
    desk.stop()


def connector(desk: GlpiDesk, **parts: object) -> Connector:
    return desk.connect(desk.mapping(desk.url).amended(**parts), SystemClock())


def made(glpi: Connector, key: str = "", text: str = "It stays dark", **fields: str) -> Ref:
    found = glpi.create(Draft(key or new_id(), "INC-1001", "incident", "No screen", text, ANA, fields))
    assert isinstance(found, Done)
    return found.value


def test_a_session_that_ended_is_opened_anew_and_nothing_is_made_twice(desk: GlpiDesk) -> None:
    glpi = connector(desk)
    made(glpi)
    desk.sessions.clear()
    key = new_id()
    made(glpi, key)
    assert len(desk.tickets(key)) == 1 and len(desk.sessions) == 1


def test_a_search_that_answers_with_nothing_at_all_is_not_taken_for_none(desk: GlpiDesk) -> None:
    glpi = connector(desk)
    desk.empty = True
    assert isinstance(glpi.find(new_id()), RetryAfter)


def test_a_status_that_glpi_would_store_though_it_has_none_is_never_sent(desk: GlpiDesk) -> None:
    glpi = connector(desk)
    ref = made(glpi)
    assert glpi.apply(ref, Change(state="77")) == Rejected("state", "GLPI has no status 77")
    assert desk.rows[int(ref.id)].values["status"] == "1"


@pytest.mark.parametrize(
    "text", ["a < b && c > d", "&lt;b&gt; is how <b> is written", "one\n\n two\n<br> three &amp;", "日本 🙂"]
)
def test_a_text_comes_back_as_it_was_though_glpi_escapes_it(desk: GlpiDesk, text: str) -> None:
    glpi = connector(desk)
    snapshot = glpi.get(made(glpi, "", text))
    assert isinstance(snapshot, Done)
    assert (snapshot.value.text or "").split() == text.split()


def test_a_solution_makes_the_ticket_solved_and_a_second_wish_for_it_none(desk: GlpiDesk) -> None:
    glpi = connector(desk)
    ref = made(glpi)
    for _ in range(2):
        solved = glpi.apply(ref, Change(state="5", resolution="A new cable"))
        assert isinstance(solved, Done)
        assert (solved.value.state, solved.value.resolution) == ("5", "A new cable")
    assert len(desk.rows[int(ref.id)].values["solutions"]) == 1


def test_a_file_that_glpi_does_not_take_is_refused_though_it_says_created(desk: GlpiDesk) -> None:
    glpi = connector(desk)
    refused = glpi.attach(made(glpi), Blob(new_id(), "run.exe", "application/octet-stream", b"MZ"))
    assert refused == Rejected("attachment", "Filetype not allowed")


def test_a_wrong_zone_is_found_by_the_probe(desk: GlpiDesk) -> None:
    told = connector(desk, options={"time_zone": "America/Lima"}).probe()
    assert isinstance(told, Done)
    assert [where for where, _ in told.value.faults] == ["options.time_zone"]
    right = connector(desk).probe()
    assert isinstance(right, Done) and right.value.faults == ()


def test_the_probe_names_categories_and_columns_that_are_not_there(desk: GlpiDesk) -> None:
    made(connector(desk))
    fields = {"itilcategories_id": {"constant": "9"}, "floor": {"constant": "2"}}
    told = connector(desk, fields=fields).probe()
    assert isinstance(told, Done)
    assert [where for where, _ in told.value.faults] == ["fields.floor", "fields.itilcategories_id"]


def test_people_are_looked_up_made_or_written_to(desk: GlpiDesk) -> None:
    desk.users[7] = {"name": "ana", "firstname": "Ana", "realname": "Prueba", "mail": ANA.mail}
    known = connector(desk).get(made(connector(desk)))
    assert isinstance(known, Done) and known.value.requester == "Ana Prueba, ana@example.org"
    del desk.users[7]
    unknown = connector(desk).get(made(connector(desk)))
    assert isinstance(unknown, Done) and unknown.value.requester == ANA.mail
    making = connector(desk, requester={"rule": "create"})
    created = making.get(made(making))
    assert isinstance(created, Done) and created.value.requester == "Ana Prueba, ana@example.org"
    assert any(user.get("mail") == ANA.mail for user in desk.users.values())
