"""Adding a file to a record, from the API or a page; to an outside tool it goes by itself."""

from __future__ import annotations

import hashlib

from desk.connectors import handing
from desk.context import Desk
from desk.engine import Connection
from desk.files import store
from desk.files.rules import LARGEST, MOST, File, name_of, type_of
from desk.problems import Refused
from desk.staff import store as staff
from desk.staff.auth import note
from desk.staff.rules import Member
from kiosk.queue.refusals import Code


def add_file(
    connection: Connection,
    desk: Desk,
    member: Member,
    incident: str,
    key: str,
    name: str,
    told: str,
    content: bytes,
) -> tuple[File, bool]:
    """Keep a file under the id that its sender made; the flag says whether it is new.

    `told`: the media type that the sender says. Raises Refused: `too_large`; `invalid` for a type that is not
    taken, content that is of another type, or too many files; `key_reused` for an id of another file.
    """
    if len(content) > LARGEST:
        raise Refused(Code.TOO_LARGE)
    media_type = type_of(told, content)
    if media_type is None or not content:
        raise Refused(Code.INVALID, {"file": "type" if content else "empty"})
    digest = hashlib.sha256(content).hexdigest()
    known = store.get(connection, key)
    if known is None and store.count(connection, incident) >= MOST:
        raise Refused(Code.INVALID, {"file": "too many"})
    file = File(key, incident, name_of(name), media_type, len(content), digest, member.id, desk.now())
    new = known is None and store.add(connection, file, content)
    if not new:
        known = known or store.get(connection, key)
        if known is None or (known.incident, known.digest) != (incident, digest):
            raise Refused(Code.KEY_REUSED)
        return known, False
    handing.queue_file(connection, incident, key, desk.now())
    staff.note_action(connection, note(desk, member, "file_added", incident, file=file.name))
    return file, True
