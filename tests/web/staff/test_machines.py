"""The page of a site's two machines: how they stand, the word to take over, and what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from common.clients.desk import DeskClient
from desk.staff import store as staff
from desk.staff.rules import Role
from desk.standby import store as standby
from desk.standby.store.reports import NOTED_EVERY
from kiosk.queue import events as e
from tests.api.desk_sync.journals import START, chained, opening, push_of, visit
from tests.fixtures.desks import RunningDesk
from tests.web.staff.forms import Visitor

BEGUN = [*opening(), *visit(1)]
OLD = chained([*BEGUN, *visit(2)])
IN_STEP = {"together": True, "whole": True}


@pytest.fixture
def site(desk: RunningDesk) -> Iterator[DeskClient]:
    """The site's machines, as the desk hears them."""
    client = DeskClient(desk.url, desk.token())
    client.push("main", push_of(OLD))
    yield client
    client.close()


@pytest.fixture
def lead(desk: RunningDesk) -> Iterator[Visitor]:
    somebody = Visitor(desk.url).sign_in("ines")
    yield somebody
    somebody.close()


def said(desk: RunningDesk) -> list[tuple[str, str]]:
    with desk.database.read() as connection:
        known = staff.actions(connection)
    return [(one.subject, one.detail["term"]) for one in known if one.action == "take_over_said"]


def test_how_the_standby_stands(desk: RunningDesk, site: DeskClient, lead: Visitor) -> None:
    page = lead.get("/staff/machines")
    assert "None follows at the moment" in page.text and 'id="take-over-main"' not in page.text
    assert "mostrador token standby" in page.text and "docs/guides/standby.md" in page.text
    last = len(OLD)
    for told, words in (
        ({"entry": 0, "together": False, "whole": False}, "Making its first copy"),
        ({"entry": last - 1, "together": False, "whole": True}, "Catching up"),
        ({"entry": last, "together": False, "whole": True}, "Not in touch with the other machine"),
        ({"entry": last, **IN_STEP}, "In step"),
    ):
        desk.clock.forward(NOTED_EVERY)
        assert site.terms("main", told) == (0, 0)
        assert words in lead.get("/staff/machines").text
    assert "has everything that the desk has" in lead.text
    desk.clock.forward(timedelta(minutes=1))
    assert "Not heard of" in lead.get("/staff/machines").text
    assert site.terms("main") == (0, 0), "who only asks says nothing of itself"
    assert "Not heard of" in lead.get("/staff/machines").text


def test_the_word_is_said_once_and_written_down(desk: RunningDesk, site: DeskClient, lead: Visitor) -> None:
    site.terms("main", {"entry": len(OLD), **IN_STEP})
    lead.get("/staff/machines/main/take-over")
    assert "nothing that anybody was told is lost" in lead.text
    lead.post("/staff/machines/main/take-over", {"term": "1"})
    assert lead.path == "/staff/machines?done=take-over-said" and "was told to take over" in lead.text
    assert site.terms("main") == (0, 1)
    for _ in range(2):
        lead.get("/staff/machines/main/take-over")
        lead.post("/staff/machines/main/take-over", {"term": "1"})
    assert said(desk) == [("main", "1")], "said again, it is the same word"


@pytest.mark.expect_log("entries_set_aside")
def test_what_was_lost_is_told_and_a_stale_page_orders_nothing(
    desk: RunningDesk, site: DeskClient, lead: Visitor
) -> None:
    site.terms("main", {"entry": len(BEGUN), "together": False, "whole": True})
    lead.get("/staff/machines/main/take-over")
    assert "what the old machine told people last may be lost" in lead.text
    lead.post("/staff/machines/main/take-over", {"term": "1"})
    taken = chained([*BEGUN, e.SiteTakenOver(START, 1, len(BEGUN), False, "desk"), *visit(4)])
    desk.clock.forward(timedelta(seconds=5))
    site.push("main", push_of(taken[len(BEGUN) :]), term=1)
    page = lead.get("/staff/machines").text
    assert "The standby: it took over" in page and "said at the desk" in page
    assert f"after entry {len(BEGUN)} may be missing" in page
    assert f"{len(OLD) - len(BEGUN)} entries that the desk had were set aside" in page
    lead.get("/staff/machines/main/take-over")
    lead.post("/staff/machines/main/take-over", {"term": "1"})
    assert lead.path == "/staff/machines?done=take-over-over"
    assert site.terms("main") == (1, 0) and said(desk) == [("main", "1")]
    for odd in ("", "0", "2٣", "-1", "9" * 40, "x"):
        lead.get("/staff/machines/main/take-over")
        lead.post("/staff/machines/main/take-over", {"term": odd})
        assert site.terms("main") == (1, 0), odd


def test_nothing_lost_is_said_too(desk: RunningDesk, site: DeskClient, lead: Visitor) -> None:
    taken = chained([*BEGUN, *visit(2), e.SiteTakenOver(START, 1, len(OLD), True, "operator")])
    site.push("main", push_of(taken[len(OLD) :]), term=1)
    site.terms("main", {"entry": 1, **IN_STEP})
    page = lead.get("/staff/machines").text
    assert "said on the machine" in page and "Nothing" in page
    with desk.database.read() as connection:
        assert standby.terms_of(connection, "main").term == 1


def test_only_a_lead_of_that_site_may(desk: RunningDesk, site: DeskClient) -> None:
    site.terms("main", {"entry": len(OLD), **IN_STEP})
    desk.staff("nora", Role.LEAD, ("north",))
    for login, status in (("lena", 403), ("nora", 404)):
        who = Visitor(desk.url).sign_in(login)
        assert who.get("/staff/machines/main/take-over").status == status
        who.get("/staff/incidents")
        assert who.post("/staff/machines/main/take-over", {"term": "1"}).status == status
        who.close()
    other = Visitor(desk.url).sign_in("nora").get("/staff/machines")
    assert "site-north" in other.text and "site-main" not in other.text
    other.close()
    assert site.terms("main") == (0, 0)


def test_a_form_from_elsewhere_orders_nothing(desk: RunningDesk, site: DeskClient, lead: Visitor) -> None:
    site.terms("main", {"entry": len(OLD), **IN_STEP})
    lead.get("/staff/machines/main/take-over")
    assert lead.post("/staff/machines/main/take-over", {"term": "1"}, token="made up").status == 403
    assert site.terms("main") == (0, 0)
