"""What is wrong with a mapping for a Jira service desk, by what the site tells of it."""

from __future__ import annotations

from collections.abc import Iterator

from desk.connectors.http.calls import Answer
from desk.connectors.http.json_tool import Fault, absent, absent_states
from desk.connectors.http.shapes import rows
from desk.connectors.mapping.form import RequesterRule
from desk.connectors.port import Failure, Rejected
from desk.connectors.tools.jira.calls import PLATFORM, SERVICE, JiraCalls, Line, field_of

OURS = frozenset({"summary", "description"})


def faults(jira: JiraCalls, types: dict[str, str], marker: str) -> tuple[Fault, ...] | Failure:
    """What is wrong, as (where in the mapping, sentence). `types`: option → id of a request type."""
    desk = jira.mapping.option("service_desk")
    known = jira.ask("GET", f"{PLATFORM}/status")
    if not isinstance(known, Answer):
        return known
    found = list(absent_states(jira.mapping, [str(line.get("name")) for line in rows(known.json())]))
    for option, number in types.items():
        told = jira.one("GET", f"{SERVICE}/servicedesk/{desk}/requesttype/{number}/field")
        if isinstance(told, Rejected):
            found.append((f"options.{option}", f"Service desk {desk} has no request type {number}"))
        elif not isinstance(told, dict):
            return told
        else:
            found += _fields(jira, told, marker)
    return tuple(dict.fromkeys(found))


def _fields(jira: JiraCalls, told: Line, marker: str) -> Iterator[Fault]:
    """Jira refuses a request with a field that its form has not, and one that leaves out what it needs."""
    form = {str(line.get("fieldId")): line for line in rows(told.get("requestTypeFields"))}
    if marker not in form:
        yield ("options.marker", f"The request type's form has no field {marker}")
    given = {field_of(name): name for name in jira.mapping.fields}
    for field, name in given.items():
        if field not in form:
            yield (f"fields.{name}", f"The request type's form has no field {field}")
        elif words := _words(form[field]):
            yield from absent(jira.mapping, name, words)
    for field, line in form.items():
        if line.get("required") and field not in given.keys() | OURS | {marker}:
            yield (
                f"fields.{field}",
                f"The request type needs {line.get('name')}, and the mapping gives none",
            )
    if jira.mapping.requester.rule is not RequesterRule.FREE_TEXT and not told.get("canRaiseOnBehalfOf"):
        yield ("requester.rule", "This account may not raise requests on behalf of others")


def _words(line: Line) -> set[str]:
    """What a field takes, by id and by label."""
    choices = rows(line.get("validValues"))
    return {str(choice.get(part)) for choice in choices for part in ("value", "label")}
