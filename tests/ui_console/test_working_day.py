"""A technician's day by clicks and keys: sign in, call, serve, record, finish; and every other move."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from agent_console.console import Console
from common.ids import new_id
from common.wire import VisitOut
from tests.ui_console.hands import LEFT, Hands
from tests.ui_console.site_process import SiteProcess


def state_of(site: SiteProcess, visit: VisitOut) -> str:
    """As the site has it."""
    client = site.agent()
    try:
        return client.visit(visit.id).state
    finally:
        client.hang_up()


def is_calling(hands: Hands, console: Console) -> bool:
    return "Calling" in hands.text(console, "console-status-state")


def test_a_visit_from_call_to_record_by_clicks(site: SiteProcess, hands: Hands) -> None:
    ana = site.check_in("laptop", 0, note="It will not start since this morning", language="es")
    console = hands.open_console(site.url)
    hands.sign_in(console)
    hands.until(lambda: hands.numbers(console) == ["A001"])
    assert hands.table(console)[0][1] == "Ana García"

    hands.click(console, "console-call-next")
    hands.until(lambda: "Calling A001" in hands.text(console, "console-status-state"))
    hands.until(lambda: "will not start" in hands.text(console, "console-person-note"))
    assert hands.text(console, "console-person-title") == "A001  Ana García"
    assert "Español" in hands.text(console, "console-person-facts")
    assert state_of(site, ana) == "called"

    hands.click(console, "console-start")
    hands.until(lambda: "Serving A001" in hands.text(console, "console-status-state"))
    hands.type_into(console, "console-record-title", "Laptop will not start")
    hands.type_into(console, "console-record-description", "Battery was empty")
    hands.click(console, "console-record-save")
    hands.until(lambda: hands.text(console, "console-record-kept").startswith("Recorded"))
    hands.until(lambda: hands.text(console, "console-status-sent") == "all sent")
    hands.click(console, "console-finish")
    hands.until(lambda: "Available" in hands.text(console, "console-status-state"))
    assert state_of(site, ana) == "done"

    client = site.agent()
    records = client.incidents(client.line().now.date())
    client.hang_up()
    assert [(r.incident.title, r.incident.visit, r.incident.person) for r in records] == [
        ("Laptop will not start", ana.id, "person-0")
    ]
    assert records[0].priority == 4 and records[0].incident.resolved


def test_the_same_by_keys(site: SiteProcess, hands: Hands) -> None:
    visit = site.check_in()
    console = hands.open_console(site.url)
    hands.sign_in(console)
    hands.until(lambda: len(hands.numbers(console)) == 1)
    hands.shortcut(console, "call-next")
    hands.until(lambda: "Calling" in hands.text(console, "console-status-state"))
    hands.shortcut(console, "recall")
    hands.until(lambda: "called 2 times" in hands.text(console, "console-person-facts"))
    hands.shortcut(console, "start")
    hands.until(lambda: "Serving" in hands.text(console, "console-status-state"))
    hands.shortcut(console, "finish")
    hands.until(lambda: "Available" in hands.text(console, "console-status-state"))
    assert state_of(site, visit) == "done"


def test_no_show_hold_resume_and_transfer(site: SiteProcess, hands: Hands) -> None:
    missing, other = site.check_in("laptop", 0), site.check_in("laptop", 1)
    console = hands.open_console(site.url)
    hands.sign_in(console)
    hands.until(lambda: len(hands.numbers(console)) == 2)
    hands.click(console, "console-call-next")
    hands.until(lambda: hands.is_shown(console, "console-no-show"))
    hands.click(console, "console-no-show")
    hands.until(lambda: hands.numbers(console) == ["A002", "A001"])
    assert hands.table(console)[1][5] == "did not come"
    assert state_of(site, missing) == "no_show"

    hands.click(console, "console-call-next")
    hands.until(lambda: "Calling A002" in hands.text(console, "console-status-state"))
    hands.click(console, "console-hold")
    hands.until(lambda: hands.table(console)[0][5] == "on hold")
    hands.select(console, "A002")
    hands.click(console, "console-resume")
    hands.until(lambda: "Serving A002" in hands.text(console, "console-status-state"))
    hands.click(console, "console-transfer")
    hands.pick("console-services", "console-transfer-to-phone")
    hands.until(lambda: hands.table(console)[0][2] == "Phone or tablet")
    assert state_of(site, other) == "waiting"


def test_out_of_turn_asks_why_and_says_so_in_the_journal(site: SiteProcess, hands: Hands) -> None:
    site.check_in("laptop", 0)
    chosen = site.check_in("laptop", 1)
    console = hands.open_console(site.url)
    hands.sign_in(console)
    hands.until(lambda: len(hands.numbers(console)) == 2)
    table, point = hands.row_point(console, "A002")
    QTest.mouseClick(table.viewport(), LEFT, pos=point)
    QTest.mouseDClick(table.viewport(), LEFT, pos=point)
    hands.pick("console-reasons", "console-reason-accessibility")
    hands.until(lambda: "Calling A002" in hands.text(console, "console-status-state"))
    assert hands.numbers(console)[0] == "A002"
    assert state_of(site, chosen) == "called"


def test_return_on_a_row_is_a_double_click(site: SiteProcess, hands: Hands) -> None:
    site.check_in("laptop", 0)
    console = hands.open_console(site.url)
    hands.sign_in(console)
    hands.until(lambda: hands.numbers(console) == ["A001"])
    hands.select(console, "A001")
    hands.press(console, Qt.Key.Key_Return)
    hands.pick("console-reasons", "console-reason-urgent")
    hands.until(lambda: "Calling A001" in hands.text(console, "console-status-state"))


def test_a_break_gives_the_counter_back_and_the_end_of_it_takes_it(site: SiteProcess, hands: Hands) -> None:
    console = hands.open_console(site.url)
    hands.sign_in(console, counter="2")
    hands.trigger(console, "console-action-break")
    hands.until(lambda: "On a break" in hands.text(console, "console-status-state"))
    client = site.agent()
    assert client.line().line["counters"] == {}
    hands.trigger(console, "console-action-open-counter")
    hands.until(lambda: "Available" in hands.text(console, "console-status-state"))
    assert list(client.line().line["counters"]) == ["2"]
    client.hang_up()


def test_two_consoles_never_call_the_same_visitor(site: SiteProcess, hands: Hands) -> None:
    for person in range(2):
        site.check_in("laptop", person)
    lena = hands.open_console(site.url, "lena-data")
    hands.sign_in(lena, "lena", "1")
    marco = hands.open_console(site.url, "marco-data")
    hands.sign_in(marco, "marco", "2")
    hands.until(lambda: len(hands.numbers(lena)) == 2 and len(hands.numbers(marco)) == 2)
    hands.click(lena, "console-call-next")
    hands.click(marco, "console-call-next")
    for console in (lena, marco):
        hands.until(partial(is_calling, hands, console))
    called = {hands.text(console, "console-status-state") for console in (lena, marco)}
    assert len(called) == 2


def test_the_loser_of_a_race_is_told_in_words(site: SiteProcess, hands: Hands) -> None:
    """Both see one visitor; the other agent is quicker by one request."""
    site.check_in()
    console = hands.open_console(site.url)
    hands.sign_in(console)
    hands.until(lambda: len(hands.numbers(console)) == 1)
    marco = site.agent()
    marco.open("2", new_id())
    marco.call("2", new_id())
    console.work.call_next()  # type: ignore[union-attr]  # the click that was already on its way
    hands.until(lambda: hands.is_shown(console, "console-notice"))
    assert hands.text(console, "console-notice-text") == "Nobody is waiting at the moment."
    marco.hang_up()


def test_a_counter_that_is_taken_says_by_whom(site: SiteProcess, hands: Hands) -> None:
    marco = site.agent()
    marco.open("1", new_id())
    console = hands.open_console(site.url)
    hands.type_into(console, "console-sign-in-name", "lena")
    hands.type_into(console, "console-sign-in-password", "counter-demo")
    hands.press(console, Qt.Key.Key_Return)
    hands.until(lambda: hands.is_shown(console, "console-counters"))
    assert hands.text(console, "console-counter-1") == "Counter 1\nMarco Ruiz is there"
    marco.hang_up()
