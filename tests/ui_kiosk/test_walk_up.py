"""Somebody walks in: found by name, as a guest, in two languages, twice, and with hasty fingers."""

from __future__ import annotations

import pytest

from common.clients.site import SiteClient
from common.ids import new_id
from common.qt.reach import NotThere, tap
from common.wire import CheckInBody, Guest
from tests.ui_kiosk.room import Room
from tests.ui_kiosk.visitor import Visitor


def test_somebody_of_the_directory_checks_in_by_touch_alone(at_welcome: Visitor, room: Room) -> None:
    at_welcome.to_service("ana")
    at_welcome.to_confirm("laptop", "first_name")
    assert at_welcome.text("confirm-person-value") == "Ana García López"
    number = at_welcome.check_in()
    (visit,) = room.visits()
    assert (visit["number"], visit["person"], visit["service"]) == (number, "person-0", "laptop")
    assert visit["call_as"] == "first_name"
    assert at_welcome.text("title") == "Thank you, Ana"
    assert "first name" in at_welcome.text("done-calling")
    assert at_welcome.sees("done-qr")


def test_the_ticket_tells_the_wait_that_the_site_told(at_welcome: Visitor, room: Room) -> None:
    at_welcome.as_guest()
    at_welcome.to_confirm()
    at_welcome.check_in()
    assert at_welcome.text("done-wait") == "It is almost your turn"
    at_welcome.tap("done")
    at_welcome.as_guest("Hugo Guest")
    at_welcome.to_confirm()
    at_welcome.check_in()
    (_, second) = room.visits()
    promise = second["promise"]
    assert isinstance(promise, dict) and promise["high_minutes"] > 3
    assert at_welcome.text("done-wait").startswith("About ")


def test_a_guest_types_a_name_and_may_correct_a_mail(at_welcome: Visitor, room: Room) -> None:
    at_welcome.tap("welcome-help")
    at_welcome.tap("person-guest")
    at_welcome.tap("guest-next")
    at_welcome.reads("title", "What is your name?")
    at_welcome.press_keys("zoe guest")
    at_welcome.reads("guest-name", "Zoe Guest")
    at_welcome.tap("guest-next")
    at_welcome.wait_for("services-other")
    at_welcome.to_confirm("other", "number")
    assert at_welcome.text("confirm-guest-value") == "Zoe Guest, guest"
    assert at_welcome.check_in() == room.visits()[0]["number"]


def test_the_language_changes_on_any_page_and_nothing_is_lost(at_welcome: Visitor, room: Room) -> None:
    at_welcome.tap("welcome-help")
    at_welcome.wait_for("person-guest")
    at_welcome.press_keys("chi")
    at_welcome.wait_for("person-0")
    at_welcome.tap("language-es")
    assert at_welcome.text("title") == "¿Quién es usted?"
    at_welcome.reads("person-field", "Chi")
    at_welcome.tap("person-0")
    at_welcome.reads("title", "¿En qué le ayudamos?")  # once the site said that nothing is booked
    at_welcome.tap("services-phone")
    at_welcome.wait_for("key-ñ")
    at_welcome.press_keys("se apagó" if at_welcome.sees("key-ó") else "se apago")
    at_welcome.tap("language-en")
    at_welcome.reads("note-field", "Se apagó")
    at_welcome.tap("note-next")
    at_welcome.tap("call-as-initials")
    at_welcome.tap("language-es")
    assert at_welcome.text("confirm-note-value") == "Se apagó"
    assert at_welcome.text("confirm-call_as-value") == "«C. N.»"
    at_welcome.check_in()
    (visit,) = room.visits()
    assert (visit["language"], visit["person"]) == ("es", "person-2")


def test_one_answer_is_changed_from_the_last_page(at_welcome: Visitor, room: Room) -> None:
    at_welcome.to_service()
    at_welcome.to_confirm("laptop")
    at_welcome.tap("confirm-service")
    at_welcome.tap("services-password")
    at_welcome.reads("confirm-service-value", "Password")
    at_welcome.check_in()
    assert room.visits()[0]["service"] == "password"


def test_going_back_keeps_every_answer(at_welcome: Visitor) -> None:
    at_welcome.to_service()
    at_welcome.tap("services-phone")
    at_welcome.wait_for("note-next")
    at_welcome.press_keys("help")
    at_welcome.tap("back")
    at_welcome.wait_for("services-phone")
    at_welcome.tap("back")
    at_welcome.reads("person-field", "Ana")
    at_welcome.tap("person-0")
    at_welcome.tap("services-phone")
    at_welcome.reads("note-field", "Help")


def test_two_fast_touches_are_one_check_in(at_welcome: Visitor, room: Room) -> None:
    at_welcome.as_guest()
    at_welcome.to_confirm()
    tap("confirm-check-in")
    for _ in range(3):
        _touch_if_enabled("confirm-check-in")
    at_welcome.wait_for("done-number")
    assert len(room.visits()) == 1


def _touch_if_enabled(name: str) -> None:
    """What an impatient finger does: it presses whether the screen wants or not."""
    try:
        tap(name)
    except NotThere:
        return  # the button is gone or disabled: that is what the test asks for


def test_who_comes_again_is_shown_the_place_they_have(at_welcome: Visitor, room: Room) -> None:
    at_welcome.to_service()
    at_welcome.to_confirm("laptop", "first_name")
    number = at_welcome.check_in()
    at_welcome.tap("done")
    at_welcome.to_service()
    at_welcome.to_confirm("phone", "number")
    assert at_welcome.check_in() == number
    assert at_welcome.text("title") == "You already have a place"
    assert len(room.visits()) == 1


def test_a_badge_on_the_first_page_finds_its_person(at_welcome: Visitor, room: Room) -> None:
    at_welcome.scan("B-1002")
    at_welcome.wait_for("services-laptop")
    at_welcome.to_confirm()
    assert at_welcome.text("confirm-person-value") == "Andrés Molina"


def test_an_unknown_badge_leads_to_the_page_that_can_find_them_otherwise(at_welcome: Visitor) -> None:
    at_welcome.scan("B-9999")
    at_welcome.wait_for("person-guest")
    at_welcome.reads("person-note", "cannot find")


@pytest.mark.parametrize("query", ["xyzzy", "a@b"])
def test_nobody_found_is_said(at_welcome: Visitor, query: str) -> None:
    at_welcome.tap("welcome-help")
    at_welcome.wait_for("person-guest")
    at_welcome.type(query)
    at_welcome.reads("person-note", "cannot find")


def test_the_first_page_follows_the_waits(at_welcome: Visitor, room: Room) -> None:
    at_welcome.reads("welcome-wait", "No waiting")
    client = room.client()
    for at in range(4):
        check_in_elsewhere(client, at)
    client.hang_up()
    at_welcome.reads("welcome-wait", "min")


def check_in_elsewhere(client: SiteClient, at: int) -> None:
    """Somebody checks in at another kiosk."""
    client.check_in(CheckInBody(id=new_id(), service="laptop", guest=Guest(name=f"Guest {at}")), new_id())


def test_booking_shows_the_way_to_the_page(at_welcome: Visitor) -> None:
    at_welcome.tap("welcome-book")
    assert "desk.example.org" in at_welcome.text("booking-address")
    at_welcome.tap("back")
    at_welcome.wait_for("welcome-help")
