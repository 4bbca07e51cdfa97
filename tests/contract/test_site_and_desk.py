"""The site's sync against the real desk: journal and records go up, the feed comes down, each once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from common.ids import new_id
from common.passes import Pass, sign
from common.wire import AppointmentOut, CheckInBody, PersonRecord
from desk import feed
from desk.passes import store as desk_passes
from desk.staff.rules import Role
from desk.sync import store as desk_sync
from kiosk.queue.chain import first_break
from kiosk.queue.codec import settings_to_json
from kiosk.site.verify import check
from tests.api.site.asking import an_incident, refused, waiting
from tests.api.site.running import SiteThread
from tests.fixtures.desks import NOON, PASSWORD, RunningDesk, sample_site, served

Open = Callable[..., SiteThread]
PATIENCE_SECONDS = 15.0


def until(true: Callable[[], bool]) -> None:
    """Wait for something that happens by itself."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, "it did not happen"
        threading.Event().wait(0.02)


def in_step(site: SiteThread) -> None:
    """Wait until site and desk have told each other everything."""
    kiosk = site.client("")
    until(
        lambda: (
            (d := kiosk.healthz()["desk"])["in_touch"] and d["behind_entries"] == 0 and d["feed_sequence"] > 0
        )
    )


def tell(desk: RunningDesk, kind: str, key: str, body: dict[str, object]) -> None:
    with desk.database.begin() as connection:
        feed.publish(connection, "main", kind, key, body)


def heard(desk: RunningDesk, site: SiteThread) -> None:
    """Wait until the site has taken everything that the desk told so far."""
    with desk.database.read() as connection:
        head = feed.head(connection, "main")
    until(lambda: site.site.desk.feed_sequence >= head)


def appointment(minutes: int = 10, **more: object) -> AppointmentOut:
    start = NOON + timedelta(minutes=minutes)
    fields = {"id": new_id(), "site": "main", "service": "laptop", "start": start, "state": "booked"}
    person = {"person": new_id(), "name": "Ana García", "mail": "ana@example.org", "note": "Screen is dark"}
    return AppointmentOut.model_validate(
        fields | person | {"end": start + timedelta(minutes=15), "code": "AB12CD"} | more
    )


def pass_for(desk: RunningDesk, booked: AppointmentOut, site: str = "main", hours: int = 24) -> str:
    with desk.database.begin() as connection:
        desk_passes.ensure(connection, NOON)
        key, private = desk_passes.signing_key(connection)
        desk_passes.tell_site(connection, "main")
    expires = booked.start + timedelta(hours=hours)
    content = Pass(key, site, booked.id, booked.service, booked.start, booked.end, expires, booked.person)
    return sign(content, private)


def test_the_journal_arrives_whole(desk: RunningDesk, open_site_of: Open) -> None:
    site = open_site_of(desk.url, desk.token())
    in_step(site)
    for n in range(30):
        waiting(site.local(), f"Guest {n}")
    in_step(site)
    with desk.database.read() as connection:
        copied = desk_sync.entries_after(connection, "main", 0)
    assert first_break(copied) is None and copied[-1].hash == check(site.database).head
    assert len(copied) == site.local().line().sequence


def test_settings_agents_people_and_categories_come_down(desk: RunningDesk, open_site_of: Open) -> None:
    desk.staff("lena", Role.AGENT, ("main",))
    with desk.database.begin() as connection:
        from desk.staff import store as desk_staff

        desk_staff.tell_site(connection, "main")
    site = open_site_of(desk.url, desk.token())
    tell(desk, "person", "p1", PersonRecord(id="p1", name="José Muñoz", badge="B-7").model_dump())
    tell(
        desk,
        "categories",
        "categories",
        {"tree": [{"id": "hw", "names": {"en": "Hardware"}, "children": []}]},
    )
    in_step(site)
    heard(desk, site)
    about = site.local().site()
    assert about.settings == settings_to_json(sample_site("main").rules)
    assert [node.id for node in about.categories] == ["hw"] and about.desk_in_touch
    assert [person.id for person in site.local().people("b-7")] == [] != site.local().people("B-7")
    assert site.client("").sign_in("lena", PASSWORD).name == "Lena Example"


def test_records_reach_the_desk_once_and_say_so(desk: RunningDesk, open_site_of: Open) -> None:
    site = open_site_of(desk.url, desk.token())
    in_step(site)
    lena = site.agent("lena")
    body = an_incident()
    lena.record(body, new_id())
    until(lambda: lena.incident(body.id).standing == "at_desk")
    assert lena.incident(body.id).desk_number != ""


def test_cut_off_and_back(desk: RunningDesk, open_site_of: Open) -> None:
    """The desk goes away, the site goes on, and afterwards the desk holds everything once."""
    token = desk.token()
    with served(desk.desk) as url:
        site = open_site_of(url, token)
        in_step(site)
    lena = site.agent("lena")
    lena.open("1", new_id())
    until(lambda: not site.local().site().desk_in_touch)
    place = waiting(site.local())
    lena.call("1", new_id())
    body = an_incident(visit=place.id)
    assert lena.record(body, new_id()).standing == "recorded"
    assert site.client("").healthz()["desk"]["behind_entries"] >= 3
    site.stop()
    again = open_site_of(desk.url, token)
    in_step(again)
    lena = again.client(lena.token)
    until(lambda: lena.incident(body.id).standing == "at_desk")
    with desk.database.read() as connection:
        copied = desk_sync.entries_after(connection, "main", 0)
    assert first_break(copied) is None
    assert sum(entry.type == "IncidentRecorded" for entry in copied) == 1


def test_an_appointment_by_code_and_by_pass(desk: RunningDesk, open_site_of: Open) -> None:
    site = open_site_of(desk.url, desk.token())
    booked, other = appointment(), appointment(20, code="ZZ99ZZ", name="Luis Pérez")
    text = pass_for(desk, booked)
    for one in (booked, other):
        tell(desk, "appointment", one.id, one.model_dump(mode="json"))
    in_step(site)
    heard(desk, site)
    kiosk = site.local()
    shown = kiosk.check_pass(f"https://desk.example/v/{text}")
    assert (shown.appointment, shown.first_name, shown.verified_offline) == (booked.id, "Ana", False)
    place = kiosk.check_in(CheckInBody.model_validate({"id": new_id(), "pass": text}), new_id())
    assert (place.id, place.service, place.booked_for) == (booked.id, "laptop", booked.start)
    assert place.follow_url == f"{desk.url}/v/{text}" and not place.verified_offline
    assert site.agent("lena").visit(place.id).note == "Screen is dark"
    again = kiosk.check_in(CheckInBody.model_validate({"id": new_id(), "pass": text}), new_id())
    assert again.existing and again.number == place.number
    assert kiosk.check_pass("zz99-zz").first_name == "Luis"
    refused(409, "pass_unreadable", kiosk.check_pass, "QQ11QQ")


def test_a_pass_that_nobody_has_heard_of_is_good_without_the_desk(
    desk: RunningDesk, open_site_of: Open
) -> None:
    site = open_site_of(desk.url, desk.token())
    booked = appointment()
    text = pass_for(desk, booked)
    in_step(site)
    heard(desk, site)
    kiosk = site.local()
    assert kiosk.check_pass(text).verified_offline
    place = kiosk.check_in(CheckInBody.model_validate({"id": new_id(), "pass": text}), new_id())
    assert place.verified_offline and place.booked_for == booked.start
    tell(desk, "appointment", booked.id, booked.model_dump(mode="json"))
    heard(desk, site)
    assert kiosk.visit(place.id).number == place.number, "the news does not make a second visit"
    assert len([v for v in kiosk.line().line["visits"] if v["appointment"] == booked.id]) == 1


def test_bad_passes_each_have_their_own_code(desk: RunningDesk, open_site_of: Open) -> None:
    site = open_site_of(desk.url, desk.token())
    cancelled, later, old, served_one = appointment(), appointment(600), appointment(-300), appointment()
    texts = [pass_for(desk, one) for one in (cancelled, later)]
    tell(
        desk,
        "appointment",
        cancelled.id,
        cancelled.model_copy(update={"state": "cancelled"}).model_dump(mode="json"),
    )
    expired, foreign = pass_for(desk, old, hours=1), pass_for(desk, later, site="north")
    used = pass_for(desk, served_one)
    in_step(site)
    heard(desk, site)
    kiosk, lena = site.local(), site.agent("lena")
    kiosk.check_in(CheckInBody.model_validate({"id": new_id(), "pass": used}), new_id())
    lena.open("1", new_id())
    visit = lena.call("1", new_id()).id
    lena.act(visit, "start", new_id())
    lena.act(visit, "finish", new_id())
    head, _, signature = texts[1].rpartition(".")
    forged = f"{head}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    for text, code in [
        (texts[0], "pass_cancelled"),
        (texts[1], "pass_too_early"),
        (expired, "pass_expired"),
        (foreign, "pass_wrong_site"),
        (used, "pass_used"),
        (forged, "pass_forged"),
        ("M1.nonsense", "pass_unreadable"),
        ("https://example.org/", "pass_unreadable"),
    ]:
        refused(409, code, kiosk.check_pass, text)
        body = CheckInBody.model_validate({"id": new_id(), "pass": text})
        refused(409, code, kiosk.check_in, body, new_id())


def test_somebody_who_is_erased_leaves_no_name(desk: RunningDesk, open_site_of: Open) -> None:
    site = open_site_of(desk.url, desk.token())
    tell(desk, "person", "p1", PersonRecord(id="p1", name="Quetzalcoatl Unusual").model_dump())
    in_step(site)
    heard(desk, site)
    kiosk, lena = site.local(), site.agent("lena")
    body = CheckInBody(id="v1", service="laptop", person="p1", note="very-secret")
    place = kiosk.check_in(body, "key-1")
    tell(desk, "erase_person", "p1", {"id": "p1"})
    heard(desk, site)
    assert (
        lena.visit("v1").full_name == "" == lena.visit("v1").note and kiosk.visit("v1").number == place.number
    )
    assert kiosk.people("quetzal") == []
    in_step(site)
    site.stop()
    for file in (site.folder / "site").glob("journal.db"):
        assert b"Quetzalcoatl" not in file.read_bytes() and b"very-secret" not in file.read_bytes()
    assert check(site.database).good


@pytest.mark.expect_log("feed_item_refused")
def test_an_item_that_makes_no_sense_does_not_hold_up_the_rest(desk: RunningDesk, open_site_of: Open) -> None:
    site = open_site_of(desk.url, desk.token())
    tell(desk, "person", "p1", {"id": "p1"})
    tell(desk, "weather", "w", {"sky": "blue"})
    tell(desk, "person", "p2", PersonRecord(id="p2", name="Ana García").model_dump())
    in_step(site)
    heard(desk, site)
    assert [hit.id for hit in site.local().people("ana")] == ["p2"]
