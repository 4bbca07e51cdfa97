"""Where the visitor in front of the screen stands: the journey, and what lies over it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from common.ids import new_id
from kiosk.checkin import journey as rules
from kiosk.checkin.journey import Journey
from kiosk.checkin.steps import Step
from kiosk.queue.refusals import Code
from kiosk.ui.refused import Refused


class JourneyState(QObject):
    """One visitor after the other. `changed`: show the page anew; `restarted`: forget the last visitor."""

    changed = Signal()
    restarted = Signal()

    def __init__(self, language: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._first_language = language
        self.journey: Journey = rules.begin(new_id(), language)
        self.refused: Refused | None = None
        self.typing_code = False
        self.is_forward = True

    def apply(self, journey: Journey) -> None:
        """An event moved the journey on. A refusal that was shown is over then."""
        before, self.journey = self.journey, journey
        self.refused = None
        self.is_forward = True
        if journey.at is not before.at:
            self.typing_code = False
        self.changed.emit()

    def refuse(self, refused: Refused) -> None:
        self.refused = refused
        self.is_forward = True
        self.changed.emit()

    def type_code(self, typing: bool) -> None:
        """Between showing the code and typing it."""
        self.typing_code = typing
        self.refused = None
        self.is_forward = typing
        self.changed.emit()

    def back(self) -> None:
        """One page back; from the first page and the ticket there is none."""
        if self.refused is not None:
            self.refused = None
        elif self.typing_code:
            self.typing_code = False
        else:
            self.journey = rules.back(self.journey)
        self.is_forward = False
        self.changed.emit()

    def go_to(self, step: Step) -> None:
        """To an earlier step, with every answer kept: the way on from a refusal."""
        self.refused, self.typing_code, self.is_forward = None, False, False
        self.journey = replace(self.journey, at=step, returning=False)
        self.changed.emit()

    def speak(self, language: str) -> None:
        """Nothing that was entered changes with the language."""
        self.journey = rules.with_language(self.journey, language)

    def restart(self) -> None:
        """Forget this visitor: nothing that they entered stays in memory."""
        self.journey = rules.begin(new_id(), self._first_language)
        self.refused, self.typing_code, self.is_forward = None, False, False
        self.restarted.emit()
        self.changed.emit()

    @property
    def is_fresh(self) -> bool:
        """Whether the first page stands there untouched."""
        return self.journey.at is Step.WELCOME and self.refused is None

    @property
    def can_go_back(self) -> bool:
        if self.refused is not None:
            return self.refused.code not in (Code.SITE_CLOSED, Code.LAST_CHECK_IN_OVER)
        return self.journey.at not in (Step.WELCOME, Step.TICKET)
