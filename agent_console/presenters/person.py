"""What the middle panel says of a visit beside name and note."""

from __future__ import annotations

from agent_console.presenters.actions import calls_needed, needs_colleague
from agent_console.presenters.queue_rows import is_late, waited_minutes
from agent_console.presenters.scene import Scene
from agent_console.presenters.signs import Sign, signs
from common.i18n import Words, languages, say_wait
from kiosk.queue.telling import told_now
from kiosk.queue.visits import Visit, VisitState
from kiosk.queue.wait import in_steps


def facts(scene: Scene, visit: Visit) -> list[str]:
    """Service, how long, language, how to call; each a few words."""
    found = [scene.service(visit.service)]
    if waited := _waited(scene, visit):
        found.append(waited)
    if visit.booked_for is not None and not visit.number:
        found.append(scene.say("console-person-booked", time=scene.clock(visit.booked_for)))
    found.append(language_name(visit.language))
    found.append(scene.say(f"console-call-as-{visit.call_as.value.replace('_', '-')}"))
    if calls_needed(scene.line, visit):
        needed = scene.line.settings.calls_before_no_show
        found.append(scene.say("console-person-calls-of", count=visit.calls, needed=needed))
    elif visit.calls > 1:
        found.append(scene.say("console-person-calls", count=visit.calls))
    return found


def _waited(scene: Scene, visit: Visit) -> str:
    """How long against what was told: who waits has something left of it, or is late."""
    minutes = waited_minutes(visit, scene.now)
    if minutes is None:
        return ""
    waits = visit.state is VisitState.WAITING
    if is_late(visit, scene.now if waits else visit.called_at or scene.now):
        return scene.say("console-person-waited-late", minutes=minutes)
    left = told_now(visit, scene.now) if waits else None
    if left is None:
        return scene.say("console-person-waited", minutes=minutes)
    return scene.say(
        "console-person-waited-left", minutes=minutes, left=say_wait(scene.words, *in_steps(left), short=True)
    )


def company(scene: Scene, visit: Visit) -> str:
    """Who else is with this visitor; "" where that is nobody."""
    if not visit.at_counter:
        return ""
    where = {"agent": scene.agent_name(visit.agent), "counter": visit.counter or ""}
    if scene.agent in visit.colleagues:
        return scene.say("console-second-with", **where)
    if visit.agent != scene.agent:
        return scene.say("console-with-agent", **where)
    if visit.colleagues:
        names = ", ".join(scene.agent_name(agent) for agent in visit.colleagues)
        return scene.say("console-with-you", agents=names, count=len(visit.colleagues))
    return scene.say("console-second-wanted") if needs_colleague(scene.line, visit) else ""


def signs_told(scene: Scene, visit: Visit) -> list[tuple[Sign, str]]:
    """Each sign of a visit with its words."""
    found = signs(scene.line, scene.names, scene.agent, scene.words.language, visit)
    return [(sign, sign.text(scene.words)) for sign in found]


def language_name(language: str) -> str:
    """The language's own name where we speak it, else its code."""
    known = language if language in languages() else language.partition("-")[0]
    return Words(known, ["common"]).say("language-name") if known in languages() else language
