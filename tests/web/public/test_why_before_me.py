"""Why was somebody called before me? The phone page says it by the journal: numbers and times, no names."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from playwright.sync_api import expect

from kiosk.queue import events as e
from kiosk.queue.visits import Because, CallRule, ChosenReason, Mark, Wait
from tests.fixtures.desks import NOON, RunningDesk
from tests.web.public.conftest import OpenPhone
from tests.web.public.looks import assert_good
from tests.web.public.test_visit_page import CAME, LINE, Site

DUE = CAME + timedelta(minutes=20)
BOOKED = CAME + timedelta(minutes=8)
RULE = CallRule.DUE_TIME
MINE = e.VisitCheckedIn(CAME, "walk-9", "laptop", "A050", DUE, CAME)
ANA = e.VisitCheckedIn(
    NOON,
    "booked-1",
    "laptop",
    "A051",
    BOOKED,
    NOON,
    person="p-ana",
    appointment="booked-1",
    booked_for=BOOKED,
)
GUEST = e.VisitCheckedIn(NOON, "vip-1", "laptop", "A052", DUE, NOON, marks=(Mark.VIP,))


def _called(visit: str, because: Because, **more: Any) -> e.VisitCalled:
    return replace(e.VisitCalled(NOON, visit, "2", "lena", RULE, because=because), **more)


def test_nobody_has_passed_yet(desk: RunningDesk, phone: OpenPhone) -> None:
    site, page = Site(desk), phone()
    site.tell(*LINE[:2], MINE)
    page.goto("/v/walk-9")
    expect(page.locator("#why-told")).to_be_hidden()
    page.tap("#why summary")
    expect(page.locator("#why-told")).to_contain_text("everybody has a call-by time")
    expect(page.locator("#why-told")).to_contain_text("Nobody who came after you has been called before you")
    assert_good(page)
    site.client.close()


def test_the_calls_that_passed_are_explained_when_one_asks(desk: RunningDesk, phone: OpenPhone) -> None:
    site, page = Site(desk), phone()
    site.tell(*LINE[:2], MINE, ANA, GUEST)
    page.goto("/v/walk-9")
    site.tell(
        _called("booked-1", Because.BOOKED, due_at=BOOKED), e.VisitStarted(NOON, "booked-1", "2", "lena")
    )
    site.tell(e.VisitFinished(NOON, "booked-1", "lena"))
    site.tell(_called("vip-1", Because.VIP, due_at=DUE))
    page.tap("#why summary")
    lines = page.locator("#why-told li")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("A052 needed to be seen a little sooner")
    expect(lines.nth(1)).to_contain_text("A051 was booked for")
    expect(lines.nth(1)).to_contain_text("before you were due")
    assert_good(page)
    site.client.close()


def test_it_is_said_without_scripts_and_in_spanish(desk: RunningDesk, phone: OpenPhone) -> None:
    site, page = Site(desk), phone("es-ES", javascript=False)
    chosen = _called("booked-1", Because.CHOSEN, rule=CallRule.CHOSEN, reason=ChosenReason.URGENT)
    site.tell(*LINE[:2], MINE, ANA, chosen)
    page.goto("/v/walk-9")
    page.tap("#why summary")
    expect(page.locator("#why-told li")).to_have_count(1)
    expect(page.locator("#why-told li")).to_contain_text("Alguien del equipo atendió a A051 fuera de turno")
    site.client.close()


def test_who_came_before_is_not_said_to_have_passed(desk: RunningDesk, phone: OpenPhone) -> None:
    site, page = Site(desk), phone()
    site.tell(*LINE, MINE, e.VisitCalled(NOON, "walk-1", "2", "lena", RULE, because=Because.DUE))
    page.goto("/v/walk-9")
    page.tap("#why summary")
    expect(page.locator("#why-told")).to_contain_text("Nobody who came after you")
    site.client.close()


def test_the_wait_that_was_promised_counts_down(desk: RunningDesk, phone: OpenPhone) -> None:
    """The page tells what is left of the promise; a forecast that says the same leaves it as it is."""
    site, page = Site(desk), phone()
    site.tell(*LINE[:2], MINE)
    site.tell(e.WaitsPromised(NOON - timedelta(minutes=1), {"walk-9": Wait(21, 29, 25)}, {}))
    page.goto("/v/walk-9")
    expect(page.locator(".range")).to_have_text("About 20 to 30 minutes")
    desk.clock.forward(timedelta(minutes=10))
    expect(page.locator(".range")).to_have_text("About 10 to 20 minutes")
    site.client.close()
