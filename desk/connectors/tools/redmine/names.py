"""Redmine's names and numbers, and its issues as the port has them.

People know a status or priority by its name, Redmine's interface takes numbers; which is which is asked once
and asked again when a name is not known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from desk.connectors.http.calls import Answer
from desk.connectors.http.entries import Entry
from desk.connectors.http.json_tool import Fault, JsonTool, absent, absent_states, instead
from desk.connectors.http.shapes import at, record, rows, stamp, whole
from desk.connectors.mapping import form
from desk.connectors.port import Failure, Misconfigured, Ref, Rejected, Snapshot

NAMED = ("status", "priority", "category", "tracker")  # fields that a mapping gives names for
DIGESTED = ("subject", "status", "priority", "assigned_to", "category", "tracker", "custom_fields", "project")
Row = dict[str, Any]


class Names:
    """The numbers of what has a name, in one project."""

    def __init__(self, tool: JsonTool, project: str) -> None:
        self._tool = tool
        self._project = project
        self._known: dict[str, dict[str, str]] = {}

    def parameter(self, field: str) -> str:
        """What Redmine calls a mapping's field when it is written."""
        return f"{field}_id" if field in NAMED else field

    def number(self, field: str, value: str) -> str | Failure:
        """What Redmine takes for a value of a field."""
        if field not in NAMED:
            return value
        for attempt in ("as known", "asked again"):
            if attempt == "asked again" or field not in self._known:
                known = self._asked(field)
                if not isinstance(known, dict):
                    return known
                self._known[field] = known
            for name, number in self._known[field].items():
                if name.casefold() == value.casefold():
                    return number
        return Rejected(field, f"Redmine has no {field} {value}")

    def faults(self, mapping: form.Mapping) -> tuple[Fault, ...] | Failure:
        """What a mapping names and this Redmine does not have."""
        found: list[Fault] = []
        for field in NAMED:
            known = self._asked(field)
            if isinstance(known, Rejected):
                return Misconfigured(
                    "options.project", f"There is no project {self._project} for this account"
                )
            if not isinstance(known, dict):
                return known
            found += (
                absent_states(mapping, known) if field == "status" else absent(mapping, field, list(known))
            )
        return (*found, *self._custom_faults(mapping))

    def _custom_faults(self, mapping: form.Mapping) -> Iterator[Fault]:
        """Custom fields that a mapping names and Redmine has not. Only administrators are told of them all: a
        project says which ones it has for itself, and not those that are for every project.
        """
        answer = self._tool.ask("GET", "/custom_fields.json")
        if not isinstance(answer, Answer):
            return
        known = {at(row, "id"): at(row, "name") for row in rows(record(answer.json()).get("custom_fields"))}
        named = {f"fields.{n}": n.removeprefix("cf_") for n in mapping.fields if n.startswith("cf_")}
        options = ("marker_field", "resolution_field", "requester_field")
        named |= {f"options.{name}": mapping.option(name) for name in options}
        offered = instead([f"{number} ({name})" for number, name in known.items()])
        for place, number in named.items():
            if number and number not in known:
                yield (place, f"There is no custom field {number}{offered}")

    def _asked(self, field: str) -> dict[str, str] | Failure:
        """Numbers by name, as Redmine tells them."""
        path, listed = {
            "status": ("/issue_statuses.json", "issue_statuses"),
            "priority": ("/enumerations/issue_priorities.json", "issue_priorities"),
            "category": (
                f"/projects/{self._project}.json?include=issue_categories",
                "project.issue_categories",
            ),
            "tracker": (f"/projects/{self._project}.json?include=trackers", "project.trackers"),
        }[field]
        answer = self._tool.ask("GET", path)
        if not isinstance(answer, Answer):
            return answer
        found: Any = answer.json()
        for step in listed.split("."):
            found = record(found).get(step)
        return {at(row, "name"): at(row, "id") for row in rows(found)}


def custom_of(values: Mapping[str, str]) -> list[dict[str, Any]]:
    """Custom fields as Redmine takes them, by number."""
    return [{"id": int(number) if number.isdigit() else number, "value": values[number]} for number in values]


def snapshot_of(row: Row, ref: Ref, special: tuple[str, str, str], fields: tuple[str, ...]) -> Snapshot:
    """An issue. `special`: the custom fields of marker, resolution and requester, "" for none."""
    custom = {at(each, "id"): at(each, "value") for each in rows(row.get("custom_fields"))}
    marker, resolution, requester = (custom.get(number, "") if number else "" for number in special)
    return Snapshot(
        ref=ref,
        key=marker,
        state=at(row, "status.name"),
        revision=revision_of(row),
        changed_at=stamp(row.get("updated_on")),
        title=at(row, "subject"),
        text=at(row, "description"),
        assignee=at(row, "assigned_to.name"),
        priority=at(row, "priority.name"),
        resolution=resolution,
        requester=requester if special[2] else None,
        fields={name: _value(row, custom, name) for name in fields},
    )


def revision_of(row: Row) -> str:
    """Redmine's stamps have whole seconds; a digest tells two changes within one apart."""
    values = [row.get(name) for name in DIGESTED]
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]
    return f"{at(row, 'updated_on')} {digest}"


def _value(row: Row, custom: Mapping[str, str], name: str) -> str:
    """A value under the name that a mapping has for it."""
    if name.startswith("cf_"):
        return custom.get(name.removeprefix("cf_"), "")
    if name in NAMED:
        return at(row, f"{name}.name")
    return at(row, f"{name.removesuffix('_id')}.id") or at(row, name)


def entries_of(row: dict[str, Any]) -> list[Entry]:
    """The notes and files of an issue, the oldest first."""
    notes = [
        Entry(f"journals/{each.get('id')}", str(each.get("notes") or ""), at(each, "user.id"))
        for each in rows(row.get("journals"))
    ]
    files = [
        Entry(f"attachments/{each.get('id')}", str(each.get("filename")), at(each, "author.id"))
        for each in rows(row.get("attachments"))
    ]
    return [*notes, *sorted(files, key=lambda entry: whole(entry.id.rpartition("/")[2]))]
