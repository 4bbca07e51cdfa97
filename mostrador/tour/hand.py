"""The tour's end of `common/qt/drive.py`: one hand for one program on the screen."""

from __future__ import annotations

import json
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Any


class StepFailed(Exception):
    """Something on the screen is not as the tour expects; the text says what."""


class Hand:
    """Touches, types and reads in one running program. Every call waits for the program's answer."""

    def __init__(self, name: str, path: Path, alive: threading.Event | None = None) -> None:
        self.name = name
        self._path = path
        self._socket: socket.socket | None = None
        self._stop = alive or threading.Event()

    def __enter__(self) -> Hand:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._socket is not None:
            self._lines.close()
            self._socket.close()

    def connect(self, seconds: float = 30.0) -> Hand:
        """Wait until the program listens. Raises StepFailed after `seconds`."""
        for _ in range(int(seconds / 0.05)):
            attempt = socket.socket(socket.AF_UNIX)
            try:
                attempt.connect(str(self._path))
            except OSError:
                attempt.close()
                self._stop.wait(0.05)
                continue
            attempt.settimeout(120)
            self._socket = attempt
            self._lines = attempt.makefile("r", encoding="utf-8")
            return self
        raise StepFailed(f"{self.name} did not open its window within {seconds:.0f} s")

    def _ask(self, **request: Any) -> Any:
        assert self._socket is not None, "connect first"
        try:
            self._socket.sendall(json.dumps(request).encode() + b"\n")
            line = self._lines.readline()
        except OSError as error:
            raise StepFailed(f"{self.name} went away during {request}: {error}") from error
        if not line:
            raise StepFailed(f"{self.name} went away during {request}")
        answer = json.loads(line)
        if not answer["ok"]:
            raise StepFailed(f"{self.name}: {answer['why']}")
        return answer["value"]

    def tap(self, name: str, row: int | None = None, double: bool = False, seconds: float = 10.0) -> None:
        """Touch or click it as soon as it can be touched."""
        self.wait(name, seconds)
        self._ask(do="tap", name=name, row=row, double=double)

    def time(self, name: str, until: str) -> float:
        """Touch `name`; milliseconds until a frame shows `until`."""
        self.wait(name)
        return float(self._ask(do="time", name=name, until=until))

    def wait(self, name: str, seconds: float = 10.0) -> None:
        self._ask(do="wait", name=name, seconds=seconds)

    def wait_gone(self, name: str, seconds: float = 10.0) -> None:
        self._ask(do="wait", name=name, seconds=seconds, gone=True)

    def wait_for(self, name: str, like: str, seconds: float = 15.0, prop: str = "text") -> None:
        """Wait until a property of it contains `like`."""
        self._ask(do="wait", name=name, seconds=seconds, property=prop, like=like)

    def type(self, text: str) -> None:
        self._ask(do="type", text=text)

    def key(self, keys: str) -> None:
        self._ask(do="key", keys=keys)

    def read(self, name: str, prop: str = "text") -> Any:
        return self._ask(do="read", name=name, property=prop)

    def sees(self, name: str) -> bool:
        return name in self.names()

    def names(self) -> list[str]:
        found: list[str] = self._ask(do="names")
        return found

    def grab(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._ask(do="grab", path=str(path))

    def turn(self, width: int, height: int) -> None:
        self._ask(do="resize", width=width, height=height)

    def quit(self) -> None:
        self._ask(do="quit")
