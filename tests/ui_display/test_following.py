"""Staying in step with the journal, and what happens when it is lost."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common.clients.site import SiteClient
from common.clients.stream import Beat
from common.ids import new_id
from common.wire import EntryOut, LineOut, SiteOut
from kiosk.ui.connection import SiteConnection, SiteElsewhere
from kiosk.ui.display.source import DisplaySource, Lost, News
from tests.ui_console.site_process import SiteProcess
from tests.ui_display.conftest import Wall, agent_tokens


class Listener:
    """Follows a site in a thread, and keeps what came."""

    def __init__(self, url: str, token: str, token_file: Path) -> None:
        self.source = DisplaySource(SiteConnection(SiteElsewhere(url), token, token_file), random.Random(7))
        self.came: list[News] = []
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._listen, name="listener")
        self._thread.start()

    def _listen(self) -> None:
        for item in self.source.items():
            with self._news:
                self.came.append(item)
                self._news.notify_all()

    def until(self, condition: Callable[[], object]) -> None:
        with self._news:
            assert self._news.wait_for(condition, timeout=15), self.came

    def of(self, kind: type) -> list[News]:
        return [item for item in self.came if isinstance(item, kind)]

    def close(self) -> None:
        self.source.close()
        self._thread.join(5)
        assert not self._thread.is_alive()


Listen = Callable[..., Listener]


@pytest.fixture
def listen(site: SiteProcess, tmp_path: Path) -> Iterator[Callable[..., Listener]]:
    listeners: list[Listener] = []

    def start(token: str = "") -> Listener:
        made = Listener(site.url, token, tmp_path / "site" / "local-token")
        listeners.append(made)
        return made

    yield start
    for each in listeners:
        each.close()


def test_the_site_then_its_line_then_beats_and_entries(listen: Listen, site: SiteProcess) -> None:
    listener = listen()
    listener.until(lambda: listener.of(Beat))
    assert [type(item) for item in listener.came[:2]] == [SiteOut, LineOut]
    site.check_in("laptop")
    listener.until(lambda: listener.of(EntryOut))
    entry = listener.of(EntryOut)[0]
    assert isinstance(entry, EntryOut)
    assert entry.type == "VisitCheckedIn"


def test_after_a_loss_it_goes_on_behind_the_last_entry(listen: Listen, site: SiteProcess) -> None:
    listener = listen()
    listener.until(lambda: listener.of(Beat))
    site.check_in("laptop")
    listener.until(lambda: listener.of(EntryOut))
    site.running.kill()
    listener.until(lambda: listener.of(Lost))
    site.start()
    site.check_in("phone")
    listener.until(lambda: len(listener.of(EntryOut)) == 2)
    sequences = [item.seq for item in listener.came if isinstance(item, EntryOut)]
    assert sequences == [sequences[0], sequences[0] + 1]
    assert len(listener.of(LineOut)) == 1
    assert len(listener.of(Lost)) == 1


def test_the_whole_line_again_when_asked_for(listen: Listen, site: SiteProcess) -> None:
    listener = listen()
    listener.until(lambda: listener.of(Beat))
    listener.source.begin_anew()
    listener.until(lambda: len(listener.of(LineOut)) == 2)
    site.check_in("laptop")
    listener.until(lambda: listener.of(EntryOut))
    assert listener.of(Lost) == []


def test_a_wrong_token_is_no_end(listen: Listen) -> None:
    listener = listen("mst_nonsense")
    listener.until(lambda: listener.of(Lost))
    assert listener.of(LineOut) == []


def test_it_ends_within_a_second_even_while_it_waits(listen: Listen, site: SiteProcess) -> None:
    listener = listen()
    listener.until(lambda: listener.of(Beat))
    site.running.freeze()
    try:
        listener.close()
    finally:
        site.running.thaw()


def test_a_display_that_lost_step_finds_it_again(wall: Wall) -> None:
    wall.screen.announcer.show_for(150)
    wall.guest("Ana García")
    wall.until(lambda: wall.text("display-next-0") == "Ana")
    wall.screen.display._room.line.sequence -= 1  # as if an entry had been heard that the journal has not
    wall.guest("Robin Ferrer")
    wall.until(lambda: wall.text("display-next-1") == "Robin")
    client = SiteClient(wall.site.url, agent_tokens["lena"])
    client.open("1", new_id())
    client.call("1", new_id())
    client.hang_up()
    wall.until(lambda: wall.text("display-called-0") == "Ana")
    assert wall.item("display-lost") is None
