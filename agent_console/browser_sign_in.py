"""One attempt to sign in by the browser: open it, wait for what it brings, and take that to desk and site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from agent_console.loopback import Loopback
from agent_console.presenters.sign_on import Asked, Brought, brought_by
from agent_console.session import Arrival, arrive_with_code
from common.clients.errors import ApiRefused
from common.clients.sign_on import DeskSilent, sign_on_offer
from common.qt.background import Running, run_in_background
from common.wire import Problem
from common.wire_sign_on import SignOnOut

PATIENCE_MS = 10 * 60 * 1000  # a second factor may be in another room


@dataclass(frozen=True)
class Trouble:
    """Why nobody is signed in: a message key, or the refusal of desk or site."""

    key: str = ""
    problem: Problem | None = None


def open_in_browser(address: str) -> bool:
    """Show an address in the system's browser; False when there is none."""
    return QDesktopServices.openUrl(QUrl(address))


@dataclass(frozen=True)
class Ways:
    """The ways out of the sign-in window: to the browser, and to what a site says of its desk."""

    browser: Callable[[str], bool] = open_in_browser
    offer_of: Callable[[str], SignOnOut] = sign_on_offer


class BrowserSignIn(QObject):
    """Ends with one of `arrived`, `failed`, or by `cancel`."""

    arrived = Signal(Arrival)
    failed = Signal(Trouble)
    finishing = Signal()  # the browser is done; desk and site are asked

    def __init__(
        self,
        site_url: str,
        offer: SignOnOut,
        browser: Callable[[str], bool],
        parent: QObject,
        patience_ms: int = PATIENCE_MS,
    ) -> None:
        super().__init__(parent)
        self._site_url = site_url
        self._browser = browser
        self._working: Running | None = None
        self._over = False
        self._loopback = Loopback(self._heard, self)
        self.asked = Asked.new(offer.site, offer.desk, self._loopback.listen())
        self._late = QTimer(self, singleShot=True, interval=patience_ms)
        self._late.timeout.connect(lambda: self._fail(Trouble("console-sign-on-late")))

    def start(self) -> bool:
        """Open the browser; False when there is none to open, and somebody has to do it by hand."""
        if not self.asked.port:
            QTimer.singleShot(0, self, lambda: self._fail(Trouble("console-sign-on-no-port")))
            return True
        self._late.start()
        return self.open_again()

    def open_again(self) -> bool:
        """The same page once more, for who closed it."""
        return self._browser(self.asked.address)

    def cancel(self) -> None:
        """Nothing comes of it any more, whatever the browser brings."""
        self._over = True
        self._late.stop()
        self._loopback.close()
        if self._working is not None:
            self._working.cancel()

    def _heard(self, head: bytes) -> str | None:
        """A request to our port; the first that answers this attempt is the only one."""
        brought = None if self._over or self._working else brought_by(head, self.asked)
        if brought is None:
            return None
        QTimer.singleShot(0, self, lambda: self._go_on(brought))
        return self.asked.next_page(brought)

    def _go_on(self, brought: Brought) -> None:
        if self._over or self._working is not None:
            return
        if not brought.code:
            self._fail(Trouble(brought.words))
            return
        self.finishing.emit()
        url, asked = self._site_url, self.asked
        self._working = run_in_background(
            self, lambda: arrive_with_code(url, asked, brought.code), self._done, self._went_wrong
        )

    def _done(self, arrival: Arrival) -> None:
        self.cancel()
        self.arrived.emit(arrival)

    def _went_wrong(self, error: Exception) -> None:
        if isinstance(error, ApiRefused):
            self._fail(Trouble(problem=error.problem))
        else:
            silent = "console-sign-on-desk-silent" if isinstance(error, DeskSilent) else ""
            self._fail(Trouble(silent or "console-sign-on-site-silent"))

    def _fail(self, trouble: Trouble) -> None:
        if not self._over:
            self.cancel()
            self.failed.emit(trouble)
