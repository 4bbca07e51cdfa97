"""Visitors who go away: a warning, one touch to stay, and nothing of theirs left for the next one."""

from __future__ import annotations

import pytest

from tests.ui_kiosk.room import Room
from tests.ui_kiosk.visitor import Visitor

HURRY = {"idle_seconds": 3, "warning_seconds": 2}


@pytest.fixture
def hurried(visitor: Visitor, lasting_room: Room) -> Visitor:
    """Before a screen that asks after a second and clears after three."""
    visitor.open(lasting_room.url, lasting_room.token, hurry=HURRY)
    visitor.wait_for("welcome-help")
    return visitor


def test_the_screen_asks_and_one_touch_is_enough_to_stay(hurried: Visitor) -> None:
    hurried.tap("welcome-help")
    hurried.wait_for("person-guest")
    hurried.type("chi")
    hurried.wait_for("idle-stay")
    assert "seconds" in hurried.text("idle-warning")
    hurried.tap("idle-stay")
    hurried.wait_for("person-guest")
    hurried.reads("person-field", "chi")


def test_nothing_of_a_visitor_who_left_stays(hurried: Visitor) -> None:
    hurried.tap("language-es")
    hurried.tap("scheme")
    hurried.tap("text-size")
    hurried.as_guest("Greta Guest")
    hurried.tap("services-laptop")
    hurried.wait_for("note-next")
    hurried.type("a secret")
    hurried.wait_for("idle-stay")
    hurried.wait_for("welcome-help")
    assert hurried.text("title") == "Hello."
    theme = hurried.screen.parts.theme
    assert (theme.property("scheme"), theme.text_scale) == ("light", 1.0)
    journey = hurried.screen.parts.state.journey
    assert (journey.guest_name, journey.note, journey.service, journey.person) == ("", "", None, None)
    hurried.tap("welcome-help")
    hurried.tap("person-guest")
    hurried.wait_for("guest-next")
    assert hurried.text("guest-name") == ""


def test_start_over_clears_at_once(hurried: Visitor) -> None:
    hurried.tap("welcome-help")
    hurried.tap("idle-leave")
    hurried.wait_for("welcome-help")


def test_the_first_page_stays_as_it_is(hurried: Visitor) -> None:
    ticks: list[str] = []
    hurried.screen.kiosk.ticked.connect(lambda: ticks.append("tick"))
    hurried.until(lambda: len(ticks) > 14)  # 250 ms each: longer than the screen would wait elsewhere
    assert hurried.sees("welcome-help") and not hurried.sees("idle-stay")


def test_the_ticket_goes_by_its_own_countdown(visitor: Visitor, lasting_room: Room) -> None:
    visitor.open(lasting_room.url, lasting_room.token, hurry=HURRY | {"done_seconds": 4})
    visitor.wait_for("welcome-help")
    visitor.as_guest()
    visitor.to_confirm()
    visitor.check_in()
    visitor.reads("done", "(4 s)")
    visitor.reads("done", "(1 s)")
    visitor.wait_for("welcome-help")


def test_help_comes_over_the_page_and_goes_again(visitor: Visitor, lasting_room: Room) -> None:
    visitor.open(lasting_room.url, lasting_room.token)
    visitor.to_service()
    visitor.tap("help")
    assert visitor.text("help-title") == "Please call somebody"
    visitor.tap("language-es")
    visitor.reads("help-title", "Llame a alguien")
    visitor.tap("help-close")
    visitor.wait_for("services-laptop")


def test_what_qml_sees_has_the_metaobject_of_its_class(at_welcome: Visitor) -> None:
    """A signal connected to a method that is no `@Slot` gives an object a metaobject of its own.

    QML remembers metaobjects by address: a later object that gets the address of one that is gone then lacks
    its properties and slots.
    """
    kiosk = at_welcome.screen.kiosk
    for seen in (kiosk, *vars(kiosk.models).values()):
        assert "__METAOBJECT__" not in vars(seen), f"{type(seen).__name__} needs @Slot on what is connected"
