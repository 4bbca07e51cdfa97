"""Writes the table and the diagram of moves into docs/queue-rules.md, from the table that the rules use.

    python installers/queue_rules.py

tests/unit/queue/test_rules_page.py fails when the page is not what this would write.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kiosk.queue.moves import MOVES
from kiosk.queue.visits import ENDED, VisitState

PAGE = Path(__file__).resolve().parent.parent / "docs" / "queue-rules.md"
DOES = {
    "check_in": ("the visitor, at the kiosk, with a pass", "VisitCheckedIn"),
    "book": ("the desk, when it moves an appointment; a missed one only to later", "VisitBooked"),
    "cancel": ("the desk", "VisitCancelled"),
    "call": ("an agent: the next one, or this one with a reason", "VisitCalled"),
    "recall": ("the agent at the counter", "VisitRecalled"),
    "give_back": ("the site, when the agent's lease has lapsed or the call was left alone", "VisitReturned"),
    "put_back": ("the agent at the counter; any agent for somebody on hold", "VisitReturned"),
    "start": ("the agent at the counter", "VisitStarted"),
    "hold": ("the agent at the counter; the site, when a lease lapses while serving", "VisitHeld"),
    "resume": ("any agent with a free counter", "VisitResumed"),
    "transfer": ("the agent at the counter; any agent where there is none", "VisitTransferred"),
    "finish": ("the agent at the counter", "VisitFinished"),
    "next_service": (
        "the agent at the counter, who finishes one matter of several and does not serve the next",
        "VisitContinued",
    ),
    "no_show": ("the agent at the counter", "VisitMissed"),
    "come_back": ("an agent, or the visitor who checks in again", "VisitCameBack"),
    "leave": ("the visitor, by kiosk or phone; an agent for them", "VisitLeft"),
    "day_end": ("the site's clock", "VisitLeft"),
}
"""Who makes each move, and the event that records it."""


def table() -> Iterator[str]:
    """The moves as a Markdown table."""
    yield "| move | from | to | by | recorded as |"
    yield "| --- | --- | --- | --- | --- |"
    for move, (starts, to) in MOVES.items():
        by, event = DOES[move]
        begins = ", ".join(state.value for state in VisitState if state in starts)
        yield f"| `{move}` | {begins} | {to.value} | {by} | `{event}` |"


def diagram() -> Iterator[str]:
    """The moves as a Mermaid diagram: one arrow from a state to another, with all moves that make it."""
    yield from [
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> booked: the desk books",
        "    [*] --> waiting: walks in",
    ]
    arrows: dict[tuple[VisitState, VisitState], list[str]] = {}
    for move, (starts, to) in MOVES.items():
        for state in VisitState:
            if state in starts:
                arrows.setdefault((state, to), []).append(move)
    for (start, to), moves in sorted(arrows.items(), key=lambda arrow: [*VisitState].index(arrow[0][0])):
        yield f"    {start.value} --> {to.value}: {', '.join(moves)}"
    yield from (f"    {state.value} --> [*]" for state in VisitState if state in ENDED)
    yield "```"


def with_made_parts(page: str) -> str:
    """The page with its table and diagram as they should be. Raises LookupError where a mark is missing."""
    for name, lines in (("table", table()), ("diagram", diagram())):
        begin, end = f"<!-- {name}: made by installers/queue_rules.py -->\n", f"<!-- end of {name} -->"
        before, found, rest = page.partition(begin)
        _, ended, after = rest.partition(end)
        if not found or not ended:
            raise LookupError(f"{PAGE.name} has no place for the {name}")
        page = before + begin + "\n".join(lines) + "\n" + end + after
    return page


if __name__ == "__main__":
    PAGE.write_text(with_made_parts(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
