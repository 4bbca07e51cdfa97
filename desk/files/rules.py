"""Which files may be added to a record. Pure.

What is stored is given back as a download under the type that was checked here, never shown by the browser
in our name: a file from a visitor's machine is nobody's friend.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

LARGEST = 10 * 1024 * 1024  # bytes
MOST = 50  # files of one record
LONGEST_NAME = 120
# Each type with what such a file begins with; none: it must be text.
TYPES: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
    "application/pdf": (b"%PDF-",),
    "application/zip": (b"PK\x03\x04", b"PK\x05\x06"),
    "text/plain": (),
    "text/csv": (),
}
FORBIDDEN_IN_NAMES = frozenset('/\\:*?"<>|;')


@dataclass(frozen=True, slots=True)
class File:
    """A file of a record. `by`: id of the member of staff who added it; `digest`: SHA-256 of its content."""

    id: str
    incident: str
    name: str
    type: str
    size: int
    digest: str
    by: str
    at: datetime


def type_of(told: str, content: bytes) -> str | None:
    """The type under which content is kept, if it is one that we take and the content looks like it."""
    name = told.partition(";")[0].strip().lower()
    if name not in TYPES:
        return None
    if name == "image/webp" and content[8:12] != b"WEBP":
        return None
    starts = TYPES[name]
    return name if (content.startswith(starts) if starts else _is_text(content)) else None


def name_of(told: str) -> str:
    """A file's name that no system stumbles over; "file" when nothing is left of it."""
    text = unicodedata.normalize("NFC", told)
    kept = "".join(ch for ch in text if unicodedata.category(ch)[0] != "C" and ch not in FORBIDDEN_IN_NAMES)
    kept = " ".join(kept.split()).strip(". ")
    if len(kept) > LONGEST_NAME:
        stem, dot, extension = kept.rpartition(".")
        short = dot and len(extension) <= 10
        kept = f"{stem[: LONGEST_NAME - 1 - len(extension)]}.{extension}" if short else kept[:LONGEST_NAME]
    return kept or "file"


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
