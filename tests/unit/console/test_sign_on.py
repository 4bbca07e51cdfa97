"""What the browser may bring a console, by whatever program on the machine it is brought."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from agent_console.presenters.sign_on import WHYS, Asked, Brought, brought_by
from common.console_sign_on import challenge_of, mark_of, port_in
from common.i18n import Words, languages
from desk.sign_on.rules import ask_in
from desk.staff.sign_on import STATUS

ASKED = Asked("main", "https://desk.example.org", 49152, "v" * 64, "s" * 43)


def head(target: str, method: str = "GET", host: str = "127.0.0.1:49152", more: str = "") -> bytes:
    return f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{more}Accept: */*".encode(
        "utf-8", "surrogateescape"
    )


def answer(**fields: str) -> str:
    told = {"state": ASKED.state} | fields
    return "/?" + "&".join(f"{name}={value}" for name, value in told.items())


def test_the_address_is_one_that_the_desk_takes() -> None:
    assert ASKED.address.startswith("https://desk.example.org/staff/sign-on/console?")
    told = {name: values[0] for name, values in parse_qs(urlsplit(ASKED.address).query).items()}
    ask = ask_in(
        told["site"],
        told["redirect_uri"],
        told["state"],
        told["code_challenge"],
        told["code_challenge_method"],
    )
    assert ask is not None
    assert (ask.site, ask.port) == ("main", 49152)
    assert port_in(ASKED.redirect_uri) == 49152
    assert ASKED.verifier not in ASKED.address
    assert mark_of(told["code_challenge"]) == ASKED.mark


def test_each_attempt_has_secrets_of_its_own() -> None:
    one, other = (Asked.new("main", "https://desk.example.org/", 49152) for _ in range(2))
    assert len({one.verifier, one.state, other.verifier, other.state}) == 4
    assert 43 <= len(one.verifier) <= 128
    assert one.address.startswith("https://desk.example.org/staff/")


def test_the_letters_can_be_read_aloud() -> None:
    marks = {mark_of(challenge_of(str(number))) for number in range(300)}
    assert len(marks) == 300
    assert not set("".join(marks)) & set("IO01L")
    assert {len(mark) for mark in marks} == {7}


def test_a_code_for_this_attempt_is_taken() -> None:
    assert brought_by(head(answer(code="abc-_9")), ASKED) == Brought(code="abc-_9")
    assert ASKED.next_page(Brought(code="abc")) == "https://desk.example.org/staff/sign-on/console/done"
    no = Brought(why="cancelled")
    assert ASKED.next_page(no) == "https://desk.example.org/staff/sign-on/console/done?cancelled=1"
    stopped = "https://desk.example.org/staff/sign-on/failed?why=stopped&at=console"
    assert ASKED.next_page(Brought(why="stopped")) == stopped


@pytest.mark.parametrize(
    "request_head",
    [
        b"",
        b"GET",
        b"\x16\x03\x01\x02\x00",
        b"\xff\xfe" * 50,
        head("/favicon.ico"),
        head("/"),
        head("/?"),
        head("/?code=x"),
        head("/?code=x&state="),
        head("/?code=x&state=" + "x" * 43),
        head("/?code=x&state=%F0%9F%90%A6"),
        head(answer(code="x"), method="POST"),
        head("http://127.0.0.1:49152" + answer(code="x")),
        head("//evil" + answer(code="x")),
        head(answer(code="x"), host="evil.example:49152"),
        head(answer(code="x"), host="127.0.0.1:49152.evil.example"),
        head(answer(code="x"), host="localhost:49152"),
        head(answer(code="x"), more="Host: evil.example\r\n"),
        head(answer(code="x") + "&state=" + ASKED.state),
        head(answer(code="x", a="1", b="2", c="3", d="4")),
    ],
)
def test_anything_else_is_nobodys_matter(request_head: bytes) -> None:
    assert brought_by(request_head, ASKED) is None


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"error": "cancelled"}, "cancelled"),
        ({"error": "stopped", "code": "x"}, "stopped"),
        ({"error": "<script>"}, "wrong"),
        ({"error": "../../evil"}, "wrong"),
        ({}, "wrong"),
        ({"code": "x" * 101}, "wrong"),
        ({"code": "%C3%A9"}, "wrong"),
    ],
)
def test_why_nobody_is_signed_in_is_one_of_the_known_reasons(fields: dict[str, str], why: str) -> None:
    assert brought_by(head(answer(**fields)), ASKED) == Brought(why=why)


def test_every_reason_of_the_desk_has_words_at_the_console() -> None:
    assert set(STATUS) | {"cancelled"} == WHYS
    for language in languages():
        words = Words(language, ["console"])
        for why in WHYS:
            assert words.say(Brought(why=why).words)
