"""The desk says that the standby takes over, holds the new journal, and takes nothing of the old machine."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from common.clients.health import reach
from common.ids import new_id
from common.settings import Settings
from common.waiting import until
from mostrador.take_over import say_at_desk
from tests.e2e.fault_proxy import Fate, FaultProxy
from tests.e2e.sample import sample_desk
from tests.e2e.standby_pair import PATIENCE_SECONDS, a_pair, events, guest, rows
from tests.fixtures.killable import Killable
from tests.web.staff.forms import Visitor

WAIT = PATIENCE_SECONDS * 2
MACHINES = "/staff/machines"


def test_the_desk_says_it_and_holds_the_new_journal(tmp_path: Path) -> None:
    """The cable between the two is cut; the old one works on alone, and the desk has what it did."""
    token = sample_desk(tmp_path)
    with (
        Killable("desk", tmp_path) as desk,
        a_pair(tmp_path, desk_url=desk.url, desk_token=token) as pair,
        FaultProxy(pair.first.url, 1, {Fate.PASS: 1}) as cable,
    ):
        assert until(lambda: held_at(desk) > 0 and held_at(desk) == sequence(pair.first), WAIT)
        pair.start_standby(cable.url, desk_url=desk.url, desk_token=token)
        assert pair.together()
        with pair.client(pair.first) as client:
            client.check_in(guest("Both have me"), new_id())
            cable.pull()
            alone = client.check_in(guest("Alone"), new_id())
        assert until(lambda: held_at(desk) == sequence(pair.first), WAIT), "the desk has it"
        assert say_at_desk(Settings(data_folder=tmp_path / "data"), "nowhere") == 1
        page = Visitor(desk.url).sign_in("admin")
        assert until(lambda: "In step" not in page.get(MACHINES).text, WAIT), "it says that it is not"
        page.get(f"{MACHINES}/main/take-over")
        page.post(f"{MACHINES}/main/take-over", {"term": "1"})
        assert page.path == f"{MACHINES}?done=take-over-said"
        assert until(lambda: (reach(pair.standby.url) or {}).get("role") == "primary", WAIT)
        assert until(lambda: (reach(pair.first.url) or {}).get("role") == "fenced", WAIT)
        with pair.client(pair.standby) as client:
            new = client.check_in(guest("New"), new_id())
        assert until(lambda: desk_holds(tmp_path, pair.database("b")), WAIT), "and no more of the old one"
        told = page.get(MACHINES).text
        assert "said at the desk" in told and "may be missing" in told and "set aside" in told
        page.close()
        named = set_aside(tmp_path)
        assert alone.id in named
        assert new.id not in named
        pair.standby.kill()
        pair.standby.start()
        assert (reach(pair.standby.url) or {})["role"] == "primary"
        the_old_one_hears_it_from_the_desk(pair.first)
    taken_over = events(pair.database("b"), "SiteTakenOver")
    assert [(one["term"], one["by"], one["in_touch"]) for one in taken_over] == [(1, "desk", False)]


def the_old_one_hears_it_from_the_desk(first: Killable) -> None:
    """Also without a word of the standby, whose address it has forgotten."""
    first.kill()
    path = Path(first.log.parent / "data" / "site" / "journal.db")
    with closing(sqlite3.connect(path)) as found, found:
        found.execute("DELETE FROM standby_notes")
    (path.parent / "journal.mark").unlink()
    first.start()
    assert (reach(first.url) or {})["role"] == "fenced"


def sequence(site: Killable) -> int:
    return int((reach(site.url) or {}).get("sequence", -1))


def held_at(desk: Killable) -> int:
    known = (reach(desk.url) or {}).get("sites", {}).get("main")
    return int(known["sequence"]) if known else 0


def desk_holds(folder: Path, journal: Path) -> bool:
    wanted = rows(journal, "SELECT hash FROM entries ORDER BY seq")
    return rows(desk_file(folder), "SELECT hash FROM site_entries ORDER BY seq") == wanted


def set_aside(folder: Path) -> set[str]:
    """The visits that only the old machine had, as the desk keeps them."""
    found = rows(desk_file(folder), "SELECT data FROM site_entries_superseded WHERE term = 1")
    return {json.loads(row[0]).get("visit", "") for row in found}


def desk_file(folder: Path) -> Path:
    return folder / "data" / "desk" / "desk.db"
