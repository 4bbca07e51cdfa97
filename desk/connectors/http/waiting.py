"""How long a busy tool asks to be left alone, and what for, by the headers of its answer. Pure.

`Retry-After` is seconds or a date (RFC 9110). Where it is missing, the time is in what tells when a limit
begins anew: `X-RateLimit-Reset`, an ISO time at Jira and seconds since 1970 at ServiceNow; at Zendesk
`RateLimit-Reset`, seconds from now, and `Zendesk-RateLimit-…: total=5; remaining=0; resets=41`. Dates count
from the tool's own clock, if it tells that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from desk.connectors.http.shapes import stamp

RESETS = ("X-RateLimit-Reset", "X-Rate-Limit-Reset", "RateLimit-Reset")
REASONS = ("RateLimit-Reason", "X-RateLimit-Rule", "X-RateLimit-Reason")
OF_ONE_LIMIT = "zendesk-ratelimit-"
USED_UP = re.compile(r"\bremaining=0\b.*\bresets?=(\d+)", re.IGNORECASE)
EPOCH = 1_000_000_000.0  # a number from here on is a time and not a while
EPOCH_MILLISECONDS = 100 * EPOCH
LONGEST_REASON = 100  # characters


def seconds_asked(headers: Mapping[str, str], now: datetime) -> float | None:
    """The seconds to wait, None when it does not say. `now`: by our clock, for who does not tell theirs."""
    start = _date(headers.get("Date", "")) or now
    found = (_seconds(text.strip(), start) for text in _told(headers))
    return next((seconds for seconds in found if seconds is not None), None)


def reason_of(headers: Mapping[str, str]) -> str:
    """Which of its limits it was, in the tool's own words; "" when it does not say."""
    told = dict.fromkeys(headers.get(name, "").strip() for name in REASONS)
    return ", ".join(filter(None, told))[:LONGEST_REASON]


def _told(headers: Mapping[str, str]) -> Iterator[str]:
    yield headers.get("Retry-After", "")
    for name in RESETS:
        yield headers.get(name, "")
    for name, text in headers.items():
        if name.lower().startswith(OF_ONE_LIMIT) and (found := USED_UP.search(text)):
            yield found[1]


def _seconds(text: str, start: datetime) -> float | None:
    if re.fullmatch(r"\d{1,15}(\.\d+)?", text, re.ASCII):
        number = float(text)
        number = number / 1000 if number >= EPOCH_MILLISECONDS else number
        return number if number < EPOCH else max(0.0, number - start.timestamp())
    until = _date(text) or (stamp(text) if "-" in text else None)
    return max(0.0, (until - start).total_seconds()) if until else None


def _date(text: str) -> datetime | None:
    """The moment of an HTTP date; one without a zone is UTC."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
