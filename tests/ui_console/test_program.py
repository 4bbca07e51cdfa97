"""The program itself, as `mostrador console` starts it: driven through its socket, ended by SIGTERM."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.ui_console.site_process import PASSWORD, SiteProcess

_RUN = (
    "import sys; from common.settings import Settings; from agent_console.program import run;"
    " sys.exit(run(Settings()))"
)


class Wire:
    """One gesture a line, as `common.qt.drive` takes them."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("r", encoding="utf-8")

    def ask(self, **request: object) -> object:
        self._socket.sendall(json.dumps(request).encode() + b"\n")
        answer = json.loads(self._lines.readline())
        assert answer["ok"], answer
        return answer.get("value")

    def close(self) -> None:
        self._lines.close()
        self._socket.close()


@contextmanager
def running(folder: Path, url: str) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """The console as a process; the path of its socket once that is there."""
    folder.mkdir()
    path = folder / "drive.sock"
    environment = {
        **os.environ,
        "MOSTRADOR_DATA_FOLDER": str(folder),
        "MOSTRADOR_CONSOLE__SITE_URL": url,
        "MOSTRADOR_DRIVE": str(path),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _RUN], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process, path
    finally:
        process.kill()
        process.wait(10)
        assert process.stderr is not None
        process.stderr.close()


def test_sign_in_call_and_end_by_sigterm(site: SiteProcess, tmp_path: Path, qtbot: QtBot) -> None:
    site.check_in("laptop", 0)
    with running(tmp_path / "program", site.url) as (process, path):
        qtbot.waitUntil(path.exists, timeout=15_000)
        wire = Wire(path)
        wire.ask(do="wait", name="console-sign-in-name", seconds=10)
        for name, text in (("console-sign-in-name", "lena"), ("console-sign-in-password", PASSWORD)):
            wire.ask(do="tap", name=name)
            wire.ask(do="type", text=text)
        wire.ask(do="tap", name="console-sign-in-submit")
        wire.ask(do="wait", name="console-counter-1", seconds=10)
        wire.ask(do="tap", name="console-counter-1")
        wire.ask(do="wait", name="console-call-next", seconds=10)
        wire.ask(do="key", keys="F2")
        wire.ask(do="wait", name="console-start", seconds=10)
        assert wire.ask(do="read", name="console-person-title") == "A001  Ana García"
        assert wire.ask(do="read", name="console-queue-table", property="rows") == 1
        wire.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(4) == 0
        assert process.stderr is not None
        noise = [line for line in process.stderr if "propagateSizeHints" not in line and line.strip()]
        assert noise == []
