"""An admin keeps services and sites; a lead sees the messages; what is wrong is said beside its field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from desk import feed
from desk.catalogue import forms, store
from desk.catalogue.rules import Site
from desk.engine import sqlite_url
from desk.messages import store as outbox
from desk.messages.store import Mail
from desk.staff.rules import Role
from kiosk.queue.codec import settings_from_json
from kiosk.queue.settings import SiteSettings, Span
from tests.fixtures.desks import NOON, RunningDesk, running_desk
from tests.web.staff.forms import Fields, Visitor

TAGS = ("en", "es")
BOXES = ("always", "active", "bookable")


@pytest.fixture(params=["sqlite", "postgres"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningDesk]:
    on_file = request.param == "sqlite"
    url = sqlite_url(tmp_path / "desk.db") if on_file else request.getfixturevalue("postgres_url")
    with running_desk(url, tmp_path) as running:
        running.staff("boss", Role.ADMIN)
        running.staff("ines", Role.LEAD)
        yield running


@pytest.fixture
def boss(desk: RunningDesk) -> Iterator[Visitor]:
    made = Visitor(desk.url)
    made.sign_in("boss")
    yield made
    made.close()


def site(desk: RunningDesk, name: str = "main") -> Site:
    with desk.database.read() as connection:
        found = store.site_of(connection, name)
    assert found is not None
    return found


def told(desk: RunningDesk, name: str = "main") -> SiteSettings:
    """The settings as the site's feed has them."""
    with desk.database.read() as connection:
        items = [item for item in feed.items_after(connection, name, 0) if item.kind == "settings"]
    assert len(items) == 1
    return settings_from_json(items[0].body)


def fields(given: dict[str, str], **typed: str) -> Fields:
    """A form's fields with other ones laid over; a box that is not ticked is not sent."""
    merged: dict[str, Any] = given | typed
    return {
        name: value for name, value in merged.items() if value or name not in ("always", "active", "bookable")
    }


def test_a_service_is_changed_and_the_site_is_told(desk: RunningDesk, boss: Visitor) -> None:
    boss.get("/staff/services/main/laptop")
    known = forms.service_fields(site(desk).offers[0], TAGS)
    boss.post(
        "/staff/services/main/laptop", fields(known, name_en="Computer", slot_minutes="20", per_slot="3")
    )
    assert boss.path == "/staff/services?done=service-saved"
    assert "The service is saved" in boss.text and "every 20 min, 3 places" in boss.text
    assert told(desk).services[0].names == {"en": "Computer", "es": "Portátil"}
    boss.get("/api/v1/sites/main/slots?service=laptop&day=2026-03-03")
    assert boss.answer.json()[0]["free"] == 3


def test_the_list_shows_the_short_names_that_the_rules_use(boss: Visitor) -> None:
    assert ">laptop</span>" in boss.get("/staff/services").text


def test_a_service_is_added_and_another_taken_off(desk: RunningDesk, boss: Visitor) -> None:
    boss.get("/staff/services/main/new")
    assert 'name="prefix" type="text" value="C"' in boss.text
    known = forms.service_fields(site(desk).offers[0], TAGS)
    new = fields(known, id="printer", name_en="Printer", name_es="Impresora", prefix="c", icon="printer")
    boss.post("/staff/services/main/new", new)
    assert [s.id for s in told(desk).services] == ["laptop", "phone", "printer"]
    boss.get("/staff/services/main/phone").post(
        "/staff/services/main/phone", fields(known, prefix="B", active="")
    )
    assert [s.id for s in told(desk).services if s.active] == ["laptop", "printer"]
    assert "Phone" not in boss.get("/book/main").text


def test_a_faulty_service_is_not_saved_and_nothing_typed_is_lost(desk: RunningDesk, boss: Visitor) -> None:
    boss.get("/staff/services/main/laptop")
    known = forms.service_fields(site(desk).offers[0], TAGS)
    boss.post("/staff/services/main/laptop", fields(known, prefix="B", name_es="", slot_minutes="soon"))
    assert boss.status == 422
    assert 'id="prefix-fault"' in boss.text and "Another service has this letter already" in boss.text
    assert 'value="soon"' in boss.text
    assert told(desk).services[0].prefix == "A"


def test_hours_of_a_site_are_changed_and_shown(desk: RunningDesk, boss: Visitor) -> None:
    boss.get("/staff/sites/main")
    known = forms.site_fields(site(desk), TAGS)
    typed = fields(known, always="", hours_0="9-13, 14:30-18", exceptions="2026-03-03", late_grace="15")
    boss.post("/staff/sites/main", typed)
    assert boss.path == "/staff/sites?done=site-saved"
    hours = told(desk).hours
    assert hours.spans(date(2026, 3, 9)) == (Span(time(9), time(13)), Span(time(14, 30), time(18)))
    assert hours.spans(date(2026, 3, 3)) == ()
    assert told(desk).late_grace == 15
    assert "Closed now. Opens today at 14:30" in boss.get("/s/main").text


def test_faulty_hours_are_told_beside_their_day(desk: RunningDesk, boss: Visitor) -> None:
    boss.get("/staff/sites/main")
    typed = fields(forms.site_fields(site(desk), TAGS), always="", hours_1="18-9", exceptions="never")
    boss.post("/staff/sites/main", typed)
    assert boss.status == 422
    assert 'id="hours_1-fault"' in boss.text and 'id="exceptions-fault"' in boss.text
    assert told(desk).hours.always


def test_the_rules_of_the_line_are_changed_and_the_site_is_told(desk: RunningDesk, boss: Visitor) -> None:
    boss.get("/staff/sites/main")
    assert "Who is next" in boss.text and 'name="closing_work" value="yes" checked' in boss.text
    known = forms.site_fields(site(desk), TAGS)
    typed = fields(
        known,
        rule="accumulating",
        most_passed="3",
        remote_join="yes",
        closing_work="",
        agent_skills="boss: printers",
        counter_services="1: laptop",
    )
    boss.post("/staff/sites/main", typed)
    assert boss.path == "/staff/sites?done=site-saved"
    rules = told(desk)
    assert (rules.rule.value, rules.most_passed, rules.remote_join, rules.closing_work) == (
        "accumulating",
        3,
        True,
        False,
    )
    assert list(rules.agent_skills.values()) == [("printers",)]
    assert rules.counter_services == {"1": ("laptop",)}
    assert "boss: printers" in boss.get("/staff/sites/main").text
    boss.get("/staff/services/main/laptop")
    service = forms.service_fields(site(desk).offers[0], TAGS)
    boss.post("/staff/services/main/laptop", fields(service, capacity="8", needs="printers", agents="2"))
    laptop = told(desk).services[0]
    assert (laptop.capacity, laptop.needs, laptop.agents) == (8, ("printers",), 2)


def test_rules_that_make_no_sense_are_told_beside_their_field(desk: RunningDesk, boss: Visitor) -> None:
    boss.get("/staff/sites/main")
    known = forms.site_fields(site(desk), TAGS)
    boss.post("/staff/sites/main", fields(known, agent_skills="ghost: printers", most_passed="-1"))
    assert boss.status == 422
    for name in ("agent_skills", "most_passed"):
        assert f'id="{name}-fault"' in boss.text and f'href="#{name}"' in boss.text, "said on top, too"
    assert "ghost: printers" in boss.text and told(desk).agent_skills == {}


def test_a_new_site_learns_everything(desk: RunningDesk, boss: Visitor) -> None:
    boss.get("/staff/sites/new")
    boss.post("/staff/sites/new", fields(forms.site_fields(site(desk), TAGS), id="north", name_en="North"))
    assert boss.path == "/staff/sites?done=site-saved"
    with desk.database.read() as connection:
        kinds = [item.kind for item in feed.items_after(connection, "north", 0)]
    assert {"settings", "categories", "keys", "agent"} <= set(kinds)
    assert "North" in boss.get("/").text


def test_only_an_admin_may(desk: RunningDesk) -> None:
    lead = Visitor(desk.url)
    lead.sign_in("ines")
    for path in ("/staff/services", "/staff/services/main/laptop", "/staff/sites", "/staff/sites/new"):
        assert lead.get(path).status == 403
    lead.get("/staff/outbox").post("/staff/sites/new", {"id": "x"})
    assert lead.status == 403
    lead.close()
    nobody = Visitor(desk.url)
    assert nobody.get("/staff/services").path.startswith("/staff/sign-in")
    nobody.close()


def test_the_outbox_shows_what_was_not_sent_and_sends_it_again(desk: RunningDesk) -> None:
    mail = Mail("booked", "a1", "ana@example.org", "en", "<b>Your appointment</b>", "Hello\n<i>Ana</i>")
    with desk.database.begin() as connection:
        made = outbox.put_out(connection, mail, NOON)
        claimed = outbox.claim(connection, NOON)
        assert claimed is not None
        outbox.note_failed(connection, claimed, NOON, "the mail server did not take it")
    lead = Visitor(desk.url)
    lead.sign_in("ines")
    assert "the mail server did not take it" in lead.get("/staff/outbox?state=waiting").text
    assert "&lt;i&gt;Ana" in lead.get(f"/staff/outbox/{made}").answer.text
    lead.post(f"/staff/outbox/{made}/again", {})
    assert "on its way again" in lead.text
    with desk.database.begin() as connection:
        assert outbox.claim(connection, NOON) is not None
    lead.close()
