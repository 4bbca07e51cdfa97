"""Statements that the driver runs: they keep to the table's key, and fail as SQLAlchemy's do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError, OperationalError

from kiosk.site import writer
from kiosk.site.database import Database, Prepared
from kiosk.site.schema import answers, people

ROW = {"digest": b"d", "status": 201, "body": b"{}", "at": 1.0, "person": "ana"}
PUT = Prepared(insert(answers))
MANY = 5_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(tmp_path / "journal.db")
    yield found
    found.close()


def _fill(database: Database) -> None:
    with database.writing.begin():
        rows = [{"scope": f"kiosk:{n % 3}", "key": f"k{n}", **ROW} for n in range(MANY)]
        PUT.put(database.writing, rows)


def test_each_pair_that_is_asked_for_is_found_and_no_other(database: Database) -> None:
    _fill(database)
    asked = json.dumps(
        [("kiosk:0", "k0"), ("kiosk:1", "k0"), ("kiosk:1", "k4"), ("kiosk:1", "none"), ("", "")]
    )
    found = writer.FIND_ANSWERS.find(database.writing, {"asked": asked})
    assert found == [("kiosk:0", "k0", b"d", 201, b"{}", "ana"), ("kiosk:1", "k4", b"d", 201, b"{}", "ana")]


def test_answers_are_looked_up_by_their_key_however_many_there_are(database: Database) -> None:
    _fill(database)
    with database.writing.begin():
        database.writing.exec_driver_sql("ANALYZE")
    plan = database.writing.exec_driver_sql(
        f"EXPLAIN QUERY PLAN {writer.FIND_ANSWERS.sql}", {"asked": "[]"}
    ).all()
    told = " / ".join(str(row[-1]) for row in plan)
    assert "SEARCH known USING INDEX" in told and "(scope=? AND key=?)" in told
    assert "SCAN known" not in told


def test_what_fails_is_told_as_by_sqlalchemy_and_without_the_values(database: Database) -> None:
    _fill(database)
    with pytest.raises(IntegrityError) as twice, database.writing.begin():
        PUT.put(database.writing, [{"scope": "kiosk:0", "key": "k0", **ROW, "person": "Ana Secret"}])
    assert "Secret" not in str(twice.value)
    with pytest.raises(OperationalError), database.writing.begin():
        Prepared(insert(people)).put(database.reading, [dict.fromkeys(people.columns.keys(), "")])


def test_a_row_that_fails_takes_the_whole_transaction_with_it(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing.begin():
        PUT.put(database.writing, [{"scope": "a", "key": "1", **ROW}, {"scope": "a", "key": "1", **ROW}])
    assert writer.FIND_ANSWERS.find(database.writing, {"asked": '[["a", "1"]]'}) == []
