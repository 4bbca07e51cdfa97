"""What a check-in answers to somebody who had a place before: welcome, and what became of it."""

from __future__ import annotations

import pytest

from common.ids import new_id
from common.wire import CheckInBody, VisitOut
from kiosk.queue.visits import Presence
from tests.api.site.running import SiteThread
from tests.api.site.test_changes import change


def _by_name(person: str, **more: object) -> CheckInBody:
    return CheckInBody.model_validate({"id": new_id(), "service": "laptop", "person": person, **more})


def _missed(site: SiteThread, person: str) -> VisitOut:
    lena = site.agent("lena")
    lena.open("1", new_id())
    first = site.local().check_in(_by_name(person), new_id())
    assert first.came == ""
    lena.act(lena.call("1", new_id()).id, "no-show", new_id())
    return first


def test_who_joined_by_phone_and_stands_here_is_welcome(
    site: SiteThread,
) -> None:
    change(site, remote_join=True)
    person = site.person("Luis Pérez")
    coming = site.agent("lena").check_in(_by_name(person, presence="on_the_way"), new_id())
    here = site.local().check_in(_by_name(person), new_id())
    assert (here.id, here.number) == (coming.id, coming.number)
    assert (here.came, here.existing, here.presence) == ("arrived", False, Presence.HERE)
    again = site.local().check_in(_by_name(person), new_id())
    assert (again.came, again.existing) == ("", True)


@pytest.mark.parametrize(("kept_for", "came"), [(15, "kept_place"), (0, "new_place")])
def test_a_no_show_who_comes_back_hears_what_became_of_the_place(
    site: SiteThread, kept_for: int, came: str
) -> None:
    change(site, return_within=kept_for)
    person = site.person("Luis Pérez")
    first = _missed(site, person)
    back = site.local().check_in(_by_name(person), new_id())
    assert (back.id, back.number, back.state) == (first.id, first.number, "waiting")
    assert back.came == came
