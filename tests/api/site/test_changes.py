"""What agents change over HTTP: marks, services, colleagues, reserved visits, pauses, and going home."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from common.clients.site import SiteClient
from common.ids import new_id
from common.wire import AppointmentOut, CheckInBody, VisitOut
from common.wire_changes import PauseBody
from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import Because, ChosenReason, Mark, Presence, Remaining
from kiosk.site.appointments import put_appointment
from tests.api.site.asking import a_check_in, raw, refused, waiting
from tests.api.site.running import SiteThread


def change(site: SiteThread, **fields: Any) -> SiteSettings:
    """The site's settings with some fields changed, also those of services (`laptop={"agents": 2}`)."""
    now = site.site.published.line.settings
    of_service = {s.id: fields.pop(s.id) for s in now.services if s.id in fields}
    services = tuple(replace(s, **of_service.get(s.id, {})) for s in now.services)
    made = replace(now, services=services, **fields)
    site.apply(made)
    return made


def serving(agent: SiteClient, counter: str = "1") -> VisitOut:
    """Open the counter, call the next one, begin."""
    agent.open(counter, new_id())
    called = agent.call(counter, new_id())
    return agent.act(called.id, "start", new_id())


# Marks and presence


def test_a_mark_is_set_by_an_agent_and_taken_back(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    first, second = waiting(kiosk), waiting(kiosk, "Luis Pérez")
    assert lena.mark(second.id, (Mark.URGENT,), new_id()).marks == (Mark.URGENT,)
    lena.open("1", new_id())
    called = lena.call("1", new_id())
    assert (called.id, called.because, called.reason) == (second.id, Because.URGENT, None)
    assert lena.mark(first.id, (), new_id()).marks == ()
    refused(403, "forbidden", kiosk.mark, first.id, (Mark.VIP,), new_id())
    refused(404, "unknown_visit", lena.mark, "nobody", (Mark.VIP,), new_id())
    assert raw(lena, "POST", f"/api/v1/visits/{first.id}/marks", json={"marks": ["royal"]}).status_code == 422


def test_a_kiosk_may_say_accessibility_and_only_that(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    taken = kiosk.check_in(a_check_in(marks=["accessibility"]), new_id())
    assert taken.marks == (Mark.ACCESSIBILITY,)
    for more in (
        {"marks": ["urgent"]},
        {"marks": ["vip"]},
        {"presence": "remote"},
        {"presence": "on_the_way"},
    ):
        refused(403, "forbidden", kiosk.check_in, a_check_in("Luis Pérez", **more), new_id())
    urgent = lena.check_in(a_check_in("Luis Pérez", marks=["urgent", "vip"]), new_id())
    assert urgent.marks == (Mark.URGENT, Mark.VIP)


def test_a_visit_by_phone_needs_a_service_that_is_given_by_phone(site: SiteThread) -> None:
    lena = site.agent("lena")
    refused(409, "not_remote", lena.check_in, a_check_in(presence="remote"), new_id())
    change(site, laptop={"remote": True})
    called = lena.check_in(a_check_in(presence="remote"), new_id())
    assert called.presence is Presence.REMOTE
    refused(409, "not_remote", lena.transfer, called.id, "phone", new_id())


def test_who_is_on_the_way_arrives_at_the_kiosk(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    refused(409, "no_remote_join", lena.check_in, a_check_in(presence="on_the_way"), new_id())
    change(site, remote_join=True)
    coming = lena.check_in(a_check_in(presence="on_the_way"), new_id())
    assert coming.presence is Presence.ON_THE_WAY
    lena.open("1", new_id())
    refused(409, "nobody_waiting", lena.call, "1", new_id())
    refused(409, "not_here_yet", lena.call, "1", new_id(), coming.id, ChosenReason.OTHER)
    assert kiosk.act(coming.id, "arrive", new_id()).presence is Presence.HERE
    assert lena.call("1", new_id()).id == coming.id


# Groups


def test_a_group_has_one_visit_and_its_known_people_one_place_each(site: SiteThread) -> None:
    kiosk, lena, luis = site.local(), site.agent("lena"), site.person("Luis Pérez")
    group = kiosk.check_in(a_check_in(people=4, companions=[luis]), new_id())
    assert (group.people, group.companions) == (4, ()), "a kiosk does not hear who else"
    assert lena.visit(group.id).companions == (luis,)
    again = kiosk.check_in(a_check_in(guest=None, person=luis), new_id())
    assert again.existing and again.id == group.id
    refused(404, "not_found", kiosk.check_in, a_check_in(companions=["nobody"]), new_id())
    for people in (0, 51):
        answer = raw(kiosk, "POST", "/api/v1/visits", json={"id": "g", "service": "laptop", "people": people})
        assert answer.status_code == 422 and "people" in answer.json()["data"]


# What was agreed at booking


def booked(site: SiteThread, **agreed: Any) -> str:
    """The code of an appointment in five minutes, as the desk would tell it."""
    start = site.site.clock.now() + timedelta(minutes=5)
    told = AppointmentOut.model_validate(
        {
            "id": new_id(),
            "site": "main",
            "service": "laptop",
            "start": start,
            "end": start + timedelta(minutes=10),
            "state": "booked",
            "person": new_id(),
            "name": "Ana García",
            "code": "KMRT42",
            **agreed,
        }
    )
    with site.writing() as connection:
        put_appointment(connection, told)
    return told.code


def test_a_visit_has_what_was_agreed_when_it_was_booked(site: SiteThread) -> None:
    site.agent("marco")
    code = booked(site, marks=["vip"], people=3, further=["phone"], reserved_for="marco")
    body = CheckInBody.model_validate({"id": new_id(), "pass": code, "marks": ["accessibility"]})
    visit = site.local().check_in(body, new_id())
    assert visit.marks == (Mark.ACCESSIBILITY, Mark.VIP)
    assert (visit.people, visit.further, visit.reserved_for) == (3, ("phone",), "marco")


def test_nobody_is_refused_for_what_cannot_be_had_any_more(site: SiteThread) -> None:
    site.agent("marco")
    code = booked(site, further=["haircut", "phone"], reserved_for="marco")
    change(site, agent_services={"marco": ("phone",)}, phone={"active": False})
    visit = site.local().check_in(CheckInBody.model_validate({"id": new_id(), "pass": code}), new_id())
    assert (visit.further, visit.reserved_for) == ((), None)


# Several services


def test_several_services_in_one_visit(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    place = kiosk.check_in(a_check_in(further=["phone"]), new_id())
    assert place.further == ("phone",)
    serving(lena)
    assert lena.add_service(place.id, "password", new_id()).further == ("phone", "password")
    following = lena.finish(place.id, "laptop", new_id())
    assert (following.state, following.service, following.further) == ("serving", "phone", ("password",))
    again = lena.finish(place.id, "laptop", new_id())
    assert again.service == "phone", "a second press does not end the next matter"
    lena.act(place.id, "finish", new_id())
    assert lena.finish(place.id, "password", new_id()).state == "done"
    refused(409, "wrong_state", lena.add_service, place.id, "phone", new_id())
    refused(404, "unknown_service", kiosk.check_in, a_check_in("Luis Pérez", further=["haircut"]), new_id())


def test_what_an_agent_does_not_serve_waits_in_the_line(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    change(site, agent_services={"lena": ("laptop",)})
    place = kiosk.check_in(a_check_in(further=["phone"]), new_id())
    serving(lena)
    after = lena.act(place.id, "finish", new_id())
    assert (after.state, after.service, after.number, after.agent) == ("waiting", "phone", place.number, None)


# Reserved and handed over


def test_a_visit_is_reserved_for_an_agent(site: SiteThread) -> None:
    kiosk, lena, marco = site.local(), site.agent("lena"), site.agent("marco")
    place = waiting(kiosk)
    assert lena.reserve(place.id, "marco", new_id()).reserved_for == "marco"
    lena.open("1", new_id())
    marco.open("2", new_id())
    refused(409, "nobody_waiting", lena.call, "1", new_id())
    assert lena.reserve(place.id, None, new_id()).reserved_for is None
    assert lena.call("1", new_id()).id == place.id
    handed = lena.transfer(place.id, "laptop", new_id(), to_agent="marco")
    assert (handed.state, handed.reserved_for) == ("waiting", "marco")
    assert lena.transfer(place.id, "laptop", new_id(), to_agent="marco").reserved_for == "marco"
    assert marco.call("2", new_id()).id == place.id
    refused(404, "not_found", lena.reserve, place.id, "nobody", new_id())
    refused(404, "not_found", marco.transfer, place.id, "phone", new_id(), to_agent="nobody")
    refused(403, "forbidden", kiosk.reserve, place.id, "marco", new_id())


def test_somebody_asks_at_check_in_for_an_agent(site: SiteThread) -> None:
    kiosk = site.local()
    site.agent("marco")
    assert kiosk.check_in(a_check_in(reserved_for="marco"), new_id()).reserved_for == "marco"
    refused(404, "not_found", kiosk.check_in, a_check_in("Eva Ruiz", reserved_for="nobody"), new_id())


def test_skills_are_asked_for(site: SiteThread) -> None:
    kiosk, lena, marco = site.local(), site.agent("lena"), site.agent("marco")
    change(site, laptop={"needs": ("tools",)}, agent_skills={"marco": ("tools",)})
    place = waiting(kiosk)
    lena.open("1", new_id())
    marco.open("2", new_id())
    refused(409, "nobody_waiting", lena.call, "1", new_id())
    refused(409, "lacks_skill", lena.call, "1", new_id(), place.id, ChosenReason.OTHER)
    assert refused(409, "lacks_skill", marco.reserve, place.id, "lena", new_id()) == {"service": "laptop"}
    assert marco.call("2", new_id()).id == place.id


# Colleagues


def test_a_visit_that_takes_two(site: SiteThread) -> None:
    kiosk, lena, marco = site.local(), site.agent("lena"), site.agent("marco")
    change(site, laptop={"agents": 2})
    place, other = waiting(kiosk), waiting(kiosk, "Luis Pérez", "phone")
    serving(lena)
    marco.open("2", new_id())
    helped = marco.call("2", new_id())
    assert (helped.id, helped.agent, helped.colleagues, helped.counter) == (place.id, "lena", ("marco",), "1")
    back = marco.open("2", new_id())
    assert back.visit is None and back.helping is not None and back.helping.id == place.id
    refused(409, "agent_busy", marco.call, "2", new_id())
    refused(409, "counter_in_use", marco.close, "2", new_id())
    assert marco.act(place.id, "withdraw", new_id()).colleagues == ()
    assert marco.join(place.id, "2", new_id()).colleagues == ("marco",)
    refused(409, "wrong_state", lena.act, place.id, "withdraw", new_id())
    assert lena.act(place.id, "finish", new_id()).colleagues == ()
    assert marco.call("2", new_id()).id == other.id
    refused(409, "wrong_state", lena.join, place.id, "1", new_id())
    refused(403, "forbidden", kiosk.join, other.id, "1", new_id())


# Back to the line


def test_back_to_the_line_and_back_after_a_no_show(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    place = waiting(kiosk)
    lena.open("1", new_id())
    lena.call("1", new_id())
    assert lena.act(place.id, "put-back", new_id()).state == "waiting"
    lena.call("1", new_id())
    lena.act(place.id, "no-show", new_id())
    back = lena.act(place.id, "come-back", new_id())
    assert (back.state, back.number, back.due_at) == ("waiting", place.number, place.due_at)
    for action in ("put-back", "come-back", "withdraw"):
        refused(403, "forbidden", kiosk.act, place.id, action, new_id())


# Pauses


def test_check_in_is_paused_with_a_message_and_reopened(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    message = {"en": "Back at noon", "es": "Volvemos a mediodía"}
    paused = lena.pause(PauseBody(services=("laptop",), message=message), new_id())
    assert paused.paused == kiosk.pauses().paused == {"laptop": message}
    said = refused(409, "check_in_paused", kiosk.check_in, a_check_in(language="es"), new_id())
    assert said["message"] == "Volvemos a mediodía"
    waiting(kiosk, "Luis Pérez", "phone")
    assert lena.pause(PauseBody(message={}), new_id()).paused.keys() == {"laptop", ""}
    refused(409, "check_in_paused", kiosk.check_in, a_check_in("Eva Ruiz", "phone"), new_id())
    assert lena.reopen((), new_id()).paused == {}
    waiting(kiosk)


def test_who_may_pause_what(site: SiteThread) -> None:
    kiosk, lena = site.local(), site.agent("lena")
    refused(403, "forbidden", kiosk.pause, PauseBody(), new_id())
    refused(403, "forbidden", kiosk.reopen, (), new_id())
    refused(404, "unknown_service", lena.pause, PauseBody(services=("haircut",)), new_id())
    answer = raw(lena, "POST", "/api/v1/pauses", json={"message": {"EN": "x"}})
    assert answer.status_code == 422
    assert lena.reopen((), new_id()).paused == {}


def test_a_pause_that_is_sent_twice_is_answered_twice_and_written_once(site: SiteThread) -> None:
    lena, key = site.agent("lena"), new_id()
    body = PauseBody(services=("phone",), message={"en": "Soon"})
    first = lena.pause(body, key)
    written = lena.line().sequence
    assert lena.pause(body, key) == first
    assert lena.line().sequence == written


# Going home


@pytest.mark.parametrize(("people", "state"), [(Remaining.KEEP, "waiting"), (Remaining.SEND_HOME, "left")])
def test_the_last_agent_says_what_becomes_of_those_who_wait(
    site: SiteThread, people: Remaining, state: str
) -> None:
    kiosk, lena, marco = site.local(), site.agent("lena"), site.agent("marco")
    place = waiting(kiosk)
    lena.open("1", new_id())
    marco.open("2", new_id())
    assert marco.close("2", new_id()).agent == "", "the other one serves them"
    assert refused(409, "people_waiting", lena.close, "1", new_id()) == {"count": "1"}
    assert lena.close("1", new_id(), people).agent == ""
    assert kiosk.visit(place.id).state == state


# Repeats


CHANGES: list[tuple[str, Callable[[SiteClient, str, str], VisitOut]]] = [
    ("VisitMarked", lambda lena, visit, key: lena.mark(visit, (Mark.VIP,), key)),
    ("VisitReserved", lambda lena, visit, key: lena.reserve(visit, "lena", key)),
    ("ServiceAdded", lambda lena, visit, key: lena.add_service(visit, "phone", key)),
    ("VisitTransferred", lambda lena, visit, key: lena.transfer(visit, "phone", key, to_agent="lena")),
]


@pytest.mark.parametrize(("event", "ask"), CHANGES)
@pytest.mark.parametrize("same_key", [True, False])
def test_a_change_that_is_asked_for_twice_happens_once(
    site: SiteThread, event: str, ask: Callable[[SiteClient, str, str], VisitOut], same_key: bool
) -> None:
    lena, key = site.agent("lena"), new_id()
    place = waiting(site.local())
    first = ask(lena, place.id, key)
    again = ask(lena, place.id, key if same_key else new_id())
    assert again == first
    page = raw(lena, "GET", "/api/v1/journal?after=0", headers={"Accept": "application/json"}).json()
    assert [entry["type"] for entry in page["entries"]].count(event) == 1
