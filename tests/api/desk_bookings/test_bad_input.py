"""Whatever comes in gets a clear answer, never a traceback."""

from __future__ import annotations

from typing import Any

import requests

from desk.bookings.booking import MOST_TRIES_AN_HOUR
from tests.api.desk_bookings.phone import Phone

START = "2026-03-03T10:00:00+01:00"
TOKEN_FIELD = 'name="form_token" value="'
FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "name"),
    ({"name": "\u0000\u0007"}, "name"),
    ({"name": "x" * 201}, "name"),
    ({"mail": "no address"}, "mail"),
    ({"mail": "a\u0000@example.org"}, "mail"),
    ({"note": "x" * 501}, "note"),
    ({"start": "2026-03-03T10:00:00"}, "start"),
    ({"start": "yesterday"}, "start"),
    ({"id": "a b"}, "id"),
    ({"language": "<es>"}, "language"),
    ({"more": 1}, "more"),
]
NAMES = ["ن" * 200, "👩🏽‍💻 Zoë", "\u202eevil\u202c", "x" * 200, "O'Neill <b>&amp;", "Ana\u0000\n García"]
BODIES = [(b"{", 422), (b"[" * 30_000, 422), (b"\xff\xfe", 422), (b"null", 422), (b"x" * 70_000, 413)]
NOWHERE = [
    "/api/v1/sites/nowhere/slots?service=laptop&day=2026-03-03",
    "/api/v1/sites/main/slots?service=nothing&day=2026-03-03",
    "/api/v1/sites/main/slots?service=laptop&day=2026-02-30",
    "/api/v1/sites/main/slots?service=laptop&day=9999-12-31",
    "/book/nowhere",
    "/book/main?service=laptop&day=0001-01-01",
    "/book/main?service=laptop&day=9999-12-31",
    "/book/main?service=laptop&start=9999-12-31T23:59:59%2B00:00",
    "/book/main?service=laptop&start=0001-01-01T00:00:00%2B14:00",
    "/book/main?service=%00",
    "/s/%00",
    "/v/M1.bm8.bm8",
    "/v/%F0%9F%98%80",
    "/v/M1..",
    "/v/x/cancel",
    "/v/x/move",
    "/v/x/calendar.ics",
    "/static/..%2Fdesk.css",
    "/static/fonts/..",
]


def test_a_faulty_field_is_named(phone: Phone) -> None:
    for changes, field in FAULTS:
        answer = phone.book(changes.get("start", START), **{k: v for k, v in changes.items() if k != "start"})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), changes
        assert field in answer.json()["data"]


def test_a_time_centuries_away_is_gone(phone: Phone) -> None:
    for start in ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"):
        answer = phone.book(start)
        assert (answer.status_code, answer.json()["code"]) == (409, "slot_gone"), start


def test_names_as_people_have_them(phone: Phone) -> None:
    for hour, name in enumerate(NAMES, 9):
        made = phone.booked(f"2026-03-03T{hour:02}:00:00+01:00", name=name)
        assert made["appointment"]["name"].isprintable() or "\u202e" in name or "👩" in name
        page = phone.session.get(f"{phone.url}/v/{made['pass']}", timeout=20)
        assert page.status_code == 200
        assert "<b>&amp;" not in page.text


def test_bodies_that_are_none(phone: Phone) -> None:
    for body, status in BODIES:
        headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
        answer = phone.session.post(
            f"{phone.url}/api/v1/appointments", data=body, headers=headers, timeout=20
        )
        assert answer.status_code in (status, 400), answer.text
        assert answer.headers["content-type"] == "application/problem+json"


def test_addresses_that_lead_nowhere(phone: Phone) -> None:
    for path in NOWHERE:
        answer = phone.session.get(f"{phone.url}{path}", timeout=20)
        assert answer.status_code in (200, 404, 409, 422), path
        assert "Traceback" not in answer.text


def test_a_form_from_elsewhere_changes_nothing(phone: Phone) -> None:
    made = phone.booked(START)
    address = f"{phone.url}/v/{made['pass']}/cancel"
    page = phone.session.get(address, timeout=20).text
    token = page.partition(TOKEN_FIELD)[2].partition('"')[0]
    assert phone.session.post(address, data={"form_token": "x" * 24}, timeout=20).status_code == 403
    right, cross = {"form_token": token}, {"Sec-Fetch-Site": "cross-site"}
    assert phone.session.post(address, data=right, headers=cross, timeout=20).status_code == 403
    assert requests.post(address, data=right, timeout=20).status_code == 403
    assert phone.session.post(address, data=right, timeout=20).status_code == 200
    assert phone.change(made, "cancel").json()["appointment"]["state"] == "cancelled"


def test_who_fills_in_the_hidden_field_books_nothing(phone: Phone) -> None:
    page = phone.session.get(
        f"{phone.url}/book/main?service=laptop&start=2026-03-03T09:00:00Z", timeout=20
    ).text
    fields = {
        "form_token": page.partition(TOKEN_FIELD)[2].partition('"')[0],
        "website": "https://spam.example",
    }
    fields |= {"id": "x1", "service": "laptop", "start": START, "name": "Bot", "mail": "bot@example.org"}
    assert phone.session.post(f"{phone.url}/book/main", data=fields, timeout=20).status_code == 422
    assert next(slot["free"] for slot in phone.slots() if slot["start"] == START) == 1


def test_a_flood_from_one_address_is_slowed_down(phone: Phone) -> None:
    answers = [phone.book("2020-01-01T10:00:00Z").status_code for _ in range(MOST_TRIES_AN_HOUR + 1)]
    assert answers[:-1] == [409] * MOST_TRIES_AN_HOUR
    assert answers[-1] == 429


def test_answers_protect_their_reader(phone: Phone) -> None:
    headers = phone.session.get(phone.url, timeout=20).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
