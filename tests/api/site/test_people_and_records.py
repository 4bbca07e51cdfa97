"""Finding oneself in the directory, earlier visits, and records with their standing."""

from __future__ import annotations

import pytest

from common.ids import new_id
from common.wire import CheckInBody
from tests.api.site.asking import a_check_in, an_incident, raw, refused, waiting
from tests.api.site.running import SiteThread


@pytest.mark.parametrize(
    "query", ["jo", "JOSÉ", "jose mun", "muñoz", "j.munoz@example.org", "B-0042", "mun jos"]
)
def test_people_are_found_by_name_mail_and_badge(site: SiteThread, query: str) -> None:
    person = site.person("José Muñoz Prieto", "j.munoz@example.org", "B-0042")
    site.person("Ana García", "ana@example.org", "B-0043")
    found = site.local().people(query)
    assert [(hit.id, hit.mail_hint) for hit in found] == [(person, "j…@example.org")]


@pytest.mark.parametrize("query", ["", "j", "  ", "B-004", "example.org", "%", "_ñ", "'; drop", "🙂🙂"])
def test_people_are_not_found_by_too_little(site: SiteThread, query: str) -> None:
    site.person("José Muñoz Prieto", "j.munoz@example.org", "B-0042")
    assert site.local().people(query) == []


def test_at_most_six_and_never_a_guest(site: SiteThread) -> None:
    for n in range(8):
        site.person(f"Ana Number{n}")
    kiosk = site.local()
    waiting(kiosk, "Anastasia Guest")
    assert len(kiosk.people("ana")) == 6 and not kiosk.people("anastasia")


def test_agents_see_earlier_visits(site: SiteThread) -> None:
    kiosk, lena, person = site.local(), site.agent("lena"), site.person("Ana García")
    lena.open("1", new_id())
    for service in ("laptop", "phone"):  # who was missed and asks for the same again has the same visit
        place = kiosk.check_in(CheckInBody(id=new_id(), service=service, person=person), new_id())
        lena.call("1", new_id())
        lena.act(place.id, "no-show", new_id())
    kiosk.check_in(CheckInBody(id=new_id(), service="password", person=person), new_id())
    assert lena.call("1", new_id()).earlier_visits == 2
    earlier = lena.earlier_visits(person)
    assert [visit.state for visit in earlier] == ["no_show", "no_show"] and earlier[
        0
    ].full_name == "Ana García"
    refused(404, "not_found", lena.earlier_visits, "nobody")


def test_a_record_is_kept_and_found(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    place = waiting(kiosk)
    body = an_incident(
        visit=place.id, person=place.person, impact=1, urgency=2, description="Línea 1\nLínea 2"
    )
    made = lena.record(body, new_id())
    assert (made.priority, made.standing, made.why, made.desk_number) == (2, "recorded", "", "")
    assert made.incident.agent == "lena" and made.incident.recorded_at is not None
    assert lena.incident(body.id) == made and lena.incidents(kiosk.line().now.date()) == [made]
    assert lena.record(body, new_id()) == made, "the same record under another key is the same record"
    other = body.model_copy(update={"title": "Something else"})
    refused(409, "key_reused", lena.record, other, new_id())
    entries = raw(lena, "GET", "/api/v1/journal", headers={"Accept": "application/json"}).json()["entries"]
    recorded = [entry["data"] for entry in entries if entry["type"] == "IncidentRecorded"]
    assert len(recorded) == 1 and "title" not in recorded[0] and len(recorded[0]["digest"]) == 64


def test_records_about_nobody_and_nothing(site: SiteThread) -> None:
    lena = site.agent("lena")
    refused(404, "unknown_visit", lena.record, an_incident(visit="nothing"), new_id())
    refused(404, "not_found", lena.record, an_incident(person="nobody"), new_id())
    refused(404, "not_found", lena.incident, "nothing")
    refused(403, "forbidden", site.local().record, an_incident(), new_id())
    answer = raw(lena, "POST", "/api/v1/incidents", json={"id": "i", "impact": 9, "title": " \u0000 "})
    assert answer.status_code == 422 and {"impact", "title", "kind"} <= set(answer.json()["data"])


def test_the_journal_names_nobody(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    kiosk.check_in(a_check_in("Quetzalcoatl Unusual", note="secret-note"), new_id())
    lena.record(an_incident(person_name="Quetzalcoatl Unusual", title="secret-title"), new_id())
    page = raw(kiosk, "GET", "/api/v1/journal", headers={"Accept": "application/json"}).json()
    for entry in page["entries"]:
        entry.pop("names")
    for word in ("Quetzalcoatl", "secret-note", "secret-title"):
        assert word not in str(page)
