"""By which rule people are called, as one sentence that every face says alike."""

from __future__ import annotations

from common.i18n import Words
from kiosk.queue.settings import SiteSettings


def say_rule(words: Words, settings: SiteSettings) -> str:
    """ "Who is next: …" for the site's rule. Needs the face `common`."""
    key = f"rule-{settings.rule.value.replace('_', '-')}"
    if key == "rule-due-time":
        return words.say(key, minutes=settings.walk_up_credit)
    return words.say(key)
