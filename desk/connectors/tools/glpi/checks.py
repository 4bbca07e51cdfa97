"""What is wrong with a mapping for a GLPI 10, by what that GLPI tells of itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from desk.connectors.http.json_tool import Fault, absent_states, values_of, worked_out
from desk.connectors.http.shapes import record
from desk.connectors.http.tool_clock import in_zone, zone_of
from desk.connectors.port import Failure, Rejected
from desk.connectors.tools.glpi.calls import GlpiCalls

STATES = ("1", "2", "3", "4", "5", "6")
KINDS = {"itilcategories_id": "ITILCategory", "locations_id": "Location", "requesttypes_id": "RequestType"}
APART_SECONDS = 300.0


def faults(glpi: GlpiCalls, now: datetime) -> tuple[str, tuple[Fault, ...]] | Failure:
    """The account's name, and what is wrong as (where in the mapping, sentence). `now`: by GLPI's server."""
    full = glpi.item("/getFullSession")
    sample = glpi.items("/Ticket", range="0-0")
    if not isinstance(full, dict):
        return full
    if not isinstance(sample, list):
        return sample
    session, found = record(full.get("session")), [*absent_states(glpi.mapping, STATES)]
    found += worked_out(glpi.mapping, "priority")
    if sample:
        found += [
            (f"fields.{name}", f"A ticket of this GLPI has no column {name}")
            for name in glpi.mapping.fields
            if not name.startswith("_") and name not in sample[0]
        ]
    for name, kind in KINDS.items():
        for value in sorted(values_of(glpi.mapping, name) - {"0"}):
            there = glpi.item(f"/{kind}/{value}")
            if isinstance(there, Rejected):
                found.append((f"fields.{name}", f"The tool has no {kind} {value}"))
            elif not isinstance(there, dict):
                return there
    return str(session.get("glpiname") or ""), (*found, *_zone(glpi, session.get("glpi_currenttime"), now))


def _zone(glpi: GlpiCalls, told: object, now: datetime) -> Iterator[Fault]:
    """GLPI's stamps name no zone: a wrong one in the mapping would hide changes for hours."""
    there = in_zone(told, zone_of(glpi.mapping))
    if there is not None and abs((there - now).total_seconds()) > APART_SECONDS:
        yield ("options.time_zone", f"GLPI says that it is {told}, which is another time in this zone")
