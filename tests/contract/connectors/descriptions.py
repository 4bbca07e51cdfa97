"""Published descriptions of tools' interfaces (OpenAPI), against which requests and answers are checked.

They lie beside the checkout in `../shared/desks/specs`, or where MOSTRADOR_SPECS points, and are not ours to
copy. `described` gives None where they are absent; a run then says so in its summary.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.contract.connectors.desks.fake import FakeDesk, Reply, Request
from tests.fixtures.left_out import leave_out

BESIDE = Path(__file__).parents[4] / "shared/desks/specs"
TRUTHS = {"true": True, "false": False}
METHODS = {"get", "post", "put", "patch", "delete"}
Repair = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path. `query` and `path_values`: schemas by name; `body`, `answers`: by media type
    and by status, None where the description shows none.
    """

    pattern: re.Pattern[str]
    query: dict[str, Validator]
    required: frozenset[str]
    path_values: dict[str, Validator]
    body: dict[str, Validator] | None
    answers: dict[int, Validator | None]


@dataclass(frozen=True, slots=True)
class Waived:
    """What the description's prose, or another document of the maker, says and its schemas do not.

    `query`: parameters that any operation takes; `optional`: required ones that need not be there;
    `elsewhere`: `METHOD path` patterns of operations described in another document.
    """

    query: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    elsewhere: tuple[str, ...] = ()


@dataclass(slots=True)
class Description:
    """The operations of an interface below `prefix`; `faults` tells what of an exchange does not fit."""

    prefix: str
    operations: dict[str, list[Operation]] = field(default_factory=dict)
    waived: Waived = Waived()

    def faults(self, request: Request, reply: Reply) -> list[str]:
        """Sentences; none: request and answer are as described. What the tool refused may be wrong."""
        path = request.path.removeprefix(self.prefix)
        where = f"{request.method} {path}"
        if any(re.fullmatch(pattern, where) for pattern in self.waived.elsewhere):
            return []
        for operation in self.operations.get(request.method, []):
            if found := operation.pattern.fullmatch(path):
                values = found.groupdict()
                asked = self._request(operation, request, values) if reply.status < 400 else ()
                told = [*asked, *_answer(operation, reply)]
                return [f"{where}: {fault}" for fault in told]
        return [f"{where}: is not described"]

    def _request(self, operation: Operation, request: Request, values: dict[str, str]) -> Iterator[str]:
        for name, given in values.items():
            if name in operation.path_values:
                yield from _wrong(operation.path_values[name], _typed(given), f"path {name}")
        for name, several in request.query.items():
            if name in operation.query:
                for given in several:
                    yield from _wrong(operation.query[name], _typed(given), f"query {name}")
            elif name not in self.waived.query:
                yield f"query {name} is not described"
        for name in operation.required - set(request.query) - self.waived.optional:
            yield f"query {name} is missing"
        if operation.body is not None and request.body:
            yield from _body(operation.body, request)


def _body(described: dict[str, Validator], request: Request) -> Iterator[str]:
    kind = (request.headers.get("Content-Type") or "").partition(";")[0]
    validator = described.get(kind) or described.get("*/*")
    if validator is None:
        yield f"a body of type {kind} is not described"
    elif kind == "multipart/form-data":
        value = {name: content.decode(errors="replace") for name, _, content in request.parts()}
        known = set(getattr(validator, "schema", {}).get("properties", {})) or set(value)
        yield from (f"part {name} is not described" for name in value.keys() - known)
    else:
        yield from _wrong(validator, request.json(), "body")


def _answer(operation: Operation, reply: Reply) -> Iterator[str]:
    if reply.status not in operation.answers:
        if reply.status < 400:
            yield f"status {reply.status} is not described"
        return
    validator = operation.answers[reply.status]
    if validator is None or reply.status >= 400:
        return
    if reply.value is None and reply.status == 204:
        return  # which never has one, whatever stands there
    if reply.value is None:
        yield f"status {reply.status} without a body"
    else:
        yield from _wrong(validator, json.loads(reply.body), f"answer {reply.status}")


def _wrong(validator: Validator, value: Any, what: str) -> Iterator[str]:
    for error in validator.iter_errors(value):
        yield f"{what} at {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"


def _typed(given: str) -> Any:
    """A value of an address as the JSON value that its schema speaks of; a text stays one if it must."""
    if given in TRUTHS:
        return TRUTHS[given]
    return int(given) if re.fullmatch(r"-?\d{1,18}", given) else given


# --- reading them
def specs_folder() -> Path:
    """Where the descriptions are, or would be."""
    return Path(os.environ.get("MOSTRADOR_SPECS", BESIDE))


def found(file: str) -> Path | None:
    """A description's file; None, and a word at the end of the run, where it is not on this machine."""
    place = specs_folder() / file
    if place.exists():
        return place
    why = "it is neither beside the checkout nor where MOSTRADOR_SPECS says"
    leave_out(f"holding requests and answers against {file}", why)
    return None


def _nullable(part: Any) -> Any:
    """OpenAPI 3.0's `nullable`, and texts in an address that look like numbers, as JSON Schema has it."""
    if isinstance(part, list):
        return [_nullable(each) for each in part]
    if not isinstance(part, dict):
        return part
    changed = {name: _nullable(value) for name, value in part.items()}
    if changed.pop("nullable", None) is True and isinstance(changed.get("type"), str):
        changed["type"] = [changed["type"], "null"]
    return changed


def _in_address(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter's schema for a value whose type was guessed from its text."""
    return {**schema, "type": ["string", "integer", "boolean"]} if schema.get("type") == "string" else schema


class Reader:
    """Makes validators for parts of one document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource("urn:description", resource)

    def validator(self, schema: dict[str, Any]) -> Validator:
        """For a schema written out, without references."""
        return Draft202012Validator(schema, registry=self._registry, format_checker=FormatChecker())

    def at(self, *path: str) -> Validator:
        """For the schema at a place of the document."""
        steps = [
            step.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")
            for step in path
        ]
        return self.validator({"$ref": "urn:description#/" + "/".join(steps)})

    def resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        """The part itself, or what its `$ref` names."""
        if "$ref" not in part:
            return part
        found: Any = self.document
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return dict(found)


def _operation(
    reader: Reader,
    path: str,
    parameters: list[dict[str, Any]],
    content: Any,
    at: tuple[str, ...],
    answers: Any,
) -> Operation:
    """`content`: media types of the request's body; `at`: where in the document its schemas are."""
    known = [reader.resolved(parameter) for parameter in parameters]
    by_place = {
        place: {
            p["name"]: reader.validator(_in_address(p.get("schema", {}))) for p in known if p["in"] == place
        }
        for place in ("query", "path")
    }
    body = {kind: reader.at(*at, "requestBody", "content", kind, "schema") for kind in content or {}}
    return Operation(
        re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))),
        by_place["query"],
        frozenset(p["name"] for p in known if p["in"] == "query" and p.get("required")),
        by_place["path"],
        body or None,
        answers,
    )


@cache
def openapi(
    file: str, prefix: str = "", repair: Callable[[dict[str, Any]], None] | None = None
) -> Description | None:
    """An OpenAPI 3 document; `repair` may mend what is plainly wrong in it. None: not on this machine."""
    place = found(file)
    if place is None:
        return None
    document = json.loads(place.read_text(encoding="utf-8"))
    if repair is not None:
        repair(document)
    return of_document(document, prefix)


def of_document(document: dict[str, Any], prefix: str = "") -> Description:
    """An OpenAPI 3 document that was read already."""
    document = _nullable(document)
    reader, description = Reader(document), Description(prefix)
    for path, item in document["paths"].items():
        for method, plan in item.items():
            if method not in METHODS:
                continue
            at = ("paths", path, method)
            parameters = [*item.get("parameters", []), *plan.get("parameters", [])]
            content = reader.resolved(plan.get("requestBody", {})).get("content")
            answers = {
                int(status): reader.at(*at, "responses", status, "content", "application/json", "schema")
                if "schema" in reply.get("content", {}).get("application/json", {})
                else None
                for status, reply in plan["responses"].items()
                if status.isdigit()
            }
            made = _operation(reader, path, parameters, content, at, answers)
            description.operations.setdefault(method.upper(), []).append(made)
    for several in description.operations.values():  # /tickets/count before /tickets/{ticket_id}
        several.sort(key=lambda operation: len(operation.path_values))
    return description


@cache
def endpoints(file: str, prefix: str) -> Description | None:
    """A list of end points, each with `input` and `output` as JSON of its own (TOPdesk's)."""
    place = found(file)
    if place is None:
        return None
    description = Description(prefix)
    for point in json.loads(place.read_text(encoding="utf-8")):
        asked, told = (_nullable(json.loads(point[name])) for name in ("input", "output"))
        inner, outer = Reader(asked), Reader(told)
        answers: dict[int, Validator | None] = {}
        for status, reply in told.items():
            if status.isdigit():
                kind = next((kind for kind, part in reply.get("content", {}).items() if "schema" in part), "")
                answers[int(status)] = outer.at(status, "content", kind, "schema") if kind else None
        content = (asked.get("requestBody") or {}).get("content")
        made = _operation(inner, point["path"], asked["parameters"], content, (), answers)
        description.operations.setdefault(point["method"], []).append(made)
    for several in description.operations.values():
        several.sort(key=lambda operation: len(operation.path_values))
    return description


class DescribedDesk(FakeDesk):
    """An imitated tool whose every exchange is held against its description. `stop` fails when one did not
    fit, so each test of the suite is a test of that, too.
    """

    description: Description | None = None

    def __init__(self) -> None:
        super().__init__()
        self.not_as_described: list[str] = []

    def reply(self, request: Request) -> Reply:
        """What the tool answers."""
        raise NotImplementedError

    def answer(self, request: Request) -> Reply:
        reply = self.reply(request)
        if self.description is not None:
            self.not_as_described += self.description.faults(request, reply)
        return reply

    def stop(self) -> None:
        super().stop()
        faults, self.not_as_described = self.not_as_described, []
        assert not faults, "\n".join(faults)
