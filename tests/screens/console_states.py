"""Every state in which the console is looked at, from the real rules and windows, without a network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QWidget

from agent_console.browser_sign_in import Trouble, Ways
from agent_console.look import Look
from agent_console.session import Session
from agent_console.speaker import Speaker
from agent_console.windows.closing import ask_what_becomes
from agent_console.windows.counter_window import CounterWindow
from agent_console.windows.main_window import MainWindow
from agent_console.windows.record_window import RecordWindow
from agent_console.windows.sign_in_window import SignInWindow
from agent_console.workplace import Workplace
from common.clients.site import SiteClient
from common.clock import ManualClock
from common.outside import OutsideOut
from common.theme import Scheme, load_theme
from common.wire import CategoryOut, IncidentBody, IncidentOut, LineOut, Problem, SiteOut, VisitOut
from common.wire_sign_on import SignOnOut
from kiosk.queue import commands as c
from kiosk.queue.codec import settings_to_json, take_snapshot
from kiosk.queue.events import VisitContinued
from kiosk.queue.fold import fold
from kiosk.queue.visits import Remaining
from tests.unit.console.sample_line import NOW, PEOPLE, SampleLine, full_morning, special_morning

AGENTS = {"lena": "Lena Vogel", "marco": "Marco Ruiz"}
_NOWHERE = "http://127.0.0.1:9"
_TITLES = ("Dock not recognised after the update", "Password expired", "Phone battery swollen and hot")
LONG_TITLES = {  # 120 characters
    "en": "The dock is not recognised after the update, and both screens stay dark "
    "until the laptop is started twice, 3rd floor 🖥️!",
    "es": "La base de conexión no se reconoce tras la actualización, y las dos pantallas "
    "siguen oscuras hasta reiniciar 2 veces 🖥️!",
}
_OUT_OF_TIME = Problem(title="Out of time", status=401, code="sign_on_out_of_time")
CATEGORIES = [
    CategoryOut(
        id="hardware",
        names={"en": "Hardware", "es": "Equipos"},
        children=[CategoryOut(id="dock", names={"en": "Dock", "es": "Base de conexión"})],
    )
]


class Stage:
    """Windows in one language and scheme. `show` gives the window of a state by its name."""

    def __init__(self, language: str, scheme: Scheme, folder: Path) -> None:
        self.speaker = Speaker(language)
        self.look = Look(load_theme(), scheme)
        self._folder = folder
        self._works: list[Workplace] = []
        self.states: dict[str, Callable[[], QWidget]] = {
            "sign-in": self._sign_in,
            "sign-in-unreachable": self._sign_in_unreachable,
            "sign-on-offered": self._offered,
            "sign-on-unnamed": lambda: self._offered(""),
            "sign-on-waiting": self._waiting,
            "sign-on-no-browser": lambda: self._waiting(opens=False),
            "sign-on-finishing": self._finishing,
            "sign-on-cancelled": lambda: self._trouble(Trouble("console-sign-on-cancelled")),
            "sign-on-desk-silent": lambda: self._trouble(Trouble("console-sign-on-desk-silent")),
            "sign-on-other-person": lambda: self._trouble(Trouble("console-sign-on-other-person")),
            "sign-on-refused": lambda: self._trouble(Trouble(problem=_OUT_OF_TIME)),
            "counters": self._counters,
            "main-loading": self._loading,
            "main-empty": self._empty,
            "main-full": self._full,
            "main-called": self._called,
            "main-serving": self._serving,
            "main-out-of-touch": self._out_of_touch,
            "main-desk-away": self._desk_away,
            "main-wrong-clock": self._wrong_clock,
            "main-refused": self._refused,
            "main-closed": self._closed,
            "main-ask": self._ask,
            "main-signs": self._signs,
            "main-helping": self._helping,
            "main-next-matter": self._next_matter,
            "main-left-alone": self._left_alone,
            "main-came-back": self._came_back,
            "main-closing": self._closing,
            "main-explained": self._explained,
            "main-pausing": self._pausing,
            "main-more": self._more,
            "main-small": self._small,
            "main-other-machine": self._other_machine,
            "record-needs-attention": self._record,
            "main-outside": self._outside,
            "main-long-titles": self._long_titles,
            "record-outside": lambda: self._record_outside("i0"),
            "record-outside-dropped": lambda: self._record_outside("i1"),
            "record-outside-stuck": lambda: self._record_outside("i2"),
        }

    def put_away(self) -> None:
        for work in self._works:
            work.stop()
            work.deleteLater()

    # --- before the main window
    def _sign_in(self) -> QWidget:
        return self._window()

    def _window(self, offer: SignOnOut | None = None, opens: bool = True) -> SignInWindow:
        ways = Ways(lambda _: opens, lambda _: offer or SignOnOut(site="main"))
        return SignInWindow(self.speaker, self.look, "http://192.0.2.10:7310", "lena", ways)

    def _offered(self, name: str = "Example account", opens: bool = True) -> SignInWindow:
        offer = SignOnOut(site="main", desk="https://desk.example.org", names={"": name})
        window = self._window(offer, opens)
        window.show_offer(offer)
        return window

    def _waiting(self, opens: bool = True) -> SignInWindow:
        window = self._offered(opens=opens)
        window.sign_on()
        return window

    def _finishing(self) -> QWidget:
        window = self._waiting()
        window.panel.finish()
        return window

    def _trouble(self, trouble: Trouble) -> QWidget:
        window = self._offered()
        window.show_trouble(trouble)
        return window

    def _sign_in_unreachable(self) -> QWidget:
        window = self._window()
        address = "192.0.2.10:7310"
        window.notice.tell("wrong", lambda: self.speaker.say("console-sign-in-unreachable", address=address))
        return window

    def _counters(self) -> QWidget:
        sample = full_morning()
        sample.do(c.CloseCounter("3", "lena", Remaining.KEEP))
        known = _line_out(sample, {"marco": "Marco Ruiz"})
        session = Session(SiteClient(_NOWHERE, ""), "lena", "Lena Vogel")
        return CounterWindow(self.speaker, self.look, session, known, "3")

    # --- the main window
    def _main(self, sample: SampleLine | None) -> MainWindow:
        session = Session(SiteClient(_NOWHERE, ""), "lena", "Lena Vogel")
        work = Workplace(session, "3", self._folder / str(len(self._works)), ManualClock(NOW))
        self._works.append(work)
        if sample is not None:
            work.in_touch = True
            work.live.load(_site_out(sample), _line_out(sample, AGENTS))
        return MainWindow(work, self.speaker, self.look)

    def _loading(self) -> QWidget:
        return self._main(None)

    def _empty(self) -> QWidget:
        sample = SampleLine()
        sample.do(c.OpenCounter("3", "lena"))
        return self._main(sample)

    def _full(self) -> MainWindow:
        window = self._main(full_morning())
        _give_records(window)
        window.queue.table.selectRow(3)
        return window

    def _long_titles(self) -> MainWindow:
        window = self._full()
        give_outside(window)
        for at in range(3):
            record = window.work.records.get(f"i{at}")
            assert record is not None
            told = record.incident.model_copy(update={"title": LONG_TITLES[self.speaker.language]})
            window.work.records.put(record.model_copy(update={"incident": told}))
        window.work.changed.emit()
        return window

    def _called(self) -> QWidget:
        sample = full_morning()
        sample.do(c.CallNext("3", "lena"), 1)
        return self._with_person(sample)

    def _serving(self) -> MainWindow:
        sample = full_morning()
        sample.do(c.CallNext("3", "lena"), 13)
        sample.do(c.Start("v1", "lena"), 12)
        window = self._with_person(sample)
        window.record.form.title.setText("Screen stays dark")
        window.record.form.description.setPlainText("Dark since this morning. An external monitor works.")
        return window

    def _with_person(self, sample: SampleLine) -> MainWindow:
        window = self._main(sample)
        _give_records(window)
        note = "The screen stays dark since this morning, and I have a talk at 11."
        visit = VisitOut(id="v1", state="called", service="phone", full_name=PEOPLE[1], note=note)
        earlier = [
            VisitOut(id=f"e{days}", state="done", service="laptop", called_at=NOW - timedelta(days=days))
            for days in (3, 40, 200)
        ]
        window.work.card.put(visit, earlier)
        return window

    def _out_of_touch(self) -> QWidget:
        window = self._serving()
        window.record.record()
        window.work.in_touch = False
        window.work.touch_changed.emit(False)
        window.work.changed.emit()
        return window

    def _desk_away(self) -> QWidget:
        window = self._full()
        window.work.has_desk, window.work.desk_in_touch = True, False
        window.work.changed.emit()
        return window

    def _wrong_clock(self) -> QWidget:
        """A kiosk is two days behind, and the desk is out of touch: the fullest line at the top."""
        window = self._full()
        window.work.wrong_clocks = (("entrance", -172_900),)
        window.work.has_desk, window.work.desk_in_touch = True, False
        window.work.changed.emit()
        return window

    def _refused(self) -> QWidget:
        window = self._full()
        problem = Problem(
            title="", status=409, code="already_called", data={"number": "C001", "counter": "1"}
        )
        window.work.commander.refused.emit("call_next", problem)
        return window

    def _closed(self) -> QWidget:
        sample = full_morning()
        window = self._main(sample)
        sample.do(c.CloseCounter("3", "lena", Remaining.KEEP))
        window.work.live.load(_site_out(sample), _line_out(sample, {}))
        window.work.changed.emit()
        return window

    def _ask(self) -> QWidget:
        window = self._serving()
        window.show()
        window.gestures.finish()
        return window

    # --- rules of the line
    def _signs(self) -> MainWindow:
        """Somebody booked was called; of who waits each is special in another way; check-in is paused."""
        window = self._main(special_morning())
        _give_records(window)
        return window

    def _helping(self) -> QWidget:
        sample = full_morning()
        sample.do(c.Join("v0", "3", "lena"))
        return self._with_person(sample)

    def _next_matter(self) -> QWidget:
        sample = full_morning()
        sample.do(c.AddService("v1", "lena", "laptop"), 20)
        sample.do(c.AddService("v1", "lena", "setup"), 20)
        sample.do(c.CallNext("3", "lena"), 13)
        sample.do(c.Start("v1", "lena"), 12)
        window = self._with_person(sample)
        before = window.work.situation()
        event = VisitContinued(NOW, "v1", "laptop", "lena", True)
        fold(window.work.live.line, event)
        window.work.happened.emit(event, before)
        window.work.changed.emit()
        return window

    def _left_alone(self) -> QWidget:
        sample = full_morning()
        sample.do(c.CallNext("3", "lena"), 9.5)
        window = self._with_person(sample)
        window.work.changed.emit()
        return window

    def _came_back(self) -> QWidget:
        sample = full_morning()
        sample.do(c.CallNext("3", "lena"), 9)
        sample.do(c.MarkNoShow("v1", "lena"), 6)
        window = self._main(sample)
        _give_records(window)
        row = window.queue.model.row_of("v1")
        window.queue.table.selectRow(-1 if row is None else row)
        return window

    def _closing(self) -> QWidget:
        window = self._full()
        window.show()
        ask_what_becomes(window, self.look, self.speaker, 6, lambda _: None)
        return window

    def _explained(self) -> QWidget:
        window = self._signs()
        window.show()
        window.visit_menu.explain(window.work.live.line.recent_calls[0], "v3")
        return window

    def _pausing(self) -> QWidget:
        window = self._full()
        window.show()
        window.gestures.pause_check_in()
        for name in ("console-pause-some", "console-pause-service-phone"):
            box = window.findChild(QAbstractButton, name)
            assert isinstance(box, QAbstractButton)
            box.setChecked(True)
        return window

    def _more(self) -> QWidget:
        window = self._signs()
        window.show()
        row = window.queue.model.row_of("v3")
        window.queue.table.selectRow(-1 if row is None else row)
        window.queue.menu_wanted.emit(QPoint(300, 300))
        return window

    def _small(self) -> QWidget:
        window = self._signs()
        window.resize(1280, 768)
        return window

    def _other_machine(self) -> QWidget:
        window = self._full()
        window.work.in_touch, window.work.silence = False, "fenced"
        window.work.touch_changed.emit(False)
        window.work.changed.emit()
        return window

    def _record(self) -> QWidget:
        window = self._full()
        return RecordWindow(window.work, self.speaker, self.look, window, "i2")

    def _outside(self) -> MainWindow:
        window = self._serving()
        give_outside(window)
        return window

    def _record_outside(self, incident: str) -> QWidget:
        window = self._full()
        give_outside(window)
        return RecordWindow(window.work, self.speaker, self.look, window, incident)


def _site_out(sample: SampleLine) -> SiteOut:
    return SiteOut(
        site="main",
        settings=settings_to_json(sample.line.settings),
        keys={},
        categories=CATEGORIES,
        languages=["en", "es"],
        booking_url="",
        series="",
        desk_in_touch=True,
        now=NOW,
    )


def _line_out(sample: SampleLine, agents: dict[str, str]) -> LineOut:
    names = agents | sample.names
    shot = take_snapshot(sample.line)
    return LineOut(sequence=sample.line.sequence, head="", line=shot, names=names, now=NOW)


def give_outside(window: MainWindow) -> None:
    """The day's records, handed over to an outside tool: one well, one changed there, one that is stuck."""
    told: dict[str, object] = {"connector": "rt", "at": NOW, "state": "in_progress", "raw_state": "open"}
    well = told | {"number": "4711", "url": "https://rt.example.org/4711", "assignee": "Ines Okoro"}
    odd = told | {"number": "4712", "url": "https://rt.example.org/4712", "differences": ("Category",)}
    stuck = told | {"attention": "refused", "raw_state": ""}
    for at, ticket in enumerate((well, odd, stuck)):
        record = window.work.records.get(f"i{at}")
        assert record is not None
        standing = "outside" if "number" in ticket else "at_desk"
        news: dict[str, object] = {"standing": standing, "why": "", "desk_number": f"INC-103{at}"}
        news |= {"outside": OutsideOut.model_validate(ticket)}
        window.work.records.put(record.model_copy(update=news))
    window.work.changed.emit()


def _give_records(window: MainWindow) -> None:
    standings = (("at_desk", "", "INC-1032"), ("recorded", "", ""), ("needs_attention", "invalid", ""))
    for at, (standing, why, number) in enumerate(standings):
        body = {
            "id": f"i{at}",
            "kind": "incident",
            "category": ["hardware"],
            "impact": 3,
            "urgency": 2,
            "title": _TITLES[at],
            "person_name": PEOPLE[at],
            "visit": f"v{at}",
            "recorded_at": NOW - timedelta(minutes=9 * at),
        }
        fields = {"priority": 4, "standing": standing, "why": why, "desk_number": number}
        record = IncidentOut.model_validate({"incident": IncidentBody.model_validate(body), **fields})
        window.work.records.put(record)
    window.work.changed.emit()
