"""A line as the real rules make it, for presenters, models and pictures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.queue import commands as c
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.settings import Service, SiteSettings
from kiosk.queue.visits import CallAs, ChosenReason, Mark, Presence

NOW = datetime(2026, 5, 4, 10, 24, tzinfo=UTC)
PEOPLE = (
    "Ana García",
    "Björn Lindqvist",
    "Chipo Nyathi",
    "Dmitri Volkov",
    "Elena Ruiz de la Torre y Fernández de Córdoba",
    "Farid Haddad",
    "Grace Okafor",
    "Hana Sato",
    "Iker Etxebarria",
    "Jun Li",
    "Karla Souza",
)
_SERVICES = (
    ("laptop", "A", "Laptop", "Portátil"),
    ("phone", "B", "Phone", "Teléfono"),
    ("password", "C", "Password", "Contraseña"),
    ("setup", "D", "New set-up", "Equipo nuevo"),
    ("other", "E", "Something else", "Otra cosa"),
)
SETTINGS = SiteSettings(
    services=tuple(Service(name, prefix, {"en": en, "es": es}) for name, prefix, en, es in _SERVICES),
    counters=("1", "2", "3"),
    timezone="Europe/Madrid",
    remote_join=True,
    agent_services={"marco": ("laptop", "phone")},
)


class SampleLine:
    """A morning at the counter; each method is a command at some minutes before NOW."""

    def __init__(self) -> None:
        self.line = Line()
        self.names: dict[str, str] = {}
        self.do(c.ApplySettings(SETTINGS), 60)

    def do(self, command: c.Command, minutes_ago: float = 0) -> None:
        decision = decide(self.line, command, NOW - timedelta(minutes=minutes_ago))
        assert isinstance(decision, Decided), decision
        for event in decision.events:
            fold(self.line, event)

    def check_in(self, at: int, minutes_ago: float, service: str | None = None) -> str:
        """Person number `at`; the id of the visit is "v" and that number."""
        visit, kind = f"v{at}", service or _SERVICES[at % len(_SERVICES)][0]
        language = "es" if at % 3 == 0 else "en"
        who = c.CheckIn(visit, kind, person=f"p{at}", call_as=CallAs.FIRST_NAME, language=language)
        self.do(who, minutes_ago)
        self.names[visit] = PEOPLE[at % len(PEOPLE)]
        return visit

    def book(self, at: int, minutes_ahead: float) -> str:
        visit = f"b{at}"
        start = NOW + timedelta(minutes=minutes_ahead)
        self.do(c.BookVisit(c.AppointmentClaim(visit, "setup", start, f"q{at}")))
        self.names[visit] = ("Lucía Prado", "Mo Farouk", "Nina Berg")[at % 3]
        return visit


def special_morning() -> SampleLine:
    """As `full_morning`, with somebody booked called to Lena, marks, groups, presence, and a pause."""
    made = full_morning()
    early = c.AppointmentClaim("b9", "setup", NOW + timedelta(minutes=-4), "q9")
    made.do(c.BookVisit(early), 50)
    made.do(c.CheckIn("b9", "setup", appointment=early, call_as=CallAs.FIRST_NAME), 14)
    made.names["b9"] = "Olga Brandt"
    made.do(c.MarkVisit("v2", "lena", (Mark.ACCESSIBILITY, Mark.URGENT)), 20)
    made.do(c.Reserve("v3", "lena", "lena"), 20)
    made.do(c.AddService("v3", "lena", "laptop"), 20)
    made.do(c.MarkVisit("v3", "lena", (Mark.VIP,)), 20)
    made.do(c.Reserve("v5", "lena", "marco"), 20)
    coming = c.CheckIn("v11", "phone", person="p11", presence=Presence.ON_THE_WAY, people=3)
    made.do(coming, 3)
    made.names["v11"] = "Noor Haas"
    made.do(c.CallVisit("3", "lena", "b9", ChosenReason.KNOWS_CASE), 3)
    made.do(
        c.PauseCheckIn(("laptop", "phone"), {"en": "Back at 11.", "es": "Volvemos a las 11."}, "marco"), 2
    )
    return made


def full_morning() -> SampleLine:
    """Eleven people, Ana at Marco's counter 1, Lena available at counter 3, three booked."""
    made = SampleLine()
    made.do(c.OpenCounter("3", "lena"), 59)
    made.do(c.OpenCounter("1", "marco"), 58)
    for at in range(len(PEOPLE)):
        made.check_in(at, 45 - 4 * at)
    for at in range(3):
        made.book(at, 30 * (at + 1))
    made.do(c.CallNext("1", "marco"), 5)
    made.do(c.Start("v0", "marco"), 4)
    return made
