"""`mostrador display` as a process of its own: shows, is driven, ends quietly."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from common.clients.site import SiteClient
from common.ids import new_id
from tests.ui_console.site_process import SiteProcess
from tests.ui_display.conftest import agent_tokens

_RUN = (
    "import sys; from common.settings import Settings; from kiosk.ui.display_program import run_display;"
    " sys.exit(run_display(Settings()))"
)


class Program:
    """The program, and the tour's hand in it."""

    def __init__(self, folder: Path, site: SiteProcess) -> None:
        self._hook = folder / "drive"
        environment = {
            **os.environ,
            "MOSTRADOR_DATA_FOLDER": str(folder),
            "MOSTRADOR_SITE__PORT": str(site.port),
            "MOSTRADOR_DISPLAY__FULL_SCREEN": "false",
            "MOSTRADOR_DRIVE": str(self._hook),
            "QT_QPA_PLATFORM": "offscreen",
            "QT_QUICK_BACKEND": "software",
        }
        command = [sys.executable, "-c", _RUN]
        self.process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(30)

    def connect(self, retry: Any) -> None:
        retry(lambda: self._hook.exists())
        self._socket.connect(str(self._hook))

    def do(self, **request: Any) -> Any:
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        answer = json.loads(self._socket.makefile().readline())
        assert answer["ok"], answer
        return answer.get("value")

    def leave(self) -> tuple[int, str]:
        """Ask it to end; (exit code, what it complained of)."""
        self._socket.close()
        self.process.send_signal(signal.SIGTERM)
        _, complaints = self.process.communicate(timeout=10)
        return self.process.returncode, complaints


@pytest.fixture
def program(site: SiteProcess, tmp_path: Path, qtbot: Any) -> Iterator[Program]:
    started = Program(tmp_path, site)
    started.connect(lambda condition: qtbot.waitUntil(condition, timeout=20_000))
    yield started
    if started.process.poll() is None:
        started.leave()


def test_it_shows_a_call_and_ends_quietly(program: Program, site: SiteProcess, tmp_path: Path) -> None:
    program.do(do="wait", name="display-empty", seconds=10)
    visit = site.check_in("laptop")
    agent = SiteClient(site.url, agent_tokens["lena"])
    agent.open("1", new_id())
    agent.call("1", new_id())
    agent.hang_up()
    assert visit.name == "Greta"
    program.do(do="wait", name="display-call-name", seconds=5, property="text", like="Greta")
    program.do(do="grab", path=str(tmp_path / "display.png"))
    assert (tmp_path / "display.png").stat().st_size > 5_000
    code, complaints = program.leave()
    assert code == 0
    for word in ("Traceback", "TypeError", "warning", "error"):
        assert word not in complaints, complaints
