"""Ids: UUIDv7 (RFC 9562), which sort by the time at which they were made."""

from __future__ import annotations

import uuid_utils


def new_id() -> str:
    """A new id: 36 characters, lower case."""
    return str(uuid_utils.uuid7())
