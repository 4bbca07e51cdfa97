"""In words: kiosks whose own clock is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from common.i18n import Words

MINUTE, HOUR, DAY = 60, 3600, 86400


def say_wrong_clocks(words: Words, wrong: Sequence[tuple[str, int]]) -> str:
    """For the line at the top, where there is little room."""
    return words.say("console-clocks-wrong", count=len(wrong))


def say_wrong_clock(words: Words, kiosk: str, ahead_seconds: int) -> str:
    """Which kiosk, by how much, and what to do."""
    apart = abs(ahead_seconds)
    unit, size = next(
        (unit, size) for unit, size in (("days", DAY), ("hours", HOUR), ("minutes", MINUTE)) if apart >= size
    )
    way = "ahead" if ahead_seconds > 0 else "behind"
    told = words.say(f"console-{unit}", count=apart // size)
    return words.say(f"console-clock-{way}", kiosk=kiosk, apart=told)
