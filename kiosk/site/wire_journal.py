"""Entries as they go over the wire, with the names that a follower may see."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kiosk.queue.chain import canonical
from kiosk.queue.line import Line
from kiosk.site.faces import Faces
from kiosk.site.journal import Written


def names_of(line: Line, faces: Faces, visits: Sequence[str], for_agent: bool) -> dict[str, str]:
    """Visit → name: the whole one for agents, what the room may hear for everybody else."""
    names = {}
    for visit in visits:
        if for_agent:
            name = faces.of(visit).name
        elif (known := line.visits.get(visit)) is not None:
            name = faces.room(visit, known.call_as, known.number)
        else:
            name = ""
        if name:
            names[visit] = name
    return names


def entry_json(entry: Written, line: Line, faces: Faces, for_agent: bool) -> str:
    """wire.EntryOut as JSON. The stored text of `data` is used as it is: parsing it again would cost much."""
    names: dict[str, str] = {}
    if entry.data.startswith("{") and '"visit":' in entry.data:
        visit = json.loads(entry.data).get("visit")
        names = names_of(line, faces, [visit] if visit else [], for_agent)
    head = {
        "seq": entry.seq,
        "at": entry.at,
        "type": entry.type,
        "version": entry.version,
        "actor": entry.actor,
        "command": entry.command,
        "prev": entry.prev,
        "hash": entry.hash,
        "names": names,
    }
    return f'{{"data":{entry.data},{canonical(head)[1:]}'


def entry_event(entry: Written, line: Line, faces: Faces, for_agent: bool) -> bytes:
    """An entry as a server-sent event."""
    return f"event: entry\nid: {entry.seq}\ndata: {entry_json(entry, line, faces, for_agent)}\n\n".encode()


def other_event(kind: str, fields: dict[str, Any]) -> bytes:
    """A beat or a notice: no id, so that it never counts when a follower resumes."""
    return f"event: {kind}\ndata: {canonical(fields)}\n\n".encode()


def beat_event(
    now: datetime, sequence: int, desk_in_touch: bool, term: int = 0, clocks: dict[str, int] | None = None
) -> bytes:
    fields = {"now": now.isoformat(), "sequence": sequence, "desk_in_touch": desk_in_touch, "term": term}
    fields |= {"clocks": clocks} if clocks else {}
    return other_event("beat", fields)
