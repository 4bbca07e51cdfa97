"""The two threads that talk to the desk: one pushes, one pulls. Without a desk there are none."""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.site.service import Site


class Sync:
    """Running sync. The threads are daemons: `stop` does not wait for a request that is under way."""

    def __init__(self, loops: list[Callable[[threading.Event], None]], news: threading.Event) -> None:
        self._stop = threading.Event()
        self._news = news
        self._threads = [
            threading.Thread(target=loop, args=(self._stop,), name=f"site-sync-{number}", daemon=True)
            for number, loop in enumerate(loops)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self, patience_seconds: float = 0.3) -> None:
        self._stop.set()
        self._news.set()
        for thread in self._threads:
            thread.join(patience_seconds)


def start_sync(site: Site) -> Sync:
    """Start talking to the desk, if this site has one."""
    if not site.desk.configured:
        return Sync([], site.news)
    from kiosk.site.sync.feed import Feed  # requests is loaded only where there is a desk
    from kiosk.site.sync.push import Push

    return Sync([Push(site).run, Feed(site).run], site.news)
