"""What is wrong with a mapping for a ServiceNow instance, by what the instance tells of itself.

An instance may keep its dictionary to itself: what cannot be read is not held against the mapping.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from desk.connectors.http.json_tool import Fault, absent, absent_states, worked_out
from desk.connectors.port import Failure, Misconfigured, Rejected
from desk.connectors.tools.servicenow.table import Line, Tables, query, value
from desk.connectors.tools.servicenow.visits import OF_VISIT

UTC_NAMES = frozenset({"", "GMT", "UTC", "Etc/UTC", "Etc/GMT"})


def faults(tables: Tables, sample: list[Line], table: str) -> tuple[Fault, ...] | Failure:
    """What is wrong, as (where in the mapping, sentence). `sample`: the newest row with all its columns."""
    choices = _list(tables, "sys_choice", f"nameIN{table},task^inactive=false", "element,value", 1000)
    account = tables.mapping.sign_in.get("user")
    users: list[Line] | Failure = []
    if account is not None:
        users = _list(tables, "sys_user", f"user_name={account.get_secret_value()}", "user_name,time_zone", 1)
    if not isinstance(choices, list):
        return choices
    if not isinstance(users, list):
        return users
    sent = worked_out(tables.mapping, "priority")
    return (*sent, *_columns(tables, sample), *_choices(tables, choices), *_zone(users))


def _list(tables: Tables, table: str, asked: str, columns: str, limit: int) -> list[Line] | Failure:
    """Rows of a table that may be kept from us: then none."""
    told = tables.listed("GET", f"/api/now/table/{table}", params=query(asked, columns, limit))
    if isinstance(told, tuple):
        return told[0]
    return [] if isinstance(told, Misconfigured | Rejected) else told


def _columns(tables: Tables, sample: list[Line]) -> Iterator[Fault]:
    """An unknown column is left out of answers without a word, and what is written to it is dropped."""
    for name in tables.mapping.fields:
        if sample and not name.startswith(OF_VISIT) and name not in sample[0]:
            yield (f"fields.{name}", f"The table has no column {name}, or this account may not read it")


def _choices(tables: Tables, choices: list[Line]) -> Iterator[Fault]:
    known: dict[str, set[str]] = defaultdict(set)
    for line in choices:
        known[value(line, "element")].add(value(line, "value"))
    for name in tables.mapping.fields:
        if name in known:
            yield from absent(tables.mapping, name, known[name])
    if "state" in known:
        yield from absent_states(tables.mapping, known["state"])
    code = tables.mapping.option("close_code", "Solved (Permanently)")
    if "close_code" in known and code not in known["close_code"]:
        yield ("options.close_code", f"The instance has no resolution code {code}")


def _zone(users: list[Line]) -> Iterator[Fault]:
    """Times in a query are taken in the account's own zone."""
    zone = value(users[0], "time_zone") if users else ""
    if zone not in UTC_NAMES:
        yield ("sign_in.user", f"Set this account's time zone to GMT: with {zone} changes are told late")
