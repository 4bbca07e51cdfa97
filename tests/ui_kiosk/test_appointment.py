"""Somebody has an appointment: shown to the scanner or camera, typed, or not accepted, each with a way on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import qrcode
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common.clock import SystemClock
from common.ids import new_id
from tests.ui_kiosk.room import Room, pass_for
from tests.ui_kiosk.visitor import Visitor

STRANGER = Ed25519PrivateKey.from_private_bytes(b"another key, not one of the desk")


def opened(visitor: Visitor, room: Room, **more: Any) -> Visitor:
    """The visitor before the first page of a site that was started just now."""
    room.start()
    visitor.open(room.url, room.token, **more)
    visitor.wait_for("welcome-appointment")
    return visitor


def test_a_scanned_pass_checks_in_from_the_first_page(visitor: Visitor, empty_room: Room) -> None:
    shown = empty_room.book()
    opened(visitor, empty_room).scan(shown)
    visitor.reads("appointment", "Your appointment")
    visitor.tap("call-as-first_name")
    assert visitor.text("title") == "Hello Ana"
    number = visitor.check_in()
    (visit,) = [v for v in empty_room.visits() if v["state"] == "waiting"]
    assert (visit["number"], visit["service"]) == (number, "laptop")
    assert visit["verified_offline"] is False


def test_the_camera_reads_a_pass_that_is_held_before_it(
    visitor: Visitor, empty_room: Room, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    seen.mkdir()
    shown = empty_room.book()
    opened(visitor, empty_room, camera=f"virtual:{seen}").tap("welcome-appointment")
    visitor.wait_for("pass-type")
    with (seen / "pass.png").open("wb") as file:
        qrcode.make(f"https://desk.example.org/v/{shown}").save(file)
    visitor.wait_for("pass-got-it")
    visitor.tap("call-as-number")
    visitor.check_in()
    assert [v["state"] for v in empty_room.visits()] == ["waiting"]


def test_the_camera_is_off_on_every_other_page(visitor: Visitor, empty_room: Room, tmp_path: Path) -> None:
    opened(visitor, empty_room, camera=f"virtual:{tmp_path}")
    camera = visitor.screen.camera
    assert camera.property("active") is False
    visitor.tap("welcome-appointment")
    visitor.until(lambda: camera.property("active") is True)
    visitor.tap("pass-type")
    visitor.until(lambda: camera.property("active") is False)


def test_a_typed_code_is_checked_when_it_is_whole(visitor: Visitor, empty_room: Room) -> None:
    empty_room.book(code="AB23CD")
    opened(visitor, empty_room).tap("welcome-appointment")
    visitor.tap("pass-type")
    visitor.wait_for("code-scan")
    visitor.press_keys("ab23c")
    visitor.tap("key-erase")
    visitor.press_keys("cd")
    visitor.wait_for("call-as-number")


def test_an_unknown_code_is_told_and_can_be_typed_again(visitor: Visitor, empty_room: Room) -> None:
    opened(visitor, empty_room).tap("welcome-appointment")
    visitor.tap("pass-type")
    visitor.wait_for("code-scan")
    visitor.type("ZZ99ZZ")
    visitor.wait_for("refused-type")
    assert visitor.text("title") == "We do not know that code"
    visitor.tap("refused-type")
    visitor.wait_for("code-scan")


@pytest.mark.parametrize(
    ("kind", "title", "spanish"),
    [
        ("forged", "This code is not one of ours", "Este código no es nuestro"),
        ("expired", "This code has expired", "Este código ha caducado"),
        ("elsewhere", "This appointment is somewhere else", "Esta cita es en otro lugar"),
        ("early", "You are early", "Llega usted pronto"),
        ("unreadable", "We could not read that code", "No hemos podido leer ese código"),
    ],
)
def test_a_pass_that_is_not_accepted_has_its_own_words(
    visitor: Visitor, empty_room: Room, kind: str, title: str, spanish: str
) -> None:
    start = SystemClock().now() + timedelta(minutes=20)
    shown = {
        "forged": pass_for(new_id(), start, key=STRANGER),
        "expired": pass_for(new_id(), start - timedelta(hours=9)),
        "elsewhere": pass_for(new_id(), start, site="north"),
        "early": pass_for(new_id(), start + timedelta(hours=9)),
        "unreadable": "M1.nonsense.more",
    }[kind]
    opened(visitor, empty_room).scan(shown)
    visitor.wait_for("refused-text")
    assert visitor.text("title") == title
    assert len(visitor.text("refused-text")) > 20
    visitor.tap("language-es")
    visitor.reads("title", spanish)
    visitor.tap("refused-help")
    visitor.wait_for("person-guest")
    assert empty_room.visits() == []


def test_a_cancelled_appointment_can_be_booked_anew(visitor: Visitor, empty_room: Room) -> None:
    shown = empty_room.book(state="cancelled")
    opened(visitor, empty_room).scan(shown)
    visitor.wait_for("refused-book")
    assert visitor.text("title") == "This appointment was cancelled"
    visitor.tap("refused-book")
    visitor.wait_for("booking-qr")


def test_who_left_the_code_at_home_goes_on_without(visitor: Visitor, empty_room: Room) -> None:
    opened(visitor, empty_room).tap("welcome-appointment")
    visitor.tap("pass-none")
    visitor.wait_for("person-guest")
