"""What is it about, what should we know, how shall we call you: three pages with an answer each."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from common.i18n import say_wait
from kiosk.checkin import journey as rules
from kiosk.checkin.journey import Journey
from kiosk.checkin.names import call_as_examples, name_of
from kiosk.checkin.steps import LONGEST_NOTE
from kiosk.queue.names import first_name
from kiosk.queue.settings import Service
from kiosk.queue.visits import CallAs
from kiosk.ui.facts import Taking
from kiosk.ui.view_models.parts import Parts
from kiosk.ui.view_models.rows import Rows
from kiosk.ui.when import say_when

QML_IMPORT_NAME = "Mostrador.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

SAMPLE_DAY_NUMBER = 42
NOTE_TOLD_FROM = 100  # so many characters before the end the page says how many are left


@QmlElement
@QmlUncreatable("made by the program")
class Choices(QObject):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """Rows for the cards; they follow the waits and the language in place."""

    changed = Signal()
    wantedAnyway = Signal(str)
    """A service that takes nobody now was touched: the site may know this person, and is asked."""

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._note = ""
        self._services = Rows(("service", "name", "icon", "wait", "chosen", "takes"), self)
        self._call_as = Rows(("choice", "name", "example", "icon", "chosen"), self)
        parts.state.changed.connect(self._show)
        parts.state.restarted.connect(self._forget)
        parts.facts.changed.connect(self._show)
        parts.words_object.languageChanged.connect(self._show)
        self._show()

    @Slot(str)
    def choose_service(self, service: str) -> None:
        offered = self._parts.facts.settings.service(service)
        if offered is not None and self._parts.facts.taking(offered) is not Taking.YES:
            self.wantedAnyway.emit(service)
            return
        self._parts.state.apply(rules.with_service(self._parts.state.journey, service))

    @Slot(str)
    def write_note(self, note: str) -> None:
        if note != self._note:
            self._note = note[:LONGEST_NOTE]
            self.changed.emit()

    @Slot()
    def keep_note(self) -> None:
        self._parts.state.apply(rules.with_note(self._parts.state.journey, self._note))

    @Slot(str)
    def choose_call_as(self, choice: str) -> None:
        self._parts.state.apply(rules.with_call_as(self._parts.state.journey, CallAs(choice)))

    @Slot()
    def _show(self) -> None:
        journey = self._parts.state.journey
        self._services.show([self._service_row(journey, each) for each in self._parts.facts.services()])
        self._call_as.show(self._call_as_rows(journey))
        self.changed.emit()

    def _service_row(self, journey: Journey, service: Service) -> dict[str, object]:
        words, wait = self._parts.words, self._parts.facts.waits.get(service.id)
        told = say_wait(words, wait.low_minutes, wait.high_minutes, short=True) if wait else ""
        taking = self._parts.facts.taking(service)
        if taking is not Taking.YES:
            told = words.say(f"service-{taking.value}")
        return {
            "service": service.id,
            "name": service.name(words.language),
            "icon": service.icon,
            "wait": told,
            "chosen": journey.service == service.id,
            "takes": taking is Taking.YES,
        }

    def _call_as_rows(self, journey: Journey) -> list[dict[str, object]]:
        words, said = self._parts.words, rules.appointment_of(journey)
        rows: list[dict[str, object]] = []
        service = said.service if said else journey.service
        known = self._parts.facts.settings.service(service) if service else None
        number = f"{known.prefix if known else 'A'}{SAMPLE_DAY_NUMBER:03d}"
        icons = {CallAs.FIRST_NAME: "smile", CallAs.INITIALS: "type", CallAs.NUMBER: "ticket"}
        for choice, example in call_as_examples(journey, number).items():
            if not example:
                continue
            kind = "call-as-number-example" if choice is CallAs.NUMBER else "call-as-example"
            rows.append(
                {
                    "choice": choice.value,
                    "name": words.say(f"call-as-{choice.value.replace('_', '-')}"),
                    "example": words.say(kind, example=example),
                    "icon": icons[choice],
                    "chosen": journey.call_as is choice,
                }
            )
        return rows

    @Slot()
    def _forget(self) -> None:
        self._note = ""
        self.changed.emit()

    def _read_note_left(self) -> str:
        left = LONGEST_NOTE - len(self._note)
        return self._parts.words.say("note-left", count=left) if left <= NOTE_TOLD_FROM else ""

    def _read_greeting(self) -> str:
        journey = self._parts.state.journey
        name = first_name(name_of(journey))
        if rules.appointment_of(journey) is None or not name:
            return ""
        return self._parts.words.say("confirm-hello", name=name)

    def _read_appointment(self) -> str:
        journey, words, facts = self._parts.state.journey, self._parts.words, self._parts.facts
        if (booked := rules.appointment_of(journey)) is None:
            return ""
        when = say_when(words, booked.start, self._parts.clock.now(), facts.settings.zone)
        said = words.say("confirm-appointment", when=when)
        name = facts.service_name(booked.service, words.language)
        return f"{said} · {name}" if name else said

    services = Property(Rows, lambda self: self._services, constant=True)
    serviceCount = Property(int, lambda self: self._services.rowCount(), notify=changed)
    callAs = Property(Rows, lambda self: self._call_as, constant=True)
    note = Property(str, lambda self: self._note, notify=changed)
    noteLeft = Property(str, _read_note_left, notify=changed)
    longestNote = Property(int, lambda self: LONGEST_NOTE, constant=True)
    greeting = Property(str, _read_greeting, notify=changed)
    appointment = Property(str, _read_appointment, notify=changed)
