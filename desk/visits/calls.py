"""The last calls of a site, from the journal that the desk holds."""

from __future__ import annotations

from desk.engine import Connection
from desk.sync.store import newest_of_type
from kiosk.queue.codec import from_json
from kiosk.queue.events import VisitCalled


def calls_after(connection: Connection, site: str, after: int, most: int) -> list[VisitCalled]:
    """The newest calls after entry `after`, the newest first; what cannot be understood is left out."""
    found = []
    for entry in newest_of_type(connection, site, "VisitCalled", after, most):
        try:
            event = from_json(entry.type, entry.data)
        except (KeyError, ValueError, TypeError):
            continue
        if isinstance(event, VisitCalled):
            found.append(event)
    return found
