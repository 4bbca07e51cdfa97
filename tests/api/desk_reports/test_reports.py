"""The reports of a desk, read off a copied journal."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from desk.engine import Database
from desk.reports import store
from desk.staff.rules import Role
from desk.sync import store as sync
from tests.api.desk_reports.asking import Asking
from tests.fixtures.desks import RunningDesk
from tests.unit.planning.invented import FIRST, HOURS, Invented, followed

TUESDAY = "2025-02-18"


def test_a_plan_of_the_week(lead: Asking) -> None:
    plan = lead.told("plan", days=7, promise_share=0.9, promise_minutes=15)
    assert plan["days"][0]["day"] == TUESDAY and len(plan["days"]) == 7
    assert plan["basis"]["open_days"] == 30 and plan["basis"]["assumed"] == ["no_special_days"]
    tuesday = plan["days"][0]
    assert tuesday["kept"] and 55 < tuesday["arrivals"]["mean"] < 95
    assert [row["start"] for row in tuesday["half_hours"]][:2] == ["09:00", "09:30"]
    assert all(row["agents"] >= 1 and row["usual_agents"] >= 3 for row in tuesday["half_hours"])
    assert tuesday["waits_changed"] is None


def test_one_agent_fewer_on_tuesday(lead: Asking) -> None:
    query = {"agents": -1, "weekday": ["TUE"], "days": 2}
    tuesday, wednesday = lead.told("plan", **query)["days"]
    assert tuesday["waits_changed"]["mean"] > tuesday["waits_usual"]["mean"]
    assert wednesday["waits_changed"] == wednesday["waits_usual"]
    more = lead.told("plan", days=1, arrivals_percent=20)["days"][0]
    assert more["waits_changed"]["within"] < more["waits_usual"]["within"]
    quick = lead.told("plan", days=1, shorter=["laptop:5"])["days"][0]
    assert quick["waits_changed"]["mean"] < quick["waits_usual"]["mean"]


WRONG: list[dict[str, Any]] = [
    {"days": 0},
    {"days": 99},
    {"promise_share": 2},
    {"weekday": ["MOO"]},
    {"shorter": ["laptop"]},
    {"shorter": ["laptop:much"]},
    {"shorter": ["laptop:nan"]},
    {"from": "9999-12-31"},
    {"from": "0001-01-01"},
    {"holiday": ["never"]},
]


def test_wrong_questions_are_told_so(lead: Asking) -> None:
    for query in WRONG:
        answer = lead.get("plan", **query)
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), query


def test_a_site_that_is_new_or_unknown(desk: RunningDesk, lead: Asking) -> None:
    plan = lead.told("plan", site="north")
    assert plan["days"] == [] and plan["basis"]["assumed"] == ["nothing_seen"]
    assert lead.told("back-test", site="north") == {"tested": None}
    assert lead.told("waits", site="north")["visitors"] == 0
    assert lead.told("fairness", site="north")["calls"] == 0
    assert lead.told("unmet", site="north") == {"items": []}
    for report in ("plan", "back-test", "waits", "fairness", "unmet"):
        assert lead.get(report, site="nowhere").status_code == 404
        assert lead.get(report, site="no\0where").status_code == 404


def test_the_back_test_shows_its_error_beside_the_naive_one(lead: Asking) -> None:
    tested = lead.told("back-test")["tested"]
    assert tested["overall"]["wape"] < tested["overall"]["naive_wape"]
    assert tested["staffing"]["days"] > 5 and 0 < tested["staffing"]["within"] <= 1
    assert set(tested["by_service"]) == {"password", "laptop", "phone"}


def test_how_promises_were_kept(lead: Asking) -> None:
    """The invented site promises well to four of five, and far too long to the fifth."""
    report = lead.told("waits", days=60)
    figures = report["at_check_in"]
    assert figures["promises"] > 1500 and figures["covered"] == pytest.approx(0.8, abs=0.03)
    assert figures["sooner"] > 0.15 and set(report["by_service"]) == {"password", "laptop", "phone"}
    assert set(report["by_hour"]) >= {"9", "10", "11", "12", "13", "14"}
    assert figures["width"] > 0 and figures["error"] > 0
    assert lead.told("waits", **{"from": FIRST.isoformat(), "days": 1})["visitors"] < 150


def test_who_was_called_out_of_turn(lead: Asking) -> None:
    report = lead.told("fairness", days=60)
    assert report["out_of_turn"] == report["by_reason"]["quick"]["calls"] > 50
    assert sum(each["calls"] for each in report["by_agent"].values()) == report["out_of_turn"]
    assert report["newest"][0]["at"] > report["newest"][-1]["at"]
    assert sum(report["times_passed"].values()) == report["calls"]
    assert report["most_passed"] == 0 == report["passed_at_least_once"]  # it calls in the order of arrival


def test_only_leads_and_the_site_itself_may_read(desk: RunningDesk, lead: Asking) -> None:
    with Asking(desk, "main", Role.AGENT) as agent:
        assert agent.get("plan").status_code == 403
    address = f"{desk.url}/api/v1/reports/waits"
    assert requests.get(address, params={"site": "main"}, timeout=20).status_code == 401

    def by_token(token: str, site: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return requests.get(address, params={"site": site}, headers=headers, timeout=20).status_code

    assert by_token(desk.token("main"), "main") == 200
    assert by_token(desk.token("north"), "main") == 403
    assert by_token("site_invented", "main") == 401


def test_a_journal_is_read_once_and_by_many_at_a_time(desk: RunningDesk, lead: Asking) -> None:
    """Page after page, also when several processes ask together; what is kept is what one reading gives."""
    whole = followed(Invented(5).past(42))
    with ThreadPoolExecutor(4) as pool:
        read = list(pool.map(lambda _: in_another(desk), range(4)))
    with desk.database.read() as connection:
        legs = store.legs_between(connection, "main", moment("2000"), moment("2100"))
        duties = store.duties_between(connection, "main", moment("2000"), moment("2100"))
    assert sum(read) == desk_entries(desk)
    assert sorted(legs, key=lambda leg: leg.visit) == sorted(whole.all_legs(), key=lambda leg: leg.visit)
    assert (
        len(duties)
        == len(whole.duties)
        == 4 * sum(1 for d in range(42) if HOURS.spans(FIRST + timedelta(days=d)))
    )
    assert store.catch_up(desk.database, "main") == 0


def in_another(desk: RunningDesk) -> int:
    """Catch up over connections of its own, as another process would."""
    database = Database(desk.database.url)
    try:
        return store.catch_up(database, "main")
    finally:
        database.close()


def desk_entries(desk: RunningDesk) -> int:
    with desk.database.read() as connection:
        return sync.held(connection, "main").sequence


def moment(year: str) -> datetime:
    return datetime(int(year), 1, 1, tzinfo=UTC)
