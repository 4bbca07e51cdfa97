"""Desk and site as processes that start in a moment, so that they can be killed often.

A server process that has imported the programs already forks each of them (multiprocessing's "forkserver"):
what runs in the child is the program's own `run`, with a process, ports, files and a log of its own.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from importlib import import_module
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import TracebackType
from typing import Any

from common.waiting import until

RUNS = {"desk": "desk.program", "site": "kiosk.site.program"}
PATIENCE_SECONDS = 30.0
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([*RUNS.values(), "desk.app", "kiosk.site.sync.push", "kiosk.site.sync.feed"])


def _child(program: str, log: str, settings: dict[str, Any]) -> None:
    """What the process does: words to its log, then the program, as `mostrador/main.py` would start it."""
    from common.settings import Settings

    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(descriptor, stream)
    sys.stdout = os.fdopen(1, "w", buffering=1, closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
    code = import_module(RUNS[program]).run(Settings(**settings))
    sys.exit(code)


class Killable:
    """One program, on the same port each time that it starts. `settings`: of `common.settings.Settings`."""

    def __init__(self, program: str, folder: Path, **settings: dict[str, Any]) -> None:
        self.program = program
        self.log = folder / f"{program}.log"
        self._settings: dict[str, Any] = {"data_folder": str(folder / "data")} | settings
        self._section = {"host": "127.0.0.1", "port": 0} | self._settings.pop(program, {})
        self.process: ForkServerProcess | None = None
        self.url = ""
        self.start()

    def start(self) -> None:
        """Start it, the first time on a free port, and wait until it accepts requests."""
        told = self._ready_lines()
        self.process = _CONTEXT.Process(
            target=_child, args=(self.program, str(self.log), self._settings | {self.program: self._section})
        )
        self.process.start()
        up = until(lambda: len(self._ready_lines()) > len(told) or not self._alive(), PATIENCE_SECONDS, 0.01)
        ready = self._ready_lines()
        assert up and len(ready) > len(told), f"{self.program} did not start: {self.text()[-2000:]}"
        self.url = ready[-1].split()[1]
        self._section |= {"port": int(self.url.rpartition(":")[2])}

    def kill(self) -> None:
        """SIGKILL: no time for anything."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        return self._end(signal.SIGTERM)

    def text(self) -> str:
        """Everything that it has said."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def __enter__(self) -> Killable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        if self._alive():
            self.kill()
        if error is None:
            assert "Traceback" not in self.text(), self.text()[-6000:]

    def _end(self, number: int) -> int:
        process = self.process
        assert process is not None and process.pid is not None
        os.kill(process.pid, number)
        process.join(PATIENCE_SECONDS)
        code = process.exitcode
        assert code is not None, f"{self.program} does not end"
        process.close()
        self.process = None
        return code

    def _alive(self) -> bool:
        return self.process is not None and self.process.is_alive()

    def _ready_lines(self) -> list[str]:
        return [line for line in self.text().splitlines() if line.startswith("ready http")]
