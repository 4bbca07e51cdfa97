"""The day's records with where each stands: those of the site, and those that are still on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from agent_console.drafts import Draft
from agent_console.presenters.outside import tone_of
from common.outside import OutsideOut, called
from common.wire import IncidentOut

Standing = Literal["writing", "unsent", "refused", "recorded", "at_desk", "needs_attention", "outside"]
LOCAL: frozenset[str] = frozenset({"writing", "unsent", "refused"})
WANTS_ATTENTION: frozenset[str] = frozenset({"refused", "needs_attention"})


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record. `why`: a refusal's code, or the desk's words; `at` None for what is still being written.

    `outside`: its ticket in the tool that the desk hands records to.
    """

    incident: str
    title: str
    number: str
    person_name: str
    priority: int
    kind: str
    standing: Standing
    why: str
    desk_number: str
    at: datetime | None
    outside: OutsideOut | None = None

    @property
    def wants_attention(self) -> bool:
        """Whether it goes no further until somebody looks."""
        ticket = self.outside
        stuck = ticket is not None and tone_of(ticket) == "wrong"
        return stuck or self.standing in WANTS_ATTENTION


def record_rows(
    at_site: Iterable[IncidentOut], drafts: Iterable[Draft], numbers: dict[str, str]
) -> list[RecordRow]:
    """What needs somebody first, then what is on this machine, then the newest first.

    `numbers`: visit id -> ticket number. A record that the site has is shown once, as the site has it, unless
    it needs attention and is being mended here.
    """
    mine = {draft.incident: draft for draft in drafts if not _untouched(draft)}
    known = [_of_site(record, numbers) for record in at_site]
    known = [row for row in known if row.standing != "needs_attention" or row.incident not in mine]
    ids = {row.incident for row in known}
    rows = [*(_of_draft(draft) for draft in mine.values() if draft.incident not in ids), *known]
    rows.sort(key=lambda row: row.at.timestamp() if row.at else float("inf"), reverse=True)
    rows.sort(key=_rank)
    return rows


def found(rows: Sequence[RecordRow], text: str) -> list[RecordRow]:
    """The rows that somebody looks for: every word stands in the title, the person's name or a number of
    ours; or the number in the outside tool begins with it, written as “RT 4711”, “4711” or “#47”. One that
    has exactly this number comes first.
    """
    words = text.casefold().split()
    if not words:
        return list(rows)
    kept = [row for row in rows if _says(row, words) or _numbered(row, words)]
    kept.sort(key=lambda row: " ".join(words).removeprefix("#") not in _names(row))
    return kept


def _says(row: RecordRow, words: Sequence[str]) -> bool:
    said = "\n".join((row.title, row.person_name, row.number, row.desk_number)).casefold()
    return all(word in said for word in words)


def _numbered(row: RecordRow, words: Sequence[str]) -> bool:
    ticket = row.outside
    if ticket is None or not ticket.number:
        return False
    *tool, number = words
    of_it = not tool or " ".join(tool) == called(ticket.connector).casefold()
    return of_it and ticket.number.casefold().startswith(number.removeprefix("#"))


def _names(row: RecordRow) -> set[str]:
    """What a record is called by, each of it exactly."""
    ticket = row.outside
    outside = (ticket.number, ticket.name) if ticket is not None else ()
    return {each.casefold() for each in (row.number, row.desk_number, *outside) if each}


def unsent_count(drafts: Sequence[Draft]) -> int:
    return sum(1 for draft in drafts if draft.state == "unsent")


def attention_count(rows: Sequence[RecordRow]) -> int:
    return sum(1 for row in rows if row.wants_attention)


def _rank(row: RecordRow) -> int:
    if row.wants_attention:
        return 0
    return 1 if row.standing in LOCAL else 2


def _untouched(draft: Draft) -> bool:
    return draft.state == "writing" and draft.is_blank


def _of_site(record: IncidentOut, numbers: dict[str, str]) -> RecordRow:
    body = record.incident
    return RecordRow(
        body.id,
        body.title,
        numbers.get(body.visit or "", ""),
        body.person_name,
        record.priority,
        body.kind,
        record.standing,
        record.why,
        record.desk_number,
        body.recorded_at,
        record.outside,
    )


def _of_draft(draft: Draft) -> RecordRow:
    return RecordRow(
        draft.incident,
        draft.title,
        draft.number,
        draft.person_name,
        draft.impact + draft.urgency - 1,
        draft.kind,
        draft.state,
        draft.refusal_code,
        "",
        draft.recorded_at,
    )
