"""The mark: how far the journal came, in a file of its own beside it.

A journal that was cut off at its end is a good journal, only shorter: nothing in it says that more was
there. So after each commit, and before anybody is told, the last entry's number and hash are written to
this small file. It is not waited for (after a power cut it may be older than the journal, never newer), so
it costs a few microseconds; and it is no proof: who can cut the journal can cut the mark. The desk's copy is.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

NAME = "journal.mark"
_FORM = re.compile(rb"([0-9]{1,18}) ([0-9a-f]{64})\n")
_WIDTH = 18 + 1 + 64 + 1


@dataclass(frozen=True, slots=True)
class Marked:
    """The last entry that was known to be durable."""

    seq: int
    head: str


class Mark:
    """Written by the writer's thread alone."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT, 0o600)

    def put(self, seq: int, head: str) -> None:
        """The journal is durable up to here. A mark that cannot be written is an older mark: no harm."""
        try:
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, f"{seq:018d} {head}\n".encode("ascii"))
        except OSError:
            return

    def close(self) -> None:
        os.close(self._descriptor)


def read_mark(folder: Path) -> Marked | None:
    """How far the journal in this folder came; None when no mark says so."""
    try:
        found = _FORM.match((folder / NAME).read_bytes()[:_WIDTH])
    except OSError:
        return None
    return Marked(int(found[1]), found[2].decode("ascii")) if found else None
