"""Whether a run of a site's journal begins a new term in place of what the desk holds. Pure.

A standby that took over without having been in touch may lack entries that the old machine had pushed. Its
first own entry is a `SiteTakenOver`; with it, what the desk holds in that place and beyond is set aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kiosk.queue.chain import Entry
from kiosk.queue.refusals import Code, Refusal

TAKEN_OVER = "SiteTakenOver"


def term_of(entries: Iterable[Entry]) -> int:
    """The highest term that begins in a run; 0: none does."""
    return max((_term(entry) for entry in entries), default=0)


def set_aside_after(run: Sequence[Entry], refusal: Refusal, term: int) -> int | None:
    """After which held entry the desk's copy must give way; None when it need not.

    `refusal`: why the run was not taken: it differs at an entry, which begins a higher term than `term`.
    """
    if refusal.code is not Code.CHAIN_BROKEN or refusal.data.get("why") != "differs":
        return None
    at = int(refusal.data["seq"])
    begins = next((entry for entry in run if entry.seq == at), None)
    return at - 1 if begins is not None and _term(begins) > term else None


def _term(entry: Entry) -> int:
    told = entry.data.get("term") if entry.type == TAKEN_OVER else None
    return told if isinstance(told, int) and not isinstance(told, bool) else 0
