"""Finding yourself by name, mail or badge, while typing; and who is not in the directory."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from common.clients.errors import ApiRefused
from common.qt.background import Running, run_in_background
from common.wire import PersonFound
from common.wire_passes import PassCheckOut
from kiosk.checkin import journey as rules
from kiosk.checkin.journey import PassSaid, Person
from kiosk.checkin.steps import Missing, Mode, Step
from kiosk.ui.view_models.parts import Parts
from kiosk.ui.view_models.rows import Rows
from kiosk.ui.when import say_when

QML_IMPORT_NAME = "Mostrador.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

FEWEST_LETTERS = 2
PAUSE_MS = 150  # a fast typist is not asked about after every letter


@QmlElement
@QmlUncreatable("made by the program")
class People(QObject):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """The page "Who are you?" and, for guests, "What is your name?"."""

    changed = Signal()

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._query = ""
        self._note = ""
        self._searching = False
        self._guest_name = ""
        self._guest_mail = ""
        self._guest_tried = False
        self._running: Running | None = None
        self._found = Rows(("person", "name", "mail"), self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._search)
        parts.state.restarted.connect(self._forget)
        parts.words_object.languageChanged.connect(self.changed)
        parts.state.changed.connect(self.changed)

    # --- the directory
    @Slot(str)
    def ask(self, query: str) -> None:
        """What stands in the field now; looked up after a short pause."""
        if query == self._query:
            return
        self._query = query
        self._drop_search()
        if len(query.strip()) >= FEWEST_LETTERS:
            self._searching = True
            self._pause.start()
        else:
            self.show([], "")
        self.changed.emit()

    @Slot(str, str)
    def choose(self, person: str, name: str) -> None:
        """That is me: on, by way of the appointment that they have today, if the site knows one."""
        self._drop_search()
        visit = self._parts.state.journey.visit

        def looked(booked: PassCheckOut | None) -> None:
            state = self._parts.state
            if state.journey.visit != visit:
                return
            said = PassSaid(booked.appointment, booked.service, booked.start) if booked else None
            state.apply(rules.with_person(state.journey, Person(person, name), said))

        reception = self._parts.reception
        self._running = run_in_background(self, lambda: reception.booked(person), looked, self._failed)

    @Slot(bool)
    def came_for_booking(self, yes: bool) -> None:
        """The answer to "You have an appointment: check in for it?"."""
        self._parts.state.apply(rules.with_booked(self._parts.state.journey, yes))

    @Slot()
    def be_guest(self) -> None:
        self._parts.state.apply(rules.without_directory(self._parts.state.journey))

    def badge(self, text: str) -> None:
        """A reader typed a badge: whoever it belongs to is chosen at once."""

        def found(people: list[PersonFound]) -> None:
            if len(people) == 1:
                self.choose(people[0].id, people[0].name)
            else:
                self.show([], "person-none")
                self._ask_who()

        self._drop_search()
        self._look_up(text, found)

    def _ask_who(self) -> None:
        """A badge that nobody knows, on the first page: on to the page that can find them otherwise."""
        if self._parts.state.journey.at is Step.WELCOME:
            self._parts.state.apply(rules.with_mode(self._parts.state.journey, Mode.HELP))

    @Slot()
    def _search(self) -> None:
        def found(people: list[PersonFound]) -> None:
            self.show(people, "" if people else "person-none")

        self._look_up(self._query.strip(), found)

    def _look_up(self, query: str, found: object) -> None:
        assert callable(found)
        connection = self._parts.reception.connection
        self._running = run_in_background(
            self, lambda: connection.client().people(query), found, self._failed
        )

    def _failed(self, error: Exception) -> None:
        self.show([], "person-none" if isinstance(error, ApiRefused) else "person-cut-off")

    def show(self, people: list[PersonFound], note: str) -> None:
        """Who was found; `note`: the key of a word beside it, "" for none."""
        self._searching = False
        self._note = note
        self._found.show([{"person": p.id, "name": p.name, "mail": p.mail_hint} for p in people])
        self.changed.emit()

    def _drop_search(self) -> None:
        self._pause.stop()
        if self._running is not None:
            self._running.cancel()
            self._running = None

    # --- guests
    @Slot(str)
    def name_guest(self, name: str) -> None:
        if name != self._guest_name:
            self._guest_name = name
            self.changed.emit()

    @Slot(str)
    def write_guest_mail(self, mail: str) -> None:
        if mail != self._guest_mail:
            self._guest_mail = mail
            self.changed.emit()

    @Slot()
    def go_on_as_guest(self) -> None:
        """On to the next page, or a word about what is missing."""
        state = self._parts.state
        self._guest_tried = True
        state.apply(rules.with_guest(state.journey, self._guest_name, self._guest_mail))
        self.changed.emit()

    def _read_guest_problem(self) -> str:
        journey = self._parts.state.journey
        if not self._guest_tried or journey.at is not Step.GUEST:
            return ""
        tried = rules.with_guest(journey, self._guest_name, self._guest_mail)
        lacks = rules.missing(tried)
        if Missing.GUEST_NAME in lacks:
            return self._parts.words.say("guest-name-needed")
        return self._parts.words.say("guest-mail-wrong") if Missing.GUEST_MAIL in lacks else ""

    @Slot()
    def _forget(self) -> None:
        self._drop_search()
        self._query = self._guest_name = self._guest_mail = ""
        self._guest_tried = False
        self.show([], "")

    def _read_booked(self) -> str:
        """The question about the appointment of whoever was found; "" for who has none."""
        booked, words = self._parts.state.journey.booked, self._parts.words
        if booked is None:
            return ""
        zone = self._parts.facts.settings.zone
        at = say_when(words, booked.start, self._parts.clock.now(), zone)
        return words.say("booked-title", when=at)

    def _read_booked_for(self) -> str:
        """What the appointment is for."""
        booked, facts = self._parts.state.journey.booked, self._parts.facts
        return facts.service_name(booked.service, self._parts.words.language) if booked else ""

    def _read_note(self) -> str:
        return self._parts.words.say(self._note) if self._note else ""

    booked = Property(str, _read_booked, notify=changed)
    bookedFor = Property(str, _read_booked_for, notify=changed)
    query = Property(str, lambda self: self._query, notify=changed)
    found = Property(Rows, lambda self: self._found, constant=True)
    note = Property(str, _read_note, notify=changed)
    searching = Property(bool, lambda self: self._searching, notify=changed)
    guestName = Property(str, lambda self: self._guest_name, notify=changed)
    guestMail = Property(str, lambda self: self._guest_mail, notify=changed)
    guestProblem = Property(str, _read_guest_problem, notify=changed)
