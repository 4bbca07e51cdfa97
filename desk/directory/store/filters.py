"""SCIM filters (RFC 7644, 3.4.2.2) and orders as SQL, as far as they can be.

What becomes of a filter is a condition that leaves nobody out whom `ScimFilter.match` finds. It is `exact`
when it also lets nobody in; else the filter has the last word on everybody it left. SQL's third truth value
counts as no, as everything does that has no value; only a negation has to say so.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from scim2_models import Resource, ScimFilter, SearchRequest
from scim2_models.path import (
    ORDERING_OPERATORS,
    AttributeBinding,
    AttrPath,
    CompareOperator,
    Comparison,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
    coerce_value,
)

from desk.directory.rules import can_be_kept
from desk.directory.store import keys
from desk.directory.store.users import Look, users
from desk.engine import Moment

Column = sa.ColumnElement[Any]
_TIMES: Mapping[str, Column] = {"meta.created": users.c.made_at, "meta.lastModified": users.c.changed_at}
_TEXTS: Mapping[str, Column] = {name: keys.users.c[column] for name, column in keys.TEXTS.items()}
_OF_USERS = {**_TEXTS, **_TIMES, "id": users.c.id, "active": keys.users.c.active}
_OF_MAILS: Mapping[str, Column] = {
    f"emails.{name}": keys.mails.c[name] for name in ("value", "type", "primary")
}
_SORTED = {**_TEXTS, **_TIMES, "active": keys.users.c.active}  # ids are sorted as the database likes
_INDEXED = (*(keys.users.c[name] for name in keys.ASKED), keys.mails.c.value)
_COMPARED: Mapping[CompareOperator, Callable[[Column, Any], sa.ColumnElement[bool]]] = {
    CompareOperator.eq: operator.eq,
    CompareOperator.gt: operator.gt,
    CompareOperator.ge: operator.ge,
    CompareOperator.lt: operator.lt,
    CompareOperator.le: operator.le,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter in SQL; see the top."""

    condition: sa.ColumnElement[bool]
    exact: bool = True


ANYBODY = Wanted(sa.true(), exact=False)


def look_for(asked: SearchRequest[Any], model: type[Resource[Any]]) -> tuple[Look, bool, bool]:
    """Whom a search is for, and whether SQL alone finds exactly them, and sorts them as they shall be."""
    wanted = Wanted(sa.true()) if asked.filter is None else wanted_by(asked.filter)
    conditions = () if asked.filter is None else (wanted.condition,)
    if asked.sort_by is None:
        return Look(conditions), wanted.exact, True
    binding = asked.sort_binding(model)
    column = _SORTED.get(_name(binding)) if binding is not None else None
    if column is None:
        return Look(conditions), wanted.exact, False
    # who has no such value comes last, or first when it is turned round
    order: tuple[Column, ...] = (column.is_(None), column)
    if asked.sort_order == SearchRequest.SortOrder.descending:
        order = tuple(each.desc() for each in order)
    return Look(conditions, order), wanted.exact, True


def wanted_by(asked: ScimFilter[Any]) -> Wanted:
    """A filter that was bound to its model, in SQL."""
    if len(asked.models) != 1:
        return ANYBODY
    return _Sql(asked).visit(asked.ast)


class _Sql(FilterVisitor[Wanted]):
    """`in_mails`: within `emails[…]`, where names are of one address and columns those of `mails`."""

    def __init__(self, asked: ScimFilter[Any], in_mails: bool = False) -> None:
        self._asked = asked
        self._in_mails = in_mails

    def visit_not(self, node: Not) -> Wanted:
        inner = self.visit(node.expr)
        return Wanted(_no(inner.condition)) if inner.exact else ANYBODY

    def visit_logical_expr(self, node: LogicalExpr) -> Wanted:
        terms = [self.visit(term) for term in node.terms]
        joined = sa.and_ if node.op == LogicalOperator.and_ else sa.or_
        return Wanted(joined(*(term.condition for term in terms)), all(term.exact for term in terms))

    def visit_comparison(self, node: Comparison) -> Wanted:
        path = self._path(node.attr_path)
        binding = self._asked.resolve_comparison(path, strict=False) if path is not None else None
        if binding is None:
            return ANYBODY
        name, negated = _name(binding), node.op == CompareOperator.ne
        op = CompareOperator.eq if negated else node.op
        column = _OF_USERS.get(name, _OF_MAILS.get(name))
        compared = _compared(column, binding, op, node.value) if column is not None else None
        if compared is None:
            return ANYBODY
        if name in _OF_MAILS and not self._in_mails:
            compared = _has_mail(compared)
        return Wanted(_no(compared) if negated else compared)

    def visit_present(self, node: Present) -> Wanted:
        path = self._path(node.attr_path)
        binding = self._asked.resolve(path, strict=False) if path is not None else None
        if binding is None:
            return ANYBODY
        name = _name(binding)
        of_users = [_present(column) for each, column in _OF_USERS.items() if _within(each, name)]
        of_mails = [_present(column) for each, column in _OF_MAILS.items() if _within(each, name)]
        if of_mails:
            return Wanted(sa.or_(*of_mails) if self._in_mails else _has_mail(sa.or_(*of_mails)))
        return Wanted(sa.or_(*of_users)) if of_users else ANYBODY

    def visit_value_path(self, node: ValuePath) -> Wanted:
        binding = self._asked.resolve(node.attr_path, strict=False)
        if self._in_mails or node.sub_attr or binding is None or _name(binding) != "emails":
            return ANYBODY
        inner: Wanted = _Sql(self._asked, in_mails=True).visit(node.val_filter)
        return Wanted(_has_mail(inner.condition), inner.exact)

    def _path(self, path: AttrPath) -> AttrPath | None:
        """A path as from the user; None: it is none of an address."""
        if not self._in_mails:
            return path
        return AttrPath("emails", path.attr) if path.uri is None and path.sub_attr is None else None


def _name(binding: AttributeBinding) -> str:
    """An attribute by its name alone; no two schemas of ours have the same."""
    return binding.urn.rpartition(":")[2]


def _within(attribute: str, name: str) -> bool:
    return attribute == name or attribute.startswith(f"{name}.")


def _no(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.not_(sa.func.coalesce(condition, sa.false()))


def _has_mail(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return users.c.id.in_(sa.select(keys.mails.c.user_id).where(condition))


def _present(column: Column) -> sa.ColumnElement[bool]:
    there = column.is_not(None)
    return sa.and_(there, column != "") if isinstance(column.type, sa.Text) else there


def _compared(
    column: Column, binding: AttributeBinding, op: CompareOperator, told: Any
) -> sa.ColumnElement[bool] | None:
    """One comparison, of any but ne; None: it is not SQL's."""
    if told is None:
        return None
    try:
        value = binding.comparable(coerce_value(binding, told, op))
        if isinstance(value, datetime):
            value.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    match value, column.type:
        case bool(), sa.Boolean() if op == CompareOperator.eq:
            return column == value
        case datetime(tzinfo=zone), Moment() if zone is not None:
            return _ordered(column, op, value)
        case str(), sa.String():
            return _text_compared(column, op, value)
    return None


def _ordered(column: Column, op: CompareOperator, value: Any) -> sa.ColumnElement[bool] | None:
    compare = _COMPARED.get(op)
    return compare(column, value) if compare is not None else None


def _text_compared(column: Column, op: CompareOperator, value: str) -> sa.ColumnElement[bool] | None:
    if not can_be_kept(value):
        return None if op in ORDERING_OPERATORS else sa.false()
    length = len(value)
    match op:
        case CompareOperator.eq if any(column is each for each in _INDEXED):
            return _same(column, value)
        case CompareOperator.co:
            return sa.func.replace(column, value, "") != column if value else column.is_not(None)
        case CompareOperator.sw:
            return sa.func.substr(column, 1, length) == value
        case CompareOperator.ew:
            end = sa.func.substr(column, sa.func.length(column) - length + 1)
            return sa.and_(sa.func.length(column) >= length, end == value)
    if op in ORDERING_OPERATORS and column is users.c.id:
        return None
    return _ordered(column, op, value)


def _same(column: Column, value: str) -> sa.ColumnElement[bool]:
    """Equal, by the index of beginnings. A plain `=` beside it would lead SQLite to leave the index alone."""
    begins = keys.head(column) == value[: keys.HEAD]
    if len(value) < keys.HEAD:
        return begins
    return sa.and_(begins, sa.func.substr(column, 1, len(value) + 1) == value)
