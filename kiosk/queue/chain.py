"""The journal's hash chain: each entry's hash covers its content and the hash before it (SHA-256).

Whoever changes, drops or inserts an entry must recompute every later hash; the desk's copy of any later
hash then shows it. The hashed text is canonical JSON: sorted keys, no blanks, UTF-8.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal. `at` and times in `data`: RFC 3339; `actor`: who asked; `command`: its id."""

    seq: int
    at: str
    type: str
    version: int
    data: dict[str, Any]
    actor: str
    command: str
    prev: str
    hash: str


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)  # made once: quicker


def canonical(value: Any) -> str:
    """JSON that is the same for equal values."""
    return _CANONICAL.encode(value)


def link(prev: str, seq: int, at: str, kind: str, version: int, data: str, actor: str, command: str) -> str:
    """The hash of an entry; `data` is already canonical JSON."""
    head = canonical([prev, seq, at, kind, version, actor, command])
    return hashlib.sha256(f"{head}\n{data}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry that does not follow from the one before it."""

    seq: int
    why: str  # "gap" | "prev" | "hash"


def first_break(entries: Iterable[Entry], prev: str = GENESIS, after: int = 0) -> Break | None:
    """Check a run of entries that should follow `prev` at sequence `after`; None when all are genuine."""
    for entry in entries:
        if entry.seq != after + 1:
            return Break(after + 1, "gap")
        if entry.prev != prev:
            return Break(entry.seq, "prev")
        data = canonical(entry.data)
        made = link(prev, entry.seq, entry.at, entry.type, entry.version, data, entry.actor, entry.command)
        if made != entry.hash:
            return Break(entry.seq, "hash")
        prev, after = entry.hash, entry.seq
    return None
