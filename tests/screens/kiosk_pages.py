"""Brings the touch screen to each of its pages, with contents like a busy day's.

python -m tests.screens.kiosk_pages FOLDER [WORD]     saves a picture of each page (whose name has WORD)
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QGuiApplication

from common.clock import SystemClock
from common.qt.fonts import load_fonts
from common.qt.program import show
from common.settings import Settings
from common.wire import CheckInBody, PersonFound, ServiceWaitOut, SiteOut, VisitOut
from common.wire_changes import PausesOut
from kiosk.checkin import journey as rules
from kiosk.checkin.journey import Journey, PassSaid, Person
from kiosk.checkin.steps import Mode, Step
from kiosk.queue.codec import settings_to_json
from kiosk.queue.settings import Hours, Service, SiteSettings
from kiosk.queue.visits import CallAs
from kiosk.ui.arrivals import Arrival
from kiosk.ui.assembly import Screen, assemble
from kiosk.ui.news import InTouch
from kiosk.ui.refused import Refused

SERVICES = (
    Service("laptop", "A", {"en": "Laptop", "es": "Portátil"}, "laptop"),
    Service("phone", "B", {"en": "Phone or tablet", "es": "Teléfono o tableta"}, "smartphone"),
    Service("password", "C", {"en": "Password or sign-in", "es": "Contraseña o acceso"}, "key-round"),
    Service("setup", "D", {"en": "New equipment", "es": "Equipo nuevo"}, "package"),
    Service("other", "E", {"en": "Something else", "es": "Otra cosa"}, "message-square"),
)
EIGHT = (
    *SERVICES,
    Service("meeting", "F", {"en": "Meeting room equipment", "es": "Equipo de sala de reuniones"}, "monitor"),
    Service("loan", "G", {"en": "Borrow a device", "es": "Pedir un equipo prestado"}, "hand-helping"),
    Service("return", "H", {"en": "Hand something back", "es": "Devolver un equipo"}, "undo-2"),
)
MESSAGE = {"en": "The car park closes at 19:00 today.", "es": "Hoy el aparcamiento cierra a las 19:00."}
SITE = SiteSettings(services=SERVICES, counters=("1", "2"), message=MESSAGE)
WAITS = [("laptop", 10, 15), ("phone", 5, 10), ("password", 0, 0), ("setup", None, None), ("other", 0, 5)]
FOUND = (
    "Ana García López",
    "Andrés Molina",
    "Joanna Westhuizen",
    "Hana Suzuki",
    "Ivan Petrov",
    "Nana Boateng",
)
NOTE = "It will not start since this morning, and the fan is loud."


@dataclass(frozen=True)
class Look:
    """How the screen stands and who stands before it."""

    width: int
    height: int
    language: str = "en"
    scheme: str = "light"
    text_scale: float = 1.0

    @property
    def name(self) -> str:
        large = "-large" if self.text_scale > 1 else ""
        return f"{self.width}x{self.height}-{self.language}-{self.scheme}{large}"


def open_screen(app: QGuiApplication, folder: Path, look: Look) -> Screen:
    """The screen in this look, before it has heard of its site."""
    kiosk = {"site_url": "http://127.0.0.1:9", "token": "none", "camera": "none", "full_screen": False}
    settings = Settings.model_validate(
        {
            "data_folder": folder,
            "language": look.language,
            "scheme": look.scheme,
            "kiosk": kiosk | {"window": f"{look.width}x{look.height}"},
        }
    )
    screen = assemble(app, settings, SystemClock())
    screen.follower.stop()
    show(screen.window, settings.kiosk.full_screen, settings.kiosk.window)
    screen.parts.theme.set_reduced_motion(True)
    screen.parts.theme.set_text_scale(look.text_scale)
    return screen


def hear_of(screen: Screen, settings: SiteSettings = SITE) -> None:
    """Tell the screen of its site, as the site's news do."""
    facts = screen.parts.facts
    site = SiteOut(
        site="main",
        settings=settings_to_json(settings),
        keys={},
        categories=[],
        languages=["en", "es"],
        booking_url="http://desk.example.org/book/main",
        series="KA",
        desk_in_touch=True,
        now=SystemClock().now(),
    )
    waits = [
        ServiceWaitOut(service=s, waiting=1, people=1, low_minutes=a, high_minutes=b) for s, a, b in WAITS
    ]
    for news in (InTouch(True), site, PausesOut(paused={}), waits):
        facts.hear(news)
    screen.parts.clock.hear(site.now)


def _answered(screen: Screen) -> Journey:
    """All questions of a walk-up answered."""
    journey = rules.with_mode(screen.parts.state.journey, Mode.HELP)
    journey = rules.with_person(journey, Person("1", FOUND[0]))
    journey = rules.with_service(journey, "laptop")
    return rules.with_call_as(rules.with_note(journey, NOTE), CallAs.FIRST_NAME)


def _at(screen: Screen, journey: Journey) -> None:
    screen.parts.state.apply(journey)


def _booked(screen: Screen) -> Journey:
    start = SystemClock().now() + timedelta(minutes=10)
    return rules.with_pass(screen.parts.state.journey, "pass", PassSaid("a1", "laptop", start, "Ana"))


def _ticket(screen: Screen, **more: object) -> None:
    _at(screen, _answered(screen))
    visit = screen.parts.state.journey.visit
    told: dict[str, object] = {
        "id": visit,
        "state": "waiting",
        "service": "laptop",
        "number": "A042",
        "call_as": "first_name",
    }
    told |= {"low_minutes": 10, "high_minutes": 15, "follow_url": f"http://desk.example.org/v/{visit}"}
    screen.kiosk.models.check_in.answered(visit, VisitOut.model_validate(told | more))


def _kept(screen: Screen) -> None:
    _at(screen, _answered(screen))
    visit = screen.parts.state.journey.visit
    body = CheckInBody(id=visit, number="KA07", arrived_at=SystemClock().now(), call_as=CallAs.FIRST_NAME)
    screen.kiosk.models.check_in.answered(visit, Arrival(order=1, key="key", body=body))


def _found(screen: Screen, names: tuple[str, ...], note: str) -> None:
    _at(screen, rules.with_mode(screen.parts.state.journey, Mode.HELP))
    people = screen.kiosk.models.people
    people.ask("a")  # one letter is not looked up: there is no site here
    hits = [
        PersonFound(id=f"person-{at}", name=name, mail_hint=f"{name[0].lower()}…@example.org")
        for at, name in enumerate(names)
    ]
    people.show(hits, note)


def _guest(screen: Screen) -> None:
    journey = rules.with_mode(screen.parts.state.journey, Mode.HELP)
    _at(screen, rules.without_directory(journey))
    people = screen.kiosk.models.people
    people.name_guest("María del Carmen")
    people.write_guest_mail("maria@")
    people.go_on_as_guest()


def _note(screen: Screen) -> None:
    _at(screen, replace(_answered(screen), note=""))
    screen.kiosk.models.choices.write_note(NOTE)
    screen.parts.state.go_to(Step.NOTE)


def _eight_services(screen: Screen) -> None:
    hear_of(screen, replace(SITE, services=EIGHT))
    _at(screen, replace(_answered(screen), at=Step.SERVICE))


def _refused(screen: Screen, code: str, **data: str) -> None:
    _at(screen, rules.with_mode(screen.parts.state.journey, Mode.APPOINTMENT))
    screen.parts.state.refuse(Refused(code, data))


def _code(screen: Screen) -> None:
    _at(screen, rules.with_mode(screen.parts.state.journey, Mode.APPOINTMENT))
    screen.kiosk.models.pass_entry.type_instead()
    screen.kiosk.models.pass_entry.add_to_code("A7K2")


def _joined(screen: Screen) -> None:
    """At a site where one joins by phone, somebody who did."""
    hear_of(screen, replace(SITE, remote_join=True))
    _at(screen, rules.with_mode(screen.parts.state.journey, Mode.JOINED))


def _joined_code(screen: Screen) -> None:
    _joined(screen)
    screen.kiosk.models.pass_entry.type_instead()


def _joined_refused(screen: Screen, code: str) -> None:
    _joined(screen)
    screen.parts.state.refuse(Refused(code, cut_off=code == "unreachable"))


def _own_appointment(screen: Screen) -> Journey:
    """Somebody found by name who has an appointment today."""
    said = PassSaid("a1", "laptop", SystemClock().now() + timedelta(minutes=25))
    journey = rules.with_mode(screen.parts.state.journey, Mode.HELP)
    return rules.with_person(journey, Person("1", FOUND[0]), said)


def _got_it(screen: Screen) -> None:
    _at(screen, rules.with_mode(screen.parts.state.journey, Mode.APPOINTMENT))
    screen.kiosk.models.pass_entry.stand("got_it")


def _over(screen: Screen, act: Callable[[], None]) -> None:
    _at(screen, replace(_answered(screen), at=Step.SERVICE))
    act()


def _pause(screen: Screen, *services: str, message: bool = True) -> None:
    said = {"en": "Back at 14:00: we are at a fire drill.", "es": "Volvemos a las 14:00: hay un simulacro."}
    screen.parts.facts.hear(PausesOut(paused={each: said if message else {} for each in services}))


def _paused_services(screen: Screen) -> None:
    services = tuple(replace(s, capacity=1) if s.id == "phone" else s for s in SERVICES)
    hear_of(screen, replace(SITE, services=services))
    _pause(screen, "laptop", "setup")
    _at(screen, replace(_answered(screen), at=Step.SERVICE))


def _turned_away(screen: Screen, code: str, **data: str) -> None:
    _at(screen, replace(_answered(screen), at=Step.SERVICE))
    screen.parts.state.refuse(Refused(code, data))


def _besides(screen: Screen) -> Journey:
    """A group of three with one more matter, who would like a seat."""
    journey = rules.with_accessible(rules.with_people(_answered(screen), 3), True)
    return rules.with_further(rules.revisit(journey, Step.FURTHER), "phone")


def _group_ticket(screen: Screen) -> None:
    _ticket(screen, people=3, further=("phone",), marks=("accessibility",))


def _early() -> str:
    return (SystemClock().now() + timedelta(hours=5)).isoformat()


PAGES: dict[str, Callable[[Screen], None]] = {
    "welcome": lambda s: None,
    "welcome-cut-off": lambda s: s.parts.facts.hear(InTouch(False)),
    "welcome-joined": lambda s: hear_of(s, replace(SITE, remote_join=True)),
    "joined": _joined,
    "joined-code": _joined_code,
    "refused-joined-over": lambda s: _joined_refused(s, "pass_expired"),
    "refused-joined-cut-off": lambda s: _joined_refused(s, "unreachable"),
    "booked": lambda s: _at(s, _own_appointment(s)),
    "call-as-own": lambda s: _at(s, rules.with_booked(_own_appointment(s), True)),
    "confirm-own": lambda s: _at(
        s, rules.with_call_as(rules.with_booked(_own_appointment(s), True), CallAs.FIRST_NAME)
    ),
    "welcome-closed": lambda s: hear_of(s, replace(SITE, hours=Hours(always=False))),
    "booking": lambda s: _at(s, rules.with_mode(s.parts.state.journey, Mode.BOOK)),
    "pass": lambda s: _at(s, rules.with_mode(s.parts.state.journey, Mode.APPOINTMENT)),
    "pass-got-it": _got_it,
    "code": _code,
    "refused-early": lambda s: _refused(s, "pass_too_early", start=_early()),
    "refused-unreadable": lambda s: _refused(s, "pass_unreadable"),
    "welcome-paused": lambda s: _pause(s, "", message=True),
    "welcome-paused-plain": lambda s: _pause(s, "", message=False),
    "service-paused": _paused_services,
    "refused-service-full": lambda s: _turned_away(s, "service_full"),
    "refused-paused": lambda s: _turned_away(s, "check_in_paused", message="Back at 14:00."),
    "refused-paused-plain": lambda s: _turned_away(s, "check_in_paused"),
    "refused-too-late": lambda s: _turned_away(s, "too_late_for_today", closes="18:00"),
    "confirm-besides": lambda s: _at(s, _besides(s)),
    "further": lambda s: _at(s, rules.revisit(_answered(s), Step.FURTHER)),
    "ticket-group": _group_ticket,
    "ticket-arrived": lambda s: _ticket(s, came="arrived"),
    "ticket-back": lambda s: _ticket(s, came="kept_place"),
    "ticket-back-anew": lambda s: _ticket(s, came="new_place"),
    "refused-full": lambda s: _refused(s, "storage_full"),
    "person": lambda s: _at(s, rules.with_mode(s.parts.state.journey, Mode.HELP)),
    "person-found": lambda s: _found(s, FOUND, ""),
    "person-none": lambda s: _found(s, (), "person-none"),
    "guest": _guest,
    "service": lambda s: _at(s, replace(_answered(s), at=Step.SERVICE)),
    "service-eight": _eight_services,
    "note": _note,
    "call-as": lambda s: _at(s, replace(_answered(s), at=Step.CALL_AS)),
    "call-as-booked": lambda s: _at(s, _booked(s)),
    "confirm": lambda s: _at(s, _answered(s)),
    "confirm-booked": lambda s: _at(s, rules.with_call_as(_booked(s), CallAs.FIRST_NAME)),
    "ticket": _ticket,
    "ticket-up-to": lambda s: _ticket(s, low_minutes=0, high_minutes=30, number="B001"),
    "ticket-existing": lambda s: _ticket(s, existing=True, state="called", counter="2"),
    "ticket-kept": _kept,
    "help": lambda s: _over(s, s.kiosk.models.shell.open_help),
    "idle": lambda s: _over(s, lambda: s.kiosk.models.shell.warn(12)),
}


def each_page(screen: Screen, look: Look, word: str = "") -> Iterator[str]:
    """Brings the screen to one page after the other and tells which it is. Let it draw before looking."""
    if word in "unready":
        yield "unready"
    for name, bring in PAGES.items():
        if word in name:
            hear_of(screen)
            screen.parts.state.restart()
            screen.parts.theme.set_text_scale(look.text_scale)
            bring(screen)
            yield name


def _main(folder: Path, word: str) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.setdefault("QT_QUICK_BACKEND", "software")
    app = QGuiApplication(sys.argv[:1])
    load_fonts()
    folder.mkdir(parents=True, exist_ok=True)
    upright, lying = (1080, 1920), (1920, 1080)
    looks = [Look(*size, language) for size in (upright, lying) for language in ("en", "es")]
    looks += [Look(*upright, "es", "dark"), Look(*upright, "es", "light", 1.25)]
    looks += [Look(*lying, "en", "contrast", 1.25)]
    for look in looks:
        with tempfile.TemporaryDirectory() as data:
            screen = open_screen(app, Path(data), look)
            for name in each_page(screen, look, word):
                pause = QEventLoop()
                QTimer.singleShot(250, pause.quit)
                pause.exec()
                screen.window.grabWindow().save(str(folder / f"{look.name}-{name}.png"))
            screen.close()


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
