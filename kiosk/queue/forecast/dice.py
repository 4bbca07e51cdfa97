"""Chance for a forecast: tables of numbers in (0, 1), the same for the same seed.

Each column is stratified (one number in every nth part of 0 to 1, in a random order), so that few
replicates say much. A visit keeps its column as long as it is in the room, so that two forecasts a minute
apart differ by what has happened, not by chance.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from kiosk.queue.forecast.laws import Floats

COLUMNS = 256
TABLES = ("length", "leaves", "shows", "comes", "gap", "walks", "site")


class Dice:
    """Tables of shape (replicates, COLUMNS)."""

    def __init__(self, seed: int, replicates: int) -> None:
        self.replicates = replicates
        random = np.random.default_rng(seed)
        self._tables: dict[str, Floats] = {}
        for name in TABLES:
            strata = np.tile(np.arange(replicates, dtype=np.float64)[:, None], (1, COLUMNS))
            strata = random.permuted(strata, axis=0)
            self._tables[name] = (strata + random.random(strata.shape)) / replicates

    def columns(self, table: str, places: list[int]) -> Floats:
        """(replicates, len(places)); places count on round the table."""
        return np.asarray(self._tables[table][:, [p % COLUMNS for p in places]], np.float64)

    def column(self, table: str, place: int) -> Floats:
        return np.asarray(self._tables[table][:, place % COLUMNS], np.float64)


@lru_cache(maxsize=8)
def dice(seed: int, replicates: int) -> Dice:
    return Dice(seed, replicates)
