"""Fencing: a machine in whose place another writes the journal must not go on, whatever it remembers.

Each take-over raises the journal's term by one. Whoever shows this machine a higher term than its own shows
that it was replaced.
"""

from __future__ import annotations

from sqlalchemy import Connection

from common.wire import HIGHEST_TERM
from kiosk.site.standby import notes

ASK_SECONDS = 0.7  # people wait for the answer


class Fence:
    """Whether this machine was fenced, and by which term. Written on the event loop, read by all."""

    def __init__(self, connection: Connection) -> None:
        self.term = int(notes.read(connection).fenced or 0)

    @property
    def up(self) -> bool:
        return self.term > 0

    def raise_to(self, term: int) -> bool:
        """Note a higher term; False when it was known."""
        if term <= self.term or term > HIGHEST_TERM:
            return False
        self.term = term
        return True


def note_fence(connection: Connection, term: int, who: str) -> None:
    """Durably, in the writer's last transaction."""
    notes.put_all(connection, fenced=term, fenced_by=who)


def term_at(url: str, origin: str, seconds: float = ASK_SECONDS) -> int:
    """The term of the service at `url` if it writes the journal that begins with `origin`; 0: it does not."""
    if not url:
        return 0
    from common.clients.health import reach  # requests is loaded only where there is a standby

    answer = reach(url, seconds)
    if answer is None or answer.get("role") != "primary" or answer.get("origin") != origin:
        return 0
    term = answer.get("term")
    return term if isinstance(term, int) else 0
