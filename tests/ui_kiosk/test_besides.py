"""What only some say, and who is not simply taken in: groups, a pause, somebody who comes back."""

from __future__ import annotations

from common.clients.site import SiteClient
from common.wire_changes import PauseBody
from tests.ui_kiosk.room import Room
from tests.ui_kiosk.visitor import Visitor

BACK = {"en": "Back at two.", "es": "Volvemos a las dos."}


def _pause(room: Room, *services: str) -> SiteClient:
    agent = room.agent()
    agent.pause(PauseBody(services=services, message=BACK), "pause-1")
    return agent


def _only_visit(room: Room) -> dict[str, object]:
    (visit,) = room.visits()
    return visit


def test_nobody_has_to_say_more_than_before(at_welcome: Visitor, room: Room) -> None:
    at_welcome.to_service()
    at_welcome.to_confirm()
    at_welcome.check_in()
    visit = _only_visit(room)
    assert (visit.get("people", 1), visit.get("marks") or [], visit.get("further") or []) == (1, [], [])


def test_a_group_that_needs_a_seat_and_has_one_more_matter(at_welcome: Visitor, room: Room) -> None:
    at_welcome.to_service()
    at_welcome.to_confirm()
    at_welcome.tap("besides-people")
    at_welcome.reads("people-count", "2 of us")
    at_welcome.see_a_frame()  # the stepper has its place in the row with the next frame
    for touched, told in (("more", "3 of us"), ("more", "4 of us"), ("fewer", "3 of us")):
        at_welcome.tap(f"people-{touched}")
        at_welcome.reads("people-count", told)
    at_welcome.tap("besides-access")
    at_welcome.tap("besides-further")
    at_welcome.wait_for("further-phone")
    assert not at_welcome.sees("further-laptop")
    at_welcome.tap("further-phone")
    at_welcome.reads("confirm-call_as-value", "by your number")
    at_welcome.check_in()
    assert "3" in at_welcome.text("done-noted")
    assert "by this number" in at_welcome.text("done-calling")
    visit = _only_visit(room)
    assert (visit["people"], visit["marks"], visit["further"]) == (3, ["accessibility"], ["phone"])


def test_one_more_matter_can_be_taken_back(at_welcome: Visitor, room: Room) -> None:
    at_welcome.to_service()
    at_welcome.to_confirm()
    for answer in ("further-phone", "further-none"):
        at_welcome.tap("besides-further")
        at_welcome.tap(answer)
        at_welcome.wait_for("confirm-check-in")
    at_welcome.check_in()
    assert not _only_visit(room).get("further")


def test_a_paused_service_says_so_and_offers_another(at_welcome: Visitor, room: Room) -> None:
    agent = _pause(room, "laptop")
    at_welcome.as_guest()
    at_welcome.until(lambda: "laptop" in at_welcome.screen.parts.facts.paused)
    at_welcome.tap("services-laptop")
    assert at_welcome.text("refused-text") == BACK["en"]
    at_welcome.tap("refused-choose")
    at_welcome.to_confirm("phone")
    assert at_welcome.check_in().startswith("B")
    entries = agent.line().line
    assert "laptop" in entries["paused"]
    agent.reopen((), "reopen-1")
    at_welcome.until(lambda: not at_welcome.screen.parts.facts.paused)
    agent.hang_up()


def test_who_is_turned_away_is_counted(at_welcome: Visitor, room: Room) -> None:
    agent = _pause(room, "laptop")
    at_welcome.to_service()
    at_welcome.until(lambda: "laptop" in at_welcome.screen.parts.facts.paused)
    at_welcome.tap("services-laptop")
    at_welcome.wait_for("refused-book")
    assert list(agent.line().line["turned_away"]) == ["person-0"]
    agent.hang_up()


def test_a_pause_of_everything_stands_on_the_first_page(at_welcome: Visitor, room: Room) -> None:
    agent = _pause(room)
    at_welcome.reads("welcome-notice", BACK["en"])
    at_welcome.screen.kiosk.models.shell.speak("es")
    at_welcome.reads("welcome-notice", BACK["es"])
    at_welcome.to_service()
    at_welcome.tap("services-laptop")
    assert at_welcome.text("refused-text") == BACK["es"]
    assert not at_welcome.sees("refused-choose")
    assert at_welcome.sees("refused-book")
    agent.hang_up()


def test_who_has_a_place_keeps_it_during_a_pause(at_welcome: Visitor, room: Room) -> None:
    at_welcome.to_service()
    at_welcome.to_confirm()
    number = at_welcome.check_in()
    at_welcome.tap("done")
    agent = _pause(room)
    at_welcome.reads("welcome-notice", BACK["en"])
    at_welcome.to_service()
    at_welcome.tap("services-laptop")
    assert at_welcome.text("done-number") == number
    agent.hang_up()


def test_somebody_who_was_missed_hears_that_the_place_was_kept(at_welcome: Visitor, room: Room) -> None:
    at_welcome.to_service()
    at_welcome.to_confirm()
    number = at_welcome.check_in()
    at_welcome.tap("done")
    agent = room.agent()
    agent.act(agent.call("1", "call-1").id, "no-show", "missed-1")
    at_welcome.to_service()
    at_welcome.to_confirm()
    assert at_welcome.check_in() == number
    assert at_welcome.text("title") == "Welcome back, Ana"
    assert "kept your place" in at_welcome.text("done-kept")
    agent.hang_up()
