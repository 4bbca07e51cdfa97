"""The keyboard on the screen: what is touched stands in the field, in both languages."""

from __future__ import annotations

import pytest

from kiosk.ui.keyboard_layouts import code_rows, key_rows
from tests.ui_kiosk.room import Room
from tests.ui_kiosk.visitor import Visitor


@pytest.fixture
def at_first_page(visitor: Visitor, lasting_room: Room) -> Visitor:
    visitor.open(lasting_room.url, lasting_room.token)
    visitor.wait_for("welcome-help")
    return visitor


@pytest.fixture
def at_note(at_first_page: Visitor) -> Visitor:
    """Before the field for a note, which is empty."""
    at_first_page.as_guest()
    at_first_page.tap("services-laptop")
    at_first_page.wait_for("note-next")
    return at_first_page


def test_the_first_letter_is_a_capital_and_shift_holds_for_one(at_note: Visitor) -> None:
    at_note.press_keys("hi ")
    at_note.tap("key-shift")
    at_note.press_keys("ana")
    at_note.reads("note-field", "Hi Ana")


def test_erase_takes_back_one_letter(at_note: Visitor) -> None:
    at_note.press_keys("hix")
    at_note.tap("key-erase")
    at_note.reads("note-field", "Hi")


def test_digits_and_signs_have_a_layer_of_their_own(at_note: Visitor) -> None:
    at_note.tap("key-symbols")
    at_note.press_keys("?7")
    at_note.tap("key-symbols")
    at_note.press_keys("a")
    at_note.reads("note-field", "?7a")


def test_spanish_has_its_own_letters(at_note: Visitor) -> None:
    at_note.tap("language-es")
    at_note.wait_for("key-ñ")
    at_note.press_keys("año")
    at_note.tap("key-á")
    at_note.reads("note-field", "Añoá")


def test_a_mail_can_be_typed(at_first_page: Visitor) -> None:
    at_first_page.tap("welcome-help")
    at_first_page.tap("person-guest")
    at_first_page.wait_for("guest-next")
    at_first_page.press_keys("zoe")
    at_first_page.tap("guest-mail")
    at_first_page.press_keys("z@example")
    at_first_page.tap("guest-next")
    at_first_page.reads("guest-mail", "z@example")
    at_first_page.wait_for("guest-next")
    at_first_page.press_keys(".org")
    at_first_page.tap("guest-next")
    at_first_page.wait_for("services-laptop")


@pytest.mark.parametrize("language", ["en", "es", "fr"])
def test_every_row_fits_ten_keys_and_no_key_comes_twice(language: str) -> None:
    for layer in ("letters", "symbols"):
        rows = key_rows(language, layer, shift=False)
        keys = [key for row in rows for key in row]
        assert all(0 < len(row) <= 10 for row in rows)
        assert len(keys) == len(set(keys))


def test_every_character_of_a_code_has_a_key() -> None:
    keys = {key for row in code_rows() for key in row}
    assert keys == set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
