"""At the touch screen: who joined by phone says that they are here; who is booked is asked about it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from common.clock import SystemClock
from common.ids import new_id
from common.join_code import code_of_visit
from kiosk.ui.facts import Taking
from tests.api.site.asking import a_check_in
from tests.api.site.running import SiteThread
from tests.api.site.test_changes import change
from tests.api.site.test_place_already import book, by_day, joined
from tests.ui_kiosk.visitor import Visitor


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SiteThread]:
    running = SiteThread(tmp_path / "site-data")
    yield running
    running.stop()


def token_of(site: SiteThread) -> str:
    return (site.folder / "site" / "local-token").read_text().strip()


def test_the_page_of_the_phone_is_scanned_and_the_place_is_there(visitor: Visitor, site: SiteThread) -> None:
    visit = joined(site)
    visitor.open(site.url, token_of(site))
    visitor.tap("welcome-joined")
    assert visitor.text("title") == "Show your place"
    visitor.scan(f"https://desk.example.org/v/{visit.id}")
    assert visitor.text("done-number") == visit.number
    assert visitor.text("title") == "Welcome, Rosa"
    assert "kept the place" in visitor.text("done-kept")
    assert site.local().visit(visit.id).presence == "here"
    visitor.tap("done")
    visitor.wait_for("welcome-help")


def test_the_code_is_typed_and_a_wrong_one_leads_on(visitor: Visitor, site: SiteThread) -> None:
    visit = joined(site)
    visitor.open(site.url, token_of(site))
    visitor.tap("welcome-joined")
    visitor.tap("pass-type")
    visitor.press_keys("AAAAAA")
    visitor.reads("title", "We do not find your place")
    visitor.tap("refused-type")
    visitor.press_keys(code_of_visit(visit.id))
    assert visitor.text("done-number") == visit.number


def test_a_place_that_is_shown_on_the_first_page_is_found_too(visitor: Visitor, site: SiteThread) -> None:
    visit = joined(site)
    visitor.open(site.url, token_of(site))
    visitor.wait_for("welcome-joined")
    visitor.scan(f"https://desk.example.org/v/{visit.id}")
    assert visitor.text("done-number") == visit.number


def test_a_site_where_nobody_joins_by_phone_offers_no_such_way(visitor: Visitor, site: SiteThread) -> None:
    visitor.open(site.url, token_of(site))
    visitor.wait_for("welcome-help")
    assert not visitor.sees("welcome-joined")


def test_cut_off_it_says_what_the_phone_can_do(visitor: Visitor, site: SiteThread) -> None:
    visit = joined(site)
    visitor.open(site.url, token_of(site))
    visitor.tap("welcome-joined")
    visitor.wait_for("pass-type")
    site.stop()
    visitor.until(lambda: visitor.screen.parts.facts.in_touch is False)
    visitor.scan(f"https://desk.example.org/v/{visit.id}")
    assert "on your phone" in visitor.text("refused-text")


def test_who_is_booked_and_found_by_name_checks_in_for_the_appointment(
    visitor: Visitor, site: SiteThread
) -> None:
    by_day(site)
    person = site.person("Ana García López")
    mine = book(site, person, SystemClock().now() + timedelta(seconds=20))
    visitor.open(site.url, token_of(site))
    visitor.tap("welcome-help")
    visitor.press_keys("ana")
    visitor.tap("person-0")
    visitor.reads("title", "You have an appointment")
    assert visitor.text("booked-for") == "Computer or laptop"
    visitor.tap("booked-yes")
    visitor.tap("call-as-first_name")
    assert visitor.text("title") == "Hello Ana"
    number = visitor.check_in()
    taken = site.local().visit(mine)
    assert (taken.number, taken.state, taken.further) == (number, "waiting", ())
    assert taken.booked_for is not None


def test_who_is_booked_and_has_something_else_gets_one_number_for_both(
    visitor: Visitor, site: SiteThread
) -> None:
    by_day(site)
    person = site.person("Ana García López")
    mine = book(site, person, SystemClock().now() + timedelta(seconds=20))
    visitor.open(site.url, token_of(site))
    visitor.tap("welcome-help")
    visitor.press_keys("ana")
    visitor.tap("person-0")
    visitor.tap("booked-other")
    visitor.to_confirm("phone")
    visitor.check_in()
    taken = site.local().visit(mine)
    assert (taken.service, taken.further) == ("laptop", ("phone",))


def test_a_card_says_full_by_heads(visitor: Visitor, site: SiteThread) -> None:
    change(site, laptop={"capacity": 4})
    visitor.open(site.url, token_of(site))
    visitor.wait_for("welcome-help")
    facts = visitor.screen.parts.facts

    def taking() -> Taking:
        (laptop,) = [each for each in facts.services() if each.id == "laptop"]
        return facts.taking(laptop)

    visitor.until(lambda: taking() is Taking.YES and bool(facts.waits))
    site.local().check_in(a_check_in("Rosa Gil", people=4), new_id())
    visitor.until(lambda: taking() is Taking.FULL)
