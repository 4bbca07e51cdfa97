"""What a tool made of what we sent, and what a change that was polled means for us. Pure.

Tools drop what they do not know and change what they do not like, and say "201 Created": so each write is
read back and compared. Line ends, spaces at the ends, runs of spaces and Unicode's forms of one and the same
text are no differences. A look that does not tell text or requester at all (None) is not held against it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from desk.connectors.port import Change, Draft, Requester, Snapshot
from desk.incidents.rules import State

SHOWN = 200  # characters of a value that a difference shows


@dataclass(frozen=True, slots=True)
class Difference:
    """Sent, and found otherwise. `field`: the tool's name, or ours: title, text, requester, key, state,
    resolution, note, attachment. `found` "": it was dropped.
    """

    field: str
    sent: str
    found: str


@dataclass(frozen=True, slots=True)
class Outside:
    """What we know of a ticket in the tool. `state`: ours, the last that we could tell; the rest is raw."""

    state: State
    raw_state: str = ""
    assignee: str = ""
    priority: str = ""
    resolution: str = ""
    revision: str = ""
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What a look at a ticket told. `changed`: the names of `Outside`'s fields that people care about and
    that are new; empty: nothing to tell anybody (an echo of our own write, or seen before). `unknown`: the
    raw state is none that the mapping has a word for.
    """

    outside: Outside
    changed: tuple[str, ...] = ()
    unknown: bool = False


def compare(sent: Draft | Change, snapshot: Snapshot) -> tuple[Difference, ...]:
    """Where the ticket is not what was sent."""
    return _draft(sent, snapshot) if isinstance(sent, Draft) else _change(sent, snapshot)


def news(known: Outside, snapshot: Snapshot, state: State | None) -> News:
    """What a ticket as polled means for what we know of it. `state`: its raw state in our words, None when
    the mapping has none: then the last known one stays, and the raw one is shown.

    A revision that was seen before and one that is older than what we know say nothing.
    """
    unknown = state is None and bool(snapshot.state)
    if snapshot.revision and snapshot.revision == known.revision:
        return News(known, (), unknown)
    if snapshot.changed_at and known.changed_at and snapshot.changed_at < known.changed_at:
        return News(known, (), unknown)
    now = Outside(
        state or known.state,
        snapshot.state,
        snapshot.assignee,
        snapshot.priority,
        snapshot.resolution,
        snapshot.revision,
        snapshot.changed_at or known.changed_at,
    )
    told = ("state", "raw_state", "assignee", "priority", "resolution")
    return News(now, tuple(name for name in told if getattr(now, name) != getattr(known, name)), unknown)


def first_known(snapshot: Snapshot, state: State | None, ours: State) -> Outside:
    """What we know after the first look; `ours`: where our record stood when it was handed over."""
    return replace(news(Outside(ours), snapshot, state).outside, revision=snapshot.revision)


def _draft(draft: Draft, snapshot: Snapshot) -> tuple[Difference, ...]:
    found = []
    if snapshot.key != draft.key:
        found.append(Difference("key", draft.key, snapshot.key))
    if not _within(draft.title, snapshot.title):  # some put a number before it
        found.append(_difference("title", draft.title, snapshot.title))
    if snapshot.text is not None and not _within(draft.text, snapshot.text):  # a marker may stand beside it
        found.append(_difference("text", draft.text, snapshot.text))
    if snapshot.requester is not None and not _is(draft.requester, snapshot.requester):
        names = draft.requester.mail or draft.requester.login or draft.requester.name
        found.append(_difference("requester", names, snapshot.requester))
    return (*found, *_fields(draft.fields, snapshot))


def _change(change: Change, snapshot: Snapshot) -> tuple[Difference, ...]:
    found = []
    if change.state is not None and _plain(change.state) != _plain(snapshot.state):
        found.append(_difference("state", change.state, snapshot.state))
    if snapshot.resolution and not _within(change.resolution, snapshot.resolution):
        found.append(_difference("resolution", change.resolution, snapshot.resolution))
    return (*found, *_fields(change.fields, snapshot))


def _fields(sent: Mapping[str, str], snapshot: Snapshot) -> tuple[Difference, ...]:
    pairs = [(name, value, snapshot.fields.get(name, "")) for name, value in sent.items()]
    return tuple(
        _difference(name, value, found) for name, value, found in pairs if _plain(value) != _plain(found)
    )


def _within(sent: str, found: str) -> bool:
    return sent == found or _plain(sent) in _plain(found)


def _is(requester: Requester, found: str) -> bool:
    """Whether a tool's word for a requester names ours, or ours is nobody; without an address nobody is found
    in it, and the name in the text has to do.
    """
    if not found and not requester.mail:
        return True
    names = [requester.mail, requester.login, requester.name, requester.outside_id]
    known = [_plain(name).casefold() for name in names if name]
    return not known or any(name in _plain(found).casefold() for name in known)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _difference(field: str, sent: str, found: str) -> Difference:
    """Long values are shown from shortly before the place where they part."""
    mine, theirs = _plain(sent), _plain(found)
    if len(mine) <= SHOWN and len(theirs) <= SHOWN:
        return Difference(field, mine, theirs)
    parted = (n for n, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b)
    begin = max(0, next(parted, min(len(mine), len(theirs))) - SHOWN // 4)
    return Difference(field, _part(mine, begin), _part(theirs, begin))


def _part(text: str, begin: int) -> str:
    part = text[begin : begin + SHOWN]
    return f"{'…' if begin and part else ''}{part}{'…' if begin + SHOWN < len(text) else ''}"
