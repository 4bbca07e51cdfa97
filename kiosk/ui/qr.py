"""QR codes for phones: `image://qr/<text>` (percent-encoded), dark on light in every scheme."""

from __future__ import annotations

from urllib.parse import quote, unquote

import qrcode
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from qrcode.constants import ERROR_CORRECT_M

from common.theme import Theme

QUIET_ZONE = 4  # modules, ISO/IEC 18004
DEFAULT_SIZE = 400
_LARGEST_SIZE = 2000


def qr_source(text: str) -> str:
    """The image source of a text; "" for no text."""
    return f"image://qr/{quote(text, safe='')}" if text else ""


class QrProvider(QQuickImageProvider):
    """Draws each module as a whole number of pixels, centred in the size that is asked for."""

    def __init__(self, tokens: Theme) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._dark = QColor(tokens.scheme("contrast").ink)
        self._light = QColor(tokens.scheme("contrast").surface)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, N803 Qt's names
        side = requestedSize.width() if requestedSize.width() > 0 else DEFAULT_SIZE
        image = qr_image(unquote(id), min(side, _LARGEST_SIZE), self._dark, self._light)
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


def qr_image(text: str, side: int, dark: QColor, light: QColor) -> QImage:
    """A square picture of about `side` pixels: the largest whole multiple of the code's modules."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    module = max(1, side // len(rows))
    image = QImage(module * len(rows), module * len(rows), QImage.Format.Format_RGB32)
    image.fill(light)
    painter = QPainter(image)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            if is_dark:
                painter.fillRect(x * module, y * module, module, module, dark)
    painter.end()
    return image
