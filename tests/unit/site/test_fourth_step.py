"""An older database learns which of the desk's words were used, and its standby hears of each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from common.assertions import Assertion
from kiosk.site.database import Database
from kiosk.site.schema import STEPS
from kiosk.site.sign_on import REMEMBERED_SECONDS, spend
from kiosk.site.standby import changes, rows
from kiosk.site.standby.changes import Position

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WORD = Assertion("k1", "main", "a-1", "lena", NOW, NOW + timedelta(minutes=2))


def test_a_used_word_is_used_at_the_standby_too(tmp_path: Path) -> None:
    database = Database(tmp_path / "primary.db")
    with database.writing.begin():
        changes.begin_log(database.writing)
        for moment in ("INSERT", "UPDATE", "DELETE"):  # as a log of the version before has it
            database.writing.exec_driver_sql(f"DROP TRIGGER changes_spent_{moment}")
        database.writing.exec_driver_sql("DROP TABLE spent")
        database.writing.exec_driver_sql("PRAGMA user_version = 3")
    database.close()
    primary, standby = Database(tmp_path / "primary.db"), Database(tmp_path / "standby.db")
    assert primary.reading.exec_driver_sql("PRAGMA user_version").scalar() == len(STEPS)
    before = changes.last_change(primary.reading)
    at = NOW.timestamp()
    with primary.writing.begin():
        assert spend(primary.writing, WORD, at)
        assert not spend(primary.writing, WORD, at + 60)
    run = changes.run_after(primary.reading, Position(10**6, before))
    assert run.rows == {"spent": [[1, "a-1", at + REMEMBERED_SECONDS]]}
    with standby.writing.begin():
        rows.put(standby.writing, "spent", run.rows["spent"])
        assert not spend(standby.writing, WORD, at + 60)
        assert spend(standby.writing, WORD, at + REMEMBERED_SECONDS + 1), "out of time long before"
    primary.close()
    standby.close()
