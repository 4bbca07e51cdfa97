"""The day's records: fetched once, then kept true by notices and by what this console sends."""

from __future__ import annotations

from datetime import date
from typing import get_args

from PySide6.QtCore import QObject, Signal

from agent_console.drafts import DraftStore
from agent_console.presenters.records import RecordRow, record_rows
from common.clients.site import SiteClient
from common.clients.stream import Notice
from common.outside import RecordStanding
from common.qt.background import run_in_background
from common.wire import IncidentOut


class DayRecords(QObject):
    """Says `changed` when a row did; `rows` gives them all."""

    changed = Signal()
    failed = Signal(Exception)

    def __init__(self, client: SiteClient, store: DraftStore, parent: QObject) -> None:
        super().__init__(parent)
        self._client = client
        self._store = store
        self._at_site: dict[str, IncidentOut] = {}
        self._day: date | None = None

    def fetch(self, day: date) -> None:
        """Ask the site for the records of a day, after each time that we were out of touch."""

        def fetched(records: list[IncidentOut]) -> None:
            self._day = day
            self._at_site = {record.incident.id: record for record in records}
            self.changed.emit()

        run_in_background(self, lambda: self._client.incidents(day), fetched, self.failed.emit)

    def put(self, record: IncidentOut) -> None:
        """The site's answer to one of ours, or a newer state of one."""
        self._at_site[record.incident.id] = record
        self.changed.emit()

    def noticed(self, notice: Notice) -> None:
        """A record's standing changed."""
        known = self._at_site.get(notice.id)
        if known is None:
            run_in_background(self, lambda: self._client.incident(notice.id), self.put, self.failed.emit)
            return
        if notice.standing in get_args(RecordStanding):
            news = {"standing": notice.standing, "why": notice.why, "desk_number": notice.desk_number}
            self.put(known.model_copy(update=news | {"outside": notice.outside}))

    def waiting_for_desk(self) -> int:
        """How many the site has and the desk has not."""
        return sum(1 for record in self._at_site.values() if record.standing == "recorded")

    def get(self, incident: str) -> IncidentOut | None:
        return self._at_site.get(incident)

    def rows(self, numbers: dict[str, str]) -> list[RecordRow]:
        """`numbers`: visit id -> ticket number."""
        return record_rows(self._at_site.values(), self._store.all(), numbers)
