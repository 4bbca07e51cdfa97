"""Details of the visit that the middle panel shows: full name, what they said, earlier visits."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from common.clients.site import SiteClient
from common.qt.background import Running, run_in_background
from common.wire import VisitOut
from kiosk.queue.visits import Visit


class PersonCard(QObject):
    """Fetches for one visit at a time and keeps what came; a late answer for another one is dropped."""

    changed = Signal()

    def __init__(self, client: SiteClient, parent: QObject) -> None:
        super().__init__(parent)
        self._client = client
        self._running: Running | None = None
        self._wanted = ""
        self._known: dict[str, VisitOut] = {}
        self._earlier: dict[str, list[VisitOut]] = {}

    def look_at(self, visit: Visit | None) -> None:
        """Show this one; fetches what is not known yet."""
        wanted = visit.id if visit else ""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if self._running is not None:
            self._running.cancel()
        if visit is not None and visit.id not in self._known:
            self.fetch(visit.id, visit.person)

    def forget(self) -> None:
        """Fetch anew at the next look: the connection was lost in between."""
        self._wanted = ""
        self._known.clear()
        self._earlier.clear()

    def fetch(self, visit: str, person: str | None) -> None:
        def work() -> tuple[VisitOut, list[VisitOut]]:
            details = self._client.visit(visit)
            return details, self._client.earlier_visits(person) if person else []

        def done(found: tuple[VisitOut, list[VisitOut]]) -> None:
            self.put(*found)

        def failed(_: Exception) -> None:
            self._wanted = ""  # the line's own facts are shown; the next look asks again

        self._running = run_in_background(self, work, done, failed)

    def put(self, details: VisitOut, earlier: list[VisitOut]) -> None:
        """What the site told of a visit and of the person's earlier ones."""
        self._known[details.id], self._earlier[details.id] = details, earlier
        self.changed.emit()

    def details(self, visit: str) -> VisitOut | None:
        return self._known.get(visit)

    def earlier(self, visit: str) -> list[VisitOut]:
        """Ended visits of the same person, newest first."""
        return [v for v in self._earlier.get(visit, []) if v.id != visit]

    def full_name(self, visit: str) -> str:
        details = self._known.get(visit)
        return details.full_name if details else ""
