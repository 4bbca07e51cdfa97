"""Start the real programs as processes of their own, wait until they accept requests, stop them."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

READY = "ready "


class NotStarted(Exception):
    """A program ended, or said nothing, before it was ready; the text holds the end of its log."""


def command(name: str, *words: str) -> list[str]:
    """The command line of a program, with the Python that runs this one."""
    return [sys.executable, "-m", "mostrador", name, *words]


@dataclass
class Running:
    """A program that was started. `url` is where it serves, "" for a screen."""

    name: str
    process: subprocess.Popen[str]
    log: Path
    url: str = ""
    lines: queue.Queue[str | None] = field(default_factory=queue.Queue)

    def stop(self, seconds: float = 10.0) -> int:
        """Ask it to end; kill it when it does not. Returns its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        return code

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def log_end(self, lines: int = 15) -> str:
        return (
            "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else ""
        )


def start(
    name: str, folder: Path, env: dict[str, str], *, words: tuple[str, ...] = (), log: str = ""
) -> Running:
    """Start one program. Its words on stderr go to `folder/<log or name>.log`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{log or name}.log"
    with path.open("a") as errors:
        process = subprocess.Popen(
            command(name, *words),
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    running = Running(name, process, path)
    assert process.stdout is not None
    threading.Thread(target=_collect, args=(process.stdout, running.lines), daemon=True).start()
    return running


def _collect(stream: TextIO, lines: queue.Queue[str | None]) -> None:
    try:
        for line in stream:
            lines.put(line.rstrip("\n"))
    except ValueError:
        pass  # closed by stop()
    lines.put(None)


def wait_ready(running: Running, seconds: float = 30.0) -> Running:
    """Wait for the line `ready URL`. Raises NotStarted with the end of its log."""
    while True:
        try:
            line = running.lines.get(timeout=seconds)
        except queue.Empty:
            running.stop()
            raise NotStarted(
                f"{running.name} was not ready after {seconds:.0f} s\n{running.log_end()}"
            ) from None
        if line is None:
            raise NotStarted(f"{running.name} ended with {running.stop()}\n{running.log_end()}")
        if line.startswith(READY):
            running.url = line[len(READY) :].strip()
            return running
