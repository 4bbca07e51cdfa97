"""People by LDAP, from OpenLDAP's real server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest

from desk.directory import store
from desk.directory.ldap import NotRead, Outcome, bring_in, found_in, read_when_due
from desk.directory.store import Source, users
from desk.people import store as people
from desk.people.rules import Details
from tests.api.desk_directory.certificates import make
from tests.api.desk_directory.slapd import BASE, SLAPD, Directory, directory
from tests.contract.connectors.machine import why_missing
from tests.fixtures.desks import RunningDesk
from tests.fixtures.left_out import leave_out

WHY = why_missing(SLAPD.packages)
if WHY:
    leave_out("LDAP against OpenLDAP", WHY)


@pytest.fixture(scope="module", params=[] if WHY else ["slapd"])
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    home = tmp_path_factory.mktemp("ldap")
    make(home)
    with directory(home) as running:
        yield running


@pytest.fixture
def ldap(served: Directory) -> Iterator[Directory]:
    """Two people in it."""
    served.add("ana", "Ana García", employeeNumber="B-1", ou="Law")
    served.add("ben", "Ben Okafor")
    yield served
    for found in list(served.everybody()):
        served.remove(found)


def known(desk: RunningDesk, query: str) -> list[people.Person]:
    with desk.database.read() as connection:
        return people.search(connection, query)


def test_everybody_of_the_directory_is_known_and_stays_the_same_person(
    desk: RunningDesk, ldap: Directory
) -> None:
    first = bring_in(desk.database, ldap.settings(), desk.clock.now())
    assert (first.added, first.faults) == (2, [])
    (ana,) = known(desk, "garcía")
    assert (ana.name, ana.mail, ana.badge, ana.department) == ("Ana García", "ana@example.org", "B-1", "Law")
    assert bring_in(desk.database, ldap.settings(), desk.clock.now()) == Outcome(unchanged=2)
    ldap.change("ana", cn="Ana Okafor", mail="ana.okafor@example.org")
    ldap.move("ana", "ana.okafor")
    again = bring_in(desk.database, ldap.settings(), desk.clock.now())
    assert (again.changed, again.gone) == (1, 0)
    (married,) = known(desk, "ana okafor")
    assert (married.id, married.mail) == (ana.id, "ana.okafor@example.org")


def test_a_dry_run_changes_nothing(desk: RunningDesk, ldap: Directory) -> None:
    assert bring_in(desk.database, ldap.settings(), desk.clock.now(), dry_run=True).added == 2
    assert not known(desk, "ana") and not known(desk, "ben")


def test_who_is_in_it_no_more_is_taken_away(desk: RunningDesk, ldap: Directory) -> None:
    bring_in(desk.database, ldap.settings(), desk.clock.now())
    ldap.remove("ben")
    assert bring_in(desk.database, ldap.settings(), desk.clock.now()).gone == 1
    assert not known(desk, "ben") and known(desk, "ana")


def test_many_gone_at_once_are_not_believed(desk: RunningDesk, ldap: Directory) -> None:
    for number in range(20):
        ldap.add(f"p{number}", f"Person {number}")
    bring_in(desk.database, ldap.settings(), desk.clock.now())
    narrow = ldap.settings(filter="(uid=ana)")
    refused = bring_in(desk.database, narrow, desk.clock.now())
    assert refused.faults == [("21", "many_gone")] and known(desk, "ben")
    assert bring_in(desk.database, narrow, desk.clock.now(), many=True).gone == 21
    assert not known(desk, "ben")


def test_a_directory_that_answers_nobody_is_not_believed_however_few_are_known(
    desk: RunningDesk, ldap: Directory
) -> None:
    bring_in(desk.database, ldap.settings(), desk.clock.now())
    nobody = ldap.settings(filter="(uid=nobody)")
    assert bring_in(desk.database, nobody, desk.clock.now()).faults == [("2", "many_gone")]
    assert known(desk, "ana") and known(desk, "ben")
    assert bring_in(desk.database, nobody, desk.clock.now(), many=True).gone == 2


def test_who_has_not_changed_waits_for_nobody_who_writes(desk: RunningDesk, ldap: Directory) -> None:
    """Ten thousand people are read several times a day, and bookings must not wait meanwhile."""
    bring_in(desk.database, ldap.settings(), desk.clock.now())
    with desk.database.begin() as connection:
        people.lock_everywhere(connection)
        connection.execute(users.update().values(version=users.c.version))
        assert bring_in(desk.database, ldap.settings(), desk.clock.now()).unchanged == 2


def test_the_password_does_not_follow_to_another_server(desk: RunningDesk, ldap: Directory) -> None:
    bring_in(desk.database, ldap.settings(), desk.clock.now())
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]
        base = ldap.moved(f"moved-{port}", f"ldap://127.0.0.1:{port}/ou=people,{BASE}")
        with pytest.raises(NotRead, match="another one"):
            bring_in(desk.database, ldap.settings(base=base), desk.clock.now())
        stranger.settimeout(0.2)
        with pytest.raises(TimeoutError):
            stranger.accept()
    assert known(desk, "ana") and known(desk, "ben")


def test_it_is_read_again_after_a_clock_was_ten_years_ahead(desk: RunningDesk, ldap: Directory) -> None:
    settings = ldap.settings(hours=6)
    desk.clock.forward(timedelta(days=3650))
    read_when_due(desk.database, settings, desk.clock.now())
    desk.clock.forward(-timedelta(days=3650))
    ldap.add("chipo", "Chipo Nyathi")
    read_when_due(desk.database, settings, desk.clock.now())
    assert known(desk, "chipo")


def test_a_long_directory_comes_page_by_page(desk: RunningDesk, ldap: Directory) -> None:
    """The server gives 500 at once at most."""
    for number in range(600):
        ldap.add(f"p{number}", f"Person {number}")
    assert bring_in(desk.database, ldap.settings(), desk.clock.now()).added == 602


def test_entries_that_cannot_be_used_are_told_and_the_others_come(desk: RunningDesk, ldap: Directory) -> None:
    ldap.add("twin", "Twin", employeeNumber="B-1")
    ldap.change("ben", mail="no address")
    outcome = bring_in(desk.database, ldap.settings(), desk.clock.now())
    assert outcome.added == 1
    assert (ldap.dn("ben"), "mail") in outcome.faults
    assert sorted(why for _, why in outcome.faults) == ["conflict", "mail"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"password": "wrong"}, "invalidCredentials"),
        ({"base": "ou=nowhere,dc=example,dc=org"}, "noSuchObject"),
        ({"filter": "(mail="}, "filter"),
        ({"url": "ldap://127.0.0.1:1"}, "socket"),
        ({"start_tls": True}, "certificate"),
    ],
)
def test_what_cannot_be_read_takes_nobody_away(
    desk: RunningDesk, ldap: Directory, more: dict[str, object], says: str
) -> None:
    bring_in(desk.database, ldap.settings(), desk.clock.now())
    with pytest.raises(NotRead, match=f"(?i){says}") as failed:
        bring_in(desk.database, ldap.settings(**more), desk.clock.now())
    assert "directory-demo" not in str(failed.value)
    assert known(desk, "ana") and known(desk, "ben")


def test_it_is_read_over_tls_when_the_certificate_is_right(desk: RunningDesk, ldap: Directory) -> None:
    secure = ldap.settings(start_tls=True, certificates=ldap.home / "authority.pem")
    assert bring_in(desk.database, secure, desk.clock.now()).added == 2


def test_the_desk_reads_it_when_it_is_due_and_notes_how_it_went(desk: RunningDesk, ldap: Directory) -> None:
    settings = ldap.settings(hours=6)
    read_when_due(desk.database, settings, desk.clock.now())
    ldap.add("chipo", "Chipo Nyathi")
    for hours, people_there in ((5, 2), (1, 3)):
        desk.clock.forward(timedelta(hours=hours))
        read_when_due(desk.database, settings, desk.clock.now())
        with desk.database.read() as connection:
            last = store.last_reading(connection, Source.LDAP)
        assert last is not None and last.counts["added"] + last.counts["unchanged"] == people_there


def test_a_binary_id_is_a_key_too(desk: RunningDesk) -> None:
    """As Active Directory gives it."""
    values = {"objectGUID": [bytes(range(200, 216))], "displayName": [b"Ana"], "mail": [b"Ana@Example.org"]}
    found = found_in("cn=ana", values, {"name": "displayName", "mail": "mail"})
    assert found.key == bytes(range(200, 216)).hex()
    assert found.details == Details(name="Ana", mail="ana@example.org")
