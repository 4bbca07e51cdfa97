"""Booking, moving and calling off over HTTP: one place once, one answer to a repeat, the site is told."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from common import passes
from common.ids import new_id
from desk import feed
from desk.messages import store as outbox
from desk.passes import store as keys
from desk.people import store as people
from tests.api.desk_bookings.phone import Phone
from tests.fixtures.desks import NOON, RunningDesk

START = "2026-03-03T10:00:00+01:00"
HIDDEN = ("form_token", "id", "service", "start")


def fed(desk: RunningDesk, kind: str) -> list[dict[str, Any]]:
    """What the feed tells "main" of a kind, the oldest first."""
    with desk.database.read() as connection:
        return [item.body for item in feed.items_after(connection, "main", 0) if item.kind == kind]


def free(phone: Phone, start: str = START) -> int:
    return next(int(slot["free"]) for slot in phone.slots() if slot["start"] == start)


def test_sites_and_slots(phone: Phone) -> None:
    sites = phone.session.get(f"{phone.url}/api/v1/sites", timeout=20).json()
    assert [site["id"] for site in sites] == ["main", "north"]
    assert [service["id"] for service in sites[0]["services"]] == ["laptop", "phone"]
    today = phone.slots("2026-03-02")
    assert today[0]["start"] == "2026-03-02T13:30:00+01:00"  # it is one o'clock in Madrid
    assert len(phone.slots("2026-03-29")) == 46  # the day of 23 hours
    assert phone.slots("2026-05-30") == []  # farther ahead than can be booked


def test_a_booking_gives_a_pass_that_the_site_can_check(desk: RunningDesk, phone: Phone) -> None:
    made = phone.booked(START, note="No arranca")
    appointment = made["appointment"]
    assert made["page_url"] == f"http://desk.example/v/{made['pass']}"
    assert len(made["code"]) == 6
    told = {key: base64.b64decode(raw) for key, raw in fed(desk, "keys")[-1].items()}
    content = passes.verify(made["pass"], told, "main", NOON)
    assert (content.appointment, content.service) == (appointment["id"], "laptop")
    assert content.start == datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    assert content.expires == datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
    assert fed(desk, "appointment") == [appointment]
    assert fed(desk, "person")[-1]["id"] == appointment["person"] == content.person


def test_a_place_that_is_taken_is_refused_with_the_next_free_ones(phone: Phone) -> None:
    phone.booked(START)
    refused = phone.book(START, name="Benito")
    assert refused.status_code == 409
    problem = refused.json()
    assert problem["code"] == "slot_taken"
    assert refused.headers["content-type"] == "application/problem+json"
    assert [slot["start"][11:16] for slot in problem["free"]] == ["10:30", "11:00", "11:30"]
    assert phone.book("2026-03-03T10:07:00+01:00").json()["code"] == "slot_gone"
    assert phone.book("2026-03-01T10:00:00+01:00").json()["code"] == "slot_gone"


def test_another_service_has_places_of_its_own(phone: Phone) -> None:
    phone.booked(START)
    phone.booked(START, service="phone")
    phone.booked(START, site="north")


def test_a_repeat_gets_the_first_answer(desk: RunningDesk, phone: Phone) -> None:
    key, appointment = new_id(), new_id()
    first = phone.book(START, key, id=appointment)
    again = phone.book(START, key, id=appointment)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["appointment"] == again.json()["appointment"]
    other = phone.book(START, key, id=appointment, name="Benito")
    assert (other.status_code, other.json()["code"]) == (409, "key_reused")
    assert phone.book(START, None).json()["code"] == "key_missing"
    with desk.database.read() as connection:
        assert len(outbox.newest(connection)) == 1
    assert len(fed(desk, "appointment")) == 1


def test_a_refusal_is_asked_anew(phone: Phone) -> None:
    made = phone.booked(START)
    key, appointment = new_id(), new_id()
    assert phone.book(START, key, id=appointment).status_code == 409
    assert phone.change(made, "cancel").status_code == 200
    assert phone.book(START, key, id=appointment).status_code == 201


def test_an_id_that_another_booking_has_is_refused(phone: Phone) -> None:
    made = phone.booked(START)
    later = phone.book("2026-03-03T11:00:00+01:00", id=made["appointment"]["id"])
    assert later.json()["code"] == "key_reused"


def test_cancelling_frees_the_place_and_can_be_repeated(desk: RunningDesk, phone: Phone) -> None:
    made = phone.booked(START)
    assert free(phone) == 0
    assert phone.change(made, "cancel").json()["appointment"]["state"] == "cancelled"
    assert phone.change(made, "cancel").status_code == 200
    assert free(phone) == 1
    assert [a["state"] for a in fed(desk, "appointment")] == ["cancelled"]
    with desk.database.read() as connection:
        assert [m.mail.kind for m in outbox.newest(connection)] == ["cancelled", "booked"]


def test_moving_takes_the_new_place_and_gives_the_old_one_back(desk: RunningDesk, phone: Phone) -> None:
    made = phone.booked(START)
    later = "2026-03-04T15:30:00+01:00"
    moved = phone.change(made, "move", start=later)
    assert moved.status_code == 200
    assert moved.json()["appointment"]["id"] == made["appointment"]["id"]
    assert moved.json()["code"] == made["code"]
    assert free(phone) == 1
    assert phone.book(later).json()["code"] == "slot_taken"
    assert phone.change(made, "move", start=later).status_code == 200  # a repeat, with the old pass too
    assert len(fed(desk, "appointment")) == 1
    with desk.database.read() as connection:
        assert [m.mail.kind for m in outbox.newest(connection)] == ["moved", "booked"]


def test_moving_to_a_taken_place_keeps_the_old_one(phone: Phone) -> None:
    made = phone.booked(START)
    phone.booked("2026-03-03T11:00:00+01:00", name="Benito")
    refused = phone.change(made, "move", start="2026-03-03T11:00:00+01:00")
    assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")
    assert free(phone) == 0


def test_only_its_own_pass_changes_an_appointment(phone: Phone) -> None:
    mine = phone.booked(START)
    other = phone.booked("2026-03-03T11:00:00+01:00", name="Benito")
    for text in (other["pass"], mine["pass"][:-4] + "AAAA", "M1.x.y", mine["code"], "\u202e"):
        refused = phone.change(mine | {"pass": text}, "cancel")
        assert (refused.status_code, refused.json()["code"]) == (409, "pass_forged"), text


def test_what_has_begun_cannot_be_changed(desk: RunningDesk, phone: Phone) -> None:
    made = phone.booked(START)
    desk.clock.at = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    for answer in (phone.change(made, "cancel"), phone.change(made, "move", start=START)):
        assert answer.json()["code"] == "too_late_to_change"


def test_the_same_mail_is_the_same_person(desk: RunningDesk, phone: Phone) -> None:
    one = phone.booked(START)["appointment"]
    two = phone.booked("2026-03-03T11:00:00+01:00", mail="ANA@example.org", name="A. García")["appointment"]
    assert one["person"] == two["person"]
    with desk.database.read() as connection:
        person = people.get(connection, one["person"])
    assert person is not None and (person.name, person.guest) == ("Ana García", True)


def test_a_new_key_signs_and_the_old_one_still_counts(desk: RunningDesk, phone: Phone) -> None:
    old = phone.booked(START)
    with desk.database.begin() as connection:
        keys.rotate(connection, NOON, NOON + timedelta(days=40))
    new = phone.booked("2026-03-03T11:00:00+01:00")
    told = {key: base64.b64decode(raw) for key, raw in fed(desk, "keys")[-1].items()}
    used = {passes.verify(made["pass"], told, "main", NOON).key for made in (old, new)}
    assert len(used) == 2
    assert phone.change(old, "cancel").status_code == 200
    with desk.database.begin() as connection:
        keys.rotate(connection, NOON + timedelta(days=41), NOON + timedelta(days=80))
        assert len(keys.public_keys(connection)) == 2


def test_the_journal_tells_who_came_and_who_did_not(desk: RunningDesk, phone: Phone) -> None:
    from desk.bookings import store

    times = ("10:00", "11:00", "12:00", "13:00")
    came, missed, off, never = (
        phone.booked(f"2026-03-03T{hour}:00+01:00")["appointment"]["id"] for hour in times
    )
    with desk.database.begin() as connection:
        found = store.get(connection, off)
        assert found is not None
        happened = [
            ("VisitCheckedIn", {"visit": "v", "appointment": came}),
            ("VisitCheckedIn", {"visit": missed, "appointment": missed}),
            ("VisitMissed", {"visit": missed}),
            ("VisitCancelled", {"visit": off}),
            ("DayEnded", {"at": "2026-03-03T23:00:00Z"}),
        ]
        store.note_outcomes(connection, "north", happened, NOON)
        assert store.get(connection, came) == store.get(connection, came)
        store.note_outcomes(connection, "main", happened, NOON)
        states = [found.state for each in (came, missed, never) if (found := store.get(connection, each))]
    assert states == ["kept", "missed", "missed"]


def test_a_form_that_is_sent_twice_books_once(desk: RunningDesk, phone: Phone) -> None:
    address = f"{phone.url}/book/main"
    page = phone.session.get(f"{address}?service=laptop&start=2026-03-03T09:00:00Z", timeout=20).text
    values = {name: page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in HIDDEN}
    form = values | {"name": "Ana García", "mail": "ana@example.org", "note": ""}
    pages = [phone.session.post(address, data=form, timeout=20) for _ in range(2)]
    assert [page.status_code for page in pages] == [200, 200]
    assert len(fed(desk, "appointment")) == 1
    # Who goes back and changes something makes another booking, and this place is taken.
    again = phone.session.post(address, data=form | {"name": "Benito"}, timeout=20)
    assert again.status_code == 409
    assert "10:30" in again.text
