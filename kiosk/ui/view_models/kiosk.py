"""The touch screen as a whole: which page shows which step, and the view-models that the pages use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.checkin import journey as rules
from kiosk.checkin.steps import Step
from kiosk.devices.camera import Camera
from kiosk.ui.view_models.besides import Besides
from kiosk.ui.view_models.check_in import CheckIn
from kiosk.ui.view_models.choices import Choices
from kiosk.ui.view_models.keyboard import Keyboard
from kiosk.ui.view_models.parts import Parts
from kiosk.ui.view_models.pass_entry import PassEntry
from kiosk.ui.view_models.people import People
from kiosk.ui.view_models.refusal import Refusal
from kiosk.ui.view_models.shell import Shell
from kiosk.ui.view_models.welcome import Welcome

QML_IMPORT_NAME = "Mostrador.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

QML_FOLDER = Path(__file__).resolve().parent.parent / "qml"
PAGES: dict[Step, str] = {
    Step.WELCOME: "WelcomePage",
    Step.BOOKING: "BookingPage",
    Step.PASS: "PassPage",
    Step.PERSON: "PersonPage",
    Step.BOOKED: "BookedPage",
    Step.GUEST: "GuestPage",
    Step.SERVICE: "ServicePage",
    Step.NOTE: "NotePage",
    Step.CALL_AS: "CallAsPage",
    Step.CONFIRM: "ConfirmPage",
    Step.FURTHER: "FurtherPage",
    Step.TICKET: "TicketPage",
}
CODE_PAGE, REFUSED_PAGE, UNREADY_PAGE = "CodePage", "RefusedPage", "UnreadyPage"


@dataclass(frozen=True)
class Models:
    """The view-models, one a page or journey."""

    shell: Shell
    welcome: Welcome
    pass_entry: PassEntry
    people: People
    choices: Choices
    besides: Besides
    check_in: CheckIn
    refusal: Refusal
    keyboard: Keyboard


@QmlElement
@QmlUncreatable("made by the program")
class Kiosk(QObject):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """The window's one required property. `pageChanged` comes only when another page is to be shown."""

    pageChanged = Signal()
    changed = Signal()
    gotIt = Signal()
    ticked = Signal()

    def __init__(self, parts: Parts, camera: Camera, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._camera = camera
        self.models = Models(
            Shell(parts, self),
            Welcome(parts, self),
            PassEntry(parts, self),
            People(parts, self),
            Choices(parts, self),
            Besides(parts, self),
            CheckIn(parts, self),
            Refusal(parts, self),
            Keyboard(parts, self),
        )
        self._page = self._page_now()
        parts.state.changed.connect(self._follow)
        parts.facts.changed.connect(self._follow)
        parts.words_object.languageChanged.connect(self.changed)
        self.models.pass_entry.changed.connect(self.changed)
        self.models.pass_entry.gotIt.connect(self.gotIt)
        self.models.pass_entry.keptFound.connect(self.models.check_in.show_kept)
        self.models.pass_entry.placeFound.connect(self.models.check_in.arrive)
        self.models.check_in.changed.connect(self.changed)
        self.models.people.changed.connect(self.changed)
        self.models.choices.wantedAnyway.connect(self.models.check_in.ask_anyway)
        self.models.shell.ticked.connect(self.models.welcome.look_at_clock)
        self.models.shell.ticked.connect(self.ticked)
        camera.seen.connect(self.pass_scanned)
        camera.availableChanged.connect(self.changed)

    @Slot()
    def back(self) -> None:
        if not self.models.check_in.property("running"):
            self._parts.state.back()

    @Slot()
    def touched(self) -> None:
        """Somebody is here."""
        self.models.shell.touched()

    @Slot(str)
    def pass_scanned(self, text: str) -> None:
        """By the camera or a scanner that types."""
        self.touched()
        self.models.pass_entry.check(text)

    @Slot(str)
    def badge_read(self, number: str) -> None:
        """By a reader that types. Where a code is asked for, it was a scanner that read the code."""
        self.touched()
        at, refused = self._parts.state.journey.at, self._parts.state.refused
        if refused is None and at is Step.PASS:
            self.models.pass_entry.check(number)
        elif refused is None and at in (Step.WELCOME, Step.PERSON):
            self.models.people.badge(number)

    @Slot()
    def _follow(self) -> None:
        page = self._page_now()
        if page != self._page:
            self._page = page
            self._run_camera()
            self.pageChanged.emit()
        self.changed.emit()

    def _run_camera(self) -> None:
        """Its light is on only while its page is shown."""
        if self._page == PAGES[Step.PASS]:
            self._camera.start()
        else:
            self._camera.stop()

    def _page_now(self) -> str:
        state = self._parts.state
        if self._parts.facts.site is None:
            return UNREADY_PAGE
        if state.refused is not None:
            return REFUSED_PAGE
        if state.journey.at is Step.PASS and state.typing_code:
            return CODE_PAGE
        return PAGES[state.journey.at]

    def _read_work(self) -> str:
        """What is being done, for work that a visitor waits for; "" for none."""
        words = self._parts.words
        if self.models.check_in.property("running"):
            return words.say("checking-in")
        return words.say("checking-pass") if self.models.pass_entry.property("standing") == "checking" else ""

    def _dots(self) -> tuple[int, int]:
        state = self._parts.state
        return (0, 0) if state.refused is not None else rules.progress(state.journey)

    def _read_progress(self) -> str:
        step, count = self._dots()
        return self._parts.words.say("progress", step=step + 1, count=count) if count else ""

    page = Property(str, lambda self: self._page, notify=pageChanged)
    pageUrl = Property(
        QUrl,
        lambda self: QUrl.fromLocalFile(str(QML_FOLDER / "pages" / f"{self._page}.qml")),
        notify=pageChanged,
    )
    forward = Property(bool, lambda self: self._parts.state.is_forward, notify=pageChanged)
    canGoBack = Property(bool, lambda self: self._parts.state.can_go_back, notify=changed)
    dot = Property(int, lambda self: self._dots()[0], notify=changed)
    dots = Property(int, lambda self: self._dots()[1], notify=changed)
    progress = Property(str, _read_progress, notify=changed)
    work = Property(str, _read_work, notify=changed)
    camera = Property(QObject, lambda self: self._camera, constant=True)
    cameraAvailable = Property(bool, lambda self: bool(self._camera.property("available")), notify=changed)
    shell = Property(Shell, lambda self: self.models.shell, constant=True)
    welcome = Property(Welcome, lambda self: self.models.welcome, constant=True)
    passEntry = Property(PassEntry, lambda self: self.models.pass_entry, constant=True)
    people = Property(People, lambda self: self.models.people, constant=True)
    choices = Property(Choices, lambda self: self.models.choices, constant=True)
    besides = Property(Besides, lambda self: self.models.besides, constant=True)
    checkIn = Property(CheckIn, lambda self: self.models.check_in, constant=True)
    refusal = Property(Refusal, lambda self: self.models.refusal, constant=True)
    keyboard = Property(Keyboard, lambda self: self.models.keyboard, constant=True)
