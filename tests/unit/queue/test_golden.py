"""What each released version of the journal wrote is read today as it was meant then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk.queue import codec
from kiosk.queue.chain import Entry, canonical, first_break
from kiosk.queue.events import VERSION
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from tests import golden
from tests.golden.state import state_of

FOLDER = Path(golden.__file__).parent
VERSIONS = sorted(int(path.stem.rpartition("-v")[2]) for path in FOLDER.glob("journal-v*.jsonl"))
TYPES_OF_VERSION_1 = frozenset(
    "SettingsChanged VisitBooked VisitCancelled VisitCheckedIn VisitRenumbered CounterOpened CounterClosed"  # noqa: SIM905  # a list of twenty is longer
    " VisitCalled VisitRecalled VisitReturned VisitStarted VisitHeld VisitResumed VisitTransferred"
    " VisitFinished VisitMissed VisitLeft IncidentRecorded DayEnded".split()
)
each_version = pytest.mark.parametrize("version", VERSIONS)


def rows_of(version: int) -> list[dict[str, Any]]:
    """The entries as the database had them; `data` is text."""
    text = (FOLDER / f"journal-v{version}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def entries_of(version: int) -> list[Entry]:
    return [Entry(**row | {"data": json.loads(row["data"])}) for row in rows_of(version)]


def line_of(version: int, entries: list[Entry]) -> Line:
    line = Line()
    for entry in entries:
        fold(line, codec.from_json(entry.type, entry.data))
    return line


def json_of(name: str, version: int) -> Any:
    return json.loads((FOLDER / f"{name}-v{version}.json").read_text(encoding="utf-8"))


def test_every_version_that_was_released_has_its_files() -> None:
    assert VERSIONS[0] == 1
    assert list(range(1, VERSIONS[-1] + 1)) == VERSIONS
    assert VERSIONS[-1] in (VERSION, VERSION - 1), "a new version gets its files before its release"


@each_version
def test_its_chain_verifies(version: int) -> None:
    entries = entries_of(version)
    assert first_break(entries) is None
    assert {entry.version for entry in entries} == {version}
    assert all(canonical(json.loads(row["data"])) == row["data"] for row in rows_of(version))


@each_version
def test_its_line_is_what_it_was(version: int) -> None:
    assert state_of(line_of(version, entries_of(version))) == json_of("line", version)


@each_version
def test_its_snapshot_is_restored_as_the_same_line(version: int) -> None:
    assert state_of(codec.restore(json_of("snapshot", version))) == json_of("line", version)


@each_version
def test_its_line_and_todays_copy_of_it_go_on_alike(version: int) -> None:
    """Folded to the middle, stored as today's snapshot, restored, and folded to the end."""
    entries = entries_of(version)
    half = line_of(version, entries[: len(entries) // 2])
    again = codec.restore(json.loads(canonical(codec.take_snapshot(half))))
    for entry in entries[len(entries) // 2 :]:
        fold(again, codec.from_json(entry.type, entry.data))
    assert state_of(again) == json_of("line", version)


@each_version
def test_no_field_of_its_events_is_lost(version: int) -> None:
    """Written again today, an event says at least what it said, in the same words."""
    text = (FOLDER / f"events-v{version}.jsonl").read_text(encoding="utf-8")
    examples = [json.loads(line) for line in text.splitlines()]
    stored = [(entry.type, entry.data) for entry in entries_of(version)]
    for kind, data in [*map(tuple, examples), *stored]:
        assert_kept(data, codec.to_json(codec.from_json(kind, data)), kind)


def assert_kept(before: Any, after: Any, where: str) -> None:
    """Everything in `before` is in `after`; objects may have more fields."""
    if isinstance(before, dict):
        assert before.keys() <= after.keys(), where
        for name, value in before.items():
            assert_kept(value, after[name], f"{where}.{name}")
    elif isinstance(before, list):
        assert len(before) == len(after), where
        for number, value in enumerate(before):
            assert_kept(value, after[number], f"{where}.{number}")
    else:
        assert before == after, where


def test_version_1_is_here_with_every_type_of_event() -> None:
    assert {entry.type for entry in entries_of(1)} == TYPES_OF_VERSION_1
    assert set(codec.EVENT_TYPES) >= TYPES_OF_VERSION_1
