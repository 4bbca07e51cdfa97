"""What is wrong with a mapping for a Zendesk account, by the fields that its tickets have. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from desk.connectors.http.json_tool import Fault, absent, absent_states
from desk.connectors.http.shapes import at
from desk.connectors.mapping.form import Mapping
from desk.connectors.tools.zendesk.fields import CUSTOM, options_of

SYSTEM = {"priority": "priority", "type": "tickettype"}


def faults(mapping: Mapping, fields: list[dict[str, Any]]) -> Iterator[Fault]:
    """What is wrong, as (where in the mapping, sentence). `fields`: those that tickets have."""
    by_type = {at(field, "type"): field for field in fields if field.get("system_field_options")}
    by_id = {at(field, "id"): field for field in fields if field.get("active") is not False}
    for name, kind in SYSTEM.items():
        yield from absent(mapping, name, options_of(by_type.get(kind, {}), "system_field_options"))
    yield from absent_states(
        mapping, [*options_of(by_type.get("status", {}), "system_field_options"), "closed"]
    )
    for name in mapping.fields:
        if name.startswith(CUSTOM):
            field = by_id.get(name.removeprefix(CUSTOM))
            if field is None:
                yield f"fields.{name}", "Zendesk has no active field with this number"
            elif options := options_of(field, "custom_field_options"):
                yield from absent(mapping, name, options)
