"""How tools are called, and which addresses a browser may be sent to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from common.outside import OutsideOut, called, web_address

AT = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("connector", "name"),
    [
        ("rt", "RT"),
        ("servicenow", "ServiceNow"),
        ("north", "North"),
        ("site_desk", "Site desk"),
        ("otrs-2", "Otrs 2"),
        ("itm", "ITM"),
    ],
)
def test_a_connector_is_called_as_people_call_it(connector: str, name: str) -> None:
    assert called(connector) == name


@pytest.mark.parametrize(
    "url", ["http://rt.local:8081/Ticket/Display.html?id=7", "https://desk.example/a%20b"]
)
def test_addresses_of_the_web_are_opened(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "smb://host/share",
        "data:text/html,hi",
        "https://",
        "//desk.example/a",
        "https://desk.example/\na",
        'https://desk.example/"onclick',
        "http://[broken",
        "https://desk.example/" + "a" * 2000,
    ],
)
def test_others_are_not(url: str) -> None:
    assert web_address(url) == ""


def test_a_tool_s_words_are_shown_on_one_line_and_not_at_any_length() -> None:
    told = {"connector": "rt", "state": "new", "at": AT}
    odd = OutsideOut.model_validate(
        told | {"number": " 4\x007\n", "raw_state": "é" * 500, "later": "unknown"}
    )
    assert (odd.number, len(odd.raw_state), odd.name) == ("4 7", 200, "RT 4 7")
    assert OutsideOut.model_validate(told).name == ""
    for wrong in ({"state": "odd"}, {"attention": "<b>"}, {"connector": "\n"}, {"at": "yesterday"}):
        with pytest.raises(ValidationError):
            OutsideOut.model_validate(told | wrong)
