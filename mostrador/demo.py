"""`mostrador demo`: everything on this machine in windows, with sample data, until the windows are closed."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from pathlib import Path

from mostrador.house import House
from mostrador.programs import NotStarted

WORDS = """
Mostrador is running. Five things to try:
  1. Kiosk: touch "I need help", choose yourself or come as a guest, and take a number.
  2. Console: sign in as lena, password counter-demo, open counter 1, press F2 to call the next person.
  3. Display: watch the call appear, and hear the chime.
  4. Book on a phone or here: {desk}/book/main (the mail lands at {desk}/staff/outbox).
  5. Desk: {desk}/staff as admin, password counter-demo: the incident that you recorded is there.
Close the console, or press Ctrl+C here, to end it all.{kept}
"""


def has_display() -> bool:
    """Whether windows can be shown here."""
    return sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def run_demo(folder: Path | None) -> int:
    """Start everything and wait; the exit code."""
    if not has_display() and os.environ.get("QT_QPA_PLATFORM") != "offscreen":
        print("There is no display here. `mostrador tour` plays the same day without one.", file=sys.stderr)
        return 1
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        return _play(folder.resolve(), keep=True)
    with tempfile.TemporaryDirectory(prefix="mostrador-demo-") as made:
        return _play(Path(made), keep=False)


def _play(folder: Path, keep: bool) -> int:
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with House(folder) as house:
        try:
            print("Starting the desk and the site service …", flush=True)
            desk, _ = house.start_desk(), house.start_site()
            print("Opening the windows …", flush=True)
            house.start_screen(
                "display", MOSTRADOR_DISPLAY__FULL_SCREEN="false", MOSTRADOR_DISPLAY__WINDOW="960x540"
            )
            house.start_screen(
                "kiosk", MOSTRADOR_KIOSK__FULL_SCREEN="false", MOSTRADOR_KIOSK__WINDOW="540x960"
            )
            console = house.start_screen("console")
        except NotStarted as failed:
            print(f"The demo could not start.\n{failed}", file=sys.stderr)
            return 1
        print(WORDS.format(desk=desk.url, kept=f"\nIts data stay in {folder}." if keep else ""), flush=True)
        while not ended.wait(0.5):
            if console.process.poll() is not None:
                break
    return 0
