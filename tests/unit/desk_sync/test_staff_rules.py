"""Roles, passwords, and where a sign-in leads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.staff.rules import (
    TRIES_A_LOGIN,
    TRIES_AN_ADDRESS,
    Member,
    Role,
    covers,
    may_try,
    password_fault,
    way_back,
)


def test_each_role_may_do_what_the_one_before_may() -> None:
    order = [Role.AGENT, Role.LEAD, Role.ADMIN]
    for held in order:
        assert [covers(held, needed) for needed in order] == [
            order.index(needed) <= order.index(held) for needed in order
        ]


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("counter-demo", ""),
        ("short", "too_short"),
        ("x" * 201, "too_long"),
        ("aaaaaaaaaaaa", "one_letter"),
        ("marco-lena1", "same_as_login"),
        ("correct horse battery", ""),
        ("contraseña larga ñ", ""),
    ],
)
def test_a_new_password(password: str, fault: str) -> None:
    assert password_fault(password, "marco-lena") == fault


def test_wrong_passwords_run_out_by_login_and_by_address() -> None:
    assert may_try(TRIES_A_LOGIN - 1, TRIES_AN_ADDRESS - 1)
    assert not may_try(TRIES_A_LOGIN, 0)
    assert not may_try(0, TRIES_AN_ADDRESS)


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/staff/incidents?state=open&page=2", "/staff/incidents?state=open&page=2"),
        ("/staff", "/staff"),
        ("/staff/sign-out", "/staff"),
        ("//evil.example", "/staff"),
        ("https://evil.example/staff", "/staff"),
        ("/staff//evil.example", "/staff"),
        ("/staff\\evil", "/staff"),
        ("/staffing", "/staff"),
        ("javascript:alert(1)", "/staff"),
        ("/staff/x\r\nSet-Cookie: a=b", "/staff"),
        ("", "/staff"),
    ],
)
def test_the_way_back_is_a_page_of_our_own(asked: str, leads_to: str) -> None:
    assert way_back(asked) == leads_to


@given(st.text())
def test_no_address_leads_to_another_host(address: str) -> None:
    back = way_back(address)
    assert back.startswith("/staff")
    assert "//" not in back


def test_an_admin_sees_every_site_others_their_own() -> None:
    assert Member("1", "a", "A", Role.ADMIN, sites=("north",)).scope is None
    assert Member("1", "a", "A", Role.LEAD).scope is None
    lead = Member("1", "a", "A", Role.LEAD, sites=("north",))
    assert lead.sees("north")
    assert not lead.sees("south")
