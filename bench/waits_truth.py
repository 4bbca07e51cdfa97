"""The product's simulation with the true laws, speeds and pace put in: what could be known at most.

Where the folder of the simulator holds no figures of an oracle (first day, other scenarios), the product is
compared with this. It knows no more of the durations to come than anybody.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.waits_room import Product
from kiosk.queue.forecast.laws import STEP, Floats, Law, smoothed_mass
from kiosk.queue.forecast.pace import THETA, Pace
from kiosk.queue.forecast.room import Room
from kiosk.queue.forecast.service_times import Fitted

SURE = 1e9  # visits that a known mean rests on


class KnownPace(Pace):
    """A day whose pace is known: nothing that is seen changes it."""

    def __init__(self, factor: float) -> None:
        super().__init__(0.1, 0.0)
        place = float(np.clip((np.log(factor) - THETA[0]) / STEP, 0, THETA.size - 1.001))
        self.belief = np.zeros(THETA.size)
        self.belief[int(place)] = 1 - place % 1
        self.belief[int(place) + 1] = place % 1

    def given(self, going_on: list[tuple[float, float, Law]]) -> Floats:
        return self.belief


class Knowing(Product):
    """Same plug-in, told the truth before each forecast."""

    name = "knowing"
    needs_truth = True

    def reset(self, site: Any) -> None:
        super().reset(site)
        self.fitted: Fitted | None = None

    def set_truth(self, world: Any) -> None:
        self.world = world

    def room(self, snapshot: Any) -> Room:
        history, world = self.forecaster.history, self.world
        if self.fitted is None:
            self.fitted = Fitted(
                means={service: law.mean for service, law in world.dist.items()},
                sure=dict.fromkeys(world.dist, SURE),
                agents=dict(world.speed),
                agents_sure=dict.fromkeys(world.speed, SURE),
                laws={s: Law.of(smoothed_mass(np.log(law.q / law.mean))) for s, law in world.dist.items()},
            )
        history.times.fitted = self.fitted
        history.pace = KnownPace(float(world.service_factor(snapshot.t)))
        return super().room(snapshot)
