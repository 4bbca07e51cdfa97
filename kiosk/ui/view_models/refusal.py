"""The page for a no: what happened, what was kept, and the ways on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from common.i18n import say_time
from kiosk.checkin import journey as rules
from kiosk.checkin.steps import Mode, Step
from kiosk.queue.refusals import Code
from kiosk.ui.refused import Refused
from kiosk.ui.view_models.parts import Parts
from kiosk.ui.view_models.rows import Rows
from kiosk.ui.when import say_when

QML_IMPORT_NAME = "Mostrador.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_PASS = ("scan", "help", "start")
# What the page of a visit that is over, and one that is no visit's, lead to.
PLACE_OVER = frozenset(
    {Code.PASS_UNREADABLE, Code.PASS_EXPIRED, Code.PASS_USED, Code.WRONG_STATE, Code.UNKNOWN_VISIT}
)
# The ways on, the likeliest first; whatever is not here may be tried again.
WAYS_ON: dict[str, tuple[str, ...]] = {
    Code.PASS_UNREADABLE: ("scan", "type", "help"),
    Code.PASS_FORGED: _PASS,
    Code.PASS_EXPIRED: ("help", "book", "start"),
    Code.PASS_WRONG_SITE: ("help", "start"),
    Code.PASS_USED: ("help", "start"),
    Code.PASS_CANCELLED: ("help", "book", "start"),
    Code.PASS_TOO_EARLY: ("start", "help"),
    Code.TOO_MANY_TRIES: ("scan", "help", "start"),
    Code.SITE_CLOSED: ("book", "start"),
    Code.LAST_CHECK_IN_OVER: ("book", "start"),
    Code.UNKNOWN_SERVICE: ("choose", "start"),
    Code.SERVICE_FULL: ("choose", "book", "start"),
    Code.CHECK_IN_PAUSED: ("choose", "book", "start"),
    Code.TOO_LATE_FOR_TODAY: ("book", "choose", "start"),
    Code.STORAGE_FULL: ("again", "start"),
}
WORDS_OF_WAYS = {
    "scan": ("refused-scan-again", "scan-qr-code"),
    "type": ("refused-type", "keyboard"),
    "help": ("refused-help-now", "hand-helping"),
    "book": ("welcome-book", "calendar-plus"),
    "choose": ("refused-choose", "list"),
    "again": ("refused-try-again", "rotate-ccw"),
    "start": ("start-page", "house"),
}


@QmlElement
@QmlUncreatable("made by the program")
class Refusal(QObject):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """Follows the state and the language."""

    changed = Signal()

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._ways = Rows(("way", "name", "icon", "main"), self)
        parts.state.changed.connect(self._show)
        parts.words_object.languageChanged.connect(self._show)

    @Slot(str)
    def go(self, way: str) -> None:
        """The way on that was chosen."""
        state = self._parts.state
        ways: dict[str, Callable[[], None]] = {
            "scan": lambda: self._to_pass(False),
            "type": lambda: self._to_pass(True),
            "help": lambda: self._begin(Mode.HELP),
            "book": lambda: self._begin(Mode.BOOK),
            "choose": lambda: state.go_to(Step.SERVICE),
            "again": state.back,
            "start": state.restart,
        }
        ways[way]()

    def _begin(self, mode: Mode) -> None:
        journey = replace(self._parts.state.journey, at=Step.WELCOME, returning=False)
        self._parts.state.apply(rules.with_mode(journey, mode))

    def _to_pass(self, typing: bool) -> None:
        self._parts.state.go_to(Step.PASS)
        if typing:
            self._parts.state.type_code(True)

    @Slot()
    def _show(self) -> None:
        refused, words = self._parts.state.refused, self._parts.words
        if refused is not None:
            self._ways.show(
                [
                    {
                        "way": way,
                        "name": words.say(WORDS_OF_WAYS[way][0]),
                        "icon": WORDS_OF_WAYS[way][1],
                        "main": at == 0,
                    }
                    for at, way in enumerate(self._ways_of(refused))
                ]
            )
        self.changed.emit()

    def _ways_of(self, refused: Refused) -> tuple[str, ...]:
        site = self._parts.facts.site
        can_book = site is not None and bool(site.booking_url)
        elsewhere = refused.code != Code.CHECK_IN_PAUSED or not self._parts.facts.all_paused
        useless = {way for way, use in (("book", can_book), ("choose", elsewhere)) if not use}
        return tuple(way for way in self._all_ways(refused) if way not in useless)

    def _all_ways(self, refused: Refused) -> tuple[str, ...]:
        if self._typed_in_vain(refused):
            return ("type", "scan", "help")
        if refused.code in WAYS_ON:
            return WAYS_ON[refused.code]
        at_pass = self._parts.state.journey.at is Step.PASS
        return ("scan", "help", "start") if at_pass else ("again", "start")

    @property
    def _joined(self) -> bool:
        """Somebody who joined by phone, and stands where they show that."""
        journey = self._parts.state.journey
        return journey.mode is Mode.JOINED and journey.at is Step.PASS

    def _typed_in_vain(self, refused: Refused) -> bool:
        """A code that was typed and is not known: that is another mishap than a picture that is blurred."""
        return refused.code == Code.PASS_UNREADABLE and self._parts.state.typing_code

    def _read_title(self) -> str:
        refused, words = self._parts.state.refused, self._parts.words
        if refused is None:
            return ""
        if self._typed_in_vain(refused) and not self._joined:
            return words.say("refused-title-code-unknown")
        if self._joined and refused.code in PLACE_OVER:
            return words.say("refused-title-joined-unknown")
        own = f"refused-title-{refused.code.replace('_', '-')}"
        return words.say(own if own in words else "refused-title")

    def _read_text(self) -> str:
        refused, words = self._parts.state.refused, self._parts.words
        if refused is None:
            return ""
        if self._joined and (refused.code in PLACE_OVER or refused.code == Code.UNREACHABLE):
            return words.say(f"refused-joined-{'unknown' if refused.code in PLACE_OVER else 'cut-off'}")
        if self._typed_in_vain(refused):
            return words.say("refused-code-unknown")
        if refused.code == Code.UNREACHABLE and self._parts.state.journey.at is Step.PASS:
            return words.say("refused-code-cut-off")
        if refused.code == Code.PASS_TOO_EARLY and (told := self._too_early(refused)):
            return told
        if refused.code == Code.CHECK_IN_PAUSED and refused.data.get("message"):
            return refused.data["message"]
        code = refused.code.replace("_", "-")
        own, key = f"refused-text-{code}", f"refusal-{code}"
        if own in words:  # what a visitor can do is not always what a technician can
            return words.say(own)
        if key not in words:  # a code of a later version: still a calm page
            return words.say("refusal-internal")
        return words.say(key, **refused.data)

    def _too_early(self, refused: Refused) -> str:
        """When the appointment is, and from when on one may check in; "" when the refusal does not tell."""
        try:
            start = datetime.fromisoformat(refused.data["start"])
        except (KeyError, ValueError):
            return ""
        words, settings = self._parts.words, self._parts.facts.settings
        opens = start.astimezone(settings.zone) - timedelta(minutes=settings.early_check_in)
        when = say_when(words, start, self._parts.clock.now(), settings.zone)
        return words.say("refused-too-early-from", when=when, **{"from": say_time(opens, words.language)})

    def _read_code(self) -> str:
        refused = self._parts.state.refused
        return refused.code if refused else ""

    title = Property(str, _read_title, notify=changed)
    text = Property(str, _read_text, notify=changed)
    code = Property(str, _read_code, notify=changed)
    ways = Property(Rows, lambda self: self._ways, constant=True)
