"""Small parts of the touch screen: rows that change in place, QR codes that are read, words for every no."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from common.clock import SystemClock
from common.i18n import Words, languages
from common.theme import SCHEMES, load_theme
from common.wire import SiteOut
from common.wire_passes import PassCheckOut
from kiosk.devices.decoder import decode
from kiosk.queue.codec import settings_to_json
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.settings import SiteSettings
from kiosk.ui.assembly import FACES
from kiosk.ui.offline import check_pass_offline
from kiosk.ui.qr import qr_image
from kiosk.ui.view_models.refusal import WAYS_ON, WORDS_OF_WAYS
from kiosk.ui.view_models.rows import Rows
from tests.ui_kiosk.room import pass_for

ADDRESSES = [
    "http://127.0.0.1:7320/v/01980000-0000-7000-8000-000000000000",
    "https://help.example.org/book/main",
    f"https://help.example.org/v/{pass_for('a' * 36, SystemClock().now())}",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("side", [320, 401, 760])
def test_a_qr_code_is_read_again(qtbot: QtBot, address: str, side: int) -> None:
    tokens = load_theme().scheme("contrast")
    image = qr_image(address, side, QColor(tokens.ink), QColor(tokens.surface))
    assert image.width() == image.height() <= side
    assert decode(image) == address


def test_rows_change_in_place(qtbot: QtBot) -> None:
    rows = Rows(("name", "wait"))
    rows.show([{"name": "a", "wait": "5"}, {"name": "b", "wait": "7"}])
    changed: list[int] = []
    inserted: list[tuple[int, int]] = []
    rows.dataChanged.connect(lambda first, last, roles: changed.append(first.row()))
    rows.rowsInserted.connect(lambda parent, first, last: inserted.append((first, last)))
    rows.modelReset.connect(lambda: pytest.fail("rows must not be made anew"))
    rows.show([{"name": "a", "wait": "5"}, {"name": "b", "wait": "9"}, {"name": "c", "wait": ""}])
    assert (changed, inserted) == ([1], [(2, 2)])
    rows.show([{"name": "a", "wait": "5"}])
    assert rows.rowCount(QModelIndex()) == 1
    wait_role = next(role for role, name in rows.roleNames().items() if name == b"wait")
    assert rows.data(rows.index(0), wait_role) == "5"
    assert rows.data(rows.index(5), wait_role) is None


@pytest.mark.parametrize("language", languages())
def test_every_refusal_has_words_and_its_ways_on_too(language: str) -> None:
    words = Words(language, FACES)
    for code in Code:
        assert words.say(f"refusal-{code.value.replace('_', '-')}")
    for way in {way for ways in WAYS_ON.values() for way in ways}:
        assert words.say(WORDS_OF_WAYS[way][0])
    for scheme in SCHEMES:
        assert words.say(f"scheme-{scheme}")


def test_both_languages_have_the_same_words_with_the_same_gaps() -> None:
    tables = {language: Words(language, ["kiosk"]).arguments() for language in languages()}
    first, *others = tables.values()
    assert all(other == first for other in others)


def test_a_code_to_type_needs_the_site_and_nonsense_is_unreadable() -> None:
    now = SystemClock().now()
    site = SiteOut(
        site="main",
        settings=settings_to_json(SiteSettings()),
        keys={},
        categories=[],
        languages=["en"],
        booking_url="",
        series="KA",
        desk_in_touch=False,
        now=now,
    )
    assert check_pass_offline("AB23CD", site, now) == Refusal(Code.UNREACHABLE)
    assert check_pass_offline("https://elsewhere.example.org", site, now) == Refusal(Code.PASS_UNREADABLE)
    forged = check_pass_offline(pass_for("a", now + timedelta(minutes=5)), site, now)
    assert forged == Refusal(Code.PASS_FORGED), "a kiosk without the desk's key believes nobody"
    assert not isinstance(forged, PassCheckOut)
