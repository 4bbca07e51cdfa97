"""People: how a directory file is read, and what counts as the same person. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from common.wire import Filled, Language, Line1, Mail

COLUMNS = ("name", "mail", "badge", "department", "language")
MOST_BYTES = 20_000_000


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _trim(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


Badge = Annotated[str, BeforeValidator(_trim), Field(max_length=64, pattern=r"^[A-Za-z0-9._:-]*$")]


class Details(BaseModel):
    """What is known of a person. Mail addresses are kept in lower case: that is how people are matched."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Filled
    mail: Annotated[Mail, BeforeValidator(_lower)] = ""
    badge: Badge = ""
    department: Line1 = ""
    language: Annotated[Language | None, BeforeValidator(lambda v: v or None)] = None


@dataclass(frozen=True, slots=True)
class Fault:
    """A line of the file that cannot be used. `why` is a code: see `import-fault-…` in `staff.ftl`."""

    line: int
    why: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    details: Details


def rows_of(text: str) -> Iterator[Row | Fault]:
    """The rows of a CSV file with a header line; columns in any order, comma, semicolon or tab.

    Faults: `no_header`, `unknown_column`, `malformed`, `invalid` (with the field), `twice` (mail or badge
    came in an earlier line already), `no_key` (neither mail nor badge, so a repeat could not be matched).
    """
    text = text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        names = [name.strip().lower() for name in reader.fieldnames or ()]
        if "name" not in names:
            yield Fault(1, "no_header", "name")
            return
        if strange := [name for name in names if name not in COLUMNS]:
            yield Fault(1, "unknown_column", strange[0][:40])
            return
        reader.fieldnames = names
        yield from _checked(reader)
    except csv.Error:
        yield Fault(reader.line_num + 1, "malformed")


def _checked(reader: csv.DictReader[str]) -> Iterator[Row | Fault]:
    seen: set[tuple[str, str]] = set()
    for values in reader:
        line = reader.line_num
        if None in values or None in values.values():
            yield Fault(line, "malformed")
            continue
        try:
            details = Details.model_validate(values)
        except ValidationError as error:
            yield Fault(line, "invalid", str(error.errors()[0]["loc"][0]))
            continue
        keys = keys_of(details)
        if not keys:
            yield Fault(line, "no_key")
        elif seen & keys:
            yield Fault(line, "twice", min(kind for kind, _ in seen & keys))
        else:
            yield Row(line, details)
        seen |= keys


def keys_of(details: Details) -> set[tuple[str, str]]:
    """By what a person is known again: `("mail", …)`, `("badge", …)`."""
    pairs = {("mail", details.mail), ("badge", details.badge)}
    return {pair for pair in pairs if pair[1]}


def merged(known: Mapping[str, str], told: Details) -> dict[str, str]:
    """A known person's fields with what a directory says laid over; what it leaves empty is kept."""
    fresh = {name: value for name, value in told.model_dump().items() if value}
    return {**known, **fresh}


def words_of(query: str) -> list[str]:
    """What somebody typed, as lower-case words to look for; at most five."""
    return [word.casefold() for word in query.split()[:5]]


def pattern_of(text: str) -> str:
    """The text as a LIKE pattern with the escape `\\`, lower case: what people type is never a wildcard."""
    escaped = text.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def mail_hint(mail: str) -> str:
    """A mail address that does not give the person away: `a…@example.org`."""
    user, at, host = mail.partition("@")
    return f"{user[:1]}…@{host}" if at and user else ""
