"""The frame around every page: language, looks, help, the clock, and what happens when nobody touches."""

from __future__ import annotations

from PySide6.QtCore import Property, QElapsedTimer, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from common.i18n import Words, languages, say_time
from common.rule_words import say_rule
from common.theme import SCHEMES, Scheme
from kiosk.checkin.steps import Step
from kiosk.ui.view_models.parts import Parts
from kiosk.ui.view_models.rows import Rows

QML_IMPORT_NAME = "Mostrador.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

TICK_MS = 250
LARGE_TEXT = 1.25


@QmlElement
@QmlUncreatable("made by the program")
class Shell(QObject):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """`askedToStay` while the warning stands; `secondsLeft` until the page is cleared."""

    changed = Signal()
    ticked = Signal()

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._helping = False
        self._warning_left = 0
        self._languages = Rows(("code", "name"), self)
        self._untouched = QElapsedTimer()
        self._untouched.start()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        parts.words_object.languageChanged.connect(self._show_languages)
        parts.facts.changed.connect(self._show_languages)
        parts.theme.schemeChanged.connect(self.changed)
        parts.theme.textScaleChanged.connect(self.changed)
        parts.state.restarted.connect(self._reset)
        self._show_languages()

    # --- language and looks
    @Slot(str)
    def speak(self, language: str) -> None:
        """Another language, at once and on every page."""
        self._parts.state.speak(language)
        self._parts.words_object.set_language(language)

    @Slot()
    def next_scheme(self) -> None:
        """Light, dark, high contrast, and round again."""
        self._parts.theme.set_scheme(self._following_scheme())

    @Slot()
    def change_text_size(self) -> None:
        is_large = self._parts.theme.text_scale > 1.0
        self._parts.theme.set_text_scale(1.0 if is_large else LARGE_TEXT)

    def _following_scheme(self) -> Scheme:
        now = SCHEMES.index(self._parts.theme.property("scheme"))
        return SCHEMES[(now + 1) % len(SCHEMES)]

    @Slot()
    def _show_languages(self) -> None:
        site = self._parts.facts.site
        offered = [code for code in languages() if site is None or code in site.languages]
        others = [code for code in offered if code != self._parts.words.language]
        self._languages.show(
            [{"code": code, "name": Words(code, ["common"]).say("language-name")} for code in others]
        )
        self.changed.emit()

    # --- help
    @Slot()
    def open_help(self) -> None:
        self._helping = True
        self.changed.emit()

    @Slot()
    def close_help(self) -> None:
        self._helping = False
        self.changed.emit()

    # --- nobody touches
    def touched(self) -> None:
        """Somebody is here. The warning goes by its own button only, so that they see what was asked."""
        if not self._warning_left:
            self._untouched.restart()

    @Slot()
    def stay(self) -> None:
        self._untouched.restart()
        self.warn(0)

    @Slot()
    def start_over(self) -> None:
        self._parts.state.restart()

    @Slot()
    def _tick(self) -> None:
        self.ticked.emit()
        if not self._has_something_to_clear():
            self._untouched.restart()
            self.warn(0)
            return
        settings = self._parts.settings
        left_ms = settings.idle_seconds * 1000 - self._untouched.elapsed()
        if left_ms <= 0:
            self._parts.state.restart()
        elif left_ms <= settings.warning_seconds * 1000:
            self.warn(-(-left_ms // 1000))

    def _has_something_to_clear(self) -> bool:
        state, theme = self._parts.state, self._parts.theme
        as_at_first = (
            self._parts.words.language == self._parts.first_language
            and theme.property("scheme") == self._parts.first_scheme
            and theme.text_scale == 1.0
        )
        if state.journey.at is Step.TICKET and not self._helping:
            return False  # the ticket has a countdown of its own
        return not (state.is_fresh and as_at_first and not self._helping)

    def warn(self, seconds_left: int) -> None:
        """Ask whether somebody is there; 0 takes the question back."""
        if seconds_left != self._warning_left:
            self._warning_left = seconds_left
            self.changed.emit()

    @Slot()
    def _reset(self) -> None:
        """The next visitor finds everything as at first."""
        self._helping = False
        self._warning_left = 0
        self._untouched.restart()
        self._parts.words_object.set_language(self._parts.first_language)
        self._parts.theme.set_scheme(self._first_scheme())
        self._parts.theme.set_text_scale(1.0)
        self.changed.emit()

    def _first_scheme(self) -> Scheme:
        return next(scheme for scheme in SCHEMES if scheme == self._parts.first_scheme)

    # --- what QML reads
    def _read_clock(self) -> str:
        local = self._parts.clock.now().astimezone(self._parts.facts.settings.zone)
        return say_time(local, self._parts.words.language)

    def _read_scheme_name(self) -> str:
        return self._parts.words.say(f"scheme-{self._following_scheme()}")

    def _read_text_name(self) -> str:
        is_large = self._parts.theme.text_scale > 1.0
        return self._parts.words.say("text-normal" if is_large else "text-larger")

    def _read_warning(self) -> str:
        return self._parts.words.say("idle-lead", seconds=self._warning_left)

    def _read_rule(self) -> str:
        return say_rule(self._parts.words, self._parts.facts.settings)

    rule = Property(str, _read_rule, notify=changed)
    helping = Property(bool, lambda self: self._helping, notify=changed)
    askedToStay = Property(bool, lambda self: self._warning_left > 0, notify=changed)
    warning = Property(str, _read_warning, notify=changed)
    clock = Property(str, _read_clock, notify=ticked)
    schemeName = Property(str, _read_scheme_name, notify=changed)
    textName = Property(str, _read_text_name, notify=changed)
    languages = Property(Rows, lambda self: self._languages, constant=True)
