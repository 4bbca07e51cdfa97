"""`mostrador import people.csv`: the organisation's directory, as often as it likes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from desk.engine import Database
from desk.people import store
from desk.people.rules import MOST_BYTES, Fault, Row, rows_of

BATCH = 200  # rows a transaction: bookings wait no longer than that


@dataclass
class Outcome:
    """What an import did, or with `dry_run` would do. Faulty lines are left out, the others count."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)


class _Undo(Exception):
    """Ends a dry run's transaction."""


def import_people(database: Database, path: Path, dry_run: bool = False) -> Outcome:
    """Bring the people of a CSV file in: `name` and `mail` or `badge`, optionally `department`, `language`.

    Who has the same mail, else the same badge, is the same person; nobody is removed. Further faults here:
    `conflict` (mail and badge belong to two people), `too_large` and `not_text` (the whole file). Raises
    OSError when the file cannot be read.
    """
    outcome = Outcome()
    if path.stat().st_size > MOST_BYTES:
        outcome.faults.append(Fault(0, "too_large"))
        return outcome
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        outcome.faults.append(Fault(line, "not_text"))
        return outcome
    rows: list[Row] = []
    for read in rows_of(text):
        if isinstance(read, Fault):
            outcome.faults.append(read)
        else:
            rows.append(read)
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        _bring_in(database, batch, outcome, dry_run)
    outcome.faults.sort(key=lambda fault: fault.line)
    return outcome


def _bring_in(database: Database, rows: Iterable[Row], outcome: Outcome, dry_run: bool) -> None:
    try:
        with database.begin() as connection:
            for row in rows:
                _count(outcome, row, store.bring_in(connection, row.details))
            if dry_run:
                raise _Undo
    except _Undo:
        pass


def _count(outcome: Outcome, row: Row, did: str) -> None:
    if did == "conflict":
        outcome.faults.append(Fault(row.line, "conflict"))
    else:
        setattr(outcome, did, getattr(outcome, did) + 1)
