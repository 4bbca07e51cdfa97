"""Check-in that is paused: what is told of it, and how a pause is put together."""

from __future__ import annotations

from collections.abc import Sequence

from agent_console.presenters.scene import Scene
from common.i18n import Words, languages
from common.wire_changes import PauseBody
from kiosk.queue.capacity import EVERY_SERVICE

LONGEST_MESSAGE = 200


def pause_told(scene: Scene) -> str:
    """What takes nobody else now, with the message that visitors see; "" when all is open."""
    paused = scene.line.paused
    if not paused:
        return ""
    language = scene.words.language
    if EVERY_SERVICE in paused:
        said = scene.say("console-paused-all")
    else:
        names = ", ".join(scene.service(s.id) for s in scene.line.settings.services if s.id in paused)
        said = scene.say("console-paused-some", services=names)
    message = next(iter(paused.values()))
    text = message.get(language) or next((one for one in message.values() if one), "")
    return f"{said}  {scene.say('console-person-note', note=text)}" if text else said


def message_languages(offered: Sequence[str]) -> list[str]:
    """In which languages a message can be written: the site's, in its order."""
    spoken = [language for language in offered if language in languages()]
    return spoken or ["en"]


def suggested_message(language: str) -> str:
    """A message to begin with, in one of our languages."""
    return Words(language, ["console"]).say("console-pause-suggestion")


def pause_body(services: Sequence[str], texts: dict[str, str]) -> PauseBody:
    """What is sent; languages without a text are left out."""
    message = {language: text.strip() for language, text in texts.items() if text.strip()}
    return PauseBody(services=tuple(services), message=message)
