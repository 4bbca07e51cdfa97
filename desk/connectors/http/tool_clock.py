"""The clocks of tools: what time an answer was given by theirs, and their stamps that name no zone."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from common.clock import Clock
from desk.connectors.http.calls import Answer
from desk.connectors.mapping.form import Mapping, MappingInvalid

LOCAL = "%Y-%m-%d %H:%M:%S"  # as databases write it


def time_of(answer: Answer, clock: Clock) -> datetime:
    """What time the tool says it is, in its answer's Date header; ours when it does not say."""
    try:
        told = parsedate_to_datetime(answer.headers["Date"])
        return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
    except (KeyError, ValueError, TypeError, OverflowError):
        return clock.now()


def ahead(answer: Answer, clock: Clock) -> float:
    """How many seconds the tool's clock is ahead of ours."""
    return round((time_of(answer, clock) - clock.now()).total_seconds(), 1)


def zone_of(mapping: Mapping) -> ZoneInfo:
    """The zone that the tool's stamps are in: `options.time_zone`, else UTC. Raises MappingInvalid."""
    name = mapping.option("time_zone", "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a name too long for a file
        raise MappingInvalid(mapping.name, "options.time_zone", f"{name} is no time zone") from None


def in_zone(text: object, zone: ZoneInfo) -> datetime | None:
    """The moment of a stamp `2026-11-22 03:00:00` in the tool's zone; None when it is none."""
    try:
        return datetime.strptime(str(text)[:19].replace("T", " "), LOCAL).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def to_zone(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as the tool writes it."""
    return f"{moment.astimezone(zone):{LOCAL}}"


def revision(stamp: object, *values: object) -> str:
    """A revision for a tool that has none, only stamps of whole seconds: two changes within one second are
    told apart by what they changed.
    """
    return f"{stamp} {hashlib.sha256(repr(values).encode()).hexdigest()[:12]}"
