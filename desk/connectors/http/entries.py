"""Notes and files of a ticket as a tool lists them, and which of them are one thing twice. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Entry(NamedTuple):
    """A note or a file. `id`: the tool's own, by which it can be removed, "" where it tells none; `text`: in
    plain words what a note says, with the names of its files, or a file's name; `by`: who added it, as far as
    the tool tells.
    """

    id: str
    text: str
    by: str = ""


def copies_of(entries: Iterable[Entry], key: str) -> tuple[str, ...]:
    """The ids of what carries the key and is word for word what the first one with it is, from the same hand;
    of one without an id its place, as `#2`.

    A mail in which somebody answers a note quotes its key as well: that is no copy.
    """
    mine = [(" ".join(each.text.split()), each.by, each.id) for each in entries if key in each.text]
    alike = [each[2] for each in mine if each[:2] == mine[0][:2]]
    return tuple(number or f"#{place}" for place, number in enumerate(alike, 1))
