"""The bound for the kiosk's start: an empty Qt Quick window. Prints `shown` with its first frame."""

from __future__ import annotations

import sys

from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine, QQmlComponent
from PySide6.QtQuick import QQuickWindow

QML = b"import QtQuick\nWindow { width: 1080; height: 1920; visible: true; Text { text: 'Hello' } }"


def main() -> int:
    app = QGuiApplication(sys.argv)
    engine = QQmlApplicationEngine()
    component = QQmlComponent(engine)
    component.setData(QML, QUrl())
    window = component.create()
    assert isinstance(window, QQuickWindow), component.errorString()

    def shown() -> None:
        print("shown", flush=True)
        app.quit()

    window.frameSwapped.connect(shown)
    code = app.exec()
    del window, component, engine
    return code


if __name__ == "__main__":
    sys.exit(main())
