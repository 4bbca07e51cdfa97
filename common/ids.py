"""Ids: UUIDv7 (RFC 9562), which sort by the time at which they were made."""

from __future__ import annotations

import re

import uuid_utils

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def new_id() -> str:
    """A new id: 36 characters, lower case."""
    return str(uuid_utils.uuid7())


def is_id(text: str) -> bool:
    """Whether a text may be an id that was made here."""
    return _ID.fullmatch(text) is not None
