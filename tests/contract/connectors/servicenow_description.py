"""ServiceNow's interface as two published documents describe it: the Table and Import Set APIs by the one
(OpenAPI 3 in YAML), rows of `incident` and attachments by the other (Swagger 2).
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import yaml  # type: ignore[import-untyped]  # its stubs are no requirement of ours

from tests.contract.connectors.descriptions import METHODS, Description, Waived, found, of_document

TABLES = "servicenow-ballerina-openapi.yaml"
ATTACHMENTS = "servicenow-powerplatform-swagger.json"
WAIVED = Waived(
    elsewhere=(r"POST /oauth_token\.do",),
)


@cache
def described() -> Description | None:
    """Both, as one; None where they are not on this machine."""
    by_tables, by_attachments = found(TABLES), found(ATTACHMENTS)
    if by_tables is None or by_attachments is None:
        return None
    written = yaml.safe_load(by_tables.read_text(encoding="utf-8"))
    tables = json.loads(json.dumps(written, default=str))  # statuses as texts, as JSON has them
    attachments = _as_3(json.loads(by_attachments.read_text(encoding="utf-8")))
    tables["paths"] |= {path: item for path, item in attachments["paths"].items() if "attachment" in path}
    _as_they_are(tables)
    description = of_document(tables)
    description.waived = WAIVED
    return description


def _as_they_are(document: dict[str, Any]) -> None:
    """The Import Set API answers 201 by its maker's own page; the document has the example's 200 only."""
    answers = document["paths"]["/api/now/import/{stagingTableName}"]["post"]["responses"]
    answers.setdefault("201", answers["200"])


def _as_3(document: dict[str, Any]) -> dict[str, Any]:
    """A Swagger 2 document as OpenAPI 3, as far as its parameters and answers go. Bodies of bytes have no
    schema to be held against.
    """
    shared = document.get("parameters", {})
    for item in document["paths"].values():
        for method in METHODS & set(item):
            plan, parameters = item[method], []
            for given in plan.pop("parameters", []):
                known = shared[given["$ref"].rpartition("/")[2]] if "$ref" in given else given
                if known["in"] in {"query", "path", "header"}:
                    schema = {name: known[name] for name in ("type", "enum", "format") if name in known}
                    parameters.append({**known, "schema": schema})
            plan["parameters"] = parameters
            for reply in plan["responses"].values():
                if "schema" in reply:
                    reply["content"] = {"application/json": {"schema": reply.pop("schema")}}
    return document
