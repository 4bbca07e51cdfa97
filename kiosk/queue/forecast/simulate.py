"""Plays a room forward in many replicates at once.

One step of the loop is one thing that an agent does, in every replicate at the same time but each at its
own moment: the agent who is free first looks for the visit with the lowest key among those present that
this agent takes, and is busy with it from then on, or waits for the next arrival when there is nobody.
`Scene` says what each replicate is like; `scene.py` makes one from a room and what was learned.

Whoever has left is passed over without loss of time, but the moment at which their turn would have come is
kept: the forecast tells somebody who waits when they will be called if they stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kiosk.queue.forecast.laws import Bools, Floats, Whole


@dataclass
class Scene:
    """R replicates, A agents, M visits of which the first T wait now and the others may still come, K
    joiners.

    Times are minutes from now; `inf` is never. Agents stand in the order in which they are asked when
    several are free; visits in the order of arrival.
    """

    free: Floats  # (R, A) when an agent can call next
    starts: Floats | None  # (R, A, W) when each window of work begins; None: whoever is on stays on
    ends: Floats | None  # (A, W)
    alpha: Floats  # (R, M); inf: does not come in this replicate
    beta: Floats | None  # (M,); None: no key changes with time
    arrives: Floats  # (R, M - T)
    bars: Floats | None  # (A, M): 0 takes, inf does not; None: everybody takes everything
    length: Floats  # (R, M) minutes of service, 0 for a no-show
    factor: Floats  # (A, M) by which an agent's services last longer
    gap: Floats  # (R, M) minutes from its end to the next call
    leaves: Floats  # (R, M)
    waiting: int  # T
    joins_alpha: Floats  # (K,)
    joins_beta: Floats  # (K,)
    joins_bars: Floats  # (A, K)
    turns: Turns | None = None
    pairs: Bools | None = None  # (M,) needs a second agent


@dataclass
class Turns:
    """The parts of a calling rule that need counting."""

    quick_every: int | None
    quick: Bools  # (M,)
    joins_quick: Bools  # (K,)
    calls: int
    most_passed: int | None
    passed: Floats  # (M,)
    arrived: Floats  # (R, M)


@dataclass
class Calls:
    """Minutes from now until called, `inf` where nobody ever calls: (R, T) and (R, K)."""

    waiting: Floats
    joining: Floats


def play(scene: Scene) -> Calls:
    """Runs until everybody who waits, and every joiner, has been called in all replicates."""
    if not scene.alpha.shape[1]:  # nobody waits or comes: joiners are called by whoever is free first
        first = (scene.free[:, :, None] + scene.joins_bars).min(axis=1)
        return Calls(np.zeros((len(scene.free), 0)), first)
    run = _Run(scene)
    limit = 3 * scene.alpha.shape[1] + 4 * scene.free.shape[1] + 20
    for step in range(limit):
        if not run.step():
            break
        if step % 4 == 3 and run.all_called():
            break
    return Calls(run.called[:, : scene.waiting], run.joined)


class _Run:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        replicates, visits = scene.alpha.shape
        self.rows: Whole = np.arange(replicates)
        ever: Bools = np.asarray(np.isfinite(scene.free).any(axis=0))
        self.free = scene.free.copy()
        self.alpha = scene.alpha.copy()
        self.called: Floats = np.full((replicates, visits), np.inf)
        self.joined: Floats = np.full((replicates, scene.joins_alpha.size), np.inf)
        turns = scene.turns
        self.passed = np.tile(turns.passed, (replicates, 1)) if turns and turns.most_passed else None
        self.calls = np.full(replicates, turns.calls if turns else 0)
        self.wanted: Bools = np.asarray(np.isfinite(scene.alpha[:, : scene.waiting]))
        if scene.bars is not None:
            takes = scene.bars[:, : scene.waiting] == 0
            self.wanted &= np.asarray((takes & ever[:, None]).any(axis=0))
        self.joinable: Bools = np.asarray(((scene.joins_bars == 0) & ever[:, None]).any(axis=0))

    def all_called(self) -> bool:
        here = self.called[:, : self.scene.waiting] < np.inf
        if not bool((here | ~self.wanted).all()):
            return False
        return bool(((self.joined < np.inf) | ~self.joinable).all())

    def step(self) -> bool:
        """False when no agent will do anything any more."""
        scene, rows = self.scene, self.rows
        agent = self.free.argmin(axis=1)
        now = self.free[rows, agent]
        alive = now < np.inf
        if not bool(alive.any()):
            return False
        keys = self._keys(agent, np.where(alive, now, 0.0))
        keys, turn = self._in_turn(keys) if scene.turns else (keys, None)
        pick = keys.argmin(axis=1)
        best = keys[rows, pick]
        found = alive & (best < np.inf)
        self._join(agent, now, best, turn)
        if bool(found.all()):
            self.called[rows, pick] = now
            self.alpha[rows, pick] = np.inf
        else:
            self.called[rows[found], pick[found]] = now[found]
            self.alpha[rows[found], pick[found]] = np.inf
        stays = scene.leaves[rows, pick] >= now
        busy = scene.length[rows, pick] * scene.factor[agent, pick] + scene.gap[rows, pick]
        until = now + np.where(stays, busy, 0.0)
        if scene.turns:
            self._count(pick, found & stays)
        if scene.pairs is not None:
            until = self._with_second(agent, pick, now, until, found & stays & scene.pairs[pick])
        if not bool(found.all()):
            until[~found] = self._next_arrival(agent, now, ~found)
        self.free[rows, agent] = self._on_duty(agent, until)
        return True

    def _keys(self, agent: Whole, now: Floats) -> Floats:
        """(R, M): the key of everybody whom this agent may call at this moment, else inf."""
        scene = self.scene
        keys = self.alpha.copy() if scene.bars is None else scene.bars.take(agent, axis=0)
        if scene.bars is not None:
            keys += self.alpha
        if scene.beta is not None:
            keys += scene.beta * now[:, None]
        coming = scene.arrives.shape[1]
        if coming:
            np.copyto(keys[:, -coming:], np.inf, where=scene.arrives > now[:, None])
        return keys

    def _join(self, agent: Whole, now: Floats, best: Floats, turn: Bools | None) -> None:
        """Joiners who would be called before `best` are called now; that takes nobody's time."""
        scene = self.scene
        if not scene.joins_alpha.size:
            return
        keys = scene.joins_alpha + scene.joins_bars[agent]
        if scene.joins_beta.any():
            keys = keys + scene.joins_beta * now[:, None]
        wins = keys < best[:, None]
        if turn is not None:
            assert scene.turns is not None
            wins &= ~turn[:, None] | scene.turns.joins_quick
        np.copyto(self.joined, now[:, None], where=wins & (self.joined == np.inf))

    def _in_turn(self, keys: Floats) -> tuple[Floats, Bools]:
        """Narrows the choice to those passed too often, or else at every n-th call to quick matters."""
        turns = self.scene.turns
        assert turns is not None
        narrowed: Bools = np.zeros(len(keys), np.bool_)
        if turns.quick_every is not None:
            due = self.calls >= turns.quick_every - 1
            if bool(due.any()):
                quick = np.where(turns.quick, keys, np.inf)
                narrowed = np.asarray(due & (quick < np.inf).any(axis=1))
                keys = np.where(narrowed[:, None], quick, keys)
        if self.passed is not None and turns.most_passed is not None:
            often: Bools = np.asarray(self.passed >= turns.most_passed)
            if bool(often.any()):
                protected = np.where(often, keys, np.inf)
                bound: Bools = np.asarray((protected < np.inf).any(axis=1))
                keys = np.where(bound[:, None], protected, keys)
                narrowed |= bound
        return keys, narrowed

    def _count(self, pick: Whole, called: Bools) -> None:
        turns = self.scene.turns
        assert turns is not None
        was_turn = self.calls >= (turns.quick_every or 0) - 1
        self.calls = np.where(called, np.where(was_turn & turns.quick[pick], 0, self.calls + 1), self.calls)
        if self.passed is not None:
            came = np.where(called, turns.arrived[self.rows, pick], -np.inf)
            self.passed += turns.arrived < came[:, None]

    def _with_second(self, agent: Whole, pick: Whole, now: Floats, until: Floats, needs: Bools) -> Floats:
        """The visit begins when a second agent who takes it is free; both are busy until its end."""
        others = self.free + (0.0 if self.scene.bars is None else self.scene.bars[:, pick].T)
        others[self.rows, agent] = np.inf
        second = others.argmin(axis=1)
        free = others[self.rows, second]
        needs = needs & (free < np.inf)
        rows = self.rows[needs]
        until[rows] += np.maximum(free[rows] - now[rows], 0.0)
        self.free[rows, second[rows]] = until[rows]
        return until

    def _next_arrival(self, agent: Whole, now: Floats, idle: Bools) -> Floats:
        """For the idle ones: when somebody comes whom they take."""
        scene = self.scene
        coming = scene.arrives.shape[1]
        if not coming or not bool(idle.any()):
            return np.full(int(idle.sum()), np.inf)
        open_keys = self.alpha[idle, -coming:]
        if scene.bars is not None:
            open_keys = open_keys + scene.bars[agent[idle], -coming:]
        times = scene.arrives[idle]
        later = (open_keys < np.inf) & (times > now[idle][:, None])
        return np.asarray(np.where(later, times, np.inf).min(axis=1), np.float64)

    def _on_duty(self, agent: Whole, at: Floats) -> Floats:
        """The first moment from `at` on at which this agent works."""
        scene = self.scene
        if scene.starts is None or scene.ends is None:
            return at
        begin = np.maximum(at[:, None], scene.starts[self.rows, agent])
        return np.asarray(np.where(begin < scene.ends[agent], begin, np.inf).min(axis=1), np.float64)
