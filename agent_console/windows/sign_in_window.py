"""Signing in: the site's address, name and password."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from agent_console.look import Look, mark
from agent_console.presenters.sign_in import first_fault, site_address
from agent_console.session import Arrival, arrive
from agent_console.speaker import Speaker
from agent_console.windows.named import named
from agent_console.windows.notice_bar import NoticeBar
from common.clients.errors import ApiRefused
from common.qt.background import run_in_background

_FIELDS = {
    "console-sign-in-address-wrong": "_address",
    "console-sign-in-name-missing": "_name",
    "console-sign-in-password-missing": "_password",
}


class SignInWindow(QWidget):
    """Emits `arrived` once the site said yes. Errors are told in words above the fields."""

    arrived = Signal(Arrival)

    def __init__(self, speaker: Speaker, look: Look, address: str, name: str) -> None:
        super().__init__()
        self.setObjectName("console-sign-in")
        self._speaker = speaker
        self._look = look
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
        self._lay_out()
        speaker.when_changed(self, self._word)
        look.when_changed(self, self._paint)
        first = self._name if not name else self._password
        first.setFocus()

    def _lay_out(self) -> None:
        form = QFormLayout()
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
        for widget in (self._logo, self._heading, self.notice):
            column.addWidget(widget)
        column.addLayout(form)
        column.addSpacing(self._look.gap)
        column.addWidget(self._button)
        column.addStretch(1)
        self.setMinimumSize(440, 480)
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

    def typed_name(self) -> str:
        return self._name.text().strip()

    def site_url(self) -> str:
        return site_address(self._address.text()) or ""

    def _done(self, arrival: Arrival) -> None:
        self._set_busy(False)
        self._password.clear()
        self.arrived.emit(arrival)

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
        for widget in (self._button, self._name, self._password, self._address):
            widget.setEnabled(not busy)
        key = "console-sign-in-busy" if busy else "console-sign-in-submit"
        self._button.setText(self._speaker.say(key))

    def _word(self) -> None:
        say = self._speaker.say
        self.setWindowTitle(say("console-window-title"))
        self._heading.setText(say("console-sign-in-title"))
        self._button.setText(say("console-sign-in-submit"))
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
