"""The site cannot be reached: visitors are taken in all the same, and the site hears of each of them once."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common.clients.errors import Unreachable
from common.clock import SystemClock
from common.ids import new_id
from kiosk.queue.refusals import Code
from kiosk.ui.arrivals import Arrivals
from tests.ui_kiosk.room import Room, pass_for
from tests.ui_kiosk.visitor import Visitor

STRANGER = Ed25519PrivateKey.from_private_bytes(b"another key, not one of the desk")


@pytest.fixture
def cut_off(visitor: Visitor, room: Room) -> Visitor:
    """A visitor at a kiosk that knew its site, and lost it."""
    visitor.open(room.url, room.token)
    visitor.wait_for("welcome-help")
    room.running.kill()
    visitor.reads("welcome-notice", "still check in here")
    return visitor


def arrivals(visitor: Visitor) -> Arrivals:
    return visitor.screen.parts.reception.arrivals


def take_in(visitor: Visitor, name: str = "Greta Guest") -> str:
    """Check a guest in and go away; the number that was shown."""
    visitor.as_guest(name)
    visitor.to_confirm()
    number = visitor.check_in()
    visitor.tap("done")
    visitor.wait_for("welcome-help")
    return number


def test_a_guest_gets_a_number_of_the_kiosks_own_and_the_site_hears_of_it(
    cut_off: Visitor, room: Room
) -> None:
    assert [take_in(cut_off, "Greta Guest"), take_in(cut_off, "Hugo Guest")] == ["KA01", "KA02"]
    kept = arrivals(cut_off).waiting()
    assert [arrival.body.number for arrival in kept] == ["KA01", "KA02"]
    room.start()
    cut_off.until(lambda: not arrivals(cut_off).has_waiting())
    visits = room.visits()
    assert [(v["number"], v["id"]) for v in visits] == [(a.body.number, a.body.id) for a in kept]
    assert [v["checked_in_at"] for v in visits] == sorted(str(v["checked_in_at"]) for v in visits)


def test_kept_arrivals_outlive_the_kiosk_and_are_delivered_after_its_next_start(
    cut_off: Visitor, room: Room
) -> None:
    number = take_in(cut_off)
    cut_off.close()
    cut_off.open(room.url, room.token)
    cut_off.wait_for("welcome-help")
    assert take_in(cut_off, "Hugo Guest") == "KA02"
    room.start()
    cut_off.until(lambda: not arrivals(cut_off).has_waiting())
    assert [v["number"] for v in room.visits()] == [number, "KA02"]


def test_an_answer_that_was_lost_never_makes_two_places(visitor: Visitor, room: Room) -> None:
    """The request may have arrived: what is delivered later is the same visit."""
    visitor.open(room.url, room.token)
    visitor.wait_for("welcome-help")
    visitor.as_guest()
    visitor.to_confirm()
    room.running.freeze()
    visitor.tap("confirm-check-in")
    visitor.wait_for("work")
    visitor.qtbot.waitUntil(lambda: visitor.sees("done-number"), timeout=15_000)
    assert visitor.text("done-number") == "KA01"
    visit = visitor.screen.parts.state.journey.visit
    room.running.thaw()
    visitor.until(lambda: not arrivals(visitor).has_waiting())
    assert [v["id"] for v in room.visits()] == [visit]


def test_a_genuine_pass_is_accepted_and_marked_as_checked_offline(cut_off: Visitor, room: Room) -> None:
    appointment, start = new_id(), SystemClock().now() + timedelta(minutes=20)
    shown = pass_for(appointment, start)
    cut_off.scan(shown)
    cut_off.wait_for("call-as-number")
    cut_off.tap("call-as-number")
    cut_off.wait_for("confirm-check-in")
    number = cut_off.check_in()
    cut_off.tap("done")
    cut_off.wait_for("welcome-help")
    cut_off.scan(shown)
    assert cut_off.text("done-number") == number, "the same pass is the same place"
    room.start()
    cut_off.until(lambda: not arrivals(cut_off).has_waiting())
    (visit,) = room.visits()
    assert (visit["appointment"], visit["verified_offline"]) == (appointment, True)


@pytest.mark.parametrize("kind", ["forged", "elsewhere", "expired", "early"])
def test_a_pass_that_is_not_good_is_refused_without_the_site(cut_off: Visitor, kind: str) -> None:
    start = SystemClock().now() + timedelta(minutes=20)
    cut_off.scan(
        {
            "forged": pass_for(new_id(), start, key=STRANGER),
            "elsewhere": pass_for(new_id(), start, site="north"),
            "expired": pass_for(new_id(), start - timedelta(hours=9)),
            "early": pass_for(new_id(), start + timedelta(hours=9)),
        }[kind]
    )
    cut_off.wait_for("refused-help")


def test_a_typed_code_cannot_be_checked_and_says_what_can(cut_off: Visitor) -> None:
    cut_off.tap("welcome-appointment")
    cut_off.tap("pass-type")
    cut_off.wait_for("code-scan")
    cut_off.type("AB23CD")
    cut_off.reads("refused-text", "Your QR code can")
    cut_off.tap("refused-scan")
    cut_off.wait_for("pass-type")


def test_nobody_can_be_looked_up_and_the_page_says_so(cut_off: Visitor) -> None:
    cut_off.tap("welcome-help")
    cut_off.wait_for("person-guest")
    cut_off.type("ana")
    cut_off.reads("person-note", "go on as a guest")


@pytest.mark.expect_log("a kept arrival was refused")
def test_what_the_site_will_never_take_stays_with_its_reason(cut_off: Visitor, room: Room) -> None:
    take_in(cut_off)
    (path,) = _waiting(cut_off).glob("*.json")
    document = json.loads(path.read_text())
    document["body"]["service"] = "gone"
    path.write_text(json.dumps(document))
    room.start()
    cut_off.until(lambda: not arrivals(cut_off).has_waiting())
    (refused,) = arrivals(cut_off).refused()
    assert refused.reason == Code.UNKNOWN_SERVICE
    assert refused.body.guest is not None and refused.body.guest.name == "Greta Guest"
    assert room.visits() == []


def _waiting(visitor: Visitor) -> Path:
    return visitor.folder / "kiosk-data" / "kiosk" / "waiting"


@pytest.mark.expect_log("does not let this kiosk in")
def test_a_kiosk_whose_token_ended_takes_visitors_in_and_loses_none(visitor: Visitor, room: Room) -> None:
    visitor.open(room.url, room.token)
    visitor.wait_for("welcome-help")
    visitor.close()
    visitor.open(room.url, "a token that nobody knows")
    assert take_in(visitor) == "KA01"
    reception = visitor.screen.parts.reception
    (kept,) = reception.arrivals.waiting()
    with pytest.raises(Unreachable):
        reception.deliver(kept.body, kept.key)
    assert room.visits() == []


def test_a_full_disk_takes_nobody_in_and_says_so(cut_off: Visitor) -> None:
    folder = _waiting(cut_off)
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file where the folder should be: nothing can be kept")
    cut_off.as_guest()
    cut_off.to_confirm()
    cut_off.tap("confirm-check-in")
    cut_off.wait_for("refused-again")
    assert cut_off.text("title") == "This kiosk cannot take you in"


def test_a_kiosk_that_never_heard_of_its_site_is_calm_and_goes_on_by_itself(
    visitor: Visitor, empty_room: Room
) -> None:
    url = empty_room.start()
    empty_room.running.kill()
    visitor.open(url, empty_room.token)
    assert visitor.text("title") == "This kiosk is not ready yet"
    visitor.tap("help")
    visitor.tap("help-close")
    empty_room.start()
    visitor.wait_for("welcome-help")
