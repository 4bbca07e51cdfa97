"""The kiosk as its visitors feel it: start to first page, touch to next page, memory after many journeys."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.footprint import resident_mib
from mostrador.house import House
from mostrador.tour.hand import Hand
from mostrador.tour.play import SCREENS

STARTS = 3
WALKS = 40
FEW = 10
MANY = int(os.environ.get("MOSTRADOR_BENCH_JOURNEYS", "1000"))


def _bare_start() -> float:
    began = time.perf_counter()
    words = [sys.executable, "-m", "bench.bare_window"]
    quiet = {**os.environ, **SCREENS, "QT_LOGGING_RULES": "qt.qpa.*=false"}
    subprocess.run(words, check=True, stdout=subprocess.PIPE, env=quiet)
    return time.perf_counter() - began


@contextmanager
def kiosk(house: House) -> Iterator[tuple[Hand, int, float]]:
    """A kiosk at its first page: the hand, its process, and the seconds it took."""
    socket = house.folder / "kiosk.sock"
    began = time.perf_counter()
    program = house.start_screen(
        "kiosk",
        MOSTRADOR_DRIVE=str(socket),
        MOSTRADOR_KIOSK__FULL_SCREEN="false",
        MOSTRADOR_KIOSK__CAMERA="none",
        MOSTRADOR_KIOSK__IDLE_SECONDS="600",
    )
    with Hand("the kiosk", socket) as hand:
        hand.connect().wait("welcome-help", 30)
        yield hand, program.process.pid, time.perf_counter() - began
        program.stop()
    socket.unlink(missing_ok=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, House(Path(folder), dict(SCREENS)) as house:
        house.start_site()
        bare = min(_bare_start() for _ in range(STARTS))
        starts = []
        for _ in range(STARTS):
            with kiosk(house) as (_, _, seconds):
                starts.append(seconds)
        print(f"kiosk to first page {min(starts):.2f} s   bare {bare:.2f} s   ratio {min(starts) / bare:.1f}")
        with kiosk(house) as (hand, pid, _):
            _touch_to_page(hand)
            _memory(hand, pid)


def _touch_to_page(hand: Hand) -> None:
    """Through the pages of a walk-up that need no network, and back, many times."""
    times: list[float] = []
    for _ in range(WALKS):
        times += _walk(hand)
        for _ in range(6):
            if not hand.sees("welcome-help"):
                hand.tap("back")
        hand.wait("welcome-help")
    row = sorted(times)
    print(f"touch to next page  p50 {row[len(row) // 2]:.0f}  p95 {row[int(len(row) * 0.95)]:.0f} ms")


def _walk(hand: Hand) -> list[float]:
    """As far as the last page before checking in; milliseconds of each touch."""
    times = [hand.time("welcome-help", "person-guest"), hand.time("person-guest", "guest-next")]
    for letter in "ana":
        hand.tap(f"key-{letter}")
    times.append(hand.time("guest-next", "services-laptop"))
    times.append(hand.time("services-laptop", "note-next"))
    times.append(hand.time("note-next", "call-as-first_name"))
    times.append(hand.time("call-as-first_name", "confirm-check-in"))
    return times


def _memory(hand: Hand, pid: int) -> None:
    """Resident memory after a few journeys and after many, each a whole check-in."""
    after: dict[int, float] = {}
    for journey in range(1, MANY + 1):
        _walk(hand)
        hand.tap("confirm-check-in")
        hand.tap("done", seconds=20)
        hand.wait("welcome-help")
        if journey in (FEW, MANY):
            after[journey] = resident_mib(pid)
    grown = after[MANY] / after[FEW] - 1
    print(f"memory  {after[FEW]:.0f} MiB after {FEW} journeys, {after[MANY]:.0f} after {MANY}: {grown:+.1%}")
