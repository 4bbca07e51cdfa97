"""All chance of one run, as a tape of draws from nought to one; nought is always what nobody would notice."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random


class Violation(AssertionError):
    """Something does not hold that must. `invariant`: its name, as docs/proof.md lists them."""

    def __init__(self, invariant: str, what: str) -> None:
        super().__init__(f"{invariant}: {what}")
        self.invariant, self.what = invariant, what


class Tape:
    """Draws. `kept`: instead of chance, these draws by their place, and nought for all others."""

    def __init__(self, seed: int, kept: Mapping[int, float] | None = None) -> None:
        self.drawn: list[float] = []
        self._random = Random(seed).random
        self._kept = kept

    def happens(self, probability: float) -> bool:
        if not probability:
            return False
        if self._kept is None:
            happened = self._random() < probability
        else:
            happened = self._kept.get(len(self.drawn), 0.0) > 0
        self.drawn.append(1.0 if happened else 0.0)
        return happened

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * self.part()

    def part(self) -> float:
        """Some part of one."""
        part = self._random() if self._kept is None else self._kept.get(len(self.drawn), 0.0)
        self.drawn.append(part)
        return part

    def pick(self, count: int) -> int:
        """One of 0 … count - 1."""
        return min(int(self.part() * count), count - 1)  # what is left of a shrunk tape may be whole ones

    @property
    def odd_ones(self) -> dict[int, float]:
        """The draws that were not nought, by their place."""
        return {place: drawn for place, drawn in enumerate(self.drawn) if drawn}
