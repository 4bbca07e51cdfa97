"""What a busy tool's headers ask for, in each of the forms that tools have."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from requests.structures import CaseInsensitiveDict

from desk.connectors.http.waiting import reason_of, seconds_asked

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "90"}, 90.0),
        ({"Retry-After": "0.5"}, 0.5),
        ({"Retry-After": "Mon, 02 Mar 2026 12:00:30 GMT"}, 30.0),
        ({"Retry-After": "Mon, 02 Mar 2026 12:00:30 GMT", "Date": "Mon, 02 Mar 2026 12:00:10 GMT"}, 20.0),
        ({"Retry-After": "Mon, 02 Mar 2026 11:00:00 GMT"}, 0.0),
        ({"X-RateLimit-Reset": "2026-03-02T12:01Z"}, 60.0),  # Jira
        ({"X-RateLimit-Reset": "2026-03-02T13:00:05.000+0100"}, 5.0),
        ({"X-RateLimit-Reset": str(EPOCH + 45)}, 45.0),  # ServiceNow
        ({"X-Rate-Limit-Reset": str((EPOCH + 45) * 1000)}, 45.0),
        ({"ratelimit-reset": "41"}, 41.0),  # Zendesk
        ({"Zendesk-RateLimit-tickets-index": "total=100; remaining=0; resets=41"}, 41.0),
        ({"Zendesk-RateLimit-tickets-index": "total=100; remaining=7; resets=41"}, None),
        (
            {"Retry-After": "7", "X-RateLimit-Reset": "2026-03-02T12:01Z"},
            7.0,
        ),  # what it asks for counts first
        ({"Retry-After": "soon", "RateLimit-Reset": "41"}, 41.0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "9" * 400}, None),
        ({"X-RateLimit-Reset": "2026"}, 2026.0),
        ({}, None),
    ],
)
def test_each_form_of_when_to_come_again_is_understood(
    headers: dict[str, str], seconds: float | None
) -> None:
    assert seconds_asked(CaseInsensitiveDict(headers), NOW) == seconds


def test_the_limit_that_was_met_is_named_once() -> None:
    assert reason_of(CaseInsensitiveDict({"RateLimit-Reason": "jira-burst-based"})) == "jira-burst-based"
    told = {"X-RateLimit-Rule": " incident hourly ", "RateLimit-Reason": "incident hourly"}
    assert reason_of(CaseInsensitiveDict(told)) == "incident hourly"
    assert reason_of({}) == ""
