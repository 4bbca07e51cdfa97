"""Jira Service Management's own traps, beside what the suite tries with every tool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from common.clock import SystemClock
from common.ids import new_id
from desk.connectors.port import (
    Change,
    Connector,
    Done,
    Draft,
    Misconfigured,
    Note,
    Ref,
    Rejected,
    Requester,
    RetryAfter,
    SignInFailed,
)
from desk.connectors.tools.jira.calls import PAGE
from tests.contract.connectors.desks.jira import ME, JiraDesk

ANA = Requester("Ana Prueba", "ana@example.org")


@pytest.fixture
def desk() -> Iterator[JiraDesk]:
    desk = JiraDesk()
    desk.start()
    yield desk
    desk.stop()


def connector(desk: JiraDesk, **parts: object) -> Connector:
    return desk.connect(desk.mapping(desk.url).amended(**parts), SystemClock())


def draft(key: str = "") -> Draft:
    fields = {"priority.name": "High"}
    return Draft(key or new_id(), "INC-1001", "incident", "No screen", "It stays dark", ANA, fields)


def made(jira: Connector, key: str = "") -> Ref:
    found = jira.create(draft(key))
    assert isinstance(found, Done)
    return found.value


def test_a_search_finds_a_request_only_when_it_is_indexed(desk: JiraDesk) -> None:
    jira, key = connector(desk), new_id()
    desk.lags = True
    ref = made(jira, key)
    assert jira.find(key) == Done(())
    desk.index()
    assert jira.find(key) == Done((ref,))


def test_words_that_are_alike_are_not_taken_for_the_key(desk: JiraDesk) -> None:
    jira, key = connector(desk), new_id()
    made(jira, f"{key}-and-more")
    assert jira.find(key) == Done(())


def test_a_token_that_is_taken_for_nobody_is_a_failed_sign_in_and_not_an_empty_search(desk: JiraDesk) -> None:
    key = new_id()
    made(connector(desk), key)
    desk.anonymous = True
    assert isinstance(connector(desk, sign_in={"token": "old"}).find(key), SignInFailed)


def test_too_many_writes_to_one_request_wait_as_long_as_jira_says(desk: JiraDesk) -> None:
    jira = connector(desk)
    ref = made(jira)
    desk.writes_left = 2
    assert isinstance(jira.note(ref, Note(new_id(), "one")), Done)
    assert isinstance(jira.note(ref, Note(new_id(), "two")), Done)
    busy = jira.note(ref, Note(new_id(), "three"))
    assert isinstance(busy, RetryAfter) and busy.seconds == 3 and busy.busy
    assert len(desk.rows[int(ref.id)].notes) == 2


def test_a_state_is_reached_by_its_transition_with_the_resolution_that_it_asks_for(desk: JiraDesk) -> None:
    jira = connector(desk)
    resolved = jira.apply(made(jira), Change(state="resolved", resolution="A new cable"))
    assert isinstance(resolved, Done) and resolved.value.state == "Resolved"
    assert desk.rows[1].notes == ["A new cable"]
    assert isinstance(jira.apply(resolved.value.ref, Change(state="On the moon")), Rejected)


def test_a_feed_in_several_pages_tells_each_request_once_and_ends(desk: JiraDesk) -> None:
    jira = connector(desk)
    start = jira.changes("")
    assert isinstance(start, Done)
    refs = [made(jira).id for _ in range(PAGE * 2 + 3)]
    seen, cursor, more = list[str](), start.value.cursor, True
    while more:
        page = jira.changes(cursor)
        assert isinstance(page, Done)
        seen += [item.ref.id for item in page.value.items]
        cursor, more = page.value.cursor, page.value.more
    assert seen == refs
    again = jira.changes(cursor)
    assert isinstance(again, Done) and again.value.more  # the last two minutes once more, on purpose


def test_the_notes_of_all_pages_are_looked_through(desk: JiraDesk) -> None:
    jira = connector(desk)
    ref = made(jira)
    desk.rows[int(ref.id)].notes += [f"note {number}" for number in range(PAGE * 2)]
    note = Note(new_id(), "the last one")
    assert isinstance(jira.note(ref, note), Done)
    assert jira.holds(ref, note.key) == Done(True)
    assert jira.holds(ref, new_id()) == Done(False)


def test_a_field_that_the_form_has_not_refuses_the_request(desk: JiraDesk) -> None:
    refused = connector(desk).create(replace(draft(), fields={"customfield_1": "x"}))
    assert isinstance(refused, Rejected) and "customfield_1" in refused.message


def test_the_probe_names_what_the_site_has_not(desk: JiraDesk) -> None:
    priorities = {"priority.name": {"constant": "Urgent"}, "components[]": {"constant": "x"}}
    told = connector(
        desk, fields=priorities, options={"request_type_request": "99"}, states={"new": ["Nowhere"]}
    ).probe()
    assert isinstance(told, Done)
    assert sorted(where for where, _ in told.value.faults) == [
        "fields.components[]",
        "fields.priority.name",
        "options.request_type_request",
        "states.new",
    ]
    wrong = connector(desk, options={"marker": "customfield_7"})
    assert isinstance(wrong.probe(), Misconfigured)
    assert isinstance(connector(desk, options={"service_desk": "7"}).create(draft()), Misconfigured)


@pytest.mark.parametrize(("shown", "expected"), [(ANA.mail, "guest"), ("", "guest"), ("b@x.org", "fallback")])
def test_a_customer_whose_address_jira_hides_is_taken_if_there_is_no_other(
    desk: JiraDesk, shown: str, expected: str
) -> None:
    desk.people["guest"] = {"displayName": ANA.mail, "emailAddress": shown}
    jira = connector(desk, requester={"rule": "look_up", "fallback": ME})
    made(jira)
    assert desk.rows[1].values["reporter"] == ("guest" if expected == "guest" else ME)
