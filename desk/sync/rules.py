"""Whether a pushed run of a site's journal may be joined to what the desk holds. Pure.

The desk holds a site's journal from entry 1 to `Held.sequence`. A push may begin anywhere up to the next
entry, because a reply can be lost and the site then repeats itself. Known entries must be the same, new
ones must follow by the hash chain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from kiosk.queue.chain import GENESIS, Entry, canonical, first_break
from kiosk.queue.codec import from_json, parse_time
from kiosk.queue.refusals import Code, Refusal

MOST_ENTRIES = 2000  # in one push; a site that is further behind sends several
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def _storable(text: str) -> str:
    """Every database can keep it: no NUL, no half of a surrogate pair."""
    if "\0" in text or any("\ud800" <= ch <= "\udfff" for ch in text):
        raise ValueError("cannot be stored")
    return text


def _hashable(data: dict[str, Any]) -> dict[str, Any]:
    canonical(data).encode()  # ValueError for half of a surrogate pair
    return data


def _time(text: str) -> str:
    parse_time(text)
    return text


class EntryIn(BaseModel):
    """One entry of a push. Fields beside these (the room's names) are left out: the chain covers none."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    seq: Annotated[int, Field(ge=1, le=2**53, strict=True)]
    at: Annotated[str, Field(max_length=40), AfterValidator(_time)]
    type: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z]+$")]
    version: Annotated[int, Field(ge=1, le=1000, strict=True)]
    data: Annotated[dict[str, JsonValue], AfterValidator(_hashable)]
    actor: Annotated[str, Field(max_length=100), AfterValidator(_storable)]
    command: Annotated[str, Field(max_length=100), AfterValidator(_storable)]
    prev: Hash
    hash: Hash

    def entry(self) -> Entry:
        data: dict[str, Any] = dict(self.data)
        return Entry(
            self.seq,
            self.at,
            self.type,
            self.version,
            data,
            self.actor,
            self.command,
            self.prev,
            self.hash,
        )


@dataclass(frozen=True, slots=True)
class Held:
    """How far the desk holds a site's journal, and the hash of the last entry held."""

    sequence: int = 0
    head: str = GENESIS


def known_span(held: Held, entries: Sequence[Entry]) -> tuple[int, int]:
    """The first and last sequence of held entries that are needed to check a run (last < first: none).

    That is the entry before the run, and whatever the run repeats.
    """
    if not entries:
        return (1, 0)
    return (max(1, entries[0].seq - 1), min(held.sequence, entries[-1].seq))


def fresh_entries(
    held: Held, known: Mapping[int, str], entries: Sequence[Entry]
) -> tuple[Entry, ...] | Refusal:
    """The entries of a run that are new to the desk, or why it cannot be taken.

    `known`: hashes by sequence of the held entries in `known_span`. Refusals: `out_of_order` with the
    sequence and head that the desk holds; `chain_broken` with the sequence of the entry at fault and why
    ("gap", "prev", "hash": not genuine in itself; "differs": the desk holds another entry there).
    """
    if not entries:
        return ()
    first = entries[0].seq
    if first > held.sequence + 1:
        return Refusal(Code.OUT_OF_ORDER, {"sequence": str(held.sequence), "head": held.head})
    prev = known[first - 1] if first > 1 else GENESIS
    broken = first_break(entries, prev, first - 1)
    if broken is not None:
        return _broken(broken.seq, broken.why)
    for entry in entries:
        if entry.seq <= held.sequence and known[entry.seq] != entry.hash:
            return _broken(entry.seq, "differs")
    return tuple(entry for entry in entries if entry.seq > held.sequence)


def _broken(seq: int, why: str) -> Refusal:
    return Refusal(Code.CHAIN_BROKEN, {"seq": str(seq), "why": why})


def happened(entries: Iterable[Entry]) -> list[tuple[str, dict[str, Any]]]:
    """Type and data of the entries that are events as this desk knows them, and nothing else."""
    found = []
    for entry in entries:
        try:
            from_json(entry.type, entry.data)
            _storable(canonical(entry.data).replace("\\u0000", "\0"))
        except (KeyError, ValueError):
            continue
        found.append((entry.type, entry.data))
    return found
