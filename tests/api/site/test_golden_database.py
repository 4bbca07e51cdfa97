"""The service starts on the database that each released version left, and goes on from there."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from common.clock import ManualClock
from common.ids import new_id
from common.waiting import until
from kiosk.queue.visits import VisitState
from kiosk.site.service import Tuning
from kiosk.site.verify import check
from tests import golden
from tests.api.site.asking import a_check_in
from tests.api.site.running import PATIENCE_SECONDS, SiteThread
from tests.golden.state import state_of

FOLDER = Path(golden.__file__).parent
STORED = sorted(FOLDER.glob("site-v*.db.xz"))
THAT_MORNING = datetime(2026, 3, 6, 8, 40, tzinfo=UTC)  # nobody's call was left alone for too long yet


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.name)
def test_the_site_starts_on_an_old_database(
    stored: Path, open_site: Callable[..., SiteThread], tmp_path: Path
) -> None:
    version = stored.name.removeprefix("site-v").removesuffix(".db.xz")
    database = tmp_path / "site" / "journal.db"
    database.parent.mkdir()
    database.write_bytes(lzma.decompress(stored.read_bytes()))
    clock = ManualClock(THAT_MORNING)
    site = open_site(clock=clock, tuning=Tuning(clock_seconds=0.05))
    expected = json.loads((FOLDER / f"line-v{version}.json").read_text(encoding="utf-8"))
    assert state_of(site.site.published.line) == expected
    lena = site.agent("lena")
    known = {found["id"]: found for found in lena.line().line["visits"]}
    assert known.keys() == expected["visits"].keys()
    assert lena.line().names["v28"] == f"Visitor {expected['visits']['v28'][2]}"
    line = site.site.published.line
    (called,) = (visit.id for visit in line.visits.values() if visit.state is VisitState.CALLED)
    clock.forward(timedelta(minutes=20))
    assert until(lambda: line.visits[called].state is VisitState.WAITING, PATIENCE_SECONDS, 0.01)
    visit = site.local().check_in(a_check_in("Ana Gil"), new_id())
    assert visit.number == f"A{expected['last_number']['A'] + 1:03d}" and visit.state == "waiting"
    with site.writing() as connection:
        assert connection.execute(text("SELECT count(*) FROM past_visits WHERE visit = 'v3'")).scalar() == 1
    site.stop()
    report = check(database)
    assert report.good and report.entries > expected["sequence"]
