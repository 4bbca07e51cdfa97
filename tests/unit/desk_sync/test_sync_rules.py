"""What a pushed run of a journal may be, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from desk.sync.rules import EntryIn, Held, fresh_entries, known_span
from kiosk.queue.chain import GENESIS, Entry, canonical, link
from kiosk.queue.refusals import Code, Refusal


def chain(length: int, actor: str = "kiosk") -> list[Entry]:
    """A genuine journal of `length` entries."""
    entries: list[Entry] = []
    prev = GENESIS
    for seq in range(1, length + 1):
        data = {"at": "2026-03-02T09:00:00+00:00", "cleared": seq}
        at = f"2026-03-02T09:{seq % 60:02d}:00+00:00"
        digest = link(prev, seq, at, "DayEnded", 1, canonical(data), actor, f"c{seq}")
        entries.append(Entry(seq, at, "DayEnded", 1, data, actor, f"c{seq}", prev, digest))
        prev = digest
    return entries


JOURNAL = chain(12)


def held(count: int) -> Held:
    return Held(count, JOURNAL[count - 1].hash if count else GENESIS)


def known(count: int, entries: list[Entry]) -> dict[int, str]:
    """What a store would return for the span that the rule asks for."""
    low, high = known_span(held(count), entries)
    return {e.seq: e.hash for e in JOURNAL[:count] if low <= e.seq <= high}


def answer(count: int, entries: list[Entry]) -> tuple[Entry, ...] | Refusal:
    return fresh_entries(held(count), known(count, entries), entries)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_any_genuine_run_that_touches_what_is_held_adds_exactly_what_is_new(
    count: int, start: int, length: int
) -> None:
    run = JOURNAL[start : start + length]
    got = answer(count, run)
    if run and start > count:
        assert got == Refusal(Code.OUT_OF_ORDER, {"sequence": str(count), "head": held(count).head})
    else:
        assert got == tuple(e for e in run if e.seq > count)


@pytest.mark.parametrize("count", [0, 3, 8])
@pytest.mark.parametrize("at", range(3, 8))
def test_a_changed_entry_is_named_whether_it_is_new_or_a_repeat(count: int, at: int) -> None:
    run = JOURNAL[2:8] if count >= 2 else JOURNAL[:8]
    changed = [replace(e, data={**e.data, "cleared": 99}) if e.seq == at else e for e in run]
    assert answer(count, changed) == Refusal(Code.CHAIN_BROKEN, {"seq": str(at), "why": "hash"})


def test_a_dropped_entry_is_a_gap() -> None:
    run = [e for e in JOURNAL[:6] if e.seq != 4]
    assert answer(2, run) == Refusal(Code.CHAIN_BROKEN, {"seq": "4", "why": "gap"})


def test_another_past_that_is_genuine_in_itself_differs_from_what_is_held() -> None:
    other = chain(6, actor="somebody-else")
    assert answer(3, other) == Refusal(Code.CHAIN_BROKEN, {"seq": "1", "why": "differs"})


def test_a_continuation_of_another_past_does_not_follow() -> None:
    other = chain(6, actor="somebody-else")[3:]
    assert answer(3, other) == Refusal(Code.CHAIN_BROKEN, {"seq": "4", "why": "prev"})


def test_nothing_pushed_is_nothing_new() -> None:
    assert answer(5, []) == ()
    assert known_span(held(5), []) == (1, 0)


GOOD = {**{f: getattr(JOURNAL[0], f) for f in Entry.__slots__}, "names": {"v1": "Ana"}}


def test_an_entry_of_the_wire_is_the_entry_of_the_chain() -> None:
    assert EntryIn.model_validate(GOOD).entry() == JOURNAL[0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seq", 0),
        ("seq", "1"),
        ("seq", True),
        ("seq", 2**63),
        ("seq", 1.5),
        ("at", "yesterday"),
        ("at", "2026-03-02T09:00:00"),
        ("type", ""),
        ("type", "Day Ended"),
        ("type", "x" * 65),
        ("version", 0),
        ("data", []),
        ("data", None),
        ("actor", "a" * 101),
        ("prev", "0" * 63),
        ("hash", "G" * 64),
        ("hash", None),
    ],
)
def test_hostile_fields_are_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        EntryIn.model_validate({**GOOD, field: value})
