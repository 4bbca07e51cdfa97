"""Time and chance of one run: an agenda of what happens when, and one source of dice."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from random import Random
from typing import Any

STORY = 60  # lines of what happened last that a failure prints


class Violation(AssertionError):
    """Something does not hold that must. `invariant`: its name, as docs/proof.md lists them."""

    def __init__(self, invariant: str, what: str) -> None:
        super().__init__(f"{invariant}: {what}")
        self.invariant, self.what = invariant, what


class World:
    """One run. `time`: seconds since it began, growing; no machine's wall clock."""

    def __init__(self, seed: int, keep_all: bool = False) -> None:
        self.seed = seed
        self.rng = Random(seed)
        self.time = 0.0
        self.story: deque[str] = deque(maxlen=None if keep_all else STORY)
        self._agenda: list[tuple[float, int, Callable[..., None], tuple[Any, ...]]] = []
        self._count = 0
        self._names: dict[str, int] = {}

    def after(self, seconds: float, what: Callable[..., None], *args: Any) -> None:
        """Let `what(*args)` happen in so many seconds."""
        self._count += 1
        heappush(self._agenda, (self.time + seconds, self._count, what, args))

    def run(self, until: float) -> None:
        """Let everything happen that is to happen up to `until`."""
        while self._agenda and self._agenda[0][0] <= until:
            self.time, _, what, args = heappop(self._agenda)
            what(*args)
        self.time = until

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def name(self, prefix: str) -> str:
        """A new name, the same ones in the same order in each run of a seed."""
        self._names[prefix] = number = self._names.get(prefix, 0) + 1
        return f"{prefix}{number}"

    def tell(self, who: str, what: str) -> None:
        self.story.append(f"{self.time:9.2f}  {who:<10} {what}")
