"""Whose account claims speak of: never somebody else's, whatever a provider puts into them."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from common.settings import SignOnSection
from desk.staff.accounts import claim, login_in, name_in, role_in, subject_in, told_in
from desk.staff.rules import Role

ISSUER = {"issuer": "https://login.example.org", "client_id": "desk"}


def told(**settings: Any) -> SignOnSection:
    return SignOnSection.model_validate(ISSUER | settings)


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("lena", "lena"),
        (" LENA ", "lena"),
        ("Lena@Example.org", "lena"),
        ("lena@example.net", ""),
        ("lena@example.org.evil.example", ""),
        ("lena@evil.example@example.org", "lena@evil.example"),  # no account can have an @
        ("@example.org", ""),
        ("lena@", ""),
        ("", ""),
        (None, ""),
        (7, ""),
        (["lena"], ""),
        ({"lena": 1}, ""),
    ],
)
def test_a_sign_in_name_is_of_the_organisation_or_nobodys(name: object, login: str) -> None:
    assert login_in({"preferred_username": name}, told(domains=["EXAMPLE.org"])) == login
    if "@" in str(name):
        assert login_in({"preferred_username": name}, told()) == "", "no domain is named: none counts"


def test_an_address_that_nobody_proved_is_nobodys() -> None:
    settings = told(login_claim="email", domains=["example.org"])
    mine = {"email": "lena@example.org"}
    assert login_in(mine, settings) == login_in(mine | {"email_verified": True}, settings) == "lena"
    assert login_in(mine | {"email_verified": False}, settings) == ""
    assert login_in(mine | {"email_verified": "false"}, settings) == ""
    assert login_in({"preferred_username": "lena"}, settings) == ""


def test_the_most_that_somebody_may_do_counts() -> None:
    settings = told(role_claim="groups", roles={"a": "agent", "l": "lead", "x": "admin"})
    for values, role in (
        (["a", "l"], Role.LEAD),
        (["l", "a", "other"], Role.LEAD),
        ("x", Role.ADMIN),
        ("xa", None),
        ([], None),
        (None, None),
        ([["x"], {"x": 1}, 1, None], None),
        ({"x": True}, None),
        ("admin", None),
    ):
        assert role_in({"groups": values}, settings) is role, values


def test_a_claim_is_found_by_its_name_or_the_way_to_it() -> None:
    claims = {"a": {"b": {"c": 1}}, "https://example.org/roles": ["x"], "a.b": 2}
    assert claim(claims, "a.b.c") == 1
    assert claim(claims, "a.b") == 2
    assert claim(claims, "https://example.org/roles") == ["x"]
    assert claim(claims, "a.c") is claim(claims, "a.b.c.d") is claim(claims, "z") is None


def test_a_new_account_has_a_name_that_can_be_shown() -> None:
    assert name_in({"name": " Lena\0\nExample "}, "lena") == "LenaExample"
    assert (
        name_in({"name": "\u202e"}, "lena") == name_in({"name": 7}, "lena") == name_in({}, "lena") == "lena"
    )
    assert len(name_in({"name": "é" * 300}, "lena")) == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "http://login.example.org"},
        {"issuer": "ftp://127.0.0.1"},
        {"issuer": "login.example.org"},
        {"issuer": "http://localhost.example.org"},
        {"client_id": ""},
        {"scopes": ["profile"]},
        {"issuer": "", "passwords": False},
        {"role_claim": "groups"},
        {"roles": {"x": "owner"}},
        {"new_accounts": "yes"},
    ],
)
def test_settings_that_would_let_nobody_in_or_everybody_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        told(**wrong)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"iss": "https://login.example.org"},
        {"iss": "https://login.example.org", "sub": ""},
        {"iss": "https://login.example.org", "sub": 7},
        {"iss": "https://login.example.org", "sub": "x" * 256},
        {"iss": "https://login.example.org", "sub": "a\0b"},
        {"iss": None, "sub": "7"},
        {"iss": "", "sub": "7"},
    ],
)
def test_claims_that_name_nobody_for_ever_name_nobody(claims: dict[str, Any]) -> None:
    assert subject_in(claims) is None


def test_an_id_is_taken_to_the_letter() -> None:
    found = {subject_in({"iss": "https://login.example.org", "sub": sub}) for sub in ("Ab", "ab", " ab", "ä")}
    assert len(found - {None}) == 4


@pytest.mark.parametrize(
    ("claims", "told"),
    [
        ({"preferred_username": "lena", "email": "l@example.org"}, "lena"),
        ({"preferred_username": " \0 ", "email": "l@example.org"}, "l@example.org"),
        ({"email": 7, "name": "Lena"}, "Lena"),
        ({}, ""),
        ({"name": "x" * 300}, "x" * 200),
    ],
)
def test_what_somebody_is_called_can_be_read(claims: dict[str, Any], told: str) -> None:
    assert told_in(claims, SignOnSection.model_validate(ISSUER)) == told
