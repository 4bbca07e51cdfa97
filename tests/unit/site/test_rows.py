"""What the driver runs for the writer: it keeps to the table's key, and fails as SQLAlchemy's does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from kiosk.site import writer
from kiosk.site.database import ROWS_AT_ONCE, Database, Rows, run
from kiosk.site.schema import answers, people

ROW = {"digest": b"d", "status": 201, "body": b"{}", "at": 1.0, "person": "ana"}
ANSWERS = Rows(answers)
MANY = 5_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(tmp_path / "journal.db")
    yield found
    found.close()


def _fill(database: Database) -> None:
    with database.writing.begin():
        rows = [{"scope": f"kiosk:{n % 3}", "key": f"k{n}", **ROW} for n in range(MANY)]
        ANSWERS.put(database.writing, rows)


def test_each_pair_that_is_asked_for_is_found_and_no_other(database: Database) -> None:
    _fill(database)
    asked = json.dumps(
        [("kiosk:0", "k0"), ("kiosk:1", "k0"), ("kiosk:1", "k4"), ("kiosk:1", "none"), ("", "")]
    )
    found = run(database.writing, writer.FIND_ANSWERS, [asked])
    assert found == [("kiosk:0", "k0", b"d", 201, b"{}", "ana"), ("kiosk:1", "k4", b"d", 201, b"{}", "ana")]


def test_answers_are_looked_up_by_their_key_however_many_there_are(database: Database) -> None:
    _fill(database)
    with database.writing.begin():
        database.writing.exec_driver_sql("ANALYZE")
    plan = run(database.writing, f"EXPLAIN QUERY PLAN {writer.FIND_ANSWERS}", ["[]"])
    told = " / ".join(str(row[-1]) for row in plan)
    assert "SEARCH known USING INDEX" in told and "(scope=? AND key=?)" in told
    assert "SCAN known" not in told


def test_what_fails_is_told_as_by_sqlalchemy_and_without_the_values(database: Database) -> None:
    _fill(database)
    with pytest.raises(IntegrityError) as twice, database.writing.begin():
        ANSWERS.put(database.writing, [{"scope": "kiosk:0", "key": "k0", **ROW, "person": "Ana Secret"}])
    assert "Secret" not in str(twice.value)
    with pytest.raises(OperationalError), database.writing.begin():
        Rows(people).put(database.reading, [dict.fromkeys(people.columns.keys(), "")])


def test_a_row_that_fails_takes_the_whole_transaction_with_it(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing.begin():
        ANSWERS.put(database.writing, [{"scope": "a", "key": "1", **ROW}, {"scope": "a", "key": "1", **ROW}])
    assert run(database.writing, writer.FIND_ANSWERS, ['[["a", "1"]]']) == []


@pytest.mark.parametrize("many", [0, 1, ROWS_AT_ONCE - 1, ROWS_AT_ONCE, ROWS_AT_ONCE + 1, 3 * ROWS_AT_ONCE])
def test_every_row_is_put_however_many_they_are(database: Database, many: int) -> None:
    with database.writing.begin():
        ANSWERS.put(database.writing, [{"scope": "a", "key": str(n), **ROW} for n in range(many)])
    assert database.writing.execute(select(func.count()).select_from(answers)).scalar_one() == many


def test_a_row_takes_the_place_of_an_older_one_only_where_that_was_said(database: Database) -> None:
    again = Rows(answers, replace=True)
    with database.writing.begin():
        again.put(database.writing, [{"scope": "a", "key": "1", **ROW}, {"scope": "a", "key": "2", **ROW}])
        again.put(database.writing, [{"scope": "a", "key": "1", **ROW, "status": 409}])
    rows = database.writing.execute(select(answers.c.key, answers.c.status).order_by(answers.c.key)).all()
    assert [tuple(row) for row in rows] == [("1", 409), ("2", 201)]
