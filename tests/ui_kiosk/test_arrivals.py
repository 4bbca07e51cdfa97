"""Arrivals on disk: whole or not there, in order, numbered once, delivered once, never dropped."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from common.clients.errors import ApiRefused, Unreachable
from common.files import write_whole
from common.ids import new_id
from common.wire import CheckInBody, Guest, Problem, VisitOut
from kiosk.queue.refusals import Code
from kiosk.ui.arrivals import Arrival, Arrivals
from kiosk.ui.delivery import deliver_waiting

DAY = date(2026, 3, 2)


def keep(arrivals: Arrivals, name: str = "Greta", day: date = DAY) -> Arrival:
    body = CheckInBody(id=new_id(), service="laptop", guest=Guest(name=name))
    return arrivals.keep(body, f"key-{name}", "KA", day)


class Site:
    """A site that takes each visit once and answers, refuses or is away as it is told."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.keys: list[str] = []
        self.away = False
        self.refuses: dict[str, int] = {}

    def check_in(self, body: CheckInBody, key: str) -> VisitOut:
        if self.away:
            raise Unreachable("away")
        name = body.guest.name if body.guest else ""
        if name in self.refuses:
            raise ApiRefused(Problem(title="no", status=self.refuses[name], code=Code.UNKNOWN_SERVICE))
        self.taken.append(name)
        self.keys.append(key)
        return VisitOut(id=body.id, state="waiting", service="laptop", number=body.number)


@pytest.fixture
def arrivals(tmp_path: Path) -> Arrivals:
    return Arrivals(tmp_path)


def test_numbers_are_of_the_kiosks_series_and_begin_anew_each_day(arrivals: Arrivals) -> None:
    numbers = [keep(arrivals).body.number for _ in range(3)]
    assert numbers == ["KA01", "KA02", "KA03"]
    assert keep(arrivals, day=DAY + timedelta(days=1)).body.number == "KA01"
    assert [a.order for a in arrivals.waiting()] == [1, 2, 3, 4]


def test_numbers_go_on_after_a_restart(arrivals: Arrivals, tmp_path: Path) -> None:
    keep(arrivals)
    assert keep(Arrivals(tmp_path)).body.number == "KA02"


def test_number_a_hundred_has_three_digits_and_is_still_one_of_the_series(arrivals: Arrivals) -> None:
    for _ in range(99):
        keep(arrivals)
    assert keep(arrivals).body.number == "KA100"


def test_what_was_kept_is_read_back_as_it_was(arrivals: Arrivals, tmp_path: Path) -> None:
    kept = keep(arrivals, "Zoë 👋")
    assert Arrivals(tmp_path).waiting() == [kept]
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "waiting").iterdir()} == {0}


def test_delivery_is_in_order_with_the_same_keys(arrivals: Arrivals) -> None:
    site = Site()
    for name in ("Ana", "Ben", "Chi"):
        keep(arrivals, name)
    outcome = deliver_waiting(arrivals, site.check_in)
    assert (outcome.delivered, outcome.refused, outcome.left) == (3, 0, 0)
    assert (site.taken, site.keys) == (["Ana", "Ben", "Chi"], ["key-Ana", "key-Ben", "key-Chi"])
    assert not arrivals.has_waiting()


def test_delivery_stops_where_the_site_goes_away_and_goes_on_there(arrivals: Arrivals) -> None:
    site = Site()
    keep(arrivals, "Ana")
    keep(arrivals, "Ben")
    site.refuses = {"Ben": 507}  # the site's disk is full: the same request may be taken later
    assert deliver_waiting(arrivals, site.check_in).left == 1
    site.refuses, site.away = {}, True
    assert deliver_waiting(arrivals, site.check_in).left == 1
    site.away = False
    deliver_waiting(arrivals, site.check_in)
    assert site.taken == ["Ana", "Ben"]


@pytest.mark.expect_log("a kept arrival was refused")
def test_a_refused_arrival_stays_with_its_reason_and_does_not_hold_up_the_next(arrivals: Arrivals) -> None:
    site = Site()
    keep(arrivals, "Ana")
    keep(arrivals, "Ben")
    site.refuses = {"Ana": 409}
    outcome = deliver_waiting(arrivals, site.check_in)
    assert (outcome.delivered, outcome.refused) == (1, 1)
    (refused,) = arrivals.refused()
    assert (refused.reason, refused.body.guest) == (Code.UNKNOWN_SERVICE, Guest(name="Ana"))
    assert not arrivals.has_waiting()


@pytest.mark.expect_log("cannot be read")
def test_a_damaged_file_is_left_alone_and_told(arrivals: Arrivals, tmp_path: Path) -> None:
    kept = keep(arrivals)
    broken = tmp_path / "waiting" / "00000000-broken.json"
    broken.write_text('{"order":')
    assert arrivals.waiting() == [kept]
    assert broken.exists()


def test_a_damaged_counter_gives_no_number_twice(arrivals: Arrivals, tmp_path: Path) -> None:
    keep(arrivals)
    (tmp_path / "series.json").write_text("nonsense")
    with pytest.raises(OSError, match="damaged"):
        keep(arrivals)


def test_an_arrival_is_found_by_its_appointment(arrivals: Arrivals) -> None:
    body = CheckInBody.model_validate({"id": new_id(), "pass": "M1.x.y"})
    kept = arrivals.keep(body, "key", "KA", DAY, "appointment-7")
    assert arrivals.of_appointment("appointment-7") == kept
    assert arrivals.of_appointment("appointment-8") is None
    assert arrivals.waiting()[0].body.pass_ == "M1.x.y"


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    write_whole(path, "old")
    (tmp_path / ".file.json.new").mkdir()  # the file aside cannot be opened
    with pytest.raises(OSError):  # noqa: PT011 which one differs between systems
        write_whole(path, "new")
    assert path.read_text() == "old"
