"""Skills, agents' own services, and counters for certain services."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import takes, unskilled
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Code
from kiosk.queue.settings import Service
from kiosk.queue.visits import VisitState
from tests.unit.queue.room import Room, settings

S = VisitState

SERVICES = (
    Service("laptop", "A", {"en": "Laptop"}, expected_minutes=10),
    Service("phone", "B", {"en": "Phone"}, expected_minutes=3),
    Service("sign", "C", {"en": "Sign language"}, needs=("sign",)),
    Service("repair", "D", {"en": "Repair"}, needs=("tools", "safety"), prefers=("years",)),
)
SKILLS = {"ines": ("sign",), "marco": ("tools",), "noor": ("tools", "safety", "years")}


def workshop(**changes: Any) -> Room:
    """Four services, two of which need skills."""
    return Room(settings(**{"services": SERVICES, "agent_skills": SKILLS, **changes}))


@pytest.mark.parametrize(
    ("agent", "service", "may"),
    [
        ("lena", "laptop", True),
        ("lena", "sign", False),
        ("ines", "sign", True),
        ("ines", "repair", False),
        ("marco", "repair", False),  # one of two skills is not enough
        ("noor", "repair", True),
        ("nobody", "laptop", True),
        ("nobody", "withdrawn long ago", True),
    ],
)
def test_every_skill_that_a_service_needs_is_needed(agent: str, service: str, may: bool) -> None:
    room = workshop()
    assert room.line.settings.serves(agent, service) is may
    assert room.line.settings.skilled(agent, service) is may
    assert (unskilled(room.line, agent, service) is None) is may


def test_own_services_narrow_what_an_agent_is_given_but_not_what_they_know() -> None:
    room = workshop(agent_services={"noor": ("laptop",)})
    assert not room.line.settings.serves("noor", "repair")
    assert room.line.settings.skilled("noor", "repair")


def test_preferred_skills_are_a_wish() -> None:
    site = workshop().line.settings
    assert site.prefers("noor", "repair")
    assert not site.prefers("marco", "repair") and not site.prefers("noor", "laptop")
    assert not site.prefers("noor", "withdrawn long ago")


@pytest.mark.parametrize(
    ("counter", "service", "may"),
    [
        ("1", "laptop", True),
        ("1", "phone", True),
        ("2", "laptop", True),
        ("2", "phone", False),
        ("3", "phone", True),  # three minutes are quick
        ("3", "laptop", False),
    ],
)
def test_a_counter_may_be_for_certain_services_or_for_quick_ones(
    counter: str, service: str, may: bool
) -> None:
    room = workshop(counter_services={"2": ("laptop", "repair")}, quick_counters=("3",))
    assert takes(room.line, counter, "lena", service) is may


def test_a_counter_without_services_of_its_own_takes_all() -> None:
    room = workshop(counter_services={"1": ()})
    assert takes(room.line, "1", "lena", "phone")


def test_counter_and_skill_must_both_fit() -> None:
    room = workshop(counter_services={"1": ("sign",)})
    assert takes(room.line, "1", "ines", "sign")
    assert not takes(room.line, "1", "lena", "sign")
    assert not takes(room.line, "1", "ines", "laptop")


def held_in(room: Room, service: str) -> None:
    """A visit for `service`, held by an agent who knows how."""
    agent = {"sign": "ines", "repair": "noor"}.get(service, "lena")
    room.check_in("v", service)
    room.open("1", agent)
    room.next("1", agent)
    room.do(c.Start("v", agent))
    room.do(c.Hold("v", agent))


def test_who_lacks_a_skill_does_not_resume_the_visitor_of_who_has_it() -> None:
    room = workshop()
    held_in(room, "repair")
    room.open("2", "marco")
    assert room.no(c.Resume("v", "marco")) is Code.LACKS_SKILL
    assert room.data_of(c.Resume("v", "marco")) == {"service": "repair"}
    room.do(c.Resume("v", "noor"))
    assert room.state("v") is S.SERVING


def test_a_counter_for_other_services_does_not_keep_a_held_visitor_from_being_resumed() -> None:
    room = workshop(counter_services={"2": ("phone",)})
    held_in(room, "laptop")
    room.open("2", "marco")
    assert room.do(c.Resume("v", "marco")).events == (e.VisitResumed(room.now, "v", "2", "marco"),)


def test_a_skill_that_is_taken_away_does_not_end_what_was_begun() -> None:
    room = workshop()
    room.check_in("v", "sign")
    room.open("1", "ines")
    room.next("1", "ines")
    room.do(c.ApplySettings(settings(services=SERVICES)))
    room.do(c.Start("v", "ines"))
    assert isinstance(room.do(c.Finish("v", "ines")), Decided)


def test_an_agent_is_given_only_visitors_whom_they_know_how_to_serve() -> None:
    room = workshop()
    room.check_in("signs", "sign")
    room.wait(1).check_in("repairs", "repair")
    room.open("1", "lena")
    assert room.no(c.CallNext("1", "lena")) is Code.NOBODY_WAITING
    room.open("2", "noor")
    assert room.next("2", "noor").id == "repairs"
    room.open("3", "ines")
    assert room.next("3", "ines").id == "signs"


def test_a_visitor_is_sent_on_to_a_service_that_the_sender_does_not_know() -> None:
    room = workshop()
    room.somebody(S.SERVING)
    room.do(c.Transfer("v", "lena", "sign"))
    assert (room.state("v"), room.line.visits["v"].service) == (S.WAITING, "sign")
    assert room.no(c.CallNext("1", "lena")) is Code.NOBODY_WAITING
