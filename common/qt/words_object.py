"""The words as the QML singleton `Words` of the module `Mostrador.Base`; the language can be changed live.

In QML: `text: Words.text["welcome-title"]`. Only the texts that are bound are looked up, and each
follows a change of language. A message with arguments takes the language as its first argument, so that
its binding follows too: `text: Words.say(Words.language, "wait-range", {low: 10, high: 15})`.
See `common.qt.theme_object` for how a singleton reaches QML and qmllint.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Property, QLocale, QObject, Qt, Signal, Slot
from PySide6.QtQml import QmlNamedElement, QmlSingleton, QQmlEngine, QQmlPropertyMap

from common.i18n import Words, languages

QML_IMPORT_NAME = "Mostrador.Base"
QML_IMPORT_MAJOR_VERSION = 1

ENGINE_PROPERTY = "mostradorWords"


@QmlNamedElement("Words")
@QmlSingleton
class WordsObject(QObject):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """The messages of some faces in the language of the moment."""

    languageChanged = Signal()

    def __init__(self, language: str, faces: Sequence[str], parent: QObject | None = None) -> None:
        """Raises LookupError for a language or face without a translation."""
        super().__init__(parent)
        self._faces = tuple(faces)
        self._by_language: dict[str, Words] = {}
        self._text = QQmlPropertyMap.create(self)
        self.words = self._words(language)
        self._fill()

    @staticmethod
    def create(engine: QQmlEngine) -> QObject:
        """Called by QML, once an engine. Raises RuntimeError when the program gave the engine no words."""
        given = engine.property(ENGINE_PROPERTY)
        if not isinstance(given, WordsObject):
            raise RuntimeError("call give_base(engine, …) before loading QML")
        return given

    def set_language(self, language: str) -> None:
        """Speak another language from now on. Raises LookupError for one without a translation."""
        if language != self.words.language:
            self.words = self._words(language)
            self._fill()
            self.languageChanged.emit()

    @Slot(str, str, "QVariantMap", result=str)
    def say(self, language: str, key: str, arguments: dict[str, Any]) -> str:
        """A message with arguments. Raises KeyError and WordError as `Words.say` does."""
        whole = {
            name: int(value) if isinstance(value, float) and value.is_integer() else value
            for name, value in arguments.items()
        }
        return self._words(language).say(key, **whole)

    def _words(self, language: str) -> Words:
        if language not in self._by_language:
            self._by_language[language] = Words(language, self._faces)
        return self._by_language[language]

    def _fill(self) -> None:
        for key, text in self.words.table().items():
            self._text.insert(key, text)

    def _read_language(self) -> str:
        return self.words.language

    def _read_text(self) -> QQmlPropertyMap:
        return self._text

    def _read_languages(self) -> list[str]:
        return list(languages())

    def _read_right_to_left(self) -> bool:
        return QLocale(self.words.language).textDirection() == Qt.LayoutDirection.RightToLeft

    language = Property(str, _read_language, set_language, notify=languageChanged)
    rightToLeft = Property(bool, _read_right_to_left, notify=languageChanged)
    languages = Property(list, _read_languages, constant=True)
    text = Property(QQmlPropertyMap, _read_text, constant=True)
