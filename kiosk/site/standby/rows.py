"""Rows of the tables beside the journal as they go from the primary to its standby, by rowid."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnClause, Connection, LargeBinary, Table, bindparam, column, delete, select, text

from kiosk.site.schema import tables

COPIED: dict[str, Table] = {
    name: table for name, table in sorted(tables.tables.items()) if name != "entries"
}  # entries go by their sequence
PAGE = 500

Row = list[Any]  # rowid first, then the columns in the order of the schema


def _is_bytes(table: Table) -> list[bool]:
    return [isinstance(one.type, LargeBinary) for one in table.columns]


# made once: building a statement costs more than running it
_ROWID: ColumnClause[int] = column("rowid")
_PAGES = {
    name: select(text("rowid"), *table.columns)
    .where(bindparam("after") < _ROWID)
    .order_by(_ROWID)
    .limit(bindparam("most"))
    for name, table in COPIED.items()
}
_NAMED = {
    name: select(text("rowid"), *table.columns).where(_ROWID.in_(bindparam("ids", expanding=True)))
    for name, table in COPIED.items()
}


def page(connection: Connection, kind: str, after: int, limit: int = PAGE) -> list[Row]:
    """The next rows of a table, in the order of their rowid."""
    return [_sent(row) for row in connection.execute(_PAGES[kind], {"after": after, "most": limit})]


def named(connection: Connection, kind: str, rowids: Sequence[int]) -> list[Row]:
    """The rows of a table with these rowids, as far as they are there."""
    found: list[Row] = []
    for start in range(0, len(rowids), PAGE):
        part = connection.execute(_NAMED[kind], {"ids": rowids[start : start + PAGE]})
        found += [_sent(row) for row in part]
    return found


def _sent(row: Iterable[Any]) -> Row:
    return [base64.b64encode(value).decode() if isinstance(value, bytes) else value for value in row]


def put(connection: Connection, kind: str, rows: Sequence[Row]) -> None:
    """Store rows under their rowids, in place of what is there. Raises KeyError or ValueError."""
    table = COPIED[kind]
    if not rows:
        return
    binary, names = _is_bytes(table), [one.name for one in table.columns]
    values = []
    for row in rows:
        if len(row) != len(names) + 1:
            raise ValueError(f"a row of {kind} with {len(row)} values")
        parts = zip(names, binary, row[1:], strict=True)
        values.append({n: base64.b64decode(v) if b else v for n, b, v in parts} | {"rowid_": int(row[0])})
    connection.execute(_PUT[kind], values)


def drop(connection: Connection, kind: str, rowids: Sequence[int]) -> None:
    """Remove the rows with these rowids."""
    for start in range(0, len(rowids), PAGE):
        part = [int(one) for one in rowids[start : start + PAGE]]
        connection.execute(delete(COPIED[kind]).where(column("rowid").in_(part)))


def clear(connection: Connection) -> None:
    """Remove all rows of all copied tables: a copy begins."""
    for table in COPIED.values():
        connection.execute(delete(table))


def _statement(table: Table) -> Any:
    names = [one.name for one in table.columns]
    columns = ", ".join(["rowid", *names])
    places = ", ".join([":rowid_", *(f":{name}" for name in names)])
    made = text(f"INSERT OR REPLACE INTO {table.name} ({columns}) VALUES ({places})")
    return made.bindparams(*(bindparam(one.name, type_=one.type) for one in table.columns))


_PUT = {name: _statement(table) for name, table in COPIED.items()}
