"""The public screen before a real site service: calls, their announcements, being out of touch."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QSize

from common.clock import SystemClock
from common.wire_changes import PauseBody
from kiosk.queue.visits import CallAs
from kiosk.ui.display.announcer import SHOWN_MILLISECONDS
from tests.ui_console.site_process import SiteProcess
from tests.ui_display.conftest import COUNTERS, Wall


def _names_announced(wall: Wall) -> list[str]:
    """Fills up with each name that takes the whole width."""
    told: list[str] = []
    display = wall.screen.display

    def note() -> None:
        if display.property("calling"):
            told.append(str(display.property("callName")))

    display.callChanged.connect(note)
    return told


def _hurry(wall: Wall, milliseconds: int = 150) -> None:
    """Announcements take less time, so that a test need not wait half a minute for five of them."""
    wall.screen.announcer.show_for(milliseconds)


def test_an_empty_room_is_welcomed(wall: Wall) -> None:
    assert wall.item("display-empty") is not None
    assert wall.item("display-nobody") is not None
    assert wall.text("display-no-waits") != ""
    assert wall.text("display-clock") != ""
    assert wall.item("display-lost") is None


def test_a_call_takes_the_whole_width_then_joins_the_list(wall: Wall) -> None:
    wall.guest("Ana García")
    wall.guest("Robin Ferrer")
    wall.until(lambda: wall.text("display-next-1") == "Robin")
    wall.call("lena")
    wall.until(lambda: wall.text("display-call-name") == "Ana")
    began = time.monotonic()
    assert wall.text("display-call-counter") == "1"
    panel = wall.item("display-call")
    assert panel is not None
    assert panel.size().toSize() == QSize(1920, 1080)
    assert wall.item("display-called-0") is None
    wall.until(lambda: wall.text("display-called-0") == "Ana")
    wall.until(lambda: wall.item("display-call") is None)
    assert time.monotonic() - began >= SHOWN_MILLISECONDS / 2000  # looking at the panel took some of it
    assert wall.text("display-called-counter-0") == "1"
    assert wall.text("display-next-0") == "Robin"


def test_five_calls_within_one_announcement_are_all_announced_in_order(wall: Wall) -> None:
    told = _names_announced(wall)
    names = ["Ana", "Björn", "Chipo", "Dmitri", "Elena"]
    for name in names:
        wall.guest(f"{name} Sample")
    for login in COUNTERS:
        wall.agent(login)
    for login in COUNTERS:
        wall.call(login)
    wall.until(lambda: told == names[:1])
    _hurry(wall)
    wall.until(lambda: told == names)
    wall.until(lambda: wall.text("display-called-4") == "Ana")
    assert [wall.text(f"display-called-{at}") for at in range(5)] == names[::-1]
    assert wall.item("display-hint") is None


def test_several_counters_call_at_once_and_none_is_lost(wall: Wall) -> None:
    _hurry(wall, 400)
    told = _names_announced(wall)
    for name in ("Ana", "Björn"):
        wall.guest(f"{name} Sample")
    visits = [wall.call("lena"), wall.call("marco")]
    for _ in range(2):
        for login, visit in zip(["lena", "marco"], visits, strict=True):
            wall.act(login, visit, "recall")
    wall.until(lambda: len(told) == 6)
    assert told == ["Ana", "Björn", "Ana", "Björn", "Ana", "Björn"]
    wall.until(lambda: wall.text("display-called-1") == "Ana")
    assert wall.text("display-called-0") == "Björn"


def test_only_what_the_visitor_chose_is_shown(wall: Wall) -> None:
    _hurry(wall)
    wall.guest("Ana García", call_as=CallAs.INITIALS)
    wall.guest("Robin Ferrer", call_as=CallAs.NUMBER)
    wall.until(lambda: wall.text("display-next-0") == "A. G." and wall.text("display-next-1") == "A002")
    wall.call("lena")
    wall.until(lambda: wall.text("display-called-0") == "A. G.")


def test_a_visitor_is_asked_in_their_own_language_too(wall: Wall) -> None:
    wall.guest("Ana García", language="es")
    wall.call("lena")
    wall.until(lambda: wall.text("display-call-sentence") == "Pase al mostrador 1, por favor")
    assert wall.text("display-call-other") == "Please come to counter 1"


def test_who_sits_down_leaves_the_list(wall: Wall) -> None:
    _hurry(wall)
    wall.guest("Ana García")
    visit = wall.call("lena")
    wall.until(lambda: wall.text("display-called-0") == "Ana")
    wall.act("lena", visit, "start")
    wall.until(lambda: wall.item("display-called-0") is None)
    assert wall.item("display-empty") is not None


def test_the_waits_are_told_once_a_counter_is_open(wall: Wall) -> None:
    assert wall.item("display-wait-laptop") is None
    wall.agent("lena")
    wall.until(lambda: wall.text("display-wait-laptop") == "now")
    assert wall.item("display-no-waits") is None
    wall.guest("Ana García")
    wall.guest("Robin Ferrer")
    wall.until(lambda: "min" in wall.text("display-wait-laptop"))


def test_out_of_touch_within_five_seconds_and_back_by_itself(wall: Wall) -> None:
    _hurry(wall)
    wall.guest("Ana García")
    visit = wall.call("lena")
    wall.until(lambda: wall.text("display-called-0") == "Ana")
    wall.site.running.kill()
    wall.until(lambda: wall.item("display-lost"), 5000)
    assert wall.text("display-lost-since") != ""
    assert wall.text("display-called-0") == "Ana"
    assert wall.item("display-next-0") is None
    wall.site.start()
    wall.until(lambda: wall.item("display-lost") is None)
    wall.act("lena", visit, "start")
    wall.until(lambda: wall.item("display-called-0") is None)


def test_a_site_that_stands_still_is_noticed_within_five_seconds(wall: Wall) -> None:
    wall.site.running.freeze()
    try:
        wall.until(lambda: wall.item("display-lost"), 5200)
    finally:
        wall.site.running.thaw()
    wall.until(lambda: wall.item("display-lost") is None)


def test_a_call_made_while_it_was_out_of_touch_is_announced_afterwards(wall: Wall) -> None:
    _hurry(wall)
    told = _names_announced(wall)
    wall.guest("Ana García")
    wall.agent("lena")
    wall.until(lambda: wall.text("display-next-0") == "Ana")
    wall.site.running.kill()
    wall.until(lambda: wall.item("display-lost"), 5000)
    wall.site.start()
    wall.call("lena")
    wall.until(lambda: told == ["Ana"])


def test_it_begins_without_a_site_and_waits_for_it(hang: Callable[..., Wall], site: SiteProcess) -> None:
    site.running.kill()
    shown = hang(site)
    shown.until(lambda: shown.item("display-lost"), 5000)
    assert shown.item("display-starting") is not None
    site.start()
    shown.live()
    shown.until(lambda: shown.item("display-lost") is None)


def test_a_closed_site_says_when_it_opens(
    hang: Callable[..., Wall], open_site: Callable[..., SiteProcess]
) -> None:
    weekday = (SystemClock().now() + timedelta(days=1)).weekday()
    site = open_site(f"always = false\nweekly.{weekday} = [{{ opens = 09:00:00, closes = 17:00:00 }}]")
    shown = hang(site)
    shown.until(lambda: shown.item("display-closed"))
    assert shown.screen.display.property("closedLead") == "We open again tomorrow at 09:00."
    assert shown.item("display-nobody") is None


def test_the_voice_and_chime_do_not_hold_up_the_next(hang: Callable[..., Wall], site: SiteProcess) -> None:
    shown = hang(site, chime=True, voice=True)
    shown.live()
    _hurry(shown, 50)
    told = _names_announced(shown)
    for name in ("Ana", "Björn"):
        shown.guest(f"{name} Sample", language="gu")
    shown.call("lena")
    shown.call("marco")
    shown.until(lambda: told == ["Ana", "Björn"])


def test_it_fits_any_screen(wall: Wall) -> None:
    for width, height in ((1920, 1080), (1080, 1920), (1024, 768), (640, 360)):
        wall.resize(width, height)
        picture = wall.screen.window.grabWindow()
        assert (picture.width(), picture.height()) == (width, height)
        for name in ("display-clock", "display-site", "display-empty", "display-nobody"):
            item = wall.item(name)
            assert item is not None
            place = item.mapRectToScene(item.boundingRect())
            assert 0 <= place.left() < place.right() <= width, (name, width)
            assert 0 <= place.top() < place.bottom() <= height, (name, height)


def test_a_pause_is_said_instead_of_how_to_check_in(wall: Wall) -> None:
    lena = wall.agent("lena")
    wall.guest("Ana García")
    wall.until(lambda: wall.text("display-next-0") == "Ana")
    wall.until(lambda: wall.item("display-wait-laptop") is not None)
    lena.pause(PauseBody(services=("laptop",)), "pause-1")
    wall.until(lambda: wall.text("display-wait-laptop") == "on a break")
    lena.pause(PauseBody(message={"en": "Back at two."}), "pause-2")
    wall.until(lambda: wall.screen.display.property("pause") == "Back at two.")
    wall.until(lambda: wall.item("display-wait-laptop") is None)
    assert wall.text("display-next-0") == "Ana"
    _hurry(wall)
    wall.call("lena")
    wall.until(lambda: wall.text("display-called-0") == "Ana")
    assert wall.text("display-hint") == "Back at two."
    lena.reopen((), "reopen-1")
    wall.until(lambda: wall.screen.display.property("pause") == "")


def test_a_group_is_called_by_its_number(wall: Wall) -> None:
    told = _names_announced(wall)
    wall.agent("lena")
    group = wall.guest("Ana García", people=3)
    wall.until(lambda: wall.text("display-next-0") == group.number)
    wall.call("lena")
    wall.until(lambda: told == [group.number])
