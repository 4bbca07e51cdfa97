"""The day's records for a view: two lines each, drawn by `windows.records_panel`."""

from __future__ import annotations

from html import escape
from typing import Any

from PySide6.QtCore import QObject, Qt

from agent_console.look import Look
from agent_console.models.outside_words import state_words, trouble, trouble_shortly
from agent_console.models.rows import NOWHERE, Index, RowsModel
from agent_console.presenters.outside import tone_of
from agent_console.presenters.records import RecordRow
from agent_console.speaker import Speaker
from common.i18n import say_time
from common.wire import Problem

TITLE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
DETAIL_ROLE = int(Qt.ItemDataRole.UserRole) + 2
STANDING_ROLE = int(Qt.ItemDataRole.UserRole) + 3
TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 4
INCIDENT_ROLE = int(Qt.ItemDataRole.UserRole) + 5
ADDRESS_ROLE = int(Qt.ItemDataRole.UserRole) + 6
_SHOWN = int(Qt.ItemDataRole.DisplayRole)
_TONES = {
    "writing": "plain",
    "unsent": "info",
    "refused": "wrong",
    "recorded": "info",
    "at_desk": "good",
    "needs_attention": "wrong",
    "outside": "good",
}


class RecordsModel(RowsModel[RecordRow]):
    """Says each record in the language of the moment; times in the zone that `zone` gives."""

    def __init__(self, speaker: Speaker, look: Look, parent: QObject) -> None:
        super().__init__(lambda row: row.incident, parent)
        self._speaker = speaker
        self.zone: Any = None
        speaker.changed.connect(self.refresh)
        look.changed.connect(self.refresh)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = _SHOWN) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        title, detail, standing = self.title(row), self._detail(row), self.standing(row)
        address = row.outside.url if row.outside is not None else ""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{title} · {standing} · {detail}"
        if role == Qt.ItemDataRole.ToolTipRole:
            told = (escape(part) for part in (title, standing, detail, self.why(row)) if part)
            return f"<qt>{'<br>'.join(told)}</qt>"  # a plain one would be one line, however long
        answers = {
            TITLE_ROLE: title,
            DETAIL_ROLE: detail,
            STANDING_ROLE: f"{standing} ↗" if address else standing,
            TONE_ROLE: self._tone(row),
            INCIDENT_ROLE: row.incident,
            ADDRESS_ROLE: address,
        }
        return answers.get(role)

    def title(self, row: RecordRow) -> str:
        return row.title.strip() or self._speaker.say("console-record-untitled")

    def standing(self, row: RecordRow) -> str:
        """Where it stands, in a word or two, with the number that it has furthest out."""
        if row.outside is not None and row.outside.number:
            return row.outside.name
        if row.wants_attention:
            return self._speaker.say("console-standing-needs-attention")
        if row.standing == "at_desk" and row.desk_number:
            return row.desk_number
        return self._speaker.say(f"console-standing-{row.standing.replace('_', '-')}")

    def why(self, row: RecordRow) -> str:
        """Why somebody should look at it, in words; "" where all is well."""
        if row.outside is not None:
            return trouble(self._speaker, row.outside).text
        if row.standing not in ("refused", "needs_attention"):
            return ""
        return refusal_or_text(self._speaker, row.why)

    def _tone(self, row: RecordRow) -> str:
        return tone_of(row.outside) if row.outside is not None else _TONES[row.standing]

    def _detail(self, row: RecordRow) -> str:
        why = trouble_shortly(self._speaker, row.outside) if row.outside is not None else self.why(row)
        if why:
            return " · ".join(part for part in (row.desk_number, why) if part)
        at = say_time(row.at.astimezone(self.zone), self._speaker.language) if row.at else ""
        priority = self._speaker.say("console-record-priority-short", priority=row.priority)
        there = (row.desk_number, state_words(self._speaker, row.outside)) if row.outside is not None else ()
        return " · ".join(part for part in (*there, at, row.number, row.person_name, priority) if part)


def refusal_or_text(speaker: Speaker, why: str, data: dict[str, str] | None = None) -> str:
    """A refusal's code in words; text that is no code of ours as it came."""
    known = f"refusal-{why.replace('_', '-')}" in speaker.words
    if known or not why:
        return speaker.refusal(Problem(title="", status=409, code=why or "internal", data=data or {}))
    return why
