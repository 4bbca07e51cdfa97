"""`mostrador tour`: two rounds of a day, the second with the desk cut off, and then everything counted.

Every program is the real one, in a process of its own, off-screen. The site reaches the desk through a cable
that the tour can pull. What is checked stands in the step's own words.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from common.clients.errors import ApiRefused, Unreachable
from common.clients.health import reach
from common.waiting import until
from mostrador.house import House
from mostrador.programs import NotStarted, Running
from mostrador.tour.booker import Booker, BrowserBooker, HttpBooker, Wish, find_browser, incident_titles
from mostrador.tour.cable import Cable
from mostrador.tour.hand import Hand, StepFailed
from mostrador.tour.report import Report
from mostrador.tour.technician import Technician
from mostrador.tour.visitor import Visitor

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)
SCREENS = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "QT_SCALE_FACTOR": "1"}
SCREENS["MOSTRADOR_REDUCED_MOTION"] = "true"  # a picture must not catch a page half-way


@dataclass
class Tour:
    """Everything that the steps share."""

    house: House
    pictures: Path
    report: Report
    booker: Booker
    stack: ExitStack
    titles: list[str] = field(default_factory=list)

    def hand(self, name: str, program: Running, socket: Path) -> Hand:
        """Take hold of a screen that was started with this socket."""
        hand = self.stack.enter_context(Hand(name, socket))
        try:
            return hand.connect()
        except StepFailed as failed:
            raise StepFailed(f"{failed}\n{program.log_end()}") from failed


def run_tour(pictures: Path, plain_http: bool = False) -> int:
    """Play the tour; 0 only if every step came true."""
    pictures = pictures.resolve()
    pictures.mkdir(parents=True, exist_ok=True)
    browser = None if plain_http else find_browser()
    report = Report()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mostrador-tour-")))
        house = stack.enter_context(House(folder, dict(SCREENS)))
        booker: Booker = BrowserBooker(browser) if browser else HttpBooker()
        stack.callback(booker.close)
        print(f"The tour books {booker.how}. Pictures go to {_shown(pictures)}.", flush=True)
        try:
            _play(Tour(house, pictures, report, booker, stack))
        except (StepFailed, NotStarted, ApiRefused, Unreachable) as failed:
            print(f"\n{failed}", file=sys.stderr)
            for program in house.running.values():
                print(f"--- end of the log of {program.log.stem}\n{program.log_end(8)}", file=sys.stderr)
            return 1
    print(f"All {report.steps} steps came true in {report.seconds():.0f} s.")
    return 0


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _play(tour: Tour) -> None:
    house, report = tour.house, tour.report
    with report.step("The desk and the site service start, and find each other"):
        desk = house.start_desk()
        parts = urlsplit(desk.url)
        cable = tour.stack.enter_context(Cable((parts.hostname or "", parts.port or 0)))
        house.env |= {"MOSTRADOR_SITE__DESK_URL": cable.url, "MOSTRADOR_SITE__PUBLIC_DESK_URL": desk.url}
        house.env["MOSTRADOR_DESK__PUBLIC_URL"] = desk.url
        site = house.start_site()
        _until("the site has the desk's news", lambda: _in_touch(site.url))
    with report.step("Kiosk, display and console open"):
        kiosk, display, console = _open_screens(tour)
    visitors = tour.pictures, house.folder / "camera"
    technician = Technician(console, tour.pictures)
    with report.step("A technician signs in and opens counter 1"):
        technician.sign_in(site.url, "lena", "counter-demo", "1")
        display.wait("display-clock", 20)
        display.grab(tour.pictures / "display-01-nobody-called.png")
    _first_round(tour, desk, Visitor(kiosk, *visitors, "portrait-en", "en"), technician, display)
    with report.step("The kiosk's pages stand in Spanish too, upright; somebody changes their mind"):
        spanish = Visitor(kiosk, *visitors, "portrait-es", "es")
        spanish.look_around()
        spanish.change_mind("Luz", "phone")
    _second_round(tour, desk, site, cable, kiosk, technician, display)
    with report.step("The desk holds every incident once"):
        _until("the desk has the incidents", lambda: sorted(incident_titles(desk.url)) == sorted(tour.titles))
        tour.booker.incidents(desk.url, tour.pictures / "desk-incidents.png")
    with report.step("The journal's chain is whole"):
        house.run("verify")
    with report.step("All programs end when they are asked to"):
        _end(tour)


def _open_screens(tour: Tour) -> tuple[Hand, Hand, Hand]:
    house, folder = tour.house, tour.house.folder
    camera = folder / "camera"
    camera.mkdir()
    kiosk = house.start_screen(
        "kiosk",
        MOSTRADOR_DRIVE=str(folder / "kiosk.sock"),
        MOSTRADOR_KIOSK__FULL_SCREEN="false",
        MOSTRADOR_KIOSK__CAMERA=f"virtual:{camera}",
        MOSTRADOR_KIOSK__IDLE_SECONDS="600",
        MOSTRADOR_KIOSK__DONE_SECONDS="120",
    )
    display = house.start_screen(
        "display", MOSTRADOR_DRIVE=str(folder / "display.sock"), MOSTRADOR_DISPLAY__FULL_SCREEN="false"
    )
    console = house.start_screen("console", MOSTRADOR_DRIVE=str(folder / "console.sock"))
    return (
        tour.hand("the kiosk", kiosk, folder / "kiosk.sock"),
        tour.hand("the display", display, folder / "display.sock"),
        tour.hand("the console", console, folder / "console.sock"),
    )


def _first_round(tour: Tour, desk: Running, visitor: Visitor, technician: Technician, display: Hand) -> None:
    report, pictures = tour.report, tour.pictures
    with report.step(f"Somebody books {tour.booker.how.partition(',')[0]}"):
        booked = tour.booker.book(desk.url, Wish("laptop", "Ana Prueba", "ana@example.org", "en"), pictures)
    with report.step("She shows the QR code to the kiosk's camera and gets a number"):
        first = visitor.show_pass(booked)
        _expect(first.startswith("A"), f"a laptop visit has the number {first}")
    with report.step("A walk-up checks in as a guest by touch"):
        second = visitor.walk_in("Luis", "phone")
        _expect(second.startswith("B"), f"a phone visit has the number {second}")
    with report.step("Her phone shows her place"):
        tour.booker.look(booked.page_url, first, pictures / "visit-waiting-en.png", "en")
    with report.step("The kiosk's other pages stand too"):
        visitor.look_around()
    _serve_both(tour, technician, display, (first, second), "first round")


def _second_round(
    tour: Tour, desk: Running, site: Running, cable: Cable, kiosk: Hand, technician: Technician, display: Hand
) -> None:
    report, pictures = tour.report, tour.pictures
    with report.step("The cable between site and desk is pulled; the site says so"):
        cable.pull()
        _until("the site notices", lambda: not _in_touch(site.url))
    with report.step("Somebody books at the desk, of which the site cannot hear"):
        booked = tour.booker.book(desk.url, Wish("laptop", "Iker Ejemplo", "iker@example.org", "es"), pictures)
    with report.step("The desk is killed"):
        desk.kill()
    kiosk.turn(*LANDSCAPE)
    visitor = Visitor(kiosk, pictures, tour.house.folder / "camera", "landscape-es", "es")
    with report.step("The kiosk, lying now and in Spanish, accepts the pass by its signature alone"):
        third = visitor.show_pass(booked)
    with report.step("Another walk-up checks in"):
        fourth = visitor.walk_in("Eva", "phone")
    with report.step("The kiosk's pages stand in English too, lying; somebody changes their mind"):
        english = Visitor(kiosk, pictures, tour.house.folder / "camera", "landscape-en", "en")
        english.look_around()
        english.change_mind("Bo", "phone")
    _serve_both(tour, technician, display, (third, fourth), "second round")
    with report.step("The console says that two records still wait for the desk"):
        technician.picture("09-waiting-for-the-desk")
    with report.step("The desk starts again, the cable is put back, and the site catches up"):
        cable.put_back()
        tour.house.start_desk()
        _until("the site is in touch again", lambda: _in_touch(site.url), 60)
    with report.step("The visit of the pass that only the kiosk knew is on its page now"):
        thanks = "Gracias" if isinstance(tour.booker, BrowserBooker) else "</html>"
        tour.booker.look(booked.page_url, thanks, pictures / "visit-done-es.png", "es")


def _serve_both(
    tour: Tour, technician: Technician, display: Hand, numbers: tuple[str, str], when: str
) -> None:
    """Both are called, each once, and a record is written for each."""
    left = set(numbers)
    for turn in ("first", "second"):
        with tour.report.step(f"The technician calls the {turn} of {' and '.join(sorted(left))}; the display shows it"):
            called = technician.call_next()
            number = next((n for n in left if called.startswith(n)), "")
            _expect(number != "", f"called {called!r}, expected one of {sorted(left)}")
            left.remove(number)
            display.wait("display-call", 20)
            display.wait_for("display-call-counter", "1", 20)
            display.grab(tour.pictures / f"display-call-{number}.png")
        title = f"Will not start ({number}, {when})"
        with tour.report.step(f"{number} is served and an incident recorded"):
            technician.serve(title, "Changed the power supply.", f"record-{number}")
            tour.titles.append(title)
    display.wait_gone("display-call", 30)  # announcements queue up: each has its five seconds
    display.grab(tour.pictures / f"display-{when.replace(' ', '-')}.png")


def _in_touch(site: str) -> bool:
    health = reach(site)
    return bool(health and health["desk"]["in_touch"] and health["sequence"] > 0)


def _until(what: str, so: Callable[[], bool], seconds: float = 30.0) -> None:
    if not until(so, seconds):
        raise StepFailed(f"waited {seconds:.0f} s in vain until {what}")


def _expect(so: bool, otherwise: str) -> None:
    if not so:
        raise StepFailed(otherwise)


def _end(tour: Tour) -> None:
    for name in ("kiosk", "display", "console", "site", "desk"):
        code = tour.house.running[name].stop()
        _expect(code in (0, -15 if os.name == "posix" else 1), f"{name} ended with {code}")
