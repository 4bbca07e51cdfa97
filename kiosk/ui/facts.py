"""What this kiosk knows of its site now: settings, waits, whether it is in touch."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from common.wire import ServiceWaitOut, SiteOut
from common.wire_changes import PausesOut
from kiosk.queue.capacity import EVERY_SERVICE
from kiosk.queue.settings import Service, SiteSettings
from kiosk.ui.news import InTouch, News
from kiosk.ui.site_memory import SiteMemory, settings_of


class Taking(StrEnum):
    """Whether a service takes one more, as far as this kiosk knows; the site has the last word."""

    YES = "yes"
    PAUSED = "paused"
    FULL = "full"


class SiteFacts(QObject):
    """`site` is None until the site was heard of for the first time. `in_touch` None: not known yet."""

    changed = Signal()

    def __init__(self, memory: SiteMemory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self.site: SiteOut | None = memory.load()
        self.settings = settings_of(self.site) if self.site else SiteSettings()
        self.waits: dict[str, ServiceWaitOut] = {}
        self.paused: dict[str, dict[str, str]] = {}  # as in wire_changes.PausesOut
        self.in_touch: bool | None = None

    def hear(self, news: News) -> None:
        """Take in one piece of news from the stream."""
        if isinstance(news, SiteOut):
            self._learn(news)
        elif isinstance(news, InTouch):
            self.in_touch = news.yes
            if not news.yes:
                self.waits, self.paused = {}, {}
        elif isinstance(news, PausesOut):
            self.paused = news.paused
        else:
            self.waits = {wait.service: wait for wait in news}
        self.changed.emit()

    def services(self) -> list[Service]:
        """What a visitor can come for, in the catalogue's order."""
        return [service for service in self.settings.services if service.active]

    def taking(self, service: Service) -> Taking:
        """Whether this service takes a walk-up now."""
        if service.id in self.paused or EVERY_SERVICE in self.paused:
            return Taking.PAUSED
        wait = self.waits.get(service.id)
        if wait is not None and service.capacity is not None and wait.people >= service.capacity:
            return Taking.FULL
        return Taking.YES

    @property
    def all_paused(self) -> bool:
        """Whether nobody can join now, whatever for."""
        offered = self.services()
        return EVERY_SERVICE in self.paused or (bool(offered) and all(s.id in self.paused for s in offered))

    def pause_message(self, language: str, service: str = EVERY_SERVICE) -> str:
        """What the site says of a pause, in this language, else in English, else in any; "" for nothing."""
        said = self.paused.get(service) or self.paused.get(EVERY_SERVICE) or {}
        return said.get(language) or said.get("en") or next(iter(said.values()), "")

    def service_name(self, service_id: str | None, language: str) -> str:
        """The service's name; "" for one that is not known here."""
        service = self.settings.service(service_id) if service_id else None
        return service.name(language) if service else ""

    def best_wait(self) -> tuple[int, int] | None:
        """The range over all services that are not paused, the shortest to the longest; None: unknown."""
        taking = {s.id for s in self.services() if self.taking(s) is Taking.YES}
        known = [(w.low_minutes, w.high_minutes) for w in self.waits.values() if w.service in taking]
        told = [(low, high) for low, high in known if low is not None and high is not None]
        return (min(low for low, _ in told), max(high for _, high in told)) if told else None

    def _learn(self, site: SiteOut) -> None:
        self.settings = settings_of(site)
        if self.site is None or site.model_dump(exclude={"now"}) != self.site.model_dump(exclude={"now"}):
            self._memory.keep(site)
        self.site = site
