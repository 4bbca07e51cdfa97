"""What the words of a directory mean. Pure."""

from __future__ import annotations

import re

SCIM_ROOT = "/api/scim/v2"
LANGUAGE = re.compile(r"^([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?")


def language_of(told: str) -> str | None:
    """`es`, `es-MX` of what a directory says (`es_mx`, `es-MX,en;q=0.8`); None of anything else."""
    found = LANGUAGE.match(told.strip())
    if found is None:
        return None
    language, country = found.group(1).lower(), found.group(2)
    return f"{language}-{country.upper()}" if country else language


def can_be_kept(value: object) -> bool:
    """Whether every database keeps it: no text with NUL or half of a surrogate pair."""
    if isinstance(value, dict):
        return all(map(can_be_kept, value.values()))
    if isinstance(value, list):
        return all(map(can_be_kept, value))
    return not isinstance(value, str) or not any(ch == "\0" or "\ud800" <= ch <= "\udfff" for ch in value)
