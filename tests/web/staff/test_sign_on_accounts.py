"""Whose account a work account opens: the one that it was linked to, whatever name it comes with later."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desk.sign_on import store as identities
from desk.staff import store
from tests.fixtures.openid_provider import Provider, running_provider
from tests.web.staff.forms import Visitor
from tests.web.staff.signing_on import Person, account, audit, open_desk


@pytest.fixture(scope="module")
def process() -> Iterator[Provider]:
    with running_provider() as running:
        yield running


@pytest.fixture
def person(process: Provider, database_url: str, tmp_path: Path) -> Iterator[Person]:
    process.person("1", preferred_username="lena@example.org", name="Lena Example")
    process.person("2", preferred_username="ines", name="Ines Example")
    with open_desk(process, database_url, tmp_path) as (_, made):
        yield made


def signed_in(person: Person, sub: str) -> str:
    """Who is signed in with an account of the provider, by the audit's last line."""
    person.browser.session.cookies.clear()
    assert person.sign_on(sub).path == "/staff/incidents"
    last = audit(person.desk)[0]
    assert last.action == "signed_in"
    return last.subject


def the_id(person: Person, login: str = "lena") -> str:
    found = account(person.desk, login)
    assert found is not None
    return found.member.id


def linked(person: Person, login: str = "lena") -> list[tuple[str, str]]:
    with person.desk.database.read() as connection:
        return [(one.subject, one.told) for one in identities.of_member(connection, the_id(person, login))]


def test_the_first_sign_in_links_the_work_account_and_says_so(person: Person) -> None:
    assert linked(person) == []
    assert signed_in(person, "1") == "lena"
    assert linked(person) == [("1", "lena@example.org")]
    assert signed_in(person, "1") == "lena"
    done = [(one.action, one.staff, one.detail) for one in audit(person.desk)]
    lena = the_id(person)
    assert done.count(("sign_on_linked", lena, {"account": "lena@example.org"})) == 1


@pytest.mark.expect_log("sign_on_not_admitted.*other-person")
def test_a_mail_address_that_somebody_else_got_opens_nobodys_account(person: Person) -> None:
    assert signed_in(person, "1") == "lena"
    person.provider.person("1", preferred_username="lena.old@example.net", name="Lena Example")
    person.provider.person("9", preferred_username="lena@example.org", name="Lena Other")
    person.browser.session.cookies.clear()
    person.sign_on("9")
    assert person.failed() == "other-person"
    assert "belongs to another work account" in person.browser.text
    last = audit(person.desk)[0]
    assert (last.action, last.detail) == ("sign_on_refused", {"account": "lena@example.org"})
    assert signed_in(person, "1") == "lena", "the same person, by whatever name and in whatever domain"
    assert linked(person) == [("1", "lena.old@example.net")]


def test_a_name_that_changes_hands_between_two_members_opens_each_their_own(person: Person) -> None:
    assert signed_in(person, "1") == "lena"
    assert signed_in(person, "2") == "ines"
    person.provider.person("1", preferred_username="ines", name="Lena Example")
    person.provider.person("2", preferred_username="lena", name="Ines Example")
    assert signed_in(person, "1") == "lena"
    assert signed_in(person, "2") == "ines"


@pytest.mark.expect_log("sign_on_not_admitted.*(other-person|stopped)")
def test_an_admin_sees_it_and_unlinks_it(person: Person) -> None:
    assert signed_in(person, "1") == "lena"
    person.provider.person("9", preferred_username="lena", name="Lena Example")
    admin = Visitor(person.desk.url).sign_in("boss")
    page = admin.get(f"/staff/staff/{the_id(person, 'ines')}")
    assert "Not linked yet." in page.text
    assert "/unlink" not in page.text
    page = admin.get(f"/staff/staff/{the_id(person)}")
    assert "lena@example.org" in page.text
    assert person.browser.get("/staff/incidents").path == "/staff/incidents"
    page.post(f"/staff/staff/{the_id(person)}/unlink", {})
    assert "Unlinked." in page.text
    assert "Not linked yet." in page.text
    assert person.browser.get("/staff/incidents").path.startswith("/staff/sign-in"), "signed out"
    assert "unlinked the work account of a member of staff" in admin.get("/staff/staff").text
    assert signed_in(person, "9") == "lena", "the new one is linked"
    person.browser.session.cookies.clear()
    person.sign_on("1")
    assert person.failed() == "other-person"
    admin.get(f"/staff/staff/{the_id(person)}").post(f"/staff/staff/{the_id(person)}/active", {})
    for sub in ("9", "1"):  # whoever was stopped stays out, linked or by name
        person.sign_on(sub)
        assert person.failed() in ("stopped", "other-person")
    admin.close()


def test_nobody_unlinks_but_an_admin(person: Person) -> None:
    assert signed_in(person, "1") == "lena"
    agent = Visitor(person.desk.url).sign_in("ines")
    agent.get("/staff/incidents").post(f"/staff/staff/{the_id(person)}/unlink", {})
    assert agent.status == 403
    assert len(linked(person)) == 1
    agent.close()


def test_two_windows_at_once_link_once(person: Person) -> None:
    """Both are sent back by the provider before either is let in."""
    both = [person, Person(person.desk, person.provider)]
    answers = [one.consent(one.to_provider(), "1") for one in both]
    with ThreadPoolExecutor(2) as hands:
        pages = list(hands.map(lambda one, answer: one.come(answer), both, answers))
    assert [page.path for page in pages] == ["/staff/incidents"] * 2
    assert len(linked(person)) == 1
    assert [one.action for one in audit(person.desk)].count("sign_on_linked") == 1
    both[1].browser.close()


def test_the_same_name_at_another_provider_is_another_person(person: Person) -> None:
    """`sub` is unique at its issuer only."""
    assert signed_in(person, "1") == "lena"
    now = person.desk.clock.now()
    with person.desk.database.begin() as connection:
        other = "https://login.example.net"
        assert identities.owner(connection, other, "1") is None
        assert identities.link(connection, other, "1", the_id(person, "ines"), "i", now)
        assert not identities.link(connection, other, "2", the_id(person, "ines"), "i", now)
        assert not identities.link(connection, other, "1", the_id(person), "l", now)
    assert signed_in(person, "1") == "lena"


def test_a_desk_that_is_brought_up_to_date_keeps_its_staff(person: Person) -> None:
    """A database from before has no such table; it is made when the desk starts, and all goes on."""
    with person.desk.database.begin() as connection:
        identities.identities.drop(connection)
    person.desk.database.prepare()
    assert signed_in(person, "1") == "lena"
    with person.desk.database.read() as connection:
        assert len(store.everybody(connection)) == 3
