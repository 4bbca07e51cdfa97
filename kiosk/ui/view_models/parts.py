"""What view-models are made of: one bundle, put together in the program, the same in tests."""

from __future__ import annotations

from dataclasses import dataclass

from common.i18n import Words
from common.qt.theme_object import ThemeObject
from common.qt.words_object import WordsObject
from common.settings import KioskSection
from kiosk.ui.facts import SiteFacts
from kiosk.ui.journey_state import JourneyState
from kiosk.ui.reception import Reception
from kiosk.ui.site_clock import SiteClock


@dataclass(frozen=True)
class Parts:
    """Handed to each view-model; none of them makes any of these itself."""

    theme: ThemeObject
    words_object: WordsObject
    clock: SiteClock
    facts: SiteFacts
    state: JourneyState
    reception: Reception
    settings: KioskSection
    first_language: str
    first_scheme: str

    @property
    def words(self) -> Words:
        """The words of the language of the moment."""
        return self.words_object.words
