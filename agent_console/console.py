"""The console's way: sign in, choose a counter, work, sign out. Knows the windows and their order."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from agent_console.browser_sign_in import Ways
from agent_console.look import Look
from agent_console.preferences import PreferencesFile
from agent_console.session import Arrival, Session
from agent_console.speaker import Speaker
from agent_console.windows.counter_window import CounterWindow
from agent_console.windows.main_window import MainWindow
from agent_console.windows.sign_in_window import SignInWindow
from agent_console.workplace import Workplace
from common.clock import Clock
from common.ids import new_id
from common.qt.background import run_in_background
from common.settings import Settings
from common.theme import load_theme
from common.wire import LineOut
from kiosk.queue.visits import Remaining


class Console(QObject):
    """One window at a time; `window` is the one that is shown."""

    left = Signal()  # the technician is done with the program

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        application: QApplication,
        ways: Ways | None = None,
    ) -> None:
        """`ways`: out of the sign-in window; the system's browser and the site unless told otherwise."""
        super().__init__()
        self._ways = ways or Ways()
        self._clock = clock
        self._folder = settings.data_folder / "console"
        self.preferences = PreferencesFile(self._folder / "preferences.json")
        chosen = self.preferences.now
        self.speaker = Speaker(chosen.language or settings.language, self)
        self.look = Look(load_theme(settings.theme), chosen.scheme or settings.scheme, self)
        self.look.dress(application)
        self._address = settings.console.site_url or chosen.site_url or settings.local_site_url
        self.window: QWidget | None = None
        self.work: Workplace | None = None
        self.speaker.changed.connect(lambda: self.preferences.change(language=self.speaker.language))
        self.look.changed.connect(lambda: self.preferences.change(scheme=self.look.scheme))

    def start(self) -> None:
        self._show_sign_in("")

    def close(self) -> None:
        """Put everything away: nothing arrives from here on."""
        self._put_away_work()
        self._show(None)

    # --- one window after another
    def _show_sign_in(self, why: str) -> None:
        name = self.preferences.now.name
        window = SignInWindow(self.speaker, self.look, self._address, name, self._ways)
        window.arrived.connect(lambda arrival: self._arrived(window, arrival))
        self._show(window)
        if why:
            window.notice.tell("careful", lambda: self.speaker.say(why))

    def _arrived(self, window: SignInWindow, arrival: Arrival) -> None:
        self._address = window.site_url()
        name = window.typed_name() or self.preferences.now.name
        self.preferences.change(site_url=self._address, name=name)
        self._show_counters(arrival.session, arrival.line)

    def _show_counters(self, session: Session, line: LineOut) -> None:
        window = CounterWindow(self.speaker, self.look, session, line, self.preferences.now.counter)
        window.opened.connect(lambda counter: self._show_main(session, counter))
        window.signed_out.connect(lambda: self._sign_out(session))
        self._show(window)

    def _show_main(self, session: Session, counter: str) -> None:
        self.preferences.change(counter=counter)
        self.work = Workplace(session, counter, self._folder / "drafts", self._clock, self)
        self.work.session_ended.connect(self._session_ended)
        window = MainWindow(self.work, self.speaker, self.look)
        window.leaving.connect(self._leaving)
        chosen = self.preferences.now
        if chosen.geometry:
            window.restoreGeometry(QByteArray.fromBase64(chosen.geometry.encode()))
        if chosen.layout:
            window.restore_layout(chosen.layout)
        self._show(window)
        self.work.start()

    # --- leaving
    def _leaving(self, how: str, people: Remaining) -> None:
        """Close the counter, then go where the technician wants. A silent site holds nobody up.

        `people`: what becomes of those whom nobody else at work serves.
        """
        work = self.work
        if work is None:
            return
        self._remember_window()
        session, counter = work.session, work.counter
        closes = work.situation().counter == counter
        self._put_away_work()
        if self.window is not None:
            self.window.setEnabled(False)

        def give_back() -> LineOut | None:
            if closes:
                session.client.close(counter, new_id(), people)
            if how == "change-counter":
                return session.client.line()
            session.client.sign_out()
            return None

        def gone(line: LineOut | None) -> None:
            if how == "change-counter" and line is not None:
                self._show_counters(session, line)
            elif how == "sign-out" or how == "change-counter":
                self._show_sign_in("")
            else:
                self.left.emit()

        run_in_background(self, give_back, gone, lambda _: gone(None))

    def _sign_out(self, session: Session) -> None:
        def gone(_: object) -> None:
            self._show_sign_in("")

        run_in_background(self, session.client.sign_out, gone, gone)

    def _session_ended(self) -> None:
        """The site no longer knows our token: what was typed is kept on disk; sign in again."""
        if isinstance(self.window, MainWindow):
            self.window.record.keeper.flush()
            self._remember_window()
        self._put_away_work()
        self._show_sign_in("console-session-ended")

    def _put_away_work(self) -> None:
        if isinstance(self.window, MainWindow):
            self.window.record.keeper.flush()
        if self.work is not None:
            self.work.stop()
            self.work.deleteLater()
            self.work = None

    def _remember_window(self) -> None:
        if isinstance(self.window, MainWindow):
            geometry = bytes(self.window.saveGeometry().toBase64().data()).decode()
            self.preferences.change(geometry=geometry, layout=self.window.layout_text())

    def _show(self, window: QWidget | None) -> None:
        before, self.window = self.window, window
        if window is not None:
            window.show()
        if isinstance(before, MainWindow):
            before.may_close = True
        if before is not None:
            before.close()
            before.deleteLater()
