"""A take-over that cannot be stored did not happen: the machine is a standby, and can be told again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from common.clock import SystemClock
from common.settings import Settings
from common.waiting import until
from kiosk.site.service import Tuning
from kiosk.site.standby import notes
from kiosk.site.standby.program import Standby, follows
from kiosk.site.writer import StorageFull
from tests.e2e.standby_pair import PATIENCE_SECONDS, Pair, a_pair, events, guest, rows


@pytest.mark.expect_log("primary_not_reached")
@pytest.mark.expect_log("not_handed_over")
@pytest.mark.expect_log("database or disk is full")
@pytest.mark.expect_log("taken_over")
def test_a_take_over_on_a_full_disk_leaves_a_standby(tmp_path: Path) -> None:
    with a_pair(tmp_path) as pair:
        with pair.client(pair.first) as kiosk:
            for name in ("Ana", "Ben", "Chipo"):
                kiosk.check_in(guest(name), name)
        settings = Settings.model_validate(
            {
                "data_folder": str(tmp_path / "b" / "data"),
                "site": {"standby_of": pair.first.url, "standby_token": pair.key},
            }
        )
        asyncio.run(_full_then_free(pair, settings))


async def _full_then_free(pair: Pair, settings: Settings) -> None:
    file = pair.database("b")
    standby = Standby(settings, SystemClock(), None, 0)
    standby.start()
    try:
        await _wait(lambda: standby.follower.standing().together)
        pair.first.kill()
        pages = rows(file, "PRAGMA page_count")[0][0]
        standby._tuning = Tuning(max_pages=int(pages))
        with pytest.raises(StorageFull):
            await standby.take_over("operator")
        known = notes.read_file(file)
        assert known is not None and known.follows and not known.own_term
        assert follows(settings), "after a power cut it would write under the old one's term"
        assert not events(file, "SiteTakenOver")

        standby._tuning = None
        told = await standby.take_over("operator")
        assert told.term == 1
        known = notes.read_file(file)
        assert known is not None and not known.follows and known.own_term == "1"
        assert [one["term"] for one in events(file, "SiteTakenOver")] == [1]
        assert len(events(file, "VisitCheckedIn")) == 3
    finally:
        await standby.stop()


async def _wait(condition: Callable[[], bool]) -> None:
    assert await asyncio.to_thread(until, condition, PATIENCE_SECONDS, 0.02)
