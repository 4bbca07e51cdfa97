"""Puts the touch screen together: the one place that names its concrete parts. Tests build the same."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass
from typing import cast

import shiboken6
import structlog
from PySide6.QtCore import QObject, QTimer, QUrl, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from common.clock import Clock
from common.qt.background import Follower, finish_background, run_in_background
from common.qt.base import give_base
from common.settings import Settings
from common.theme import load_theme
from kiosk.devices import camera_view
from kiosk.devices.badge import BadgeReader
from kiosk.devices.camera import Camera
from kiosk.devices.cameras import open_camera
from kiosk.devices.scanner import Scanner
from kiosk.devices.sounds import GOT_IT, Sound
from kiosk.devices.typed import TypingDevices
from kiosk.ui.activity import Activity
from kiosk.ui.arrivals import Arrivals
from kiosk.ui.connection import SiteBeside, SiteConnection, SiteElsewhere
from kiosk.ui.delivery import Outcome, deliver_waiting
from kiosk.ui.facts import SiteFacts
from kiosk.ui.journey_state import JourneyState
from kiosk.ui.news import SiteNews
from kiosk.ui.qr import QrProvider
from kiosk.ui.reception import Reception
from kiosk.ui.site_clock import SiteClock
from kiosk.ui.site_memory import SiteMemory
from kiosk.ui.view_models.kiosk import QML_FOLDER, Kiosk
from kiosk.ui.view_models.parts import Parts

FACES = ("kiosk", "common", "refusals")
DELIVER_EVERY_MS = 2000
# Loaded here because their classes are made in QML.
QML_MODULES = (camera_view,)

_log = structlog.get_logger("kiosk")


class Delivery(QObject):
    """Tries now and then to bring what was kept to the site, one round at a time."""

    def __init__(self, facts: SiteFacts, reception: Reception, parent: QObject) -> None:
        super().__init__(parent)
        self._facts = facts
        self._reception = reception
        self._running = False
        self._timer = QTimer(self)
        self._timer.setInterval(DELIVER_EVERY_MS)
        self._timer.timeout.connect(self._round)
        self._timer.start()

    @Slot()
    def _round(self) -> None:
        if self._running or not self._facts.in_touch or not self._reception.arrivals.has_waiting():
            return
        self._running = True
        run_in_background(
            self,
            self._deliver,
            self._ended,
            self._broke,
        )

    def _deliver(self) -> Outcome:
        self._reception.settle()
        return deliver_waiting(self._reception.arrivals, self._reception.deliver)

    def _ended(self, outcome: Outcome) -> None:
        self._running = False

    def _broke(self, error: Exception) -> None:
        """A bug: the arrivals stay where they are."""
        self._running = False
        _log.error("delivering kept arrivals broke", error=repr(error))


@dataclass
class Screen:
    """The touch screen, shown and running. `close` before the application ends."""

    window: QQuickWindow
    kiosk: Kiosk
    parts: Parts
    camera: Camera
    engine: QQmlApplicationEngine
    follower: Follower
    owner: QObject

    def close(self) -> None:
        """Stop following, end the site if it is ours, and take the pages down before what they look at."""
        self.parts.reception.stop.set()
        self.follower.stop()
        self.parts.reception.connection.close()
        self.camera.stop()
        shiboken6.delete(self.engine)
        finish_background()
        shiboken6.delete(self.owner)


def assemble(app: QGuiApplication, settings: Settings, clock: Clock) -> Screen:
    """The touch screen with its window, not shown yet.

    Raises ThemeError, LookupError or ValueError for settings that cannot be used, RuntimeError for broken
    QML.
    """
    tokens = load_theme(settings.theme)
    engine, owner = QQmlApplicationEngine(), QObject()
    base = give_base(engine, settings.language, FACES, tokens, settings.scheme)
    base.theme.set_reduced_motion(settings.reduced_motion)
    engine.addImageProvider("qr", QrProvider(tokens))
    folder = settings.data_folder / "kiosk"
    site_clock = SiteClock(clock, folder)
    facts = SiteFacts(SiteMemory(folder), owner)
    connection, dice = _connection(settings), random.Random()
    reception = Reception(connection, Arrivals(folder), site_clock, dice, threading.Event())
    parts = Parts(
        base.theme,
        base.words,
        site_clock,
        facts,
        JourneyState(settings.language, owner),
        reception,
        settings.kiosk,
        settings.language,
        settings.scheme,
    )
    camera = open_camera(settings.kiosk.camera, owner)
    kiosk = Kiosk(parts, camera, owner)
    window = _load(engine, kiosk)
    Activity(window).noticed.connect(kiosk.touched)
    _listen(app, kiosk, owner)
    Delivery(facts, reception, owner)
    news = SiteNews(reception.connection, site_clock, random.Random())
    follower = Follower(owner, news, facts.hear, _stopped_following)
    follower.start()
    return Screen(window, kiosk, parts, camera, engine, follower, owner)


def _connection(settings: Settings) -> SiteConnection:
    place: SiteBeside | SiteElsewhere = SiteElsewhere(settings.kiosk.site_url)
    if not settings.kiosk.site_url:
        environment = {
            "MOSTRADOR_DATA_FOLDER": str(settings.data_folder),
            "MOSTRADOR_SITE__PORT": str(settings.site.port),
        }
        place = SiteBeside(settings.local_site_url, environment)
    token_file = settings.data_folder / "site" / "local-token"
    return SiteConnection(place, settings.kiosk.token.get_secret_value(), token_file)


def _listen(app: QGuiApplication, kiosk: Kiosk, owner: QObject) -> None:
    """Scanner and badge reader type, whatever has the focus; a pass that was read is heard."""
    typing = TypingDevices(app, owner)
    Scanner(typing, owner).seen.connect(kiosk.pass_scanned)
    BadgeReader(typing, owner).seen.connect(kiosk.badge_read)
    kiosk.gotIt.connect(Sound(GOT_IT, parent=owner).play)


def _load(engine: QQmlApplicationEngine, kiosk: Kiosk) -> QQuickWindow:
    engine.setInitialProperties({"kiosk": kiosk})
    engine.load(QUrl.fromLocalFile(str(QML_FOLDER / "Main.qml")))
    roots = engine.rootObjects()
    if not roots:
        raise RuntimeError("the kiosk's pages cannot be loaded")
    return cast(QQuickWindow, roots[0])


def _stopped_following(error: Exception) -> None:
    """A bug in following the site: the screen goes on with what it knows, the log has the rest."""
    _log.error("following the site broke", error=repr(error))
