"""What a delivery takes along: the draft, note, file or change, rendered from how things stand now."""

from __future__ import annotations

from dataclasses import dataclass

from desk.connectors.engine.delivery import What
from desk.connectors.mapping.drafting import draft_of, raw_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Blob, Change, Draft, Note
from desk.connectors.records import record_for
from desk.connectors.store.deliveries import Held
from desk.engine import Connection
from desk.files import store as files
from desk.incidents.rules import State


@dataclass(frozen=True, slots=True)
class Load:
    """One of these is given. `overflow`: texts that follow a draft as notes."""

    draft: Draft | None = None
    note: Note | None = None
    blob: Blob | None = None
    change: Change | None = None
    overflow: tuple[str, ...] = ()

    @property
    def written(self) -> Draft | Change | None:
        """What a read-back is compared with."""
        return self.draft or self.change


def load_of(connection: Connection, mapping: Mapping, held: Held, public_url: str) -> Load:
    """What this delivery takes along. Raises LookupError when what it tells of is not there any more."""
    delivery, payload = held.delivery, held.payload
    if delivery.what is What.NOTE:
        return Load(note=Note(delivery.id, str(payload["text"])))
    if delivery.what is What.ATTACHMENT:
        file = files.content_of(connection, delivery.incident, str(payload["file"]))
        if file is None:
            raise LookupError("the file is not there any more")
        return Load(blob=Blob(delivery.id, file.name, file.type, file.content))
    record = record_for(connection, mapping, delivery.incident, public_url)
    if record is None:
        raise LookupError("the record is not there any more")
    if delivery.what is What.CREATE:
        drafted = draft_of(mapping, record)
        return Load(draft=drafted.draft, overflow=drafted.notes)
    state = State(str(payload["state"]))
    return Load(change=Change(state=raw_of(mapping, state), resolution=record.resolution))
