"""Keeps the forecasting process at work, and tells what it says to those whom it would mislead not to know.

After each event a forecast is asked for, and once a minute while anybody waits. Asking pauses for several
times as long as the last answer took, so that forecasts never take more than a small part of the machine.
Should the process die it is started again; until it answers, what was told counts down, and newcomers are
told the simple estimate of `kiosk.queue.wait`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from common.clock import Clock
from kiosk.queue.commands import PromiseWaits
from kiosk.queue.events import WaitsPromised
from kiosk.queue.line import Line
from kiosk.queue.telling import told_now, worth_telling
from kiosk.queue.visits import VisitState, Wait
from kiosk.site.published import Published, Step
from kiosk.site.work import Outcome, Work

log = structlog.get_logger("site.forecasts")
PAUSE_SECONDS = 0.25  # between two forecasts at least
SHARE = 8  # ... and so many times as long as the last one took
TICK_SECONDS = 60.0
PATIENCE_SECONDS = 30.0
AGAIN_SECONDS = 5.0
LONGEST_ANSWER = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What the process said of the line at entry `seq`; it took so many seconds."""

    seq: int
    seconds: float
    visits: dict[str, Wait | None]
    services: dict[str, Wait | None] = field(default_factory=dict)


class Forecasts:
    """Lives on the event loop. `joining`: the newest forecast for who would join, by service."""

    def __init__(
        self, journal: Path, published: Published, clock: Clock, submit: Callable[[Work], None]
    ) -> None:
        self._journal, self._published, self._clock, self._submit = journal, published, clock, submit
        self._process: Process | None = None
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.joining: dict[str, Wait | None] = {}
        self.newest: Answer | None = None
        published.listen(self._follow)

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._work())

    async def stop(self) -> None:
        """End the process; what it has learned is kept by it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._end_process()

    def promise(self, service: str, booked: bool) -> Wait | None:
        """What somebody is told who joins now; None when there is no forecast for them."""
        return self.joining.get(f"{service}:booked" if booked else service)

    def _follow(self, steps: Sequence[Step]) -> None:
        if any(not isinstance(step.event, WaitsPromised) for step in steps):
            self._news.set()

    async def _work(self) -> None:
        while True:
            try:
                process = await self._started()
                await self._ask_on(process)
            except (OSError, ValueError, EOFError, TimeoutError, RuntimeError) as error:
                log.warning("forecasts_stopped", why=str(error) or type(error).__name__)
            self.joining = {}
            self._take_back()
            await self._end_process()
            await asyncio.sleep(AGAIN_SECONDS)

    async def _started(self) -> Process:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "kiosk.site.forecasts.child",
            str(self._journal),
            stdin=PIPE,
            stdout=PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            limit=LONGEST_ANSWER,
        )
        return self._process

    async def _ask_on(self, process: Process) -> None:
        """Ask whenever there is news, until the process is gone.

        Raises OSError, EOFError, ValueError or TimeoutError then; uvloop a RuntimeError for a closed pipe.
        """
        while True:
            self._news.clear()
            asked = self._published.sequence
            answer = await asyncio.wait_for(self._ask(process), PATIENCE_SECONDS)
            if answer.seq < asked:
                continue  # it still reads what happened before
            self.newest = answer
            self.joining = answer.services
            self._tell(answer)
            await asyncio.sleep(max(PAUSE_SECONDS, SHARE * answer.seconds))
            await self._something_happens(process)

    async def _something_happens(self, process: Process) -> None:
        """Wait for news, for a minute to pass, or for the process to end."""
        waits = [asyncio.ensure_future(self._news.wait()), asyncio.ensure_future(process.wait())]
        try:
            await asyncio.wait(waits, timeout=TICK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _ask(self, process: Process) -> Answer:
        assert process.stdin is not None and process.stdout is not None
        if process.returncode is not None:
            raise EOFError("the process ended")
        question = {"now": self._clock.now().isoformat(), "upto": self._published.sequence}
        process.stdin.write(json.dumps(question).encode() + b"\n")
        await process.stdin.drain()
        text = await process.stdout.readline()
        if not text:
            raise EOFError("the process ended")
        found = json.loads(text)
        return Answer(found["seq"], found["seconds"], _waits(found["visits"]), _waits(found["services"]))

    def _tell(self, answer: Answer) -> None:
        command = what_to_tell(self._published.line, answer, self._clock)
        if command.visits or command.services:
            self._submit(Work("site:forecast", _nobody, command))

    def _take_back(self) -> None:
        """What would be told to newcomers is not known any more: the simple estimate it is."""
        told: dict[str, Wait | None] = {
            service: None for service, wait in self._published.line.joiner_waits.items() if wait
        }
        if told:
            self._submit(Work("site:forecast", _nobody, PromiseWaits(self._published.sequence, {}, told)))

    async def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is None or process.returncode is not None:
            return
        if process.stdin is not None:
            process.stdin.close()  # it keeps what it has learned, and ends
        try:
            await asyncio.wait_for(process.wait(), AGAIN_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


def what_to_tell(line: Line, answer: Answer, clock: Clock) -> PromiseWaits:
    """The part of a forecast that differs from what was told by more than flicker."""
    now = clock.now()
    visits = {
        visit.id: found
        for key, found in answer.visits.items()
        if (visit := line.visits.get(key)) is not None
        and visit.state is VisitState.WAITING
        and worth_telling(told_now(visit, now), found)
    }
    services = {
        service.id: answer.services[service.id]
        for service in line.settings.services
        if service.id in answer.services
        and worth_telling(line.joiner_waits.get(service.id), answer.services[service.id])
    }
    return PromiseWaits(answer.seq, visits, services)


def _waits(found: dict[str, list[int] | None]) -> dict[str, Wait | None]:
    return {key: Wait(row[0], row[2], row[1]) if row else None for key, row in found.items()}


def _nobody(outcome: Outcome) -> None:
    """Nobody waits for this work; what went wrong is in the log."""
