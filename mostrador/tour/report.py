"""What the tour says while it goes: a line a step, and how it ended."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Report:
    """Counts steps; a step that fails ends the tour."""

    began: float = field(default_factory=time.monotonic)
    steps: int = 0

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """One step: printed before it begins, with its time when it came true."""
        self.steps += 1
        began = time.monotonic()
        sys.stdout.write(f"{self.steps:3}. {what} … ")
        sys.stdout.flush()
        try:
            yield
        except BaseException:
            sys.stdout.write("did not come true\n")
            raise
        sys.stdout.write(f"{time.monotonic() - began:.1f} s\n")
        sys.stdout.flush()

    def seconds(self) -> float:
        return time.monotonic() - self.began
