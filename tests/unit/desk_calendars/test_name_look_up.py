"""A calendar's server whose name nobody answers for."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from desk.calendars.fetching import Fetch, NotFetched
from desk.webhooks.posting import Allowed


def test_it_is_left_within_the_deadline() -> None:
    """The system asks for a name for half a minute and more, and cannot be hurried."""
    enough = threading.Event()

    def hangs(host: str, port: int) -> list[tuple[Any, ...]]:
        enough.wait(20)
        return []

    fetch = Fetch(Allowed(http=False, private=False), 0.2, resolve=hangs)
    with pytest.raises(NotFetched, match="too_slow"):
        fetch("GET", "https://slow.example.org/a.ics", {})
    enough.set()
