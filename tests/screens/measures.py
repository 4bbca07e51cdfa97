"""What is measured on a page: nothing cut, outside, overlapping, or too small to touch."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtQuick import QQuickItem, QQuickWindow

LEAST_TOUCH = 76.0
TOUCH_SIGNALS = ("tapped()", "struck()")
SLACK = 1.5  # pixels that rounding may cost


def faults(window: QQuickWindow, may_scroll: bool = False) -> list[str]:
    """What is wrong with the page that the window shows. `may_scroll`: rows below the fold are fine."""
    items = list(_shown(window.contentItem()))
    texts = [item for item in items if _is_text(item)]
    touchables = [item for item in items if _is_touchable(item)]
    return [
        *(fault for text in texts for fault in _cut(text)),
        *(fault for item in (*texts, *touchables) for fault in _outside(item, window, may_scroll)),
        *(fault for item in touchables for fault in _too_small(item, window)),
        *_overlaps(touchables, texts, may_scroll),
    ]


def _shown(item: QQuickItem) -> Iterator[QQuickItem]:
    """What can be seen, the topmost panel alone where one covers the page."""
    if not item.isVisible() or item.opacity() == 0:
        return
    yield item
    children = item.childItems()
    covering = [child for child in children if child.property("shown") is True]
    for child in children:
        if not covering or child is covering[-1] or child.objectName() == "bottom-bar":
            yield from _shown(child)


def _is_text(item: QQuickItem) -> bool:
    return item.inherits("QQuickText") and bool(item.property("text"))


def _is_touchable(item: QQuickItem) -> bool:
    return any(item.metaObject().indexOfSignal(name) >= 0 for name in TOUCH_SIGNALS) and item.inherits(
        "QQuickRectangle"
    )


def _name(item: QQuickItem) -> str:
    return item.objectName() or str(item.property("text") or "") or item.metaObject().className()


def _cut(text: QQuickItem) -> Iterator[str]:
    if text.property("truncated"):
        yield f"cut short: {_name(text)}"
    if text.property("contentWidth") > text.width() + SLACK:
        yield f"wider than its place: {_name(text)}"
    if text.property("contentHeight") > text.height() + SLACK:
        yield f"higher than its place: {_name(text)}"


def _place(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def _clipper(item: QQuickItem) -> QQuickItem | None:
    """The nearest thing around it that hides what sticks out."""
    above = item.parentItem()
    while above is not None and not above.clip():
        above = above.parentItem()
    return above


def _outside(item: QQuickItem, window: QQuickWindow, may_scroll: bool) -> Iterator[str]:
    whole = QRectF(0, 0, window.width(), window.height())
    clipper = _clipper(item)
    if clipper is not None and may_scroll:
        return
    around = _place(clipper) if clipper is not None else whole
    if not around.adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(_place(item)):
        yield f"sticks out: {_name(item)}"


def _too_small(item: QQuickItem, window: QQuickWindow) -> Iterator[str]:
    unit = float(window.property("unit"))
    width, height = item.width(), item.height()
    if min(width, height) < LEAST_TOUCH - SLACK / unit:
        yield f"too small to touch, {width:.0f} x {height:.0f}: {_name(item)}"


def _overlaps(touchables: list[QQuickItem], texts: list[QQuickItem], may_scroll: bool) -> Iterator[str]:
    """Touchables over each other, and text under or over a touchable that it does not belong to."""
    for at, one in enumerate(touchables):
        for other in (*touchables[at + 1 :], *texts):
            if other is one or one.isAncestorOf(other) or other.isAncestorOf(one):
                continue
            if may_scroll and (_clipper(one) is not None or _clipper(other) is not None):
                continue
            common = _place(one).intersected(_place(other))
            if common.width() > SLACK and common.height() > SLACK:
                yield f"overlap: {_name(one)} and {_name(other)}"
