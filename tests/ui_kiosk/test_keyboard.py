"""The keyboard on the screen: what is touched stands in the field, in both languages."""

from __future__ import annotations

import pytest

from kiosk.ui.keyboard_layouts import code_rows, key_rows
from tests.ui_kiosk.visitor import Visitor


@pytest.fixture
def at_note(at_welcome: Visitor) -> Visitor:
    at_welcome.as_guest()
    at_welcome.tap("services-laptop")
    at_welcome.wait_for("note-next")
    return at_welcome


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


def test_a_mail_can_be_typed(at_welcome: Visitor) -> None:
    at_welcome.tap("welcome-help")
    at_welcome.tap("person-guest")
    at_welcome.wait_for("guest-next")
    at_welcome.press_keys("zoe")
    at_welcome.tap("guest-mail")
    at_welcome.press_keys("z@example")
    at_welcome.tap("guest-next")
    at_welcome.reads("guest-mail", "z@example")
    at_welcome.wait_for("guest-next")
    at_welcome.press_keys(".org")
    at_welcome.tap("guest-next")
    at_welcome.wait_for("services-laptop")


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
