"""Gives a QML engine what every page of ours builds on: `Theme`, `Words` and the icons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtQml import QQmlEngine

from common.qt import theme_object, words_object
from common.qt.icons import IconProvider
from common.qt.theme_object import ThemeObject
from common.qt.words_object import WordsObject
from common.theme import Scheme, Theme


@dataclass(frozen=True)
class Base:
    """The objects that QML knows as `Theme` and `Words`; they live as long as their engine."""

    theme: ThemeObject
    words: WordsObject


def give_base(
    engine: QQmlEngine,
    language: str,
    faces: Sequence[str],
    tokens: Theme | None = None,
    scheme: Scheme = "light",
) -> Base:
    """Call once an engine, before it loads QML; afterwards `import Mostrador.Base` works there.

    Raises LookupError for a language or face without a translation.
    """
    base = Base(ThemeObject(tokens, scheme, engine), WordsObject(language, faces, engine))
    engine.setProperty(theme_object.ENGINE_PROPERTY, base.theme)
    engine.setProperty(words_object.ENGINE_PROPERTY, base.words)
    engine.addImageProvider("icon", IconProvider())
    return base
