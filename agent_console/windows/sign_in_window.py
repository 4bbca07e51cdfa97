"""Signing in: with the work account by the browser where the site offers it, or with name and password."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from agent_console.browser_sign_in import BrowserSignIn, Trouble, Ways
from agent_console.look import Look, mark
from agent_console.presenters.sign_in import first_fault, site_address
from agent_console.session import Arrival, arrive
from agent_console.speaker import Speaker
from agent_console.windows.browser_panel import BrowserPanel
from agent_console.windows.named import named
from agent_console.windows.notice_bar import NoticeBar, Tone
from common.clients.errors import ApiRefused, Unreachable
from common.qt.background import run_in_background
from common.wire_sign_on import SignOnOut

_FIELDS = {
    "console-sign-in-address-wrong": "_address",
    "console-sign-in-name-missing": "_name",
    "console-sign-in-password-missing": "_password",
}

ASK_AGAIN_MS = 5000
CALM = frozenset({"console-sign-on-cancelled", "console-sign-on-late"})  # nothing is wrong


class SignInWindow(QWidget):
    """Emits `arrived` once the site said yes. Errors are told in words above the fields."""

    arrived = Signal(Arrival)

    def __init__(
        self,
        speaker: Speaker,
        look: Look,
        address: str,
        name: str,
        ways: Ways | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("console-sign-in")
        self._speaker = speaker
        self._look = look
        self._ways = ways or Ways()
        self._offer: SignOnOut | None = None
        self._asked_site = ""
        self._attempt: BrowserSignIn | None = None
        self._logo = QLabel(self)
        self._heading = QLabel(self)
        self._heading.setProperty("role", "title")
        self.notice = NoticeBar(speaker, look, "console-sign-in-notice", self)
        self._address = named(QLineEdit(address, self, maxLength=300), "console-sign-in-address")
        self._name = named(QLineEdit(name, self, maxLength=200), "console-sign-in-name")
        self._password = named(QLineEdit(self, maxLength=200), "console-sign-in-password")
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._button = named(QPushButton(self), "console-sign-in-submit")
        self._button.setProperty("accent", "yes")
        self._button.setDefault(True)
        self._button.clicked.connect(self.submit)
        self._with_account = named(QPushButton(self), "console-sign-on")
        self._with_account.setProperty("accent", "yes")
        self._with_account.clicked.connect(self.sign_on)
        self._or = QLabel(self)
        self._or.setProperty("role", "soft")
        self.panel = BrowserPanel(speaker, look, self)
        self.panel.again.connect(self._open_again)
        self.panel.cancelled.connect(self._end_attempt)
        self._lay_out()
        self._show_offer(None)
        self._show_waiting(False)
        speaker.when_changed(self, self._word)
        look.when_changed(self, self._paint)
        self._first = self._name if not name else self._password
        self._first.setFocus()
        self._address.editingFinished.connect(self._ask_offer)
        self._ask_offer()

    def _lay_out(self) -> None:
        self._form = QWidget(self)
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(4)
        self._labels: dict[str, QLabel] = {}
        for key, field in (
            ("console-sign-in-name-label", self._name),
            ("console-sign-in-password-label", self._password),
            ("console-sign-in-address-label", self._address),
        ):
            label = QLabel(self)
            label.setBuddy(field)
            label.setContentsMargins(0, 8, 0, 0)
            self._labels[key] = label
            form.addRow(label, field)
            field.returnPressed.connect(self.submit)
            field.textEdited.connect(lambda _text, field=field: mark(field, "wrong", "no"))
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 32, 40, 32)
        column.setSpacing(self._look.wide)
        for widget in (self._logo, self._heading, self.notice, self._with_account, self._or, self._form):
            column.addWidget(widget)
        column.addSpacing(self._look.gap)
        column.addWidget(self._button)
        column.addWidget(self.panel, 1)
        column.addStretch(1)
        self.setMinimumSize(440, 640)  # the longest notice has its room too
        QWidget.setTabOrder(self._with_account, self._name)
        QWidget.setTabOrder(self._name, self._password)
        QWidget.setTabOrder(self._password, self._address)
        QWidget.setTabOrder(self._address, self._button)

    def submit(self) -> None:
        """Try to sign in with what is in the fields."""
        if not self._button.isEnabled():
            return
        address, name, password = self._address.text(), self._name.text(), self._password.text()
        fault = first_fault(address, name, password)
        if fault is not None:
            field: QLineEdit = getattr(self, _FIELDS[fault])
            mark(field, "wrong", "yes")
            field.setFocus()
            self.notice.tell("careful", lambda: self._speaker.say(fault))
            return
        url = site_address(address) or ""
        self.notice.clear()
        self._set_busy(True)
        run_in_background(self, lambda: arrive(url, name.strip(), password), self._done, self._failed)

    def sign_on(self) -> None:
        """Sign in with the work account, in the system's browser."""
        if self._offer is None or self._attempt is not None or not self._button.isEnabled():
            return
        self.notice.clear()
        attempt = BrowserSignIn(self.site_url(), self._offer, self._ways.browser, self)
        self._attempt = attempt
        attempt.arrived.connect(self._arrived_by_browser)
        attempt.failed.connect(self._browser_failed)
        attempt.finishing.connect(self.panel.finish)
        opened = attempt.start()
        self._show_waiting(True)
        self.panel.wait_for(attempt.asked.mark, attempt.asked.address, opened)

    def typed_name(self) -> str:
        return self._name.text().strip()

    def site_url(self) -> str:
        return site_address(self._address.text()) or ""

    def _done(self, arrival: Arrival) -> None:
        self._set_busy(False)
        self._password.clear()
        self.arrived.emit(arrival)

    # --- with the work account
    def _ask_offer(self) -> None:
        """Whether this site offers it; one that does not answer, or is older, does not."""
        url = self.site_url()
        if url == self._asked_site:
            return
        self._asked_site = url
        self._show_offer(None)
        if url:
            run_in_background(
                self,
                lambda: self._ways.offer_of(url),
                lambda offer: self._offered(url, offer),
                lambda error: self._unheard(url, error),
            )

    def _offered(self, url: str, offer: SignOnOut) -> None:
        if url == self._asked_site:
            self.show_offer(offer)

    def show_offer(self, offer: SignOnOut) -> None:
        """What the site's desk offers; the keyboard goes there unless somebody is typing already."""
        self._show_offer(offer if offer.desk else None)
        if self._offer is not None and self._first.hasFocus() and not self._password.text():
            self._with_account.setFocus()

    def show_trouble(self, trouble: Trouble) -> None:
        """Why nobody was signed in by the browser."""
        problem = trouble.problem
        if problem is not None:
            self.notice.tell("wrong", lambda: self._speaker.refusal(problem))
        else:
            tone: Tone = "careful" if trouble.key in CALM else "wrong"
            self.notice.tell(tone, lambda: self._speaker.say(trouble.key))

    def _unheard(self, url: str, error: Exception) -> None:
        """One that does not answer may be starting; one that refuses is older and does not know of it."""
        if url == self._asked_site and isinstance(error, Unreachable):
            self._asked_site = ""
            QTimer.singleShot(ASK_AGAIN_MS, self, self._ask_offer)

    def _show_offer(self, offer: SignOnOut | None) -> None:
        """It is the first choice where there is one; the password's button is then an ordinary one."""
        self._offer = offer
        shown = offer is not None and self._attempt is None
        self._with_account.setVisible(shown)
        self._or.setVisible(shown)
        mark(self._button, "accent", "no" if offer is not None else "yes")
        self._name_account()

    def _show_waiting(self, waiting: bool) -> None:
        self.panel.setVisible(waiting)
        for widget in (self._heading, self._form, self._button):
            widget.setVisible(not waiting)
        self._with_account.setVisible(not waiting and self._offer is not None)
        self._or.setVisible(not waiting and self._offer is not None)

    def _open_again(self) -> None:
        if self._attempt is not None:
            asked, opened = self._attempt.asked, self._attempt.open_again()
            self.panel.wait_for(asked.mark, asked.address, opened)

    def _end_attempt(self) -> None:
        """Back to the choice."""
        attempt, self._attempt = self._attempt, None
        if attempt is not None:
            attempt.cancel()
            attempt.deleteLater()
        self._show_waiting(False)
        self._with_account.setFocus()

    def _arrived_by_browser(self, arrival: Arrival) -> None:
        self._end_attempt()
        self.arrived.emit(arrival)

    def _browser_failed(self, trouble: Trouble) -> None:
        self._end_attempt()
        self.show_trouble(trouble)

    def _name_account(self) -> None:
        say = self._speaker.say
        account = self._offer.name(self._speaker.language) if self._offer is not None else ""
        said = say("console-sign-on-with", account=account) if account else say("console-sign-on")
        self._with_account.setText(said)
        self._or.setText(say("console-sign-on-or"))

    def _failed(self, error: Exception) -> None:
        self._set_busy(False)
        if isinstance(error, ApiRefused):
            problem = error.problem
            self.notice.tell("wrong", lambda: self._speaker.refusal(problem))
            self._password.selectAll()
            self._password.setFocus()
            return
        address = self._address.text().strip()
        self.notice.tell("wrong", lambda: self._speaker.say("console-sign-in-unreachable", address=address))

    def _set_busy(self, busy: bool) -> None:
        fields = (self._button, self._name, self._password, self._address, self._with_account)
        for widget in fields:
            widget.setEnabled(not busy)
        key = "console-sign-in-busy" if busy else "console-sign-in-submit"
        self._button.setText(self._speaker.say(key))

    def _word(self) -> None:
        say = self._speaker.say
        self.setWindowTitle(say("console-window-title"))
        self._heading.setText(say("console-sign-in-title"))
        self._button.setText(say("console-sign-in-submit"))
        self._name_account()
        for key, label in self._labels.items():
            label.setText(say(key))
            buddy = label.buddy()
            if buddy is not None:
                buddy.setAccessibleName(say(key))
        self._address.setToolTip(say("console-sign-in-address-tip"))

    def _paint(self) -> None:
        drawn = QPixmap(str(self._look.tokens.logo(self._look.scheme)))
        smooth = Qt.TransformationMode.SmoothTransformation
        self._logo.setPixmap(drawn.scaledToHeight(32, smooth))
        self._logo.setAccessibleName(self._look.tokens.organisation.name)
