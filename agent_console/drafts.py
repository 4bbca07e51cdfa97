"""Records that the site has not acknowledged yet, each a file in `console/drafts/<agent>/`.

A record is *writing* from the first keystroke, *unsent* once its technician said "record", *refused* when the
site said no; its file goes only after the site's answer. The incident's id and the idempotency key are in the
file before the first send, so that a repeat after any crash is recognised. At most one record a visit is
being written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from common.files import remove_durably, write_whole
from common.wire import IncidentBody

_log = structlog.get_logger("console")


class Draft(BaseModel):
    """One record on its way. `spent_seconds` None: it runs by itself. `number`: the visit's ticket number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    incident: str
    key: str
    state: Literal["writing", "unsent", "refused"] = "writing"
    order: int = 0  # among the unsent: the one recorded first is sent first
    visit: str | None = None
    number: str = ""
    person: str | None = None
    person_name: str = ""
    service: str | None = None
    kind: Literal["incident", "request"] = "incident"
    category: tuple[str, ...] = ()
    impact: int = 3
    urgency: int = 2
    title: str = ""
    description: str = ""
    resolution: str = ""
    resolved: bool = True
    spent_seconds: int | None = None
    recorded_at: datetime | None = None
    refusal_code: str = ""
    refusal_data: dict[str, str] = {}

    @property
    def is_blank(self) -> bool:
        """Nothing that its writer would miss."""
        texts = (self.title, self.description, self.resolution)
        return not any(text.strip() for text in texts) and not self.category

    def body(self) -> IncidentBody:
        """What is sent. Raises ValidationError when a field is outside its limits."""
        return IncidentBody(
            id=self.incident,
            visit=self.visit,
            kind=self.kind,
            category=list(self.category),
            impact=self.impact,
            urgency=self.urgency,
            title=self.title,
            description=self.description,
            resolution=self.resolution,
            resolved=self.resolved,
            spent_seconds=self.spent_seconds or 0,
            person=self.person,
            person_name=self.person_name,
            service=self.service,
            recorded_at=self.recorded_at,
        )


class DraftStore:
    """The files of one agent, and their content in memory."""

    def __init__(self, folder: Path, agent: str) -> None:
        """Reads what is there. A file that cannot be read is kept aside under another name, and logged."""
        self._folder = folder / quote(f"agent-{agent}", safe="")
        self._drafts: dict[str, Draft] = {d.incident: d for d in self._read()}

    def all(self) -> list[Draft]:
        return list(self._drafts.values())

    def get(self, incident: str) -> Draft | None:
        return self._drafts.get(incident)

    def writing_for(self, visit: str) -> Draft | None:
        """The record that is being written for a visit."""
        return next((d for d in self._drafts.values() if d.visit == visit and d.state == "writing"), None)

    def unsent(self) -> list[Draft]:
        """What waits to be sent, in the order in which it was recorded."""
        return sorted((d for d in self._drafts.values() if d.state == "unsent"), key=lambda d: d.order)

    def next_order(self) -> int:
        return max((d.order for d in self._drafts.values()), default=0) + 1

    def save(self, draft: Draft) -> None:
        """Durable when it returns. Raises OSError; then nothing is different."""
        write_whole(self._path(draft.incident), draft.model_dump_json())
        self._drafts[draft.incident] = draft

    def remove(self, incident: str) -> None:
        """Gone for good when it returns. Raises OSError; then nothing is different."""
        path = self._path(incident)
        if path.exists():
            remove_durably(path)
        self._drafts.pop(incident, None)

    def _path(self, incident: str) -> Path:
        return self._folder / f"{quote(incident, safe='')}.json"

    def _read(self) -> Iterable[Draft]:
        for path in sorted(self._folder.glob("*.json")):
            try:
                yield Draft.model_validate_json(path.read_bytes())
            except (OSError, ValidationError) as error:
                _log.warning("a draft cannot be read", file=path.name, error=type(error).__name__)
                path.replace(path.with_suffix(".unreadable"))
