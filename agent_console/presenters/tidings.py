"""What happened that the technician did not just ask for, or that leads on: told in a quiet notice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from agent_console.presenters.actions import Situation
from agent_console.presenters.scene import Scene
from kiosk.queue import events as e
from kiosk.queue.visits import EndCause, VisitState

Tone = Literal["info", "careful"]
WARN_BEFORE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Tiding:
    """A notice: its words, and an action's name where one click answers it.

    `topic`: a newer one of the same topic replaces it, and it goes when its reason does.
    """

    key: str
    topic: str
    tone: Tone = "info"
    action: str = ""
    args: dict[str, object] = field(default_factory=dict)


def tiding(scene: Scene, event: e.Event, before: Situation) -> Tiding | None:
    """What to tell of an event; `before`: how this technician stood before it, `scene`: as it is after."""
    if isinstance(event, e.VisitReturned):
        return _returned(scene, event, before)
    if isinstance(event, e.VisitContinued) and event.agent == scene.agent:
        return _continued(scene, event)
    if isinstance(event, e.ColleagueJoined | e.ColleagueLeft):
        return _colleague(scene, event, before)
    if isinstance(event, e.SiteTakenOver):
        key = "console-other-machine" if event.in_touch else "console-other-machine-look"
        return Tiding(key, "machine", "info" if event.in_touch else "careful")
    return None


def _returned(scene: Scene, event: e.VisitReturned, before: Situation) -> Tiding | None:
    mine = before.at_counter
    if mine is None or mine.id != event.visit or event.cause is not EndCause.TIMEOUT:
        return None
    return Tiding(
        "console-call-went-back", "went-back", "careful", args={"number": scene.number(event.visit)}
    )


def _continued(scene: Scene, event: e.VisitContinued) -> Tiding:
    key = "console-next-matter-here" if event.stays else "console-next-matter-waits"
    args: dict[str, object] = {"number": scene.number(event.visit), "service": scene.service(event.service)}
    return Tiding(key, "matter", args=args)


def _colleague(scene: Scene, event: e.ColleagueJoined | e.ColleagueLeft, before: Situation) -> Tiding | None:
    if before.at_counter is None or before.at_counter.id != event.visit:
        return None  # who helps sees at the person whom they help
    joined = isinstance(event, e.ColleagueJoined)
    name = scene.agent_name(event.agent)
    key = "console-colleague-came" if joined else "console-colleague-went"
    return Tiding(key, "colleague", args={"agent": name})


def left_alone(scene: Scene, now: Situation) -> Tiding | None:
    """A call that will go back to the line within a minute unless its technician says something."""
    visit, within = now.at_counter, scene.line.settings.accept_within
    if visit is None or visit.state is not VisitState.CALLED or visit.called_at is None or not within:
        return None
    allowed = timedelta(minutes=within)
    if scene.now < visit.called_at + allowed - min(WARN_BEFORE, allowed / 2):
        return None
    return Tiding("console-call-alone", "alone", "careful", "start", {"number": visit.number or ""})
