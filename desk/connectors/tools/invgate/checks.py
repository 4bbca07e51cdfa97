"""What is wrong with a mapping for an InvGate, by the lists that it has."""

from __future__ import annotations

from desk.connectors.http.calls import Answer
from desk.connectors.http.json_tool import Fault, JsonTool, absent, absent_states, needed
from desk.connectors.mapping.form import RequesterRule
from desk.connectors.port import Failure
from desk.connectors.tools.invgate.answers import ids_in

NEEDED = ("category_id", "priority_id", "type_id")
LISTS = {"priority_id": "priority", "type_id": "type", "source_id": "source", "category_id": "category"}


def faults(tool: JsonTool, statuses: Answer) -> list[Fault] | Failure:
    """What is wrong, as (where in the mapping, sentence). `statuses`: the list of them."""
    found = [*absent_states(tool.mapping, ids_in(statuses)), *needed(tool.mapping, NEEDED)]
    if not tool.mapping.option("author_id"):
        found.append(("options.author_id", "is needed: the number of the user who writes"))
    if not tool.mapping.option("view_id"):
        found.append(("options.view_id", "is needed to find older requests and to see what changes"))
    if tool.mapping.requester.rule is RequesterRule.CREATE:
        found.append(("requester.rule", "People are not made in InvGate: mail, look_up or free_text"))
    for field, name in LISTS.items():
        if field in tool.mapping.fields:
            known = tool.ask("GET", f"/incident.attributes.{name}")
            if not isinstance(known, Answer):
                return known
            found += absent(tool.mapping, field, ids_in(known))
    return found
