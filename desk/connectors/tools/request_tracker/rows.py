"""Tickets of Request Tracker as its REST 2 interface writes them, and as the port has them. Pure.

Its stamps have whole seconds, so a ticket's revision is its stamp and a digest of its values: two changes
within a second are two revisions, the same in a list and on its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.connectors.http.entries import Entry
from desk.connectors.http.shapes import rows, stamp
from desk.connectors.port import Ref, Snapshot

CUSTOM = "CustomFields."  # before the name of a custom field in a mapping
SCHEME = "mostrador:"  # of the link that is the marker
SHOWN = "Subject,Status,Owner,Priority,Requestor,CustomFields,Queue,LastUpdated,LastUpdatedBy"
DIGESTED = ("Subject", "Status", "Owner", "Priority", "Requestor", "CustomFields", "Queue")
NOBODY = "Nobody"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """Custom fields with the marker and the resolution, "" for none; and a mapping's names of fields."""

    marker: str
    resolution: str
    fields: tuple[str, ...]


def values_of(fields: Mapping[str, str]) -> dict[str, Any]:
    """A mapping's fields as Request Tracker takes them, the custom ones apart."""
    plain: dict[str, Any] = {name: value for name, value in fields.items() if not name.startswith(CUSTOM)}
    custom = {name.removeprefix(CUSTOM): fields[name] for name in fields if name.startswith(CUSTOM)}
    return plain | ({"CustomFields": custom} if custom else {})


def snapshot_of(row: Row, ref: Ref, names: Names, text: str | None = None) -> Snapshot:
    """A ticket; only one that was asked for on its own tells its links, and so a marker in them."""
    custom = {
        str(each.get("name")): ",".join(map(str, each.get("values") or ()))
        for each in rows(row.get("CustomFields"))
    }
    links = [link for link in rows(row.get("_hyperlinks")) if link.get("ref") == "refers-to"]
    addresses = [str(link.get("_url", "")) for link in links]
    keys = [address.removeprefix(SCHEME) for address in addresses if address.startswith(SCHEME)]
    owner = named(row.get("Owner"))
    return Snapshot(
        ref=ref,
        key=custom.get(names.marker, "") if names.marker else next(iter(keys), ""),
        state=str(row.get("Status", "")),
        revision=revision_of(row),
        changed_at=stamp(row.get("LastUpdated")),
        title=str(row.get("Subject") or ""),
        text=text,
        assignee="" if owner == NOBODY else owner,
        priority=named(row.get("Priority")),
        resolution=custom.get(names.resolution, ""),
        requester=",".join(named(each) for each in rows(row.get("Requestor"))),
        fields={name: _field(row, custom, name) for name in names.fields},
        actor=named(row.get("LastUpdatedBy")),
    )


def revision_of(row: Row) -> str:
    """The stamp of the last change and a digest of the values."""
    values = [_digested(row.get(name)) for name in DIGESTED]
    digest = hashlib.sha256(json.dumps(values).encode()).hexdigest()[:12]
    return f"{row.get('LastUpdated', '')} {digest}"


def named(value: object) -> str:
    """Somebody's or something's name, or a plain value as text."""
    if isinstance(value, dict):
        return str(value.get("Name") or value.get("id") or "")
    return "" if value is None else str(value)


def entry_of(row: Row) -> Entry:
    """A file, or a text by its subject."""
    said = str(row.get("Filename") or row.get("Subject") or "")
    return Entry(str(row.get("id")), said, named(row.get("Creator")))


def _field(row: Row, custom: Mapping[str, str], name: str) -> str:
    """A value under the name that a mapping has for it."""
    if name.startswith(CUSTOM):
        return custom.get(name.removeprefix(CUSTOM), "")
    return named(row.get(name))


def _digested(value: object) -> object:
    """A value without addresses, and lists in one order: neither is a change."""
    if isinstance(value, list):
        return sorted((_digested(each) for each in value), key=repr)
    if isinstance(value, dict):
        return [str(value.get("name") or value.get("id")), [str(each) for each in value.get("values") or ()]]
    return str(value or "")
