"""The OpenAPI document, completed: tokens, refusals, and the key that every change needs."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from common.wire import Problem
from kiosk.site.gate import OPEN_PATHS
from kiosk.site.work import PROBLEM

_REFUSALS = {
    "400": "The idempotency key is missing, or the body is no JSON.",
    "401": "No token, or one that ended; at sign-in: a wrong password, or no word of the desk's.",
    "403": "This token's kind may not do that.",
    "404": "No such thing.",
    "405": "No such method here.",
    "409": "The rules of the line say no; `code` says why.",
    "413": "The body is too large.",
    "422": "A field is not as it should be; `data` names it.",
    "429": "Too many wrong passwords; wait.",
    "500": "A bug; it is in the log.",
    "507": "The disk is full; nothing was changed.",
}


def describe(app: FastAPI) -> dict[str, Any]:
    """The document with what FastAPI cannot know: the gate's answers and the stored refusals."""
    document: dict[str, Any] = get_openapi(
        title=app.title,
        version=app.version,
        description="One site's line. Refusals are problem+json with a stable code.",
        routes=app.routes,
    )
    parts = document.setdefault("components", {})
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    schemas = parts.setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            _complete(path, operation, content)
    return document


def _complete(path: str, operation: dict[str, Any], content: dict[str, Any]) -> None:
    if path not in OPEN_PATHS:
        operation["security"] = [{"token": []}]
    for status, words in _REFUSALS.items():
        operation["responses"][status] = {"description": words, "content": content}
