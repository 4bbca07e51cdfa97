"""A database of an earlier version learns of outside tools, and a standby that follows it hears of them."""

from __future__ import annotations

import lzma
from pathlib import Path

from sqlalchemy import insert

from kiosk.site.database import Database
from kiosk.site.schema import STEPS, outside
from kiosk.site.standby import changes
from kiosk.site.standby.changes import Position
from tests import golden

STORED = Path(golden.__file__).parent / "site-v2.db.xz"


def _old(path: Path) -> None:
    path.write_bytes(lzma.decompress(STORED.read_bytes()))


def _row(incident: str) -> dict[str, str]:
    return {"incident": incident, "document": "{}"}


def test_a_log_that_is_kept_takes_the_new_table_in(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    _old(path)
    database = Database(path)
    with database.writing.begin():
        changes.begin_log(database.writing)
        for moment in ("INSERT", "UPDATE", "DELETE"):  # as a log of the version before has it
            database.writing.exec_driver_sql(f"DROP TRIGGER changes_outside_{moment}")
        database.writing.exec_driver_sql("DROP TABLE outside")
        database.writing.exec_driver_sql("PRAGMA user_version = 2")
    database.close()
    again = Database(path)
    before = changes.last_change(again.reading)
    with again.writing.begin():
        again.writing.execute(insert(outside).values(_row("a")))
    assert changes.last_change(again.reading) == before + 1
    run = changes.run_after(again.reading, Position(10**6, before))
    assert run.rows == {"outside": [[1, "a", "{}"]]}
    again.close()


def test_without_a_standby_the_step_logs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    _old(path)
    database = Database(path)
    with database.writing.begin():
        database.writing.execute(insert(outside).values(_row("a")))
    assert changes.last_change(database.reading) == 0
    assert database.reading.exec_driver_sql("PRAGMA user_version").scalar() == len(STEPS)
    database.close()
