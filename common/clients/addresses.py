"""Where a site's service is: one address, or one for each of two machines of which one stands by."""

from __future__ import annotations

import threading

from common.wire import TERM_HEADER


class Addresses:
    """One or more addresses of a site, separated by blanks or commas, and which to ask now.

    Remembers the highest term that any of them told, so that a machine in whose place another has taken over
    is never believed again. May be used by several threads and shared by several clients.
    """

    def __init__(self, text: str) -> None:
        self.text = text.strip().rstrip("/")
        self._all = [one.rstrip("/") for one in text.replace(",", " ").split()] or [""]
        self._now = 0
        self._lock = threading.Lock()
        self.term = 0

    def __len__(self) -> int:
        return len(self._all)

    @property
    def current(self) -> str:
        return self._all[self._now]

    def leave(self, address: str) -> None:
        """This one does not serve: the next request goes to the next one."""
        with self._lock:
            if self._all[self._now] == address:
                self._now = (self._now + 1) % len(self._all)

    def is_outdated(self, term: str | int | None) -> bool:
        """Whether an answer with this term is of a machine that was replaced; remembers a newer term."""
        told = int(term) if term is not None and str(term).isdigit() else None
        if told is None:
            return False
        with self._lock:
            self.term = max(self.term, told)
            return told < self.term

    def header(self) -> dict[str, str]:
        """What a request says of the term that it knows; nothing where no machine ever took over."""
        return {TERM_HEADER: str(self.term)} if self.term else {}
