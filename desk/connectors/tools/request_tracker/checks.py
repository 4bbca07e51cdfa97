"""What a mapping names and a queue of Request Tracker does not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desk.connectors.http.calls import Answer
from desk.connectors.http.json_tool import Fault, JsonTool, absent
from desk.connectors.http.shapes import record, rows
from desk.connectors.tools.request_tracker.rows import CUSTOM

OWN = ("marker_field", "resolution_field")  # options that name custom fields


def faults(tool: JsonTool, queue: str, known: Mapping[str, str]) -> Iterator[Fault]:
    """Custom fields that are not there, and values that they do not have as far as this account is told.

    `known`: ids of the queue's custom fields by name. States cannot be asked for.
    """
    mapping = tool.mapping
    custom = [name for name in mapping.fields if name.startswith(CUSTOM)]
    named = {f"options.{name}": mapping.option(name) for name in OWN}
    for place, name in (named | {f"fields.{name}": name.removeprefix(CUSTOM) for name in custom}).items():
        if name and name not in known:
            yield place, f"Tickets of the queue {queue} have no custom field {name}"
    for field in custom:
        identity = known.get(field.removeprefix(CUSTOM))
        if identity is None:
            continue
        path = f"/REST/2.0/customfield/{identity}/values"
        answer = tool.ask("GET", path, params={"fields": "Name", "per_page": "100"})
        if isinstance(answer, Answer):  # only accounts that may administer the field are told
            values = [str(row.get("Name")) for row in rows(record(answer.json()).get("items"))]
            yield from absent(mapping, field, values) if values else ()
