"""The rules of the line, typed by an admin: read as meant, told back field by field, kept where not shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from common.i18n import Words, languages
from desk.catalogue.forms import read_offer, read_site, service_fields, site_fields
from desk.catalogue.line_forms import NUMBERS, SHOWN, YES_OR_NO
from desk.catalogue.rules import Site
from kiosk.queue.settings import SiteSettings, faults
from kiosk.queue.visits import CallRule
from tests.unit.desk_bookings.sites import office

TAGS = ("en", "es")
LOGINS = {"lena": "id-of-lena", "marco": "id-of-marco"}
CHOSEN: dict[str, Any] = {
    "urgent_credit": 30,
    "most_passed": 0,
    "walk_up_points": 0.5,
    "quick_every": 4,
    "quick_minutes": 2.5,
    "calls_before_no_show": 3,
    "most_on_the_way": 25,
    "closing_work": False,
    "remote_join": True,
    "rule": CallRule.ACCUMULATING,
    "agent_skills": {"id-of-lena": ("printers", "local networks")},
}


def chosen() -> Site:
    site = office()
    first = site.offers[0]
    service = replace(
        first.service, capacity=12, needs=("printers",), prefers=("networks",), agents=2, remote=True
    )
    rules = replace(
        site.rules,
        **CHOSEN,
        quick_counters=site.rules.counters[:1],
        counter_services={site.rules.counters[-1]: (first.service.id,)},
    )
    return replace(site, rules=rules).with_offers((replace(first, service=service), *site.offers[1:]))


def test_every_rule_survives_the_form() -> None:
    site = chosen()
    assert read_site(site_fields(site, TAGS, LOGINS), site, [], TAGS, LOGINS) == (site, {})


def test_every_choice_about_a_service_survives_the_form() -> None:
    site = chosen()
    for offer in site.offers:
        assert read_offer(service_fields(offer, TAGS), site, offer.service.id, TAGS) == (offer, {})


def test_a_form_that_does_not_show_the_rules_keeps_them() -> None:
    site = chosen()
    hidden = {SHOWN, *YES_OR_NO, "quick_counters", "counter_services", "agent_skills"}
    hidden |= {name for group in NUMBERS.values() for name in group}
    shown = {name: text for name, text in site_fields(site, TAGS, LOGINS).items() if name not in hidden}
    assert read_site(shown, site, [], TAGS, LOGINS) == (site, {})
    offer = site.offers[0]
    few = {
        n: t for n, t in service_fields(offer, TAGS).items() if n in ("prefix", "icon", "bookable", "active")
    }
    more = {"name_en": "A", "name_es": "A", "expected_minutes": "5", "slot_minutes": "30", "per_slot": "1"}
    kept, _ = read_offer(few | more, site, offer.service.id, TAGS)
    assert kept is not None
    assert (kept.service.capacity, kept.service.needs, kept.service.remote) == (12, ("printers",), True)


def test_an_empty_box_is_no_bound_and_an_unticked_one_is_no() -> None:
    site = chosen()
    typed = service_fields(site.offers[0], TAGS) | {"capacity": " ", "needs": "", "remote": "", "agents": "1"}
    offer, _ = read_offer(typed, site, site.offers[0].service.id, TAGS)
    assert offer is not None
    service = offer.service
    assert (service.capacity, service.needs, service.remote, service.agents) == (None, (), False, 1)
    fields = site_fields(site, TAGS, LOGINS) | {"remote_join": "", "closing_work": "yes"}
    changed, _ = read_site(fields, site, [], TAGS, LOGINS)
    assert changed is not None
    assert (changed.rules.remote_join, changed.rules.closing_work) == (False, True)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({"urgent_credit": "-1"}, "number"),
        ({"quick_every": "2.5"}, "number"),
        ({"walk_up_points": "0"}, "number"),
        ({"booked_points": "nan"}, "number"),
        ({"calls_before_no_show": "0"}, "number"),
        ({"most_on_the_way": "many"}, "number"),
        ({"quick_counters": "99"}, "no_such_counter"),
        ({"counter_services": "99: laptop"}, "no_such_counter"),
        ({"counter_services": "1: baking"}, "no_such_service"),
        ({"counter_services": "1 laptop"}, "lines"),
        ({"agent_skills": "lena printers"}, "lines"),
        ({"agent_skills": "nobody: printers"}, "nobody"),
        ({"agent_skills": "lena: <b>"}, "skill"),
    ],
)
def test_what_makes_no_sense_is_told_by_field(typed: dict[str, str], code: str) -> None:
    site = office()
    assert read_site(site_fields(site, TAGS, LOGINS) | typed, site, [], TAGS, LOGINS) == (
        None,
        dict.fromkeys(typed, code),
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [({"capacity": "0"}, "number"), ({"capacity": "x"}, "number"), ({"needs": "a, <b>"}, "skill")],
)
def test_what_makes_no_sense_for_a_service_is_told_by_field(typed: dict[str, str], code: str) -> None:
    site = office()
    fields = service_fields(site.offers[0], TAGS) | typed
    assert read_offer(fields, site, site.offers[0].service.id, TAGS) == (None, dict.fromkeys(typed, code))


def test_skills_of_somebody_who_has_gone_are_kept() -> None:
    site = chosen()
    fields = site_fields(site, TAGS, {"marco": "id-of-marco"})
    assert "id-of-lena: printers" in fields["agent_skills"]
    assert read_site(fields, site, [], TAGS, {"marco": "id-of-marco"}) == (site, {})


@pytest.mark.parametrize("end", [0, 1])
def test_whatever_the_form_allows_the_line_can_use(end: int) -> None:
    extreme = {name: ends[end] for group in NUMBERS.values() for name, ends in group.items()}
    assert faults(SiteSettings(**extreme)) == {}  # type: ignore[arg-type]  # mixed values


@pytest.mark.parametrize("language", languages())
def test_every_field_and_fault_has_words(language: str) -> None:
    words = Words(language, ["desk", "staff", "common"])
    for name in [name for group in NUMBERS.values() for name in group] + [*YES_OR_NO, "agent_skills"]:
        assert len(words.say(f"sites-{name.replace('_', '-')}")) > 5
    for code in ("no_such_counter", "no_such_service", "lines", "nobody", "skill"):
        assert words.say(f"staff-fault-{code}").endswith(".")
