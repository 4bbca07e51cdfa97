"""A member of staff gives a calendar, the desk reads it over real HTTP, and slots follow."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import requests
import sqlalchemy as sa

from common.ids import new_id
from desk.calendars import store
from desk.calendars.reading import Reader
from desk.calendars.store import Calendar
from desk.staff import store as staff
from tests.api.desk_calendars.servers import Answering, Feed, Radicale, calendar, event
from tests.fixtures.desks import NOON, RunningDesk
from tests.web.staff.forms import Fields, Visitor

SECONDLY = "RRULE:FREQ=SECONDLY"
AFTERNOON = event("20260302T130000Z", "20260302T140000Z")


def free(desk: RunningDesk, day: str = "2026-03-02") -> dict[str, int]:
    """Places left by the time of day in Madrid."""
    asked = {"service": "laptop", "day": day}
    answer = requests.get(f"{desk.url}/api/v1/sites/main/slots", asked, timeout=20)
    assert answer.status_code == 200, answer.text
    return {datetime.fromisoformat(slot["start"]).strftime("%H:%M"): slot["free"] for slot in answer.json()}


def held(desk: RunningDesk) -> Calendar:
    with desk.database.read() as connection:
        lena = staff.account_by_login(connection, "lena")
        assert lena is not None
        found = store.get(connection, lena.member.id)
    assert found is not None
    return found


def give(lena: Visitor, url: str) -> None:
    lena.post("/staff/calendar", {"kind": "feed", "url": url})
    assert lena.status == 200, lena.text


def test_a_feed_blocks_slots_and_no_title_is_kept(
    desk: RunningDesk, lena: Visitor, reader: Reader, feed: Feed
) -> None:
    feed.answering = Answering(calendar(AFTERNOON).encode())
    assert free(desk)["14:00"] == 1
    give(lena, feed.url)
    assert "Not read yet" in lena.text
    assert reader.run_due() == 1
    found = free(desk)
    assert (found["13:30"], found["14:00"], found["14:30"], found["15:00"]) == (1, 0, 0, 1)
    page = lena.get("/staff/calendar").text
    assert "You are busy once" in page
    assert "127.0.0.1" in page
    assert "private-abc123" not in page
    with desk.database.read() as connection:
        for table in sa.inspect(connection).get_table_names():
            rows = connection.execute(sa.text(f'select * from "{table}"')).all()
            assert "Dentist" not in str(rows), table
    refused = book(desk, "2026-03-02T14:00:00+01:00")
    assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")
    assert book(desk, "2026-03-02T15:00:00+01:00").status_code == 201


def book(desk: RunningDesk, start: str) -> requests.Response:
    body = {"id": new_id(), "site": "main", "service": "laptop", "start": start, "name": "Ana Example"}
    headers = {"Idempotency-Key": body["id"]}
    return requests.post(f"{desk.url}/api/v1/appointments", json=body, headers=headers, timeout=20)


def test_unchanged_is_not_read_again_and_forgetting_frees_the_time(
    desk: RunningDesk, lena: Visitor, reader: Reader, feed: Feed
) -> None:
    feed.answering = Answering(calendar(AFTERNOON).encode(), etag='"v1"')
    give(lena, feed.url)
    reader.run_due()
    assert reader.run_due() == 0  # not before five minutes are over
    desk.clock.forward(timedelta(minutes=6))
    assert reader.run_due() == 1
    assert [each.get("if-none-match") for each in feed.seen] == [None, '"v1"']
    assert free(desk)["14:00"] == 0
    assert held(desk).read_at == desk.clock.now()
    lena.post("/staff/calendar/remove", {})
    assert "forgotten" in lena.text
    assert free(desk)["14:00"] == 1
    desk.clock.forward(timedelta(hours=1))
    assert reader.run_due() == 0


def test_what_an_unchanged_calendar_says_of_days_that_come_into_reach_is_asked_for(
    desk: RunningDesk, lena: Visitor, reader: Reader, feed: Feed
) -> None:
    late = event("20260415T080000Z", "20260415T090000Z", "e-2")
    feed.answering = Answering(calendar(late).encode(), etag='"v1"')
    give(lena, feed.url)
    reader.run_due()
    for _ in range(20):
        desk.clock.forward(timedelta(days=1))
        assert reader.run_due() == 1
    assert free(desk, "2026-04-15")["10:00"] == 0
    assert sum("if-none-match" not in each for each in feed.seen) in (2, 3)


@pytest.mark.parametrize(
    ("answering", "fault", "words"),
    [
        (Answering(b"<html>Please sign in</html>"), "no_calendar", "ends in .ics"),
        (Answering(b"", status=404), "gone", "any more"),
        (Answering(b"", status=401), "sign_in", "password was not accepted"),
        (Answering(b"", status=503), "refused", "try again by ourselves"),
        (Answering(b"X" * 10_000_000), "too_large", "too large"),
        (Answering(calendar(AFTERNOON).encode(), drip=True), "too_slow", "took too long"),
        (Answering(calendar(AFTERNOON).encode(), short=500), "unreachable", "broke off"),
        (Answering(calendar(AFTERNOON).encode()[:-40]), "unreadable", "damaged"),
        (Answering(b"", status=302, headers={"Location": "/again"}), "redirects", "without an end"),
        (Answering(b"", status=302, headers={"Location": "file:///etc/passwd"}), "no_address", "complete"),
        (
            Answering(gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"}),
            "too_large",
            "too large",
        ),
        (
            Answering(calendar(event("20260302T130000Z", "20260302T140000Z", "e-1", SECONDLY)).encode()),
            "too_much",
            "repeats too often",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_goes_wrong_is_told_and_blocks_nothing(
    desk: RunningDesk, lena: Visitor, reader: Reader, feed: Feed, answering: Answering, fault: str, words: str
) -> None:
    feed.answering = answering
    give(lena, feed.url)
    assert reader.run_due() == 1
    assert held(desk).fault == fault
    assert words in lena.get("/staff/calendar").text
    assert free(desk)["14:00"] == 1
    assert reader.run_due() == 0
    feed.answering = Answering(calendar(AFTERNOON).encode())
    lena.post("/staff/calendar/read", {})
    reader.run_due()
    assert held(desk).fault == ""
    assert free(desk)["14:00"] == 0


def test_a_server_that_is_away_leaves_what_was_known_for_a_day(
    desk: RunningDesk, lena: Visitor, reader: Reader, feed: Feed
) -> None:
    week = event("20260302T130000Z", "20260302T140000Z", "e-1", "RRULE:FREQ=DAILY")
    feed.answering = Answering(calendar(week).encode())
    give(lena, feed.url)
    reader.run_due()
    feed.answering = Answering(status=500)
    desk.clock.forward(timedelta(hours=20))
    reader.run_due()
    assert free(desk, "2026-03-03")["14:00"] == 0
    lena.sign_in("lena")
    assert "counts for a day" in lena.get("/staff/calendar").text
    desk.clock.forward(timedelta(hours=5))
    assert free(desk, "2026-03-04")["14:00"] == 1


def test_an_answer_for_the_calendar_before_changes_nothing(
    desk: RunningDesk, lena: Visitor, reader: Reader, feed: Feed
) -> None:
    """Somebody gives another calendar while the first is being read."""
    give(lena, feed.url)
    with desk.database.begin() as connection:
        first = store.claim(connection, NOON)
        assert first is not None
        assert store.claim(connection, NOON) is None  # kept from other readers
    give(lena, f"{feed.url}?other")
    with desk.database.begin() as connection:
        version = store.Version('"v1"')
        assert not store.note_reading(connection, first, [], version, NOON, NOON, NOON)
        assert not store.note_fault(connection, first, "gone", NOON, NOON)
    assert (held(desk).fault, held(desk).etag) == ("", "")


def test_internal_addresses_are_for_those_whom_the_settings_allow(
    desk: RunningDesk, lena: Visitor, feed: Feed
) -> None:
    give(lena, feed.url)
    strict = Reader(replace(desk.desk, webhooks_private=False))
    assert strict.run_due() == 1
    assert held(desk).fault == "private"
    assert feed.seen == []


@pytest.mark.parametrize(
    "url", ["", "ftp://calendars.example.org/a.ics", "https://ana:secret@calendars.example.org/"]
)
def test_what_is_no_address_is_said_at_once(desk: RunningDesk, lena: Visitor, url: str) -> None:
    lena.post("/staff/calendar", {"kind": "feed", "url": url})
    assert lena.status == 422
    assert "not a complete address" in lena.text
    lena.post("/staff/calendar", {"kind": "caldav", "url": url, "user": "ana", "password": ""})
    assert "Please fill this in." in lena.text


def test_the_address_of_a_subscription_is_one_of_https(desk: RunningDesk, lena: Visitor) -> None:
    give(lena, "webcal://calendars.example.org/a.ics")
    assert held(desk).url == "https://calendars.example.org/a.ics"


def test_caldav_at_the_real_radicale(desk: RunningDesk, lena: Visitor, reader: Reader, dav: Radicale) -> None:
    dav.put("one", calendar(AFTERNOON))
    weekly = event("20260303T080000Z", "20260303T083000Z", "e-2", "RRULE:FREQ=WEEKLY")
    dav.put("two", calendar(weekly))
    given: Fields = {"kind": "caldav", "url": dav.url, "user": "lena"}
    lena.post("/staff/calendar", given | {"password": "wrong"})
    reader.run_due()
    page = lena.get("/staff/calendar").text
    assert "The name or the password was not accepted. Please enter both again" in page
    assert free(desk)["14:00"] == 1
    assert held(desk).next_at == NOON + timedelta(hours=1)
    lena.post("/staff/calendar", given | {"password": "counter-demo"})
    reader.run_due()
    assert held(desk).fault == ""
    assert free(desk)["14:00"] == free(desk, "2026-03-03")["09:00"] == free(desk, "2026-03-10")["09:00"] == 0
    assert "counter-demo" not in lena.get("/staff/calendar").text
    mark = held(desk).etag
    desk.clock.forward(timedelta(minutes=6))
    reader.run_due()
    assert (held(desk).etag, held(desk).read_at) == (mark, desk.clock.now())
    dav.remove("one")
    desk.clock.forward(timedelta(minutes=6))
    reader.run_due()
    assert free(desk)["14:00"] == 1
    assert free(desk, "2026-03-10")["09:00"] == 0


def test_the_address_of_the_server_is_not_that_of_a_calendar(
    desk: RunningDesk, lena: Visitor, reader: Reader, dav: Radicale
) -> None:
    fields: Fields = {"kind": "caldav", "user": "lena", "password": "counter-demo"}
    lena.post("/staff/calendar", {**fields, "url": f"{dav.root}/lena/"})
    reader.run_due()
    assert held(desk).fault == "no_collection"
