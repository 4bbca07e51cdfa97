"""`mostrador display`: the public screen in the room, as a program."""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow

from common.clock import Clock, SystemClock
from common.i18n import languages
from common.qt.background import Follower
from common.qt.base import give_base
from common.qt.fonts import load_fonts
from common.qt.messages import route_messages
from common.qt.program import run_until_ended, show
from common.settings import DisplaySection, Settings
from common.theme import load_theme
from kiosk.devices.sounds import CHIME, Sound
from kiosk.devices.voice import Voice, engine_name
from kiosk.ui.connection import SiteConnection, SiteElsewhere
from kiosk.ui.display.announcer import Announcer
from kiosk.ui.display.source import DisplaySource
from kiosk.ui.display.speech import FACES
from kiosk.ui.display.view_model import Display

QML = Path(__file__).parent / "qml" / "display" / "DisplayWindow.qml"


@dataclass
class Screen:
    """The display's parts; `close` before the application ends."""

    engine: QQmlApplicationEngine
    window: QQuickWindow
    display: Display
    announcer: Announcer
    follower: Follower
    connection: SiteConnection

    def close(self) -> None:
        self.follower.stop()
        self.connection.close()
        self.window.close()
        del self.window
        del self.engine  # before the view-model that its bindings read


def assemble(settings: Settings, clock: Clock) -> Screen:
    """Everything but the running. Raises RuntimeError when the QML cannot be loaded."""
    tokens = load_theme(settings.theme)
    engine = QQmlApplicationEngine()
    language = settings.language if settings.language in languages() else "en"
    base = give_base(engine, language, FACES, tokens, settings.scheme)
    base.theme.set_reduced_motion(settings.reduced_motion)
    announcer = _announcer(settings.display)
    display = Display(base.words, announcer, clock)
    engine.setInitialProperties({"display": display})
    engine.load(QUrl.fromLocalFile(str(QML)))
    windows = [root for root in engine.rootObjects() if isinstance(root, QQuickWindow)]
    if not windows:
        raise RuntimeError("the display's QML cannot be loaded")
    connection = SiteConnection(
        SiteElsewhere(settings.display.site_url or settings.local_site_url),
        settings.display.token.get_secret_value(),
        settings.data_folder / "site" / "local-token",
    )
    source = DisplaySource(connection, random.Random())
    display.lineWanted.connect(source.begin_anew)
    follower = Follower(display, source, display.arrived, display.failed)
    follower.start()
    return Screen(engine, windows[0], display, announcer, follower, connection)


def _announcer(settings: DisplaySection) -> Announcer:
    voice = Voice(engine_name()) if settings.voice else None
    return Announcer(Sound(CHIME) if settings.chime else None, voice)


def run_display(settings: Settings) -> int:
    """Show the public screen until it is closed; returns the exit code."""
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    assert isinstance(app, QGuiApplication)
    app.setApplicationName("mostrador-display")
    route_messages()
    load_fonts(load_theme(settings.theme))
    screen = assemble(settings, SystemClock())
    show(screen.window, settings.display.full_screen, settings.display.window)
    code = run_until_ended(app)
    screen.close()
    return code
