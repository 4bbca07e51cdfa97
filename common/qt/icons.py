"""The icon family: `assets/icons/<name>.svg`, drawn in the size and colour that are asked for.

In QML: `source: Theme.icon("laptop", Theme.ink)` with a `sourceSize`.
For widgets: `icon("laptop", colour, 20)`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

from common.assets import asset

DEFAULT_SIZE = 48
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LARGEST_SIZE = 1024


def icon_names() -> frozenset[str]:
    """The names of all bundled icons."""
    return frozenset(path.stem for path in asset("icons").glob("*.svg"))


def icon_image(name: str, colour: QColor, size: QSize) -> QImage:
    """One icon, centred and undistorted in `size` (device pixels).

    Raises KeyError for an unknown icon: that is a bug in a page.
    """
    width = min(max(size.width(), 1), _LARGEST_SIZE)
    height = min(max(size.height(), 1), _LARGEST_SIZE)
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    side = min(width, height)
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour.name()).encode()))
    painter = QPainter(image)
    painter.setOpacity(colour.alphaF())
    renderer.render(painter, QRectF((width - side) / 2, (height - side) / 2, side, side))
    painter.end()
    return image


def icon(name: str, colour: QColor, size: int) -> QIcon:
    """An icon of `size` logical pixels for widgets, sharp on screens of double density too.

    Raises KeyError for an unknown icon.
    """
    made = QIcon()
    for ratio in (1, 2, 3):
        pixmap = QPixmap.fromImage(icon_image(name, colour, QSize(size * ratio, size * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        made.addPixmap(pixmap)
    return made


class IconProvider(QQuickImageProvider):
    """Serves `image://icon/<name>/<RRGGBB>` to QML."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, N803 Qt's names
        name, _, colour = id.partition("/")
        width, height = requestedSize.width(), requestedSize.height()
        wanted = QSize(
            width if width > 0 else height if height > 0 else DEFAULT_SIZE,
            height if height > 0 else width if width > 0 else DEFAULT_SIZE,
        )
        try:
            image = icon_image(name, QColor(f"#{colour}"), wanted)
        except KeyError:
            return QImage()  # QML then warns with the name, and a QML warning fails the tests
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise KeyError(f"no icon {name!r}")
    try:
        return asset("icons", f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KeyError(f"no icon {name!r}") from None
