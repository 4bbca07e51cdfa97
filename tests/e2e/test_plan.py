"""`mostrador plan` as a process: with a desk here, a desk elsewhere, a site’s journal alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from common.clock import SystemClock
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Offer, Site
from desk.engine import Database, sqlite_url
from desk.sync.tokens import create_site_token
from kiosk.queue.chain import GENESIS
from kiosk.queue.events import Event
from kiosk.site import journal
from kiosk.site.database import Database as SiteDatabase
from tests.api.desk_reports.asking import pushed
from tests.api.desk_sync.journals import chained
from tests.fixtures.desks import desk_process
from tests.unit.planning.invented import SERVICES, SETTINGS, Invented

DAYS = 60


def past(days: int) -> list[Event]:
    """A past that ended yesterday."""
    return Invented(11).past(days, SystemClock().now().date() - timedelta(days=days))


def planned(folder: Path, *words: str, **environment: str) -> tuple[int, str, str]:
    """Exit code, what was printed, what was complained of."""
    env = os.environ | {"MOSTRADOR_DATA_FOLDER": str(folder)} | environment
    command = [sys.executable, "-m", "mostrador", "plan", *words]
    run = subprocess.run(command, env=env, capture_output=True, text=True, timeout=100, check=False)
    return run.returncode, run.stdout, run.stderr


@pytest.fixture
def desk_folder(tmp_path: Path) -> Path:
    """The data folder of a desk that has the copy of a site's journal."""
    database = Database(sqlite_url(tmp_path / "desk" / "desk.db"))
    database.prepare()
    with database.begin() as connection:
        catalogue.save_site(connection, Site(SETTINGS, tuple(Offer(service) for service in SERVICES)))
        pushed(connection, "main", chained(past(DAYS)), SystemClock().now())
    database.close()
    return tmp_path


def site_folder(folder: Path, days: int) -> Path:
    """The data folder of a site that has no desk."""
    database, head, written = SiteDatabase(folder / "site" / "journal.db"), GENESIS, []
    for number, event in enumerate(past(days), 1):
        written.append(journal.write_down(event, number, head, "kiosk", f"c{number}"))
        head = written[-1].hash
    with database.writing.begin():
        journal.append(database.writing, written)
    database.close()
    return folder


def test_a_desk_here_and_a_desk_elsewhere_say_the_same(desk_folder: Path, tmp_path: Path) -> None:
    words = ("main", "--days", "7", "--without-agent", "TUE", "--json")
    code, out, err = planned(desk_folder, *words)
    assert (code, err) == (0, "")
    told: dict[str, Any] = json.loads(out)
    days = told["plan"]["days"]
    tuesday = next(day for day in days if day["open"] and _weekday(day) == 1)
    wednesday = next(day for day in days if day["open"] and _weekday(day) == 2)
    assert tuesday["waits_changed"]["mean"] > tuesday["waits_usual"]["mean"]
    assert wednesday["waits_changed"] == wednesday["waits_usual"]
    assert told["back_test"]["overall"]["wape"] < told["back_test"]["overall"]["naive_wape"]
    url = sqlite_url(desk_folder / "desk" / "desk.db")
    database = Database(url)
    token = create_site_token(database, "main")
    database.close()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with desk_process(url, desk_folder) as address:
        reach = {"MOSTRADOR_SITE__DESK_URL": address, "MOSTRADOR_SITE__DESK_TOKEN": token}
        code, out, err = planned(elsewhere, *words, **reach)
        assert (code, err) == (0, "")
        other = json.loads(out)
        assert (other["plan"], other["back_test"]) == (told["plan"], told["back_test"])
        code, out, err = planned(elsewhere, "north", **reach)
        assert (code, out) == (1, "") and "north" in err
    code, out, err = planned(elsewhere, "main", **reach)
    assert (code, out) == (1, "") and "could not be reached" in err


def _weekday(day: dict[str, Any]) -> int:

    return date.fromisoformat(day["day"]).weekday()


@pytest.mark.parametrize(
    ("language", "said"), [("en", "agent-hours needed"), ("es", "hacen falta")], ids=["en", "es"]
)
def test_a_site_without_a_desk_plans_from_its_own_journal(tmp_path: Path, language: str, said: str) -> None:
    folder = site_folder(tmp_path, DAYS)
    code, out, err = planned(folder, "main", "--arrivals", "20", MOSTRADOR_LANGUAGE=language)
    assert (code, err) == (0, "") and out.count(said) == 5 and "09:30" in out
    assert ("Tried on the past" if language == "en" else "Probado con") in out
    code, out, err = planned(folder, "north")
    assert (code, out) == (1, "") and "“main”" in err


def test_too_little_is_said_plainly(tmp_path: Path) -> None:
    code, out, _ = planned(site_folder(tmp_path / "young", 4), "main", "--days", "2")
    assert code == 0 and "every weekday is like the others" in out and "not tried on the past" in out
    code, out, _ = planned(site_folder(tmp_path / "empty", 0), "main")
    assert code == 0 and "nothing can be planned" in out and "09:" not in out
    code, out, err = planned(tmp_path / "nothing", "main")
    assert (code, out) == (1, "") and "neither a desk nor a site" in err and "Traceback" not in err
    code, out, err = planned(tmp_path / "young", "main", "--shorter", "laptop:much")
    assert (code, out) == (1, "") and "SERVICE:MINUTES" in err
