"""What the drive's hand can do: find by objectName, touch, type, read, take a picture."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPointingDevice, QWindow
from PySide6.QtTest import QTest

if TYPE_CHECKING:
    from PySide6.QtQuick import QQuickItem, QQuickWindow
    from PySide6.QtWidgets import QWidget

_touch: list[QPointingDevice] = []


class NotThere(Exception):
    """Nothing of that name can be touched now; the text says what can."""


def quick_windows() -> Iterator[QQuickWindow]:
    """Every Qt Quick window that is shown."""
    if "PySide6.QtQuick" not in sys.modules:
        return
    from PySide6.QtQuick import QQuickWindow

    for window in QGuiApplication.topLevelWindows():
        if isinstance(window, QQuickWindow) and window.isVisible():
            yield window


def _items(item: QQuickItem) -> Iterator[QQuickItem]:
    if not item.isVisible():
        return
    yield item
    for child in item.childItems():
        yield from _items(child)


def _quick_items() -> Iterator[tuple[QQuickWindow, QQuickItem]]:
    for window in quick_windows():
        for item in _items(window.contentItem()):
            if item.objectName():
                yield window, item


def _widgets() -> Iterator[QWidget]:
    """Visible widgets, of the newest window first; of a modal dialog only, when one is open."""
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtWidgets import QApplication, QWidget

    modal = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    tops = [modal] if modal else [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    for top in tops:
        yield top
        yield from (w for w in top.findChildren(QWidget) if w.isVisible())


def _find(name: str) -> tuple[QWindow | None, Any]:
    for window, item in _quick_items():
        if item.objectName() == name:
            return window, item
    for widget in _widgets():
        if widget.objectName() == name:
            return None, widget
    raise NotThere(f"{name} is not on the screen; there are: {', '.join(names())}")


def names() -> list[str]:
    """Everything on the screen that has a name."""
    found = {item.objectName() for _, item in _quick_items()} | {w.objectName() for w in _widgets()}
    return sorted(n for n in found if n and not n.startswith("qt_"))


def _action_spot(name: str) -> tuple[QWidget, QPoint] | None:
    """Where an open menu or the menu bar shows the action of that name."""
    if "PySide6.QtWidgets" not in sys.modules:
        return None
    from PySide6.QtWidgets import QMenu, QMenuBar

    for widget in _widgets():
        if isinstance(widget, QMenu | QMenuBar):
            for action in widget.actions():
                if action.objectName() == name and action.isEnabled():
                    return widget, widget.actionGeometry(action).center()
    return None


def tap(name: str, row: int | None = None, double: bool = False) -> None:
    """Touch the middle of an item, or click a widget, a row of a view or an action of an open menu."""
    if spot := _action_spot(name):
        QTest.mouseClick(spot[0], Qt.MouseButton.LeftButton, pos=spot[1])
        return
    window, found = _find(name)
    if not found.isEnabled():
        raise NotThere(f"{name} is disabled")
    if window is not None:
        _tap_item(window, found)
        return
    target, at = found, found.rect().center()
    if row is not None:
        target, at = found.viewport(), found.visualRect(found.model().index(row, 0)).center()
    if double:
        QTest.mouseDClick(target, Qt.MouseButton.LeftButton, pos=at)
    else:
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=at)


def _tap_item(window: QWindow, item: QQuickItem) -> None:
    if not _touch:
        _touch.append(QTest.createTouchDevice())
    at = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
    if not window.contentItem().contains(QPointF(at)):  # type: ignore[attr-defined]  # a QQuickWindow
        raise NotThere(f"{item.objectName()} lies outside the window, at {at.x()}, {at.y()}")
    QTest.touchEvent(window, _touch[0]).press(0, at, window).commit()
    QTest.touchEvent(window, _touch[0]).release(0, at, window).commit()


def _focus_target() -> QObject:
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtWidgets import QApplication

        widget = QApplication.focusWidget() if isinstance(QApplication.instance(), QApplication) else None
        if widget is not None:
            return widget
    window = QGuiApplication.focusWindow() or next(iter(QGuiApplication.topLevelWindows()), None)
    if window is None:
        raise NotThere("no window has the focus")
    return window


def type_text(text: str) -> None:
    """Press and release one key a character."""
    for character in text:
        target = _focus_target()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            code = Qt.Key.Key_Return if character == "\n" else Qt.Key.Key_unknown
            sent = "\r" if character == "\n" else character
            event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, sent)
            QCoreApplication.sendEvent(target, event)


def key(keys: str) -> None:
    """One key with modifiers, as a shortcut is written: `Ctrl+Return`, `F2`."""
    combination = QKeySequence(keys)[0]  # type: ignore[index]  # the stubs lack __getitem__
    target: Any = _focus_target()
    QTest.keyClick(target, combination.key(), combination.keyboardModifiers())


def read(name: str, prop: str) -> Any:
    """A property of an item or widget, as JSON can carry it. `rows` counts a view's rows."""
    _, found = _find(name)
    if prop == "rows":
        return found.model().rowCount()
    if prop == "enabled":
        return bool(found.isEnabled())
    value = found.property(prop)
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def shown(name: str) -> bool:
    """Whether an item of Qt Quick is on the screen, ready to be touched or not."""
    return any(item.objectName() == name for _, item in _quick_items())


def seen(request: dict[str, Any]) -> bool:
    """Whether an item is there, enabled, and its `property` contains `like`, if these were asked for."""
    try:
        if "property" in request:
            return str(request.get("like", "")) in str(read(request["name"], request["property"]))
        spot = _action_spot(request["name"])
        return bool(spot or _find(request["name"])[1].isEnabled())
    except NotThere:
        return False


def grab(path: str) -> list[int]:
    """Save what the program shows; its size in pixels."""
    for window in quick_windows():
        image = window.grabWindow()
        image.save(path)
        return [image.width(), image.height()]
    from PySide6.QtWidgets import QApplication

    top = QApplication.activeModalWidget() or QApplication.activeWindow()
    top = top or next((w for w in QApplication.topLevelWidgets() if w.isVisible()), None)
    if top is None:
        raise NotThere("no window to take a picture of")
    picture = top.grab()
    picture.save(path)
    return [picture.width(), picture.height()]


def resize(width: int, height: int) -> None:
    """Give the first window another size, as if the screen were turned."""
    window = next(iter(quick_windows()), None)
    if window is None:
        raise NotThere("no window to turn")
    window.resize(width, height)
