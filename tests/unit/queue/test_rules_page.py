"""The page about the rules says what the rules do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kiosk.queue
from installers.queue_rules import DOES, PAGE, diagram, table, with_made_parts
from kiosk.queue.codec import EVENT_TYPES
from kiosk.queue.moves import MOVES
from kiosk.queue.refusals import Code
from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import CallRule, VisitState

TEXT = PAGE.read_text(encoding="utf-8")
RULES = [file for file in Path(kiosk.queue.__path__[0]).glob("*.py") if file.name != "refusals.py"]
REFUSED = {
    Code[name]
    for file in RULES
    for name in re.findall(r"\bCode\.([A-Z_]+)", file.read_text(encoding="utf-8"))
}


def test_table_and_diagram_are_those_of_the_rules() -> None:
    assert with_made_parts(TEXT) == TEXT, "run: python installers/queue_rules.py"


@pytest.mark.parametrize("mark", ["<!-- table:", "<!-- end of diagram -->"])
def test_a_page_without_a_place_for_them_is_noticed(mark: str) -> None:
    with pytest.raises(LookupError):
        with_made_parts(TEXT.replace(mark, ""))


def test_each_move_has_a_row_that_says_who_and_what_is_recorded() -> None:
    assert DOES.keys() == MOVES.keys()
    assert {event for _, event in DOES.values()} <= EVENT_TYPES.keys()
    assert [row.split("`")[1] for row in list(table())[2:]] == list(MOVES)


def test_the_diagram_has_each_move_from_each_state_once() -> None:
    drawn = [
        (start, move, to)
        for start, to, moves in re.findall(r"(\w+) --> (\w+): (.+)", "\n".join(diagram()))
        for move in moves.split(", ")
    ]
    expected = [(s.value, move, to.value) for move, (starts, to) in MOVES.items() for s in starts]
    assert sorted(drawn) == sorted(expected)
    assert all(state.value in " ".join(diagram()) for state in VisitState)


def test_every_refusal_of_the_rules_is_on_the_page_and_no_other() -> None:
    listed = set(re.findall(r"`([a-z_]+)`", TEXT.split("## Refusals of the rules")[1]))
    assert listed == {code.value for code in REFUSED}


def test_the_rules_of_the_order_and_their_minutes_are_those_of_the_settings() -> None:
    site = SiteSettings()
    assert {rule.value for rule in list(CallRule)[:3]} <= set(re.findall(r"`(\w+)`", TEXT))
    assert site.rule is CallRule.DUE_TIME and "`due_time` (default)" in TEXT
    assert f"arrival plus {site.walk_up_credit} minutes" in TEXT
    assert f"more than {site.late_grace} minutes late" in TEXT
    assert site.early_check_in == 120 and "two hours before" in TEXT
    assert site.last_check_in == 10 and "ten minutes before closing" in TEXT
