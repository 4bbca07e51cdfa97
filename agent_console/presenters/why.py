"""Why this one: the reason that a call carries, in words, and what to tell somebody who still waits."""

from __future__ import annotations

from dataclasses import dataclass

from agent_console.presenters.scene import Scene
from kiosk.queue.because import Apart, Why, why_before
from kiosk.queue.events import VisitCalled
from kiosk.queue.visits import Because, CallRule, Visit

MOST_CALLS = 3  # so many of the last calls can be asked about


def reason_of(scene: Scene, visit: Visit) -> str:
    """One line for who was called; "" where the journal has no reason (calls of earlier versions)."""
    if visit.because is None or visit.checked_in_at is None:
        return ""
    if visit.because is Because.RESERVED and visit.agent != scene.agent:
        return scene.say("console-sign-for-agent", agent=scene.agent_name(visit.agent))
    if visit.because is Because.CHOSEN:
        return scene.say("console-why-chosen", reason=_chosen(scene, visit.chosen_reason))
    key = f"console-why-{visit.because.value}"
    if visit.because in (Because.DUE, Because.ARRIVED):
        return scene.say(key, time=scene.clock(visit.placed_at or visit.checked_in_at))
    if visit.because is Because.BOOKED:
        return scene.say(key, time=scene.clock(visit.booked_for or visit.checked_in_at))
    if visit.because is Because.PASSED:
        return scene.say(key, count=visit.passed)
    return scene.say(key)


def _chosen(scene: Scene, reason: str | None) -> str:
    return scene.say(f"console-chosen-{(reason or 'other').replace('_', '-')}")


def calls_before(scene: Scene, waiting: str) -> list[VisitCalled]:
    """The last calls about which somebody who waits may ask "why not me?", the newest first."""
    found = []
    for visit_id in scene.line.recent_calls:
        visit = scene.line.visits.get(visit_id)
        called = call_of(scene, visit) if visit else None
        why = why_before(scene.line, called, waiting) if called else None
        if called is not None and why is not None and why.apart is not Apart.CAME_LATER:
            found.append(called)
    return found[:MOST_CALLS]


def call_of(scene: Scene, visit: Visit) -> VisitCalled | None:
    """The newest call of a visit, as the line remembers it; None for one that was never called."""
    if visit.called_at is None or visit.agent is None or visit.because is None:
        return None
    chosen = visit.because is Because.CHOSEN
    return VisitCalled(
        visit.called_at,
        visit.id,
        visit.counter or "",
        visit.agent,
        CallRule.CHOSEN if chosen else scene.line.settings.rule,
        reason=visit.chosen_reason,
        because=visit.because,
        due_at=visit.due_at,
    )


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a technician can read out: a question, and its answer."""

    question: str
    answer: str


def explanation(scene: Scene, called: VisitCalled, waiting: str) -> Explanation | None:
    """Why `called` was before `waiting`; None when there is nothing to explain any more."""
    why = why_before(scene.line, called, waiting)
    if why is None:
        return None
    who = {"called": scene.number(called.visit), "waiting": scene.number(waiting)}
    parts = [_apart(scene, why, waiting), _because(scene, called, why, who)]
    answer = "\n".join(part for part in parts if part)
    return Explanation(scene.say("console-explain-title", **who), answer)


def _apart(scene: Scene, why: Why, waiting: str) -> str:
    """Why the two were no rivals, where they were none."""
    if why.apart is None:
        return ""
    key = f"console-explain-{why.apart.value.replace('_', '-')}"
    reserved_for = scene.line.visits[waiting].reserved_for
    return scene.say(key, waiting=scene.number(waiting), agent=_whom(scene, reserved_for))


def _whom(scene: Scene, agent: str | None) -> str:
    return scene.say("console-explain-you") if agent == scene.agent else scene.agent_name(agent)


def _because(scene: Scene, called: VisitCalled, why: Why, who: dict[str, str]) -> str:
    more = {"reason": _chosen(scene, why.reason), "agent": _whom(scene, called.agent)}
    theirs, mine = why.theirs.due_at, why.mine.due_at
    if why.because is Because.BOOKED:
        theirs = why.theirs.booked_for or theirs
    elif why.because is Because.ARRIVED:
        theirs, mine = why.theirs.arrived_at, why.mine.arrived_at
    times = {"theirs": scene.clock(theirs), "mine": scene.clock(mine)}
    return scene.say(f"console-explain-because-{why.because.value}", **who, **times, **more)
