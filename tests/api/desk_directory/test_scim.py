"""People by SCIM: what an identity provider says of them is what sites know of them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest
from scim2_tester import Status, check_server

from desk import feed
from desk.people import store as people
from desk.people.erase import erase_person
from desk.people.rules import Details
from desk.programs import store as programs
from desk.staff import store as staff
from desk.staff.rules import Role
from tests.api.desk_directory.provider import BADGE, USER, WORK, Conformance, Provider
from tests.e2e.hostile import PATH_PARTS
from tests.fixtures.desks import RunningDesk

ANA: dict[str, Any] = {
    "externalId": "00u1",
    "name": {"givenName": "Ana", "familyName": "García"},
    "emails": [{"value": "home@example.net"}, {"value": "Ana.Garcia@Example.org", "primary": True}],
    "preferredLanguage": "es_mx",
    WORK: {"department": "Human resources"},
    BADGE: {"badge": "B-100"},
}

# an address that is none at all is refused before anybody asks what it is for
SPOKEN = ("application/scim+json", "application/problem+json")


def told_to_site(desk: RunningDesk) -> list[tuple[str, str]]:
    with desk.database.read() as connection:
        items = feed.items_after(connection, "main", 0)
    return [(i.kind, i.body.get("name", "")) for i in items if "person" in i.kind]


def person(desk: RunningDesk, user: str) -> people.Person | None:
    with desk.database.read() as connection:
        return people.get(connection, user)


def test_the_conformance_checks_pass(provider: Provider) -> None:
    results = check_server(Conformance(provider))
    bad = [f"{r.title}: {r.reason}" for r in results if r.status in (Status.ERROR, Status.CRITICAL)]
    assert len(results) > 40 and not bad, bad


def test_a_new_user_is_a_person_at_every_site(desk: RunningDesk, provider: Provider) -> None:
    made = provider.make("ana.garcia", **ANA)
    assert person(desk, made["id"]) == people.Person(
        made["id"], "Ana García", "ana.garcia@example.org", "B-100", "Human resources", "es-MX"
    )
    assert told_to_site(desk) == [("person", "Ana García")]
    assert made["meta"]["location"].endswith(f"/api/scim/v2/Users/{made['id']}")
    with desk.database.read() as connection:
        noted = [(a.action, a.subject) for a in staff.actions(connection)]
    assert ("directory_user_added", made["id"]) in noted


def test_who_is_not_active_is_found_nowhere_until_they_are_again(
    desk: RunningDesk, provider: Provider
) -> None:
    user = provider.make("ana.garcia", **ANA)["id"]
    answer = provider.patch(user, {"op": "Replace", "path": "active", "value": False})
    assert answer.status_code == 204
    assert person(desk, user) is None and told_to_site(desk) == [("erase_person", "")]
    kept = provider.ask("GET", f"/Users/{user}").json()
    assert kept["active"] is False and kept["name"]["familyName"] == "García"
    provider.patch(user, {"op": "replace", "value": {"active": True}})
    again = person(desk, user)
    assert again is not None and again.name == "Ana García"


def test_what_a_provider_empties_is_emptied(desk: RunningDesk, provider: Provider) -> None:
    user = provider.make("ana.garcia", **ANA)["id"]
    body = {"schemas": [USER], "userName": "ana.garcia", "displayName": "Ana García-Ruiz"}
    assert provider.ask("PUT", f"/Users/{user}", body).status_code == 200
    assert person(desk, user) == people.Person(user, "Ana García-Ruiz")


def test_providers_look_before_they_add(provider: Provider) -> None:
    user = provider.make("Ana.Garcia", **ANA)
    provider.make("ben")
    assert [u["id"] for u in provider.found('filter=userName eq "ana.garcia"')] == [user["id"]]
    assert [u["id"] for u in provider.found('filter=externalId eq "00u1"')] == [user["id"]]
    assert not provider.found('filter=userName eq "nobody"')
    both = 'active eq true and userName eq "ANA.garcia"'
    assert [u["id"] for u in provider.found(f"filter={both}")] == [user["id"]]
    assert not provider.found('filter=userName eq "ana.garcia" and active eq false')
    assert len(provider.found('filter=userName eq "ana.garcia" or active eq true')) >= 1
    assert [u["id"] for u in provider.found('filter=emails.value co "garcia"')] == [user["id"]]
    assert provider.ask("GET", "/Users?filter=userName xx 1").status_code == 400


def test_a_user_name_is_given_once_also_to_two_who_ask_at_once(provider: Provider) -> None:
    body = {"schemas": [USER], "userName": "ana", "emails": [{"value": "ana@example.org"}]}
    with ThreadPoolExecutor(4) as asking:
        answers = list(asking.map(lambda _: provider.ask("POST", "/Users", body).status_code, range(4)))
    assert sorted(answers) == [201, 409, 409, 409]
    answer = provider.ask("POST", "/Users", body | {"userName": "ANA"})
    assert (answer.status_code, answer.json()["scimType"]) == (409, "uniqueness")


def test_a_guest_with_the_same_mail_becomes_the_user(desk: RunningDesk, provider: Provider) -> None:
    with desk.database.begin() as connection:
        guest = people.find_or_create(connection, "Ana", "ana.garcia@example.org", "en")
    assert provider.make("ana.garcia", **ANA)["id"] == guest
    known = person(desk, guest)
    assert known is not None and known.name == "Ana García" and not known.guest


def test_a_mail_of_somebody_else_is_refused_and_nothing_is_half_done(
    desk: RunningDesk, provider: Provider
) -> None:
    user = provider.make("ana.garcia", **ANA)["id"]
    with desk.database.begin() as connection:
        people.save(connection, Details(name="Ben", mail="ben@example.org"), None)
    answer = provider.patch(
        user, {"op": "replace", "path": "emails", "value": [{"value": "ben@example.org"}]}
    )
    assert answer.status_code == 409
    kept = person(desk, user)
    assert kept is not None and kept.mail == "ana.garcia@example.org"


def test_nobody_overwrites_what_they_have_not_seen(provider: Provider) -> None:
    made = provider.make("ana.garcia", **ANA)
    seen = made["meta"]["version"]
    change = {"op": "replace", "path": "displayName", "value": "Ana"}
    assert provider.patch(made["id"], change, **{"If-Match": seen}).status_code == 204
    assert provider.patch(made["id"], change, **{"If-Match": seen}).status_code == 412


def test_of_many_who_add_at_the_same_moment_each_is_heard(provider: Provider) -> None:
    """Providers send changes side by side, and do not all send one again that was refused."""
    user = provider.make("ana.garcia")["id"]
    adds = [
        {"op": "add", "path": "emails", "value": [{"value": f"ana{number}@example.org"}]}
        for number in range(8)
    ]
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda add: provider.patch(user, add).status_code, adds))
    assert set(answers) == {204}
    assert len(provider.ask("GET", f"/Users/{user}").json()["emails"]) == 8


@pytest.mark.parametrize("odd", ["a\0b", "\ud800"])
def test_what_no_database_keeps_is_refused_and_found_nowhere(provider: Provider, odd: str) -> None:
    user = provider.make("ana")["id"]
    for path in ("userName", "externalId", "preferredLanguage", "name.formatted"):
        assert provider.patch(user, {"op": "replace", "path": path, "value": odd}).status_code == 400, path
    for attribute in ("userName", "externalId", "displayName"):
        asked = quote(f"{attribute} eq {json.dumps(odd)}")
        assert provider.found(f"filter={asked}") == [], attribute


def test_a_search_that_would_take_long_is_refused(provider: Provider) -> None:
    provider.make("ana")
    long = quote(" and ".join(["userName pr"] * 200))
    answer = provider.ask("GET", f"/Users?filter={long}")
    assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidFilter")
    assert provider.found(f"startIndex={10**30}") == []


def test_what_the_counter_does_not_need_is_not_kept(desk: RunningDesk, provider: Provider) -> None:
    made = provider.make("ana", phoneNumbers=[{"value": "+34 600 000 000"}], password="secret-word")
    assert "phoneNumbers" not in made
    with desk.database.read() as connection:
        row = connection.exec_driver_sql("SELECT resource FROM directory_users").scalar_one()
    assert "600" not in str(row) and "secret" not in str(row)


def test_who_is_removed_or_erased_leaves_nothing(desk: RunningDesk, provider: Provider) -> None:
    first, second = provider.make("ana", **ANA)["id"], provider.make("ben")["id"]
    assert provider.ask("DELETE", f"/Users/{first}").status_code == 204
    assert provider.ask("DELETE", f"/Users/{first}").status_code == 404
    assert person(desk, first) is None
    provider.patch(second, {"op": "replace", "path": "active", "value": False})
    with desk.database.begin() as connection:
        assert erase_person(connection, second, desk.clock.now())
    assert provider.ask("GET", f"/Users/{second}").status_code == 404
    with desk.database.read() as connection:
        for table in ("directory_users", "directory_keys", "directory_mails"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0


def test_only_an_administrator_s_program_gets_in(desk: RunningDesk) -> None:
    with desk.database.begin() as connection:
        lead = programs.add(connection, "reports", Role.LEAD, (), desk.clock.now())
    for token, status in (("", 401), ("mpt_wrong", 401), (lead, 403)):
        with Provider(desk.url, token) as asking:
            answer = asking.ask("GET", "/Users")
        assert answer.status_code == status
        assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]


def test_nonsense_is_refused_in_scim_s_words(provider: Provider) -> None:
    user = provider.make("ana")["id"]
    bodies: list[object] = [
        None,
        [],
        "x",
        {"userName": 7},
        {"schemas": [USER]},
        {"schemas": [USER], "userName": ""},
    ]
    for body in bodies:
        answer = provider.ask("POST", "/Users", body)
        assert answer.status_code == 400 and answer.json()["status"] in ("400", 400), (body, answer.text)
    long = {"schemas": [USER], "userName": "x" * 401}
    assert provider.ask("POST", "/Users", long).status_code == 400
    mail = {"schemas": [USER], "userName": "ben", "emails": [{"value": "no address"}]}
    assert provider.ask("POST", "/Users", mail).status_code == 400
    for path in ("/Users/" + "x" * 300, "/Users/%00", "/Nothing", "/Bulk", "/Me"):
        assert provider.ask("GET", path).status_code in (404, 405, 501), path
    assert provider.ask("GET", f"/Users/{user}").status_code == 200


def test_any_path_method_and_body_is_answered_in_scim_s_words(provider: Provider) -> None:
    for part in PATH_PARTS:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            for path in (f"/Users/{part}", f"/{part}", "/Users"):
                answer = provider.session.request(
                    method,
                    f"{provider.url}{path}",
                    data=b"\xff{",
                    headers={"Content-Type": "text/plain"},
                    timeout=30,
                )
                assert answer.status_code < 500 or answer.status_code == 501, (method, path, answer.text)
                if path.startswith("/Users"):
                    assert answer.headers["Content-Type"] in SPOKEN, (method, path)
