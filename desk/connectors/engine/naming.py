"""How a tool may name its tickets for us to know them again. Pure."""

from __future__ import annotations

from typing import Any

from desk.connectors.port import Done, Outcome, Ref, Snapshot

LONGEST_NAME = 200  # characters: an id must be kept whole, a longer number is cut

TOO_LONG = "the tool's id of a ticket is too long to be kept"


def can_be_kept(outcome: Outcome[Any]) -> bool:
    """Whether each ticket that an outcome names can be kept under its whole id."""
    found = outcome.value if isinstance(outcome, Done) else ()
    each = found if isinstance(found, tuple) else (found,)
    refs = [part.ref if isinstance(part, Snapshot) else part for part in each]
    return all(len(ref.id) <= LONGEST_NAME for ref in refs if isinstance(ref, Ref))
