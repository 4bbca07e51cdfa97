"""The console's words in the language of the moment; every text on screen follows a change of language."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from common.i18n import Words, languages
from common.wire import Problem

FACES = ("console", "refusals", "common")


class Speaker(QObject):
    """Says messages, and keeps setters of widgets that want to hear a message again in another language."""

    changed = Signal()

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        """Raises LookupError for a language without a translation."""
        super().__init__(parent)
        self.words = Words(language, FACES)
        self._told: dict[int, list[Callable[[], None]]] = {}

    @property
    def language(self) -> str:
        return self.words.language

    def set_language(self, language: str) -> None:
        """Speak another language from now on. Raises LookupError for one without a translation."""
        if language == self.words.language:
            return
        self.words = Words(language, FACES)
        for setters in [*self._told.values()]:
            for setter in setters:
                setter()
        self.changed.emit()

    def say(self, key: str, /, **args: object) -> str:
        return self.words.say(key, **args)

    def tell(self, owner: QObject, key: str, *setters: Callable[[str], None]) -> None:
        """Give the text of `key` to each setter now and after each change, as long as `owner` lives."""

        def give() -> None:
            text = self.words.say(key)
            for setter in setters:
                setter(text)

        self.when_changed(owner, give)

    def when_changed(self, owner: QObject, give: Callable[[], None]) -> None:
        """Call `give` now and after each change of language, as long as `owner` lives."""
        give()
        mark = id(owner)
        if mark not in self._told:
            self._told[mark] = []
            owner.destroyed.connect(lambda: self._told.pop(mark, None))
        self._told[mark].append(give)

    def refusal(self, problem: Problem) -> str:
        """The words for a refusal; one that lacks its data is told as an inner error, never as a code."""
        key = f"refusal-{problem.code.replace('_', '-')}"
        arguments = self.words.arguments()
        if key not in arguments or not arguments[key] <= problem.data.keys():
            return self.words.say("refusal-internal")
        return self.words.say(key, **problem.data)


def language_names() -> dict[str, str]:
    """Each offered language with its own name for itself."""
    return {language: Words(language, ["common"]).say("language-name") for language in languages()}
