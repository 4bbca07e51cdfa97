"""The forecaster of one site: observe facts, ask for forecasts.

    forecaster = Forecaster(SiteFacts(guesses={"password": 6.0}))
    forecaster.observe(DayStarted(at=0.0))
    forecaster.observe(CheckedIn(at=481.0, visit="v1", service="password"))
    forecast = forecaster.forecast(room)

`observe` is told every fact once, in order, also those after which no forecast is asked for. `forecast` may
be asked as often as wanted; it remembers what it said, to score itself when the call comes and to keep the
told time from jumping. The same facts and rooms give the same answers, also across `to_json` and
`from_json`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from kiosk.queue.forecast import facts as f
from kiosk.queue.forecast.calibrate import Calibration
from kiosk.queue.forecast.dice import dice
from kiosk.queue.forecast.laws import Floats
from kiosk.queue.forecast.learn import History
from kiosk.queue.forecast.room import Forecast, Range, Room
from kiosk.queue.forecast.scene import in_order, stage
from kiosk.queue.forecast.simulate import play
from kiosk.queue.forecast.steady import Steady

REPLICATES = 200
VERSION = 1


class Forecaster:
    """`replicates`: how often the room is played forward; `seed`: of the dice."""

    def __init__(self, site: f.SiteFacts, seed: int = 1, replicates: int = REPLICATES) -> None:
        self.site, self.seed, self.replicates = site, seed, replicates
        self.history = History(site)
        self.calibration = Calibration()
        self.steady = Steady()
        self._places: dict[str, int] = {}

    def observe(self, fact: f.Fact) -> None:
        """Learns from what happened."""
        self.history.observe(fact)
        match fact:
            case f.DayStarted():
                self.calibration.day_started()
                self.steady = Steady()
                self._places = {}
            case f.Called(at=at, visit=visit):
                self.calibration.came(visit, at)
                self.steady.forget(visit)
            case f.Left(at=at, visit=visit):
                self.calibration.went(visit, at)
                self.steady.forget(visit)
            case _:
                pass

    def forecast(self, room: Room) -> Forecast:
        """Ranges for everybody who waits and for each joiner; None where nobody who takes it will be on."""
        raw = self.simulated(room)
        waiting: dict[str, Range | None] = {}
        for visit in room.waiting:
            spread = raw.waiting[visit.id]
            if spread is None:
                waiting[visit.id] = None
                continue
            first = visit.id not in self.calibration.open and room.now - visit.arrived < 1.0
            told = self.calibration.corrected(spread, first)
            self.calibration.note(visit.id, room.now, spread, first)
            waiting[visit.id] = self.steady.steadied(visit.id, room.now, told)
        joining = {
            name: spread and self.calibration.corrected(spread, True) for name, spread in raw.joining.items()
        }
        return Forecast(waiting, joining)

    def simulated(self, room: Room) -> Forecast:
        """What the simulation says, before any correction; changes nothing that is remembered."""
        asked = (*(v.id for v in room.waiting), *(j.asked_as for j in room.joiners))
        if not asked or not room.agents:
            return Forecast({v.id: None for v in room.waiting}, {j.asked_as: None for j in room.joiners})
        calls = play(stage(room, self.history, dice(self.seed, self.replicates), self._place))
        waiting = dict(zip((v.id for v in in_order(room)), _ranges(calls.waiting), strict=True))
        joining = dict(zip((j.asked_as for j in room.joiners), _ranges(calls.joining), strict=True))
        return Forecast(waiting, joining)

    def _place(self, name: str) -> int:
        return self._places.setdefault(name, len(self._places))

    def to_json(self) -> dict[str, Any]:
        """Everything learned, as plain JSON."""
        return {
            "version": VERSION,
            "site": {"guesses": self.site.guesses, "usual": self.site.usual},
            "seed": self.seed,
            "replicates": self.replicates,
            "history": self.history.to_json(),
            "calibration": self.calibration.to_json(),
            "told": {v: [list(pair) for pair in told] for v, told in self.steady.told.items()},
            "places": self._places,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Forecaster:
        """Raises ValueError when another version wrote it: build anew from the journal then."""
        if kept.get("version") != VERSION:
            raise ValueError(f"state of a forecaster in version {kept.get('version')}, not {VERSION}")
        site = f.SiteFacts(dict(kept["site"]["guesses"]), float(kept["site"]["usual"]))
        forecaster = cls(site, int(kept["seed"]), int(kept["replicates"]))
        forecaster.history = History.from_json(site, kept["history"])
        forecaster.calibration = Calibration.from_json(kept["calibration"])
        forecaster.steady.told = {v: [(at, call) for at, call in told] for v, told in kept["told"].items()}
        forecaster._places = dict(kept["places"])
        return forecaster


def _ranges(minutes: Floats) -> list[Range | None]:
    """One range a column of (replicates, columns); None when most replicates end without a call."""
    if not minutes.size:
        return [None] * minutes.shape[1]
    finite = np.isfinite(minutes)
    known = finite.mean(axis=0) > 0.5
    if not bool(finite.all()):
        minutes = np.where(finite, minutes, np.where(finite, minutes, 0.0).max(axis=0))
    ranked = np.sort(minutes, axis=0)
    low, mid, high = (_at_share(ranked, share).tolist() for share in (0.1, 0.5, 0.9))
    return [Range(low[i], mid[i], high[i]) if ok else None for i, ok in enumerate(known.tolist())]


def _at_share(ranked: Floats, share: float) -> Floats:
    """The row of sorted replicates at this share, between two where it falls between."""
    place = share * (len(ranked) - 1)
    row = int(place)
    if row + 1 >= len(ranked):
        return np.asarray(ranked[-1], np.float64)
    return np.asarray(ranked[row] + (place - row) * (ranked[row + 1] - ranked[row]), np.float64)
