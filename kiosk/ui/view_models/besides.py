"""What only some have to say, beside the answers that are summed up: a group, a seat, one more matter."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from kiosk.checkin import journey as rules
from kiosk.checkin.journey import Journey
from kiosk.checkin.steps import MOST_TOGETHER, Mode, Step
from kiosk.queue.settings import Service
from kiosk.ui.facts import Taking
from kiosk.ui.view_models.parts import Parts
from kiosk.ui.view_models.rows import Rows

QML_IMPORT_NAME = "Mostrador.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made by the program")
class Besides(QObject):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """Quiet choices on the page that sums up; nobody has to look at them."""

    changed = Signal()

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._services = Rows(("service", "name", "icon", "wait", "chosen", "takes"), self)
        parts.state.changed.connect(self._show)
        parts.facts.changed.connect(self._show)
        parts.words_object.languageChanged.connect(self._show)

    @Slot()
    def more_people(self) -> None:
        self._apply(rules.with_people(self._journey, self._journey.people + 1))

    @Slot()
    def fewer_people(self) -> None:
        self._apply(rules.with_people(self._journey, self._journey.people - 1))

    @Slot()
    def change_access(self) -> None:
        """I need a seat or a way without steps; touched again: I do not."""
        self._apply(rules.with_accessible(self._journey, not self._journey.accessible))

    @Slot()
    def open_further(self) -> None:
        """To the page with the other services."""
        self._apply(rules.revisit(self._journey, Step.FURTHER))

    @Slot(str)
    def choose_further(self, service: str) -> None:
        """One more matter; "" for no more."""
        self._apply(rules.with_further(self._journey, service or None))

    @property
    def _journey(self) -> Journey:
        return self._parts.state.journey

    def _apply(self, journey: Journey) -> None:
        if journey is not self._journey:
            self._parts.state.apply(journey)

    @Slot()
    def _show(self) -> None:
        self._services.show([self._row(each) for each in self._others()])
        self.changed.emit()

    def _others(self) -> list[Service]:
        """What else there is: neither the first matter nor what takes nobody now."""
        journey, facts = self._journey, self._parts.facts
        said = journey.pass_said
        first = said.service if journey.mode is Mode.APPOINTMENT and said else journey.service
        return [s for s in facts.services() if s.id != first and facts.taking(s) is Taking.YES]

    def _row(self, service: Service) -> dict[str, object]:
        return {
            "service": service.id,
            "name": service.name(self._parts.words.language),
            "icon": service.icon,
            "wait": "",  # it is seen to after the first matter, whatever the wait of others is
            "chosen": self._journey.further == service.id,
            "takes": True,
        }

    def _read_further(self) -> str:
        other = rules.second_matter(self._journey)
        return self._parts.facts.service_name(other, self._parts.words.language)

    def _read_further_text(self) -> str:
        words, name = self._parts.words, self._read_further()
        return words.say("besides-further-chosen", service=name) if name else words.say("besides-further")

    def _read_people_text(self) -> str:
        return self._parts.words.say("besides-people-count", count=self._journey.people)

    people = Property(int, lambda self: self._journey.people, notify=changed)
    most = Property(int, lambda self: MOST_TOGETHER, constant=True)
    peopleText = Property(str, _read_people_text, notify=changed)
    accessible = Property(bool, lambda self: self._journey.accessible, notify=changed)
    hasFurther = Property(bool, lambda self: bool(self._read_further()), notify=changed)
    furtherText = Property(str, _read_further_text, notify=changed)
    services = Property(Rows, lambda self: self._services, constant=True)
    serviceCount = Property(int, lambda self: self._services.rowCount(), notify=changed)
