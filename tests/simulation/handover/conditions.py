"""What a run is like: drawn anew for each seed; some tools are calm in one respect and wild in another."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from desk.connectors.engine.delivery import Policy
from desk.connectors.port import Caps, Marker

SETTLE, TIMEOUT = 120.0, 60.0
LONGEST_LATE = 40_000.0  # seconds; the last audit comes after a day
MARKERS = (*[Marker.SEARCH] * 7, Marker.MESSAGE_ID, Marker.NONE, Marker.NONE)


@dataclass(frozen=True, slots=True)
class Conditions:
    """All but counts, skew and windows are probabilities: of a call, a write, a search, a record, a step.

    A window is (from, to) in seconds, in which the tool is down, lets nobody in, or misses a queue.
    """

    incidents: int
    besides: int  # most notes, files and changes an incident
    processes: int
    policy: Policy
    unreachable: float = 0.0
    busy: float = 0.0
    error_before: float = 0.0  # a 500 page, nothing done
    lost: float = 0.0  # done, and the reply lost
    late: float = 0.0  # done after the reply was given up, within the settle time
    very_late: float = 0.0  # done after the settle time
    dropped: float = 0.0
    read_fails: float = 0.0
    search_lags: float = 0.0
    search_refused: float = 0.0
    not_yet: float = 0.0  # a ticket just made is not there for `get`
    refused: float = 0.0
    stubborn: float = 0.0  # a refused record that nobody mends
    not_closed: float = 0.0  # a duplicate that cannot be closed
    crash: float = 0.0
    sleep: float = 0.0  # after the commit of begin_send
    oversleep: float = (
        0.0  # at the one place where nothing can guard: between the look at the clock and the send
    )
    steps: float = 0.0  # before a request: a sign-in or a look-up, at a tool that is slow
    skew: float = 0.0  # seconds by which one machine's clock is ahead of the other's
    down: tuple[float, float] = (0.0, 0.0)
    wrong_password: tuple[float, float] = (0.0, 0.0)
    no_queue: tuple[float, float] = (0.0, 0.0)

    @property
    def settled(self) -> float:
        """Seconds that surely pass before a search: a clock that is ahead comes sooner to it."""
        return self.policy.settle_seconds - abs(self.skew)

    @property
    def search(self) -> bool:
        return self.policy.caps.marker is Marker.SEARCH


def draw(seed: int) -> Conditions:
    rng = Random(-seed)
    marker = rng.choice(MARKERS)
    reads = marker is Marker.SEARCH or (marker is Marker.NONE and rng.random() < 0.5)
    caps = Caps(marker, reads, notes=True, attaches=rng.random() < 0.9)

    def some(most: float, often: float = 0.5) -> float:
        return rng.random() * most if rng.random() < often else 0.0

    def window() -> tuple[float, float]:
        begins = rng.random() * 400
        return (begins, begins + rng.random() * 4000) if rng.random() < 0.08 else (0.0, 0.0)

    return Conditions(
        incidents=rng.randint(1, 5),
        besides=rng.choice((0, 1, 3)),
        processes=rng.choice((1, 2, 2)),
        policy=Policy(caps, SETTLE, TIMEOUT),
        unreachable=some(0.3),
        busy=some(0.3),
        error_before=some(0.3),
        lost=some(0.5),
        late=some(0.3),
        very_late=some(0.15) if marker is Marker.SEARCH else 0.0,
        dropped=some(0.3, 0.3) if reads else 0.0,
        read_fails=some(0.4),
        search_lags=some(0.5, 0.4),
        search_refused=some(0.05, 0.2),
        not_yet=some(0.3, 0.3),
        refused=some(0.3, 0.4),
        stubborn=some(0.5),
        not_closed=some(0.9, 0.4),
        crash=some(0.1),
        sleep=some(0.15, 0.4),
        oversleep=some(0.05, 0.2) if marker is Marker.SEARCH else 0.0,
        skew=some(6.0, 0.2) - some(3.0, 0.2),
        down=window(),
        wrong_password=window(),
        no_queue=window(),
        steps=some(0.9),
    )
