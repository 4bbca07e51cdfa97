"""Four days at a site, by commands: what the golden journals are made of.

The rules of version 1 understand all but one afternoon; `make.py` fails when the days do not bring
every type of event that the rules of today know, and names those that are missing: add them here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from kiosk.queue import commands as c
from kiosk.queue.outcome import Decision
from kiosk.queue.settings import Hours, Service, SiteSettings, Span
from kiosk.queue.visits import CallAs, CallRule, ChosenReason, EndCause, Mark, Presence, Wait

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # nine o'clock in Madrid
WEEKLY: dict[int, tuple[Span, ...]] = {
    day: (Span(time(9), time(14)), Span(time(15), time(18))) for day in range(5)
}
HOURS = Hours(False, WEEKLY, {date(2026, 3, 5): (), date(2026, 3, 4): (Span(time(9), time(13, 30)),)})
SERVICES = (
    Service("laptop", "A", {"en": "Laptop", "es": "Portátil"}, "laptop", 12.0),
    Service("phone", "B", {"en": "Phone", "es": "Teléfono"}, "smartphone", 8.5),
    Service("password", "C", {"en": "Password", "es": "Contraseña"}, "key", 3.0),
    Service("fax", "F", {"en": "Fax"}, "printer", 20.0, active=False),
)
SITE = SiteSettings(
    "main",
    {"en": "Main site", "es": "Sede principal"},
    "Europe/Madrid",
    SERVICES,
    ("1", "2", "3"),
    {"noor": ("phone", "password")},
    HOURS,
    walk_up_credit=20,
    late_grace=10,
    early_check_in=120,
    last_check_in=10,
    clear_after=60,
    message={"en": "Please have your device with you.", "es": "Tenga su equipo a mano."},
)

Put = Callable[[c.Command], Decision]


class Days:
    """Gives commands to `put`, moves the clock by `set_clock`. Visits are v1, v2, …; people are invented."""

    def __init__(self, put: Put, set_clock: Callable[[datetime], None]) -> None:
        self._put, self._set = put, set_clock
        self._now = MONDAY
        self._visits = (f"v{n}" for n in count(1))

    def play(self) -> None:
        """All of them, one after the other."""
        for day in (self._monday, self._tuesday, self._afternoon, self._wednesday, self._friday):
            day()

    def _at(self, day: int, hour: int, minute: int = 0) -> None:
        """Local hour and minute of a day of that week (Monday 0); the clocks are an hour before UTC+1."""
        self._now = MONDAY.replace(hour=0) + timedelta(days=day, hours=hour - 1, minutes=minute)
        self._set(self._now)

    def _wait(self, minutes: float) -> None:
        self._now += timedelta(minutes=minutes)
        self._set(self._now)

    def _do(self, *commands: c.Command) -> None:
        for command in commands:
            self._wait(0.4)
            self._put(command)

    def _in(self, service: str, person: str | None = None, **more: object) -> str:
        """Check somebody in; the visit's id."""
        visit = next(self._visits)
        self._do(c.CheckIn(visit, service, person, **more))  # type: ignore[arg-type]  # fields of CheckIn
        return visit

    def _claim(
        self, name: str, service: str, minutes: float, person: str | None = None
    ) -> c.AppointmentClaim:
        return c.AppointmentClaim(name, service, self._now + timedelta(minutes=minutes), person)

    def _monday(self) -> None:
        """Settings, bookings, people of every kind, a lost answer, a console that dies."""
        self._at(0, 8, 30)
        self._do(c.ApplySettings(SITE))
        early, late, off = (self._claim(f"a{n}", "laptop", 40 * n, f"p{n}") for n in (1, 2, 3))
        self._do(*(c.BookVisit(each) for each in (early, late, off)))
        self._do(c.BookVisit(self._claim("a4", "phone", 24 * 60, "p4")), c.CancelVisit("a3"))
        self._at(0, 9, 5)
        self._do(c.OpenCounter("1", "lena"), c.OpenCounter("2", "noor"))
        self._in("laptop", "p1", appointment=early, call_as=CallAs.FIRST_NAME, language="es")
        self._in("phone", "p5", call_as=CallAs.INITIALS)
        second = self._in("password", "p6")
        lost = self._in("laptop", "p7")
        self._do(c.CheckIn(lost, "laptop", "p7", number="KA07", series="KA"))  # its answer was lost
        came = self._now - timedelta(minutes=3)
        kept = self._in("phone", arrived_at=came, number="KA08", series="KA")
        self._do(c.CallNext("1", "lena"), c.CallNext("2", "noor"))
        self._do(c.Recall("a1", "lena"), c.Start("a1", "lena"), c.Start(kept, "noor"))
        self._wait(7)
        self._do(c.RecordIncident("i1", "a1", "lena", "incident", 2, "0" * 63 + "a"), c.Finish("a1", "lena"))
        self._do(c.Transfer(kept, "noor", "laptop"), c.CallNext("1", "lena"))
        self._do(c.CallVisit("2", "noor", second, ChosenReason.QUICK), c.Start(second, "noor"))
        self._do(c.LapseLease("1", "lena"), c.LapseLease("2", "noor"))
        self._do(c.OpenCounter("2", "noor"), c.Resume(second, "noor"), c.Finish(second, "noor"))
        self._at(0, 10, 50)
        self._in("laptop", "p2", appointment=late)  # an hour late: joins as a walk-up
        self._do(c.OpenCounter("3", "ines"), c.CallNext("3", "ines"), c.MarkNoShow(kept, "ines"))
        self._in("laptop", "p8")
        self._in("laptop", "p9")

    def _tuesday(self) -> None:
        """The day before is cleared; first come first served; hold, resume at another counter, leave."""
        self._at(1, 8, 40)
        self._do(c.ApplySettings(replace_rule(CallRule.FIRST_COME)))
        self._in("phone", "p4", appointment=c.AppointmentClaim("a4", "phone", self._now, "p4", True))
        self._at(1, 9, 10)
        self._do(c.OpenCounter("1", "lena"), c.OpenCounter("2", "marco"))
        for number in range(6):
            self._in(("laptop", "phone", "password")[number % 3], f"q{number}")
        self._do(c.CallNext("1", "lena"), c.CallNext("2", "marco"))
        self._do(
            c.Start("a4", "lena"), c.Hold("a4", "lena"), c.OpenCounter("3", "noor"), c.Resume("a4", "noor")
        )
        self._wait(11)
        self._do(
            c.Finish("a4", "noor"),
            c.CloseCounter("3", "noor"),
            c.RecordIncident("i2", None, "lena", "request", 4, "b" * 64),
        )
        for reason in (ChosenReason.URGENT, ChosenReason.ACCESSIBILITY, ChosenReason.KNOWS_CASE):
            visit = self._in("laptop", f"r-{reason.value}")
            self._do(c.CallVisit("1", "lena", visit, reason), c.Start(visit, "lena"))
            self._wait(4)
            self._do(c.Finish(visit, "lena"))
        self._do(c.Leave(self._in("phone", "q9")), c.Leave(self._in("phone", "q10"), EndCause.AGENT))
        self._do(c.CancelVisit("a9"), c.OpenCounter("3", "lena"))  # nobody knows a9; lena moves

    def _afternoon(self) -> None:
        """What came with version 2: marks, reserved and remote visits, two agents, a take-over."""
        self._at(1, 15, 20)
        self._do(c.ApplySettings(replace(SITE, remote_join=True)))
        self._do(c.LapseLease("2", "marco"), c.OpenCounter("1", "ines"), c.OpenCounter("2", "noor"))
        visit, other = self._in("laptop", "w1", further=("phone",)), self._in("phone", "w2", people=3)
        self._do(c.MarkVisit(visit, "ines", (Mark.ACCESSIBILITY,)), c.Reserve(other, "ines", "noor"))
        self._do(c.Arrive(self._in("laptop", "w3", presence=Presence.ON_THE_WAY)))
        self._do(c.CallVisit("1", "ines", visit, ChosenReason.URGENT), c.Start(visit, "ines"))
        self._do(
            c.AddService(visit, "ines", "password"), c.Join(visit, "2", "noor"), c.Withdraw(visit, "noor")
        )
        self._do(c.Finish(visit, "ines"), c.CallVisit("2", "noor", other, ChosenReason.OTHER))
        self._do(c.MarkNoShow(other, "noor"), c.ComeBack(other))
        self._do(c.PauseCheckIn(("laptop",), {"en": "Back at four."}, "ines"))
        self._in("laptop", "w4")  # turned away
        self._do(c.ReopenCheckIn(("laptop",), "ines"))
        self._do(c.PromiseWaits(0, {other: Wait(5, 15, 9)}, {"laptop": Wait(10, 25, 16)}))
        self._do(c.TakeOver(1, 0, True, "second"))

    def _wednesday(self) -> None:
        """Appointments first; a booking moved and one called off by the visitor; a short day."""
        self._at(2, 8, 55)
        self._do(c.ApplySettings(replace_rule(CallRule.APPOINTMENTS_FIRST)))
        booked = self._claim("a5", "password", 45, "p5")
        self._do(c.BookVisit(self._claim("a5", "phone", 30, "p5")), c.BookVisit(booked))
        self._do(c.BookVisit(self._claim("a6", "laptop", 90)), c.CancelVisit("a6", EndCause.VISITOR))
        self._do(c.BookVisit(self._claim("a7", "laptop", 60, "p7")))  # does not come
        self._do(c.BookVisit(self._claim("a8", "laptop", 60 * 49, "p8")), c.CancelVisit("a8"))  # of Friday
        self._at(2, 9, 20)
        self._do(c.OpenCounter("1", "lena"))
        walk_up = self._in("phone", "s1")
        self._in("password", "p5", appointment=booked)
        self._do(c.CallNext("1", "lena"), c.Start("a5", "lena"), c.Hold("a5", "lena"))
        self._do(c.CallVisit("1", "lena", walk_up, ChosenReason.OTHER))

    def _friday(self) -> None:
        """Left as it stands, in the middle of the morning, with somebody in every state."""
        self._at(4, 8, 50)
        self._do(c.ApplySettings(SITE), c.BookVisit(self._claim("b1", "laptop", 180, "t1")))
        self._do(c.BookVisit(self._claim("b2", "laptop", 240, "t2")), c.CancelVisit("b2"))
        self._at(4, 9, 15)
        self._do(c.OpenCounter("1", "lena"), c.OpenCounter("2", "noor"), c.OpenCounter("3", "marco"))
        here = [self._in(("laptop", "phone", "password")[n % 3], f"u{n}", language="es") for n in range(9)]
        self._do(c.CallNext("1", "lena"), c.Start(here[0], "lena"))
        self._wait(9)
        self._do(
            c.Finish(here[0], "lena"),
            c.CallNext("1", "lena"),
            c.Start(here[1], "lena"),
            c.Hold(here[1], "lena"),
        )
        self._do(c.CallNext("1", "lena"), c.CallNext("2", "noor"), c.Start(here[4], "noor"))
        self._do(c.CallNext("3", "marco"), c.MarkNoShow(here[3], "marco"), c.Leave(here[8]))


def replace_rule(rule: CallRule) -> SiteSettings:
    """The site with another order of calling."""
    return replace(SITE, rule=rule)
