"""Checking in over HTTP: walk-ups, guests, people of the directory; one place a person."""

from __future__ import annotations

import pytest

from common.clients.errors import ApiRefused
from common.ids import new_id
from common.wire import CheckInBody, Guest
from kiosk.queue.visits import CallAs
from tests.api.site.asking import a_check_in
from tests.api.site.running import SiteThread


def test_a_walk_up_gets_a_number_and_a_place(site: SiteThread) -> None:
    kiosk = site.local()
    first = kiosk.check_in(a_check_in(), new_id())
    second = kiosk.check_in(a_check_in("Luis Pérez"), new_id())
    other = kiosk.check_in(a_check_in("Eva Ruiz", service="phone"), new_id())
    assert (first.number, second.number, other.number) == ("A001", "A002", "B001")
    assert (first.state, first.ahead, second.ahead) == ("waiting", 0, 1)
    assert first.name == "Ana" and first.full_name == "" and not first.existing
    assert kiosk.visit(second.id).number == "A002"


def test_nobody_on_duty_means_no_promise_and_an_agent_makes_one(site: SiteThread) -> None:
    kiosk, agent = site.local(), site.agent("lena")
    assert kiosk.check_in(a_check_in(), new_id()).high_minutes is None
    agent.open("1", new_id())
    told = kiosk.check_in(a_check_in("Luis Pérez"), new_id())
    assert told.high_minutes is not None and told.told_high_minutes is not None


def test_one_place_a_person(site: SiteThread) -> None:
    kiosk, person = site.local(), site.person("Ana García")
    first = kiosk.check_in(CheckInBody(id=new_id(), service="laptop", person=person), new_id())
    again = kiosk.check_in(CheckInBody(id=new_id(), service="phone", person=person), new_id())
    assert again.existing and not first.existing
    assert (again.id, again.number) == (first.id, first.number)


def test_the_number_that_a_cut_off_kiosk_gave_out_counts_though_the_site_had_given_one(
    site: SiteThread,
) -> None:
    kiosk, agent = site.local(), site.agent("lena")
    own = f"{kiosk.site().series}01"
    body = a_check_in(call_as=CallAs.NUMBER)
    assert kiosk.check_in(body, new_id()).number == "A001", "this answer is lost; the kiosk prints its own"
    later = kiosk.check_in(body.model_copy(update={"number": own}), new_id())
    assert (later.id, later.number, later.name) == (body.id, own, own)
    agent.open("1", new_id())
    assert agent.call("1", new_id()).number == own


@pytest.mark.parametrize(
    ("call_as", "said"), [(CallAs.FIRST_NAME, "Ana"), (CallAs.INITIALS, "A. G."), (CallAs.NUMBER, "A001")]
)
def test_the_room_hears_what_the_visitor_chose(site: SiteThread, call_as: CallAs, said: str) -> None:
    assert site.local().check_in(a_check_in(call_as=call_as), new_id()).name == said


def test_agents_see_name_and_note_others_do_not(site: SiteThread) -> None:
    kiosk, agent = site.local(), site.agent("lena")
    place = kiosk.check_in(a_check_in(note="It \x00 does\x07 not start"), new_id())
    seen = agent.visit(place.id)
    assert (seen.full_name, seen.note) == ("Ana García", "It  does not start")
    assert kiosk.visit(place.id).full_name == "" == kiosk.visit(place.id).note


LONG = "Ñandú " * 33
NAMES = ["Zoë 👩🏽‍💻 O’Neill", "عبد الله بن محمد", "מרים כהן", LONG[:200], "👍🏽", "\u202eevil\u202c Name"]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_kept_as_written(site: SiteThread, name: str) -> None:
    place = site.local().check_in(CheckInBody(id=new_id(), service="other", guest=Guest(name=name)), new_id())
    assert site.agent("lena").visit(place.id).full_name == Guest(name=name).name
    assert place.name, "something can be said for everybody, at least the number"
    assert len(place.name) <= 40


def test_a_name_of_201_characters_is_too_long(site: SiteThread) -> None:
    answer = site.local()._session.post(
        f"{site.url}/api/v1/visits",
        json={"id": "a", "service": "other", "guest": {"name": "x" * 201}},
        headers=site.local().headers() | {"Idempotency-Key": "k"},
    )
    assert answer.status_code == 422 and "guest.name" in answer.json()["data"]


def test_unknown_people_and_services(site: SiteThread) -> None:
    kiosk = site.local()
    for body, code in [
        (CheckInBody(id=new_id(), service="laptop", person="nobody"), "not_found"),
        (a_check_in(service="haircut"), "unknown_service"),
    ]:
        with pytest.raises(ApiRefused) as refused:
            kiosk.check_in(body, new_id())
        assert (refused.value.problem.status, refused.value.problem.code) == (404, code)
    with pytest.raises(ApiRefused) as refused:
        kiosk.check_in(CheckInBody(id=new_id(), guest=Guest(name="Ana")), new_id())
    assert (refused.value.problem.status, refused.value.problem.data) == (
        422,
        {"service": "needed without a pass"},
    )
    with pytest.raises(ApiRefused) as refused:
        kiosk.visit("nothing")
    assert refused.value.problem.code == "unknown_visit"


def test_a_cut_off_kiosk_keeps_its_own_numbers_and_times(site: SiteThread) -> None:
    kiosks = [site.device("kiosk", "front"), site.device("kiosk", "back")]
    series = [kiosk.site().series for kiosk in kiosks]
    assert len({*series, site.local().site().series}) == 3
    arrived = kiosks[0].line().now
    places = [
        kiosk.check_in(a_check_in(f"Guest {n}", arrived_at=arrived, number=f"{own}0{n}"), new_id())
        for n in (1, 2)
        for kiosk, own in zip(kiosks, series, strict=True)
    ]
    assert [place.number for place in places] == [f"{own}0{n}" for n in (1, 2) for own in series]
    foreign = kiosks[0].check_in(a_check_in("Guest 3", number=f"{series[1]}07"), new_id())
    assert foreign.number == "A001", "a number of another kiosk's series is not taken"
    taken = kiosks[0].check_in(a_check_in("Guest 4", number=f"{series[0]}01"), new_id())
    assert taken.number == "A002", "no number twice"
    assert {place.checked_in_at for place in places} == {arrived}
