"""The rules of the line at the console: why this one, marks, colleagues, matters, closing, pausing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from PySide6.QtWidgets import QAbstractButton, QTableView

from agent_console.console import Console
from common.clients.errors import ApiRefused
from common.clients.site import SiteClient
from common.ids import new_id
from common.wire import VisitOut
from kiosk.queue.visits import Mark
from tests.ui_console.hands import Hands
from tests.ui_console.site_process import SiteProcess


def visit_of(site: SiteProcess, visit: VisitOut) -> VisitOut:
    """As the site has it."""
    client = site.agent()
    try:
        return client.visit(visit.id)
    finally:
        client.hang_up()


def at_work(hands: Hands, site: SiteProcess, waiting: int) -> Console:
    """Lena at counter 1, with so many in her table."""
    console = hands.open_console(site.url)
    hands.sign_in(console)
    hands.until(lambda: len(hands.numbers(console)) == waiting)
    return console


def says(hands: Hands, console: Console, name: str, text: str) -> None:
    hands.until(lambda: hands.is_shown(console, name) and text in hands.text(console, name))


def paused_at(site: SiteProcess) -> Mapping[str, object]:
    """The console's bar goes at the click; only the site knows when check-in is open again."""
    client = site.agent()
    try:
        return client.pauses().paused
    finally:
        client.hang_up()


def marco_at(site: SiteProcess, counter: str) -> SiteClient:
    client = site.agent("marco")
    client.open(counter, new_id())
    return client


def test_a_mark_brings_somebody_forward_and_the_call_says_why(site: SiteProcess, hands: Hands) -> None:
    site.check_in("laptop", 0)
    urgent = site.check_in("laptop", 1)
    console = at_work(hands, site, 2)
    hands.pick_from(hands.row_menu(console, "A002"), "console-mark-urgent", "console-menu-mark")
    hands.until(lambda: hands.numbers(console) == ["A002", "A001"])
    assert visit_of(site, urgent).marks == (Mark.URGENT,)
    hands.click(console, "console-call-next")
    says(hands, console, "console-person-why", "Urgent, so called earlier")

    menu = hands.row_menu(console, "A001")
    hands.pick_from(menu, f"console-explain-{urgent.id}")
    hands.until(lambda: hands.is_shown(console, "console-explanation"))
    hands.click(console, "console-explanation-back")
    hands.until(lambda: not hands.is_shown(console, "console-explanation"))


def test_a_first_come_call_says_since_when(site: SiteProcess, hands: Hands) -> None:
    site.check_in("laptop", 0)
    console = at_work(hands, site, 1)
    hands.click(console, "console-call-next")
    says(hands, console, "console-person-why", "Next in turn, here since")


def test_one_matter_after_the_other_and_a_double_press_ends_one_only(site: SiteProcess, hands: Hands) -> None:
    visit = site.check_in("laptop", 0)
    console = at_work(hands, site, 1)
    hands.click(console, "console-call-next")
    says(hands, console, "console-status-state", "Calling")
    hands.click(console, "console-start")
    says(hands, console, "console-status-state", "Serving")
    hands.click(console, "console-more")
    menu = hands.open_menu("console-more-menu")
    hands.pick_from(menu, "console-add-service-phone", "console-menu-add-service")
    says(hands, console, "console-finish", "Next matter")

    work = console.work
    assert work is not None
    seen = work.situation().at_counter
    assert seen is not None
    hands.click(console, "console-finish")
    says(hands, console, "console-notice-text", "A001 stays with you")
    says(hands, console, "console-finish", "Finish")
    hands.until(lambda: work.ready)
    work.finish(seen)  # the second press of an impatient hand, for the matter that is done
    hands.until(lambda: work.ready)
    now = visit_of(site, visit)
    assert (now.state, now.service) == ("serving", "phone")
    hands.click(console, "console-finish")
    says(hands, console, "console-status-state", "Available")
    assert visit_of(site, visit).state == "done"


def test_a_second_agent_comes_and_goes(site: SiteProcess, hands: Hands) -> None:
    visit = site.check_in("laptop", 0)
    marco = marco_at(site, "2")
    marco.call("2", new_id())
    marco.act(visit.id, "start", new_id())
    console = at_work(hands, site, 1)
    hands.pick_from(hands.row_menu(console, "A001"), "console-do-join")
    says(hands, console, "console-person-company", "You are the second one with Marco Ruiz at counter 2")
    assert hands.text(console, "console-status-state").strip().startswith("Helping Marco Ruiz with A001")
    assert not hands.find(console, QAbstractButton, "console-call-next").isEnabled()
    hands.click(console, "console-withdraw")
    says(hands, console, "console-status-state", "Available")
    assert visit_of(site, visit).colleagues == ()
    marco.hang_up()


def test_somebody_waits_for_a_colleague_who_came_later(site: SiteProcess, hands: Hands) -> None:
    visit = site.check_in("laptop", 0)
    console = at_work(hands, site, 1)
    marco = marco_at(site, "2")
    work = console.work
    assert work is not None
    hands.until(lambda: "Marco Ruiz" in work.live.names.values())
    hands.select(console, "A001")
    hands.click(console, "console-transfer")
    menu = hands.open_menu("console-services")
    agent = work.live.line.counters["2"].agent
    hands.pick_from(menu, f"console-transfer-to-agent-{agent}")
    hands.until(lambda: visit_of(site, visit).reserved_for == agent)
    table = hands.find(console, QTableView, "console-queue-table")
    hands.until(lambda: "waits for Marco Ruiz" in str(table.model().index(0, 0).data(3)))
    hands.pick_from(hands.row_menu(console, "A001"), "console-reserve-nobody", "console-menu-reserve")
    hands.until(lambda: visit_of(site, visit).reserved_for is None)
    marco.hang_up()


def test_the_last_one_says_what_becomes_of_who_waits(site: SiteProcess, hands: Hands) -> None:
    visit = site.check_in("laptop", 0)
    console = at_work(hands, site, 1)
    hands.trigger(console, "console-action-break")
    hands.until(lambda: hands.is_shown(console, "console-closing"))
    hands.click(console, "console-closing-back")
    hands.until(lambda: not hands.is_shown(console, "console-closing"))
    assert "Available" in hands.text(console, "console-status-state")
    hands.trigger(console, "console-action-break")
    hands.until(lambda: hands.is_shown(console, "console-closing"))
    hands.click(console, "console-closing-keep")
    says(hands, console, "console-status-state", "On a break")
    assert visit_of(site, visit).state == "waiting"


def test_leaving_can_send_them_home_with_an_apology(site: SiteProcess, hands: Hands) -> None:
    visit = site.check_in("laptop", 0)
    console = at_work(hands, site, 1)
    hands.trigger(console, "console-action-sign-out")
    hands.until(lambda: hands.is_shown(console, "console-closing"))
    hands.click(console, "console-closing-home")
    hands.until(lambda: hands.is_shown(console, "console-sign-in"))
    assert visit_of(site, visit).state == "left"


def test_check_in_is_paused_with_a_message_and_reopened(site: SiteProcess, hands: Hands) -> None:
    console = at_work(hands, site, 0)
    hands.trigger(console, "console-action-pause")
    hands.until(lambda: hands.is_shown(console, "console-pause"))
    hands.click(console, "console-pause-some")
    assert not hands.find(console, QAbstractButton, "console-pause-do").isEnabled()
    hands.click(console, "console-pause-service-laptop")
    hands.type_into(console, "console-pause-message-en", "Back at eleven.")
    hands.click(console, "console-pause-do")
    says(hands, console, "console-paused-text", "Back at eleven.")
    with pytest.raises(ApiRefused) as refused:
        site.check_in("laptop", 0)
    assert refused.value.problem.code == "check_in_paused"
    site.check_in("phone", 1)
    hands.click(console, "console-paused-action")
    hands.until(lambda: not hands.is_shown(console, "console-paused"))
    hands.until(lambda: not paused_at(site))
    site.check_in("laptop", 0)


def test_a_no_show_who_came_after_all_and_a_call_put_back(site: SiteProcess, hands: Hands) -> None:
    visit = site.check_in("laptop", 0)
    console = at_work(hands, site, 1)
    hands.click(console, "console-call-next")
    says(hands, console, "console-status-state", "Calling")
    hands.click(console, "console-no-show")
    says(hands, console, "console-status-state", "Available")
    hands.select(console, "A001")
    hands.click(console, "console-come-back")
    hands.until(lambda: visit_of(site, visit).state == "waiting")
    hands.until(lambda: hands.find(console, QAbstractButton, "console-call-next").isEnabled())
    hands.click(console, "console-call-next")
    says(hands, console, "console-status-state", "Calling")
    hands.click(console, "console-more")
    hands.pick_from(hands.open_menu("console-more-menu"), "console-do-put-back")
    says(hands, console, "console-status-state", "Available")
    assert visit_of(site, visit).state == "waiting"
