"""The look at published descriptions notices what it is for: a check that cannot fail would be none."""

from __future__ import annotations

from email import message_from_string

import pytest

from tests.contract.connectors.descriptions import Description, of_document
from tests.contract.connectors.desks.fake import Reply, Request

DOCUMENT = {
    "components": {
        "schemas": {
            "Ticket": {
                "type": "object",
                "required": ["subject"],
                "properties": {
                    "subject": {"type": "string", "maxLength": 5},
                    "due": {"type": "string", "nullable": True},
                },
            }
        }
    },
    "paths": {
        "/tickets/count": {"get": {"responses": {"200": {"description": "how many"}}}},
        "/tickets/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "put": {
                "parameters": [
                    {"name": "size", "in": "query", "schema": {"type": "integer", "maximum": 100}},
                    {"name": "why", "in": "query", "required": True, "schema": {"type": "string"}},
                ],
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ticket"}}}
                },
                "responses": {
                    "200": {
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ticket"}}}
                    }
                },
            },
        },
    },
}


@pytest.fixture
def description() -> Description:
    return of_document(DOCUMENT)


def request(
    path: str = "/tickets/7", body: bytes = b'{"subject": "Dark"}', method: str = "PUT", **query: str
) -> Request:
    headers = message_from_string("Content-Type: application/json\n\n")
    return Request(method, path, {"why": ["5"], **{n: [v] for n, v in query.items()}}, headers, body)


def test_what_fits_has_no_faults(description: Description) -> None:
    told = Reply(200, {"subject": "Dark", "due": None})
    assert description.faults(request(size="100"), told) == []


@pytest.mark.parametrize(
    ("asked", "told", "words"),
    [
        (request(path="/somewhere"), Reply(200), "is not described"),
        (request(method="PATCH"), Reply(200), "is not described"),
        (request(path="/tickets/seven"), Reply(200, {"subject": "Dark"}), "path id"),
        (request(size="101"), Reply(200, {"subject": "Dark"}), "query size"),
        (request(colour="red"), Reply(200, {"subject": "Dark"}), "query colour is not described"),
        (request(body=b'{"subject": "Much too long"}'), Reply(200, {"subject": "Dark"}), "body at subject"),
        (request(body=b"{}"), Reply(200, {"subject": "Dark"}), "'subject' is a required property"),
        (request(), Reply(200, {"subject": 7}), "answer 200 at subject"),
        (request(), Reply(200), "without a body"),
        (request(), Reply(204), "status 204 is not described"),
    ],
)
def test_what_does_not_fit_is_told(description: Description, asked: Request, told: Reply, words: str) -> None:
    assert any(words in fault for fault in description.faults(asked, told))


def test_a_parameter_that_is_required_must_be_there(description: Description) -> None:
    asked = request()
    asked.query.clear()
    assert "query why is missing" in description.faults(asked, Reply(200, {"subject": "Dark"}))[0]


def test_a_request_that_the_tool_refused_may_be_wrong(description: Description) -> None:
    assert description.faults(request(body=b"{}"), Reply(422, {"error": "subject"})) == []
