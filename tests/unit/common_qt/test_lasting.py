"""A program may emit as many signals as it likes. Each case is a process of its own: the fault ends it."""

from __future__ import annotations

import subprocess
import sys

EMITS = """
from PySide6.QtCore import QObject, Signal
class Speaker(QObject):
    said = Signal(str)
speaker = Speaker()
for _ in range(20_000):
    speaker.said.emit("x")
print("alive")
"""


def _run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )


def test_a_program_that_emits_for_days_lives_on() -> None:
    finished = _run(f"import common.qt\n{EMITS}")
    assert (finished.returncode, finished.stdout) == (0, "alive\n"), finished.stderr


def test_twice_does_no_harm() -> None:
    again = "from common.qt.lasting import make_constants_last as last\nlast()\nlast()\n"
    finished = _run(again + EMITS)
    assert (finished.returncode, finished.stdout) == (0, "alive\n"), finished.stderr


CALLS = """
from PySide6.QtCore import QSize
size = QSize()
for _ in range(200_000):
    size.setWidth(3)
print("alive")
"""


def test_a_program_that_calls_qt_for_days_lives_on() -> None:
    finished = _run(f"import common.qt\n{CALLS}")
    assert (finished.returncode, finished.stdout) == (0, "alive\n"), finished.stderr
