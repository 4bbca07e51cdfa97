"""The hash chain finds whatever was done to the journal, and names the first entry that is broken."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue import codec
from kiosk.queue.chain import GENESIS, Break, Entry, canonical, first_break, link
from tests.unit.queue.room import Room


def chained(contents: list[dict[str, Any]], prev: str = GENESIS, after: int = 0) -> list[Entry]:
    entries = []
    for seq, data in enumerate(contents, after + 1):
        head = (f"2026-11-23T09:00:{seq % 60:02d}Z", "VisitLeft", 1)
        made = link(prev, seq, *head, canonical(data), "lena", f"c{seq}")
        entries.append(Entry(seq, *head, data, "lena", f"c{seq}", prev, made))
        prev = made
    return entries


def a_days_journal() -> list[Entry]:
    room = Room()
    for n in range(4):
        room.check_in(f"v{n}")
    room.open()
    room.serve()
    return chained([codec.to_json(event) for event in room.journal])


JOURNAL = a_days_journal()
PLACES = range(len(JOURNAL))
CHANGES: dict[str, Any] = {
    "at": "2026-11-23T09:00:59Z",
    "type": "VisitFinished",
    "version": 2,
    "data": {"visit": "somebody else"},
    "actor": "marco",
    "command": "another",
}


def test_a_genuine_journal_has_no_break() -> None:
    assert first_break(JOURNAL) is None
    assert first_break([]) is None


@pytest.mark.parametrize("field", CHANGES)
@pytest.mark.parametrize("place", PLACES)
def test_a_changed_entry_is_found(place: int, field: str) -> None:
    entries = list(JOURNAL)
    entries[place] = replace(entries[place], **{field: CHANGES[field]})
    assert first_break(entries) == Break(place + 1, "hash")


@pytest.mark.parametrize("place", PLACES)
def test_a_changed_entry_with_a_new_hash_shows_in_the_next_one(place: int) -> None:
    entries = list(JOURNAL)
    forged = chained([{"visit": "forged"}], entries[place].prev, place)[0]
    entries[place] = forged
    found = first_break(entries)
    assert found == (Break(place + 2, "prev") if place + 1 < len(entries) else None)


@pytest.mark.parametrize("place", PLACES)
def test_a_dropped_entry_is_found(place: int) -> None:
    entries = [*JOURNAL[:place], *JOURNAL[place + 1 :]]
    last = place + 1 == len(JOURNAL)  # the end is missed by whoever knows the newest hash: the desk
    assert first_break(entries) == (None if last else Break(place + 1, "gap"))


@pytest.mark.parametrize("place", PLACES)
def test_an_inserted_entry_is_found(place: int) -> None:
    more = chained([{"visit": "inserted"}], JOURNAL[place].prev, place)[0]
    assert first_break([*JOURNAL[:place], more, *JOURNAL[place:]]) == Break(place + 2, "gap")


@pytest.mark.parametrize("place", list(PLACES)[:-1])
def test_swapped_entries_are_found(place: int) -> None:
    entries = list(JOURNAL)
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    assert first_break(entries) == Break(place + 1, "gap")
    renumbered = [replace(entry, seq=seq) for seq, entry in enumerate(entries, 1)]
    assert first_break(renumbered) == Break(place + 1, "prev")


@pytest.mark.parametrize("place", PLACES)
def test_a_wrong_sequence_number_is_found(place: int) -> None:
    entries = list(JOURNAL)
    entries[place] = replace(entries[place], seq=place + 100)
    assert first_break(entries) == Break(place + 1, "gap")


@pytest.mark.parametrize("place", PLACES)
def test_a_run_is_checked_from_where_the_desk_stands(place: int) -> None:
    before = JOURNAL[place - 1].hash if place else GENESIS
    assert first_break(JOURNAL[place:], before, place) is None
    assert first_break(JOURNAL[place:], "f" * 64, place) == Break(place + 1, "prev")
    assert first_break(JOURNAL[place:], before, place + 1) == Break(place + 2, "gap")


def test_of_two_breaks_the_first_is_named() -> None:
    entries = list(JOURNAL)
    for place in (5, 2):
        entries[place] = replace(entries[place], actor="nobody")
    assert first_break(entries) == Break(3, "hash")


@pytest.mark.parametrize("digit", range(64))
def test_every_digit_of_a_hash_counts(digit: int) -> None:
    entry = JOURNAL[0]
    other = "0" if entry.hash[digit] != "0" else "1"
    flipped = entry.hash[:digit] + other + entry.hash[digit + 1 :]
    assert first_break([replace(entry, hash=flipped)]) == Break(1, "hash")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), values, max_size=5))
def test_equal_content_has_one_text_in_whatever_order_it_was_written(data: dict[str, Any]) -> None:
    assert canonical(data) == canonical(dict(reversed(data.items())))


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=6), min_size=2, max_size=2))
def test_text_cannot_be_moved_from_one_field_to_the_next(fields: list[str]) -> None:
    actor, command = fields
    whole = link(GENESIS, 1, "t", "k", 1, "{}", actor + command, "")
    assert (whole == link(GENESIS, 1, "t", "k", 1, "{}", actor, command)) == (command == "")


def test_names_are_hashed_as_they_were_written() -> None:
    composed, apart = "Pérez", unicodedata.normalize("NFD", "Pérez")
    assert canonical(composed) != canonical(apart)
    assert canonical({"b": "ñ 👩‍💻 שלום", "a": 1}) == '{"a":1,"b":"ñ 👩‍💻 שלום"}'
