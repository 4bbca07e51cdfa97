"""A visit at ServiceNow: a row of `interaction`, to which the incidents made during it are related.

The fields `interaction.NAME` of the mapping say what goes into it; `interaction.correlation_id` must be the
visit, by which the row is found again. The incident names it as its `parent`, in the one request that makes
the incident; the row of `interaction_related_record`, by which the interaction's form lists it, comes after.
"""

from __future__ import annotations

import structlog

from desk.connectors.port import Ambiguous, Done, Draft, Failure, Misconfigured, Outcome, Ref, RetryAfter
from desk.connectors.tools.servicenow.table import Tables, query, shape, value

log = structlog.get_logger()
OF_VISIT = "interaction."
MARKER = "correlation_id"
PATH = "/api/now/table/interaction"
RELATED = "/api/now/table/interaction_related_record"


def visit_of(tables: Tables, draft: Draft, caller: str) -> str | Failure:
    """The sys_id of the visit's interaction, made if it is not there; "" for a record without a visit."""
    given = {
        name.removeprefix(OF_VISIT): text
        for name, text in draft.fields.items()
        if name.startswith(OF_VISIT) and text
    }
    visit = given.get(MARKER, "")
    if not visit or "^" in visit:
        return ""
    told = tables.listed("GET", PATH, params=query(f"{MARKER}={visit}", f"sys_id,{MARKER}", 5))
    if not isinstance(told, tuple):
        return told
    if any(line.get(MARKER) != visit for line in told[0]):
        return Misconfigured(f"fields.{OF_VISIT}{MARKER}", "The search for an interaction by it is ignored")
    if told[0]:
        return value(told[0][0], "sys_id")
    opened = {"opened_for": caller} if caller else {}
    line = tables.row("POST", PATH, writes=True, json=given | opened, params=shape("sys_id"))
    return value(line, "sys_id") if isinstance(line, dict) else line


def related(tables: Tables, visit: str, made: Ref, table: str) -> Outcome[Ref]:
    """The incident in the interaction's list. Where that is not known to be done, nor is the whole: the next
    search for the incident mends it. An instance that refuses it for good still has the `parent`.
    """
    asked = f"interaction={visit}^document_id={made.id}"
    told = tables.listed("GET", RELATED, params=query(asked, "interaction,document_id", 5))
    failed = None if isinstance(told, tuple) else told
    if isinstance(told, tuple) and not any(value(line, "document_id") == made.id for line in told[0]):
        row = {"interaction": visit, "document_table": table, "document_id": made.id}
        line = tables.row("POST", RELATED, writes=True, json=row, params=shape("sys_id"))
        failed = None if isinstance(line, dict) else line
    if isinstance(failed, Ambiguous | RetryAfter):
        return Ambiguous(f"The incident is made; its relation to the interaction is not: {failed.reason}")
    if failed is not None:
        name = tables.mapping.name
        log.warning("interaction_not_related", connector=name, incident=made.number, why=failed.message)
    return Done(made)


def fields_of(tables: Tables, visit: str) -> dict[str, str] | Failure:
    """The mapped fields of an interaction as they stand, by their names in the mapping."""
    names = [name.removeprefix(OF_VISIT) for name in tables.mapping.fields if name.startswith(OF_VISIT)]
    if not visit or not names:
        return {}
    line = tables.row("GET", f"{PATH}/{visit}", params=shape(",".join(names)))
    if not isinstance(line, dict):
        return line
    return {f"{OF_VISIT}{name}": value(line, name) for name in names}
