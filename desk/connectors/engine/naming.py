"""How a tool may name its tickets for us to know them again. Pure."""

from __future__ import annotations

import re
from typing import Any

from desk.connectors.port import Ambiguous, Done, Misconfigured, Outcome, Ref, Snapshot

LONGEST_NAME = 200  # characters: an id must be kept whole, a longer number is cut

TOO_LONG = "the tool's id of a ticket is too long to be kept"
NO_ID = "the tool names a ticket by something that is no id"

# What JSON has in place of an id, once it is text: nothing, yes and no, less than nothing, a part, a list.
_NONE = re.compile(
    r"\s*|true|false|null|none|undefined|nan|-.*|\d+\.\d+|[\[{(].*|.*,.*", re.IGNORECASE | re.DOTALL
)


def judged(outcome: Outcome[Any], writes: bool) -> Outcome[Any]:
    """An outcome, or what it is worth when it names a ticket by something that cannot be kept.

    What was written is there then, and nobody knows how it is called; a search that tells no id is set up
    wrongly, or the tool is another one than it seems.
    """
    why = unusable(outcome)
    if not why:
        return outcome
    return Ambiguous(why) if writes else Misconfigured("", why)


def unusable(outcome: Outcome[Any]) -> str:
    """Why a ticket that an outcome names cannot be kept under its id; "" when each can, and is named."""
    found = outcome.value if isinstance(outcome, Done) else ()
    each = found if isinstance(found, tuple) else (found,)
    refs = [part.ref if isinstance(part, Snapshot) else part for part in each]
    ids = [ref.id for ref in refs if isinstance(ref, Ref)]
    if any(_NONE.fullmatch(name) or name != name.strip() for name in ids):
        return NO_ID
    return TOO_LONG if any(len(name) > LONGEST_NAME for name in ids) else ""
