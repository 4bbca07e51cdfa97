"""A whole Mostrador on one machine, for the demo and the tour: its data folder, desk, site and screens."""

from __future__ import annotations

import os
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from mostrador.programs import NotStarted, Running, command, start, wait_ready


@dataclass
class House:
    """Starts programs with a common data folder on free ports; `with House(folder)` stops what still runs."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    running: dict[str, Running] = field(default_factory=dict)

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    def __enter__(self) -> House:
        self.env |= {
            "MOSTRADOR_DATA_FOLDER": str(self.folder / "data"),
            "PYTHONUNBUFFERED": "1",
        }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        with ExitStack() as stack:
            for program in self.running.values():
                stack.callback(program.stop)

    def run(self, name: str, *words: str) -> str:
        """Run a command to its end; what it printed. Raises NotStarted when it fails."""
        done = subprocess.run(
            command(name, *words),
            env={**os.environ, **self.env},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode != 0:
            raise NotStarted(f"mostrador {name} {' '.join(words)} failed:\n{done.stderr}")
        return done.stdout.strip()

    def start_desk(self) -> Running:
        """The desk with the sample data, on a free port the first time and on the same one again."""
        if "desk" not in self.running:
            self.run("import", "sample")
            self.env["MOSTRADOR_SITE__DESK_TOKEN"] = self.run("token", "site", "main")
        port = self._port("desk")
        self.running["desk"] = desk = wait_ready(
            start("desk", self.logs, self.env | {"MOSTRADOR_DESK__PORT": port})
        )
        self.env["MOSTRADOR_SITE__DESK_URL"] = desk.url
        return desk

    def start_site(self) -> Running:
        """The site service; screens started afterwards use it."""
        port = self._port("site")
        self.running["site"] = site = wait_ready(
            start("site", self.logs, self.env | {"MOSTRADOR_SITE__PORT": port})
        )
        for screen in ("KIOSK", "DISPLAY", "CONSOLE"):
            self.env[f"MOSTRADOR_{screen}__SITE_URL"] = site.url
        return site

    def _port(self, name: str) -> str:
        known = self.running.get(name)
        return known.url.rsplit(":", 1)[1] if known else "0"

    def start_screen(self, name: str, *, called: str = "", **env: str) -> Running:
        """A kiosk, display or console. `called`: its name here when there are several."""
        self.running[called or name] = program = start(name, self.logs, self.env | env, log=called)
        return program
