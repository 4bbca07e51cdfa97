"""`Theme` and `Words` reach QML, follow a live change, and leave without a warning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QObject, QSize, QUrl
from PySide6.QtGui import QColor
from PySide6.QtQml import QQmlComponent, QQmlEngine
from pytestqt.qtbot import QtBot

from common.qt.base import Base, give_base
from common.qt.messages import QtMessage, collected_messages
from common.qt.theme_object import ThemeObject
from common.qt.words_object import WordsObject
from common.theme import SCHEMES, load_theme

PAGE = """
import QtQuick
import Mostrador.Base

Rectangle {
    property string title: Words.text["day-tomorrow"]
    property string range: Words.say(Words.language, "wait-range", {low: 10, high: 15})
    property int body: Theme.bodySize
    property int slide: Theme.slide
    property bool drawn: picture.status === Image.Ready
    color: Theme.ink
    Image { id: picture; sourceSize: Qt.size(32, 32); source: Theme.icon("laptop", Theme.accent) }
}
"""


@pytest.fixture
def messages() -> Iterator[list[QtMessage]]:
    """What Qt complains of; at the end of the test there must be nothing."""
    with collected_messages() as found:
        yield found
    assert found == []


@pytest.fixture
def engine(qtbot: QtBot, messages: list[QtMessage]) -> QQmlEngine:
    """An engine that has been given the base in English, and no page yet."""
    return QQmlEngine()


def page(engine: QQmlEngine, source: str = PAGE) -> QObject:
    """The page of this source."""
    component = QQmlComponent(engine)
    component.setData(QByteArray(source.encode()), QUrl("page.qml"))
    made = component.create()
    assert made is not None, component.errorString()
    made.setParent(engine)
    return made


@pytest.fixture
def base(engine: QQmlEngine) -> Base:
    """Theme and words of the engine."""
    return give_base(engine, "en", ["common"])


def test_a_page_sees_colours_words_and_icons(engine: QQmlEngine, base: Base) -> None:
    shown = page(engine)
    assert shown.property("title") == "tomorrow"
    assert shown.property("range") == "about 10 to 15 minutes"
    assert shown.property("color") == QColor(load_theme().scheme("light").ink)
    assert shown.property("drawn") is True


def test_a_page_follows_the_language(engine: QQmlEngine, base: Base) -> None:
    shown = page(engine)
    base.words.set_language("es")
    assert shown.property("title") == "mañana"
    assert shown.property("range") == "entre 10 y 15 minutos"


def test_a_page_follows_scheme_text_size_and_motion(engine: QQmlEngine, base: Base) -> None:
    shown = page(engine)
    base.theme.set_scheme("dark")
    base.theme.set_text_scale(1.25)
    base.theme.set_reduced_motion(True)
    assert shown.property("color") == QColor(load_theme().scheme("dark").ink)
    assert shown.property("body") == 50
    assert shown.property("slide") == 0


def test_qml_may_change_language_and_scheme(engine: QQmlEngine, base: Base) -> None:
    page(
        engine,
        "import QtQml\nimport Mostrador.Base\n"
        'QtObject { Component.onCompleted: { Words.language = "es"; Theme.scheme = "contrast" } }',
    )
    assert base.words.words.language == "es"
    assert base.theme.colours == load_theme().scheme("contrast")


def test_two_engines_have_a_look_each(engine: QQmlEngine, base: Base) -> None:
    other_engine = QQmlEngine()
    other = give_base(other_engine, "es", ["common"], scheme="dark")
    here, there = page(engine), page(other_engine)
    base.theme.set_scheme("contrast")
    assert (here.property("title"), there.property("title")) == ("tomorrow", "mañana")
    assert there.property("color") == QColor(load_theme().scheme("dark").ink)
    assert other.theme is not base.theme


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_token_is_a_property(qtbot: QtBot, scheme: str) -> None:
    tokens = load_theme()
    theme = ThemeObject(tokens, scheme)  # type: ignore[arg-type]  # parametrize gives plain str
    for token, value in tokens.scheme(scheme).model_dump().items():  # type: ignore[arg-type]  # as above
        head, *rest = token.split("_")
        shown = theme.property(head + "".join(part.capitalize() for part in rest))
        assert QColor(shown).name().upper() == value, token


def test_the_logo_follows_the_scheme(qtbot: QtBot) -> None:
    theme = ThemeObject()
    light = theme.property("logo")
    theme.set_scheme("dark")
    assert Path(light.toLocalFile()).is_file()
    assert Path(theme.property("logo").toLocalFile()).is_file()
    assert theme.property("logo") != light


def test_wrong_schemes_and_languages_are_refused_and_change_nothing(qtbot: QtBot) -> None:
    theme, words = ThemeObject(), WordsObject("en", ["common"])
    with pytest.raises(ValueError, match="sepia"):
        theme.set_scheme("sepia")  # type: ignore[arg-type]  # the name comes from outside
    with pytest.raises(LookupError, match="xx/common"):
        words.set_language("xx")
    assert theme.property("scheme") == "light"
    assert words.property("language") == "en"


def test_text_size_stays_within_its_bounds(qtbot: QtBot) -> None:
    theme = ThemeObject()
    theme.set_text_scale(9.0)
    assert theme.property("textScale") == 1.5
    theme.set_text_scale(0.1)
    assert theme.property("textScale") == 1.0


def test_setting_the_same_again_signals_nothing(qtbot: QtBot) -> None:
    theme, words = ThemeObject(), WordsObject("en", ["common"])
    with qtbot.assertNotEmitted(theme.schemeChanged), qtbot.assertNotEmitted(words.languageChanged):
        theme.set_scheme("light")
        words.set_language("en")


@pytest.mark.expect_log("no-such-icon")
def test_an_unknown_icon_is_a_warning(qtbot: QtBot) -> None:
    with collected_messages() as found:
        engine = QQmlEngine()
        give_base(engine, "en", ["common"])
        page(engine, 'import QtQuick\nImage { source: "image://icon/no-such-icon/112233" }')
    assert [message.level for message in found] == ["warning"]
    assert "no-such-icon" in found[0].text


@pytest.mark.expect_log("Unable to assign")
def test_a_missing_word_is_a_warning(qtbot: QtBot) -> None:
    with collected_messages() as found:
        engine = QQmlEngine()
        give_base(engine, "en", ["common"])
        page(engine, 'import QtQuick\nimport Mostrador.Base\nText { text: Words.text["no-such-word"] }')
    assert [message.level for message in found] == ["warning"]
    assert "undefined" in found[0].text


def test_an_engine_without_a_base_says_what_to_do(qtbot: QtBot) -> None:
    with pytest.raises(RuntimeError, match="give_base"):
        ThemeObject.create(QQmlEngine())
    with pytest.raises(RuntimeError, match="give_base"):
        WordsObject.create(QQmlEngine())


def test_an_icon_has_its_own_size_when_none_is_asked(engine: QQmlEngine, base: Base) -> None:
    shown = page(engine, 'import QtQuick\nImage { source: "image://icon/laptop/112233" }')
    assert (shown.property("implicitWidth"), shown.property("implicitHeight")) == (48, 48)
    assert shown.property("sourceSize") == QSize(48, 48)
