"""How grave it is, how a record's ticket in an outside tool stands."""

from __future__ import annotations

from typing import Literal

from common.outside import OutsideOut

Tone = Literal["good", "careful", "wrong"]
ONLY_TOLD = frozenset({"not_closed", "twice"})  # the record is there; nobody waits for it


def tone_of(ticket: OutsideOut) -> Tone:
    """How a ticket's badge looks: good; careful where something was lost on the way; wrong where it stays."""
    if ticket.attention and ticket.attention not in ONLY_TOLD:
        return "wrong"
    return "careful" if ticket.differences or ticket.attention else "good"
