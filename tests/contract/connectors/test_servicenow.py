"""ServiceNow's own traps, beside what the suite tries with every tool."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from common.clock import SystemClock
from common.ids import new_id
from desk.connectors.port import (
    Ambiguous,
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
from desk.connectors.tools.servicenow.connector import PAGE
from tests.contract.connectors.desks.fake import Reply
from tests.contract.connectors.desks.servicenow import CLIENT, SECRET, ServiceNowDesk

ANA = Requester("Ana Prueba", "ana@example.org")


@pytest.fixture
def desk() -> Iterator[ServiceNowDesk]:
    desk = ServiceNowDesk()
    desk.start()
    yield desk
    desk.stop()


def connector(desk: ServiceNowDesk, **parts: object) -> Connector:
    return desk.connect(desk.mapping(desk.url).amended(**parts), SystemClock())


def draft(key: str, **fields: str) -> Draft:
    return Draft(key, "INC-1001", "incident", "No screen", "It stays dark", ANA, fields)


def made(servicenow: Connector, key: str = "", **fields: str) -> Ref:
    found = servicenow.create(draft(key or new_id(), **fields))
    assert isinstance(found, Done)
    return found.value


def test_a_search_by_a_column_that_is_not_there_finds_everything_and_is_believed_in_nothing(
    desk: ServiceNowDesk,
) -> None:
    good = connector(desk)
    key = new_id()
    made(good, key)
    wrong = connector(desk, options={"marker": "u_marker"})
    assert isinstance(wrong.find(key), Misconfigured)
    assert isinstance(wrong.probe(), Misconfigured)


def test_a_record_that_rights_hide_is_not_taken_for_absent(desk: ServiceNowDesk) -> None:
    servicenow = connector(desk)
    key = new_id()
    made(servicenow, key)
    desk.hidden = {row.id for row in desk.of("incident")}
    found = servicenow.find(key)
    assert isinstance(found, Misconfigured) and "may not read" in found.message


def test_an_answer_that_servicenow_cut_short_is_neither_yes_nor_no(desk: ServiceNowDesk) -> None:
    """A call over its time is cancelled with the status 200, and an error after what was written by then."""
    servicenow, key = connector(desk), new_id()
    ref = made(servicenow, key)
    error = {"message": "Transaction cancelled: maximum execution time exceeded", "detail": ""}
    cut = {"result": [], "error": error, "status": "failure"}
    desk.__dict__["answer"] = lambda request: Reply(200, cut)

    assert isinstance(servicenow.find(key), RetryAfter)
    cut["result"] = {"sys_id": ref.id}  # of what is asked for by itself
    assert isinstance(servicenow.get(ref), RetryAfter)
    assert isinstance(servicenow.create(draft(new_id())), RetryAfter | Ambiguous)
    assert isinstance(servicenow.note(ref, Note(new_id(), "Again")), Ambiguous)


def test_pages_that_rights_emptied_do_not_end_the_feed(desk: ServiceNowDesk) -> None:
    servicenow = connector(desk)
    start = servicenow.changes("")
    assert isinstance(start, Done)
    for _ in range(PAGE + 5):
        made(servicenow)
    rows = desk.of("incident")
    desk.hidden = {row.id for row in rows[:-5]}
    seen, cursor, more = set[str](), start.value.cursor, True
    while more:
        page = servicenow.changes(cursor)
        assert isinstance(page, Done) and page.value.cursor != cursor
        seen |= {item.ref.id for item in page.value.items}
        cursor, more = page.value.cursor, page.value.more
    assert seen == {row.values["sys_id"] for row in rows[-5:]}


def test_a_token_that_ran_out_is_fetched_anew_and_a_wrong_secret_stops(desk: ServiceNowDesk) -> None:
    mapping = desk.mapping(desk.url)
    token = {"client_id": CLIENT, "client_secret": SECRET}
    servicenow = desk.connect(mapping.amended(sign_in=token), SystemClock())
    made(servicenow)
    desk.tokens = set()
    key = new_id()
    made(servicenow, key)
    assert len(desk.tickets(key)) == 1
    wrong = desk.connect(mapping.amended(sign_in=token | {"client_secret": "no"}), SystemClock())
    assert isinstance(wrong.create(draft(new_id())), SignInFailed)


VISITS = {
    "interaction.correlation_id": {"from": "visit"},
    "interaction.type": {"constant": "walkup"},
    "impact": {"from": "impact"},
}


def test_two_incidents_of_a_visit_are_related_to_one_interaction(desk: ServiceNowDesk) -> None:
    servicenow = connector(desk, fields=VISITS)
    fields = {"interaction.correlation_id": "visit-1", "interaction.type": "walkup", "impact": "2"}
    first, second = made(servicenow, "", **fields), made(servicenow, "", **fields)
    (interaction,) = desk.of("interaction")
    assert interaction.values["type"] == "walkup"
    related = {row.values["document_id"] for row in desk.of("interaction_related_record")}
    assert related == {first.id, second.id}
    snapshot = servicenow.get(first)
    assert isinstance(snapshot, Done) and snapshot.value.fields == fields


def test_a_relation_that_was_lost_is_mended_by_the_search_for_its_incident(desk: ServiceNowDesk) -> None:
    servicenow = connector(desk, fields=VISITS)
    desk.crash_on = "interaction_related_record"
    key = new_id()
    lost = servicenow.create(draft(key, **{"interaction.correlation_id": "visit-2"}))
    assert isinstance(lost, Ambiguous)
    desk.crash_on = ""
    found = servicenow.find(key)
    assert isinstance(found, Done) and len(found.value) == 1
    (relation,) = desk.of("interaction_related_record")
    assert relation.values["document_id"] == found.value[0].id


@pytest.mark.expect_log("interaction_not_related")
def test_a_relation_that_is_refused_for_good_is_logged_and_the_incident_still_names_its_visit(
    desk: ServiceNowDesk,
) -> None:
    servicenow = connector(desk, fields=VISITS)
    desk.denies = "interaction_related_record"
    ref = made(servicenow, "", **{"interaction.correlation_id": "visit-3"})
    (interaction,) = desk.of("interaction")
    (incident,) = [row for row in desk.of("incident") if row.values["sys_id"] == ref.id]
    assert incident.values["parent"] == interaction.values["sys_id"]
    assert desk.of("interaction_related_record") == []


def test_an_import_set_that_coalesces_makes_no_second_incident(desk: ServiceNowDesk) -> None:
    servicenow = connector(desk, options={"import_set": "u_mostrador"})
    key = new_id()
    assert made(servicenow, key) == made(servicenow, key)
    assert len(desk.tickets(key)) == 1


def test_a_data_policy_is_a_refusal_of_values_and_not_of_the_account(desk: ServiceNowDesk) -> None:
    servicenow = connector(desk, options={"resolved_state": "", "close_notes": ""})
    ref = made(servicenow)
    refused = servicenow.apply(ref, Change(state="6"))
    assert isinstance(refused, Rejected) and "mandatory" in refused.message


def test_the_probe_names_columns_and_values_that_the_instance_has_not(desk: ServiceNowDesk) -> None:
    made(connector(desk))
    fields = {"u_floor": {"constant": "2"}, "category": {"constant": "plumbing"}}
    desk.of("sys_user")[0].values["time_zone"] = "US/Pacific"
    told = connector(desk, fields=fields, states={"new": ["1"], "closed": ["77"]}).probe()
    assert isinstance(told, Done)
    assert [where for where, _ in told.value.faults] == [
        "fields.u_floor",
        "fields.category",
        "states.closed",
        "sign_in.user",
    ]


@pytest.mark.parametrize(("rule", "expected"), [("look_up", "fallback"), ("create", "made")])
def test_somebody_unknown_is_the_fallback_or_made(desk: ServiceNowDesk, rule: str, expected: str) -> None:
    guest = desk.plant("sys_user", email="guest@example.org", active="true").values["sys_id"]
    servicenow = connector(desk, requester={"rule": rule, "fallback": guest})
    snapshot = servicenow.get(made(servicenow))
    assert isinstance(snapshot, Done)
    assert snapshot.value.requester == ("guest@example.org" if expected == "fallback" else ANA.mail)
    known = [row for row in desk.of("sys_user") if row.values.get("email") == ANA.mail]
    assert len(known) == (1 if expected == "made" else 0)
