"""An event of any type with every field used: none at its default, so that each must be read to come back."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

PLAIN: dict[Any, Any] = {
    str: "text",
    int: 7,
    float: 7.5,
    bool: True,
    datetime: datetime(2026, 3, 2, 9, 30, 15, 250_000, tzinfo=UTC),
    date: date(2026, 3, 2),
    time: time(9, 30),
    timedelta: timedelta(minutes=7),
}


def example_of(kind: type) -> Any:
    """An instance of a dataclass whose every field differs from its default. TypeError on a strange type."""
    hints = get_type_hints(kind)
    return kind(**{f.name: _value(hints[f.name], f.default) for f in fields(kind)})


def _value(hint: Any, default: Any = MISSING) -> Any:
    parts = get_args(hint)
    origin = get_origin(hint)
    if origin in (UnionType, Union):
        return _value(next(part for part in parts if part is not NoneType), default)
    if origin in (tuple, frozenset, set, list):
        return origin(_value(part) for part in parts if part is not Ellipsis)
    if origin is dict:
        return {_value(parts[0]): _value(parts[1])}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(each for each in reversed(hint) if each is not default)
    if isinstance(hint, type) and is_dataclass(hint):
        return example_of(hint)
    if hint is bool:
        return default is not True
    return PLAIN[hint]
