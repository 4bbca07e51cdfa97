"""Icons are drawn in size and colour; the bundled typeface is what the program then uses."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from common.assets import asset
from common.qt.fonts import load_fonts
from common.qt.icons import icon, icon_image, icon_names
from common.theme import SCHEMES, load_theme


def solid_pixels(image: QImage) -> list[QColor]:
    """The colours of all opaque pixels."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return [pixel for pixel in pixels if pixel.alpha() == 255]


def is_near(one: QColor, other: QColor) -> bool:
    """The same but for the rounding at soft edges."""
    pairs = zip(one.getRgb(), other.getRgb(), strict=True)  # type: ignore[call-overload]  # stub says object
    return all(abs(a - b) <= 2 for a, b in pairs)


@pytest.mark.parametrize("name", sorted(icon_names()))
def test_every_icon_is_drawn_in_the_colour_asked_for(qtbot: QtBot, name: str) -> None:
    colour = QColor("#0f5c66")
    solid = solid_pixels(icon_image(name, colour, QSize(48, 48)))
    assert solid
    assert all(is_near(pixel, colour) for pixel in solid)


def test_an_icon_keeps_its_shape_in_a_wide_space(qtbot: QtBot) -> None:
    wide = icon_image("circle", QColor("black"), QSize(96, 32))
    assert wide.size() == QSize(96, 32)
    assert wide.copy(32, 0, 32, 32) == icon_image("circle", QColor("black"), QSize(32, 32))


def test_a_see_through_colour_is_drawn_see_through(qtbot: QtBot) -> None:
    faint = icon_image("circle", QColor(0, 0, 0, 64), QSize(32, 32))
    assert 0 < max(faint.pixelColor(x, 16).alpha() for x in range(32)) <= 64


@pytest.mark.parametrize("size", [QSize(0, 0), QSize(-5, 10), QSize(100_000, 100_000)])
def test_senseless_sizes_are_bounded(qtbot: QtBot, size: QSize) -> None:
    drawn = icon_image("circle", QColor("black"), size)
    assert 1 <= drawn.width() <= 1024
    assert 1 <= drawn.height() <= 1024


@pytest.mark.parametrize("name", ["no-such-icon", "../theme", "laptop.svg", "", "Laptop"])
def test_unknown_names_and_paths_are_refused(qtbot: QtBot, name: str) -> None:
    with pytest.raises(KeyError, match="no icon"):
        icon_image(name, QColor("black"), QSize(32, 32))


def test_widgets_get_an_icon_for_dense_screens_too(qtbot: QtBot) -> None:
    made = icon("laptop", QColor("#112233"), 20)
    assert made.availableSizes() == [QSize(20, 20), QSize(40, 40), QSize(60, 60)]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_logo_can_be_drawn(qtbot: QtBot, scheme: str) -> None:
    renderer = QSvgRenderer(str(load_theme().logo(scheme)))  # type: ignore[arg-type]  # parametrize gives str
    assert renderer.isValid()
    assert renderer.defaultSize().width() > 2 * renderer.defaultSize().height()


def test_the_bundled_typeface_is_used(qtbot: QtBot) -> None:
    before = QGuiApplication.font()
    try:
        assert load_fonts(pixels=40) == "Noto Sans"
        assert QFontInfo(QGuiApplication.font()).family() == "Noto Sans"
        assert QGuiApplication.font().pixelSize() == 40
    finally:
        QGuiApplication.setFont(before)


def test_the_typeface_has_our_weights_and_arabic(qtbot: QtBot) -> None:
    before = QGuiApplication.font()
    load_fonts()
    QGuiApplication.setFont(before)
    assert {"Regular", "SemiBold", "Bold"} <= set(QFontDatabase.styles("Noto Sans"))
    arabic = QFontDatabase.families(QFontDatabase.WritingSystem.Arabic)
    assert "Noto Sans Arabic" in arabic


def test_a_theme_with_a_typeface_that_is_nowhere_is_refused(qtbot: QtBot) -> None:
    tokens = load_theme()
    elsewhere = tokens.model_copy(
        update={"typeface": tokens.typeface.model_copy(update={"family": "Nowhere Sans"})}
    )
    with pytest.raises(RuntimeError, match="Nowhere Sans"):
        load_fonts(elsewhere)


def test_licences_lie_beside_what_they_are_for() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in asset("fonts", "OFL.txt").read_text()
    assert asset("icons", "LICENSE").read_text().startswith("ISC License")


def test_the_typeface_stays_small() -> None:
    assert sum(path.stat().st_size for path in asset("fonts").iterdir()) < 3_000_000
