"""The form of a mapping: what its TOML file may say, checked as it is read (docs/connectors.md)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    model_validator,
)

from desk.connectors.mapping.sources import CLOSED_SETS, DETAILS, Source
from desk.incidents.rules import State

NAME = re.compile(r"^[a-z0-9][a-z0-9_-]{0,47}$")
SHORTEST_TEXT = 200  # characters: room for a note's heading, its key and something to say


def _as_text(value: object) -> object:
    """TOML's own numbers and truths, as the text that a tool's API takes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


Value = Annotated[str, BeforeValidator(_as_text)]


class MappingInvalid(Exception):
    """A mapping cannot be used. `file`: its path; `place`: table and key, `fields.Priority.table`; `why`: a
    sentence without any secret in it.
    """

    def __init__(self, file: str, place: str, why: str) -> None:
        super().__init__(f"{file}: {place}: {why}" if place else f"{file}: {why}")
        self.file, self.place, self.why = file, place, why


class Form(BaseModel):
    """Base of all: unknown keys are refused, values immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, hide_input_in_errors=True)


class RequesterRule(StrEnum):
    """Who stands as the requester of a ticket."""

    MAIL = "mail"  # the person's mail address goes in; the tool knows them or makes them by itself
    LOOK_UP = "look_up"  # the person is looked for in the tool by mail; who is not there: the fallback
    CREATE = "create"  # looked for, and made in the tool when not there
    FREE_TEXT = "free_text"  # nobody: name and mail stand in the text only


class RequesterForm(Form):
    """Table `requester`. `fallback`: who stands there when the rule finds nobody, in the tool's own words
    (login, mail or id); empty: the connector's own account.
    """

    rule: RequesterRule = RequesterRule.MAIL
    fallback: Value = ""


class FieldRule(Form):
    """What goes into one field of the tool: a source or a constant.

    `table`: the value table that turns the source's value into the tool's; `default`: for a value that the
    table does not have, or without a table for a source that is empty; `limit`: characters.
    """

    source: Source | None = Field(default=None, alias="from")
    constant: Value | None = None
    table: str = ""
    default: Value | None = None
    limit: Annotated[int, Field(ge=1)] | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.source is None) == (self.constant is None):
            raise ValueError("give either from or constant")
        if self.constant is not None and (self.table or self.default is not None):
            raise ValueError("a constant has neither table nor default")
        return self


class Limits(Form):
    """Table `limits`, in characters (code points). What does not fit follows in notes.

    `title_bytes`: for a tool that counts the bytes of a title in UTF-8, besides `title`.
    """

    title: Annotated[int, Field(ge=20)] = 200
    title_bytes: Annotated[int, Field(ge=20)] | None = None
    text: Annotated[int, Field(ge=SHORTEST_TEXT)] = 60_000
    note: Annotated[int, Field(ge=SHORTEST_TEXT)] = 60_000


class Timing(Form):
    """Table `timing`, in seconds. `settle`: how long after a lost reply nothing is searched for yet."""

    settle: Annotated[float, Field(ge=0, le=3600)] = 120.0
    timeout: Annotated[float, Field(gt=0, le=600)] = 60.0
    poll: Annotated[float, Field(ge=1, le=3600)] = 30.0


class Hook(Form):
    """Table `hook`: how the tool signs the web hooks by which it says that something has changed.

    `scheme` "token": the header holds the secret itself. Else the header holds an HMAC over the body, after
    `prefix`; with `timestamp_header` the HMAC is over that header's value followed by the body.
    """

    secret: SecretStr
    header: str = "X-Hub-Signature-256"
    scheme: Literal["hmac-sha256", "hmac-sha1", "token"] = "hmac-sha256"
    encoding: Literal["hex", "base64"] = "hex"
    prefix: str = ""
    timestamp_header: str = ""


class Mapping(Form):
    """A whole mapping. `name`: the connector's, from the file's name; empty `sites`: every site.

    `details`: sources that are told in lines at the end of the text, unless a field takes them; `language`:
    of these lines and of headings of notes.
    """

    name: str = ""
    tool: str
    url: str = ""
    sites: tuple[str, ...] = ()
    kinds: tuple[Literal["incident", "request"], ...] = ("incident", "request")
    language: Literal["en", "es"] = "en"
    verify: bool | str = True  # TLS: the system's authorities, or a file of one's own
    sign_in: dict[str, SecretStr] = Field(default_factory=dict)
    requester: RequesterForm = RequesterForm()
    options: dict[str, Value] = Field(default_factory=dict)
    details: tuple[Source, ...] = DETAILS
    fields: dict[str, FieldRule] = Field(default_factory=dict)
    tables: dict[str, dict[str, Value]] = Field(default_factory=dict)
    limits: Limits = Limits()
    states: dict[State, tuple[Value, ...]] = Field(default_factory=dict)
    timing: Timing = Timing()
    hook: Hook | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for place, why in faults_of(self):
            raise ValueError(f"{place}\n{why}")
        return self

    def takes(self, site: str, kind: str) -> bool:
        """Whether records of this kind that were made at this site go to this tool."""
        return kind in self.kinds and (not self.sites or site in self.sites)

    def secret(self, name: str) -> str:
        """What the tool needs for signing in, such as `token`. Raises MappingInvalid when it is not there."""
        value = self.sign_in[name].get_secret_value() if name in self.sign_in else ""
        if not value:
            raise MappingInvalid(self.name or self.tool, f"sign_in.{name}", "is needed and not given")
        return value

    def option(self, name: str, default: str = "") -> str:
        """One of the tool's own options, as text; `default` when it is not given."""
        return self.options.get(name, default)

    def amended(self, **parts: Any) -> Mapping:
        """The same with some keys replaced, checked again; `options` and `sign_in` are added to."""
        plain = {name: getattr(self, name) for name in type(self).model_fields} | parts
        for name in ("options", "sign_in"):
            if name in parts:
                plain[name] = {**getattr(self, name), **parts[name]}
        return Mapping.model_validate(plain)


def faults_of(mapping: Mapping) -> list[tuple[str, str]]:
    """What the parts of a mapping lack of each other: (table and key, why)."""
    found = []
    for name, rule in mapping.fields.items():
        if not rule.table:
            continue
        table = mapping.tables.get(rule.table)
        if table is None:
            found.append((f"fields.{name}.table", f"there is no table tables.{rule.table}"))
        elif rule.default is None:
            known = CLOSED_SETS.get(rule.source or "", ())
            absent = [value for value in known if value not in table]
            if absent:
                why = f"has nothing for {', '.join(absent)}, and fields.{name} has no default"
                found.append((f"tables.{rule.table}", why))
    found += [
        (f"states.{state}", "names no state of the tool")
        for state, raws in mapping.states.items()
        if not raws or not all(raws)
    ]
    return found
