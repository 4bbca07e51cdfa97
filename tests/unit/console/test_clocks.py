"""A kiosk's wrong clock, in the console's words."""

from __future__ import annotations

import pytest

from agent_console.presenters.clocks import say_wrong_clock, say_wrong_clocks
from common.i18n import Words


@pytest.mark.parametrize(
    ("ahead_seconds", "told"),
    [
        (-2 * 86400 - 60, "is 2 days behind"),
        (86400, "is a day ahead"),
        (7300, "is 2 hours ahead"),
        (-3600, "is an hour behind"),
        (150, "is 2 minutes ahead"),
    ],
)
def test_how_wrong_it_is(ahead_seconds: int, told: str) -> None:
    assert told in say_wrong_clock(Words("en", ["console"]), "door", ahead_seconds)
    assert "«door»" in say_wrong_clock(Words("es", ["console"]), "door", ahead_seconds)


def test_the_line_at_the_top_is_short() -> None:
    english = Words("en", ["console"])
    assert say_wrong_clocks(english, [("door", 300)]) == "Wrong clock"
    assert say_wrong_clocks(english, [("door", 300), ("hall", 300)]) == "2 wrong clocks"
