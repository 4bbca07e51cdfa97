"""What this kiosk knows of its site now: settings, waits, whether it is in touch."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from common.wire import ServiceWaitOut, SiteOut
from kiosk.queue.settings import Service, SiteSettings
from kiosk.ui.news import InTouch, News
from kiosk.ui.site_memory import SiteMemory, settings_of


class SiteFacts(QObject):
    """`site` is None until the site was heard of for the first time. `in_touch` None: not known yet."""

    changed = Signal()

    def __init__(self, memory: SiteMemory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._memory = memory
        self.site: SiteOut | None = memory.load()
        self.settings = settings_of(self.site) if self.site else SiteSettings()
        self.waits: dict[str, ServiceWaitOut] = {}
        self.in_touch: bool | None = None

    def hear(self, news: News) -> None:
        """Take in one piece of news from the stream."""
        if isinstance(news, SiteOut):
            self._learn(news)
        elif isinstance(news, InTouch):
            self.in_touch = news.yes
            if not news.yes:
                self.waits = {}
        else:
            self.waits = {wait.service: wait for wait in news}
        self.changed.emit()

    def services(self) -> list[Service]:
        """What a visitor can come for, in the catalogue's order."""
        return [service for service in self.settings.services if service.active]

    def service_name(self, service_id: str | None, language: str) -> str:
        """The service's name; "" for one that is not known here."""
        service = self.settings.service(service_id) if service_id else None
        return service.name(language) if service else ""

    def best_wait(self) -> tuple[int, int] | None:
        """The range over all services: from the shortest to the longest; None when nobody can tell."""
        known = [(w.low_minutes, w.high_minutes) for w in self.waits.values()]
        told = [(low, high) for low, high in known if low is not None and high is not None]
        return (min(low for low, _ in told), max(high for _, high in told)) if told else None

    def _learn(self, site: SiteOut) -> None:
        self.settings = settings_of(site)
        if self.site is None or site.model_dump(exclude={"now"}) != self.site.model_dump(exclude={"now"}):
            self._memory.keep(site)
        self.site = site
