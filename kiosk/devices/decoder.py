"""Reads the QR code in a picture: by zxing-cpp, or by pyzbar where only that is installed.

Measured on 198 pictures (`python -m tests.unit.devices.corpus`): zxing-cpp reads nearly all, the more so with
a second look at one and a half times the size; pyzbar reads two thirds, none of them missed by zxing-cpp, and
takes seven times as long. So pyzbar, which also needs the system's libzbar, only stands in.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

Reader = Callable[[QImage], str]

LONGEST_SIDE = 1280
"""Pixels; larger pictures are reduced first, which costs no reading and keeps a frame's time bounded."""
SECOND_LOOK = 1.5


def decode(image: QImage) -> str:
    """The text of the QR code in `image`; "" when there is none, or none that can be read. Any thread."""
    if image.isNull():
        return ""
    grey = _fitted(image, min(LONGEST_SIDE, max(image.width(), image.height())))
    if READ is None:
        return ""
    return READ(grey) or READ(_fitted(grey, int(max(grey.width(), grey.height()) * SECOND_LOOK)))


def _fitted(image: QImage, longest_side: int) -> QImage:
    """The picture in shades of grey, its longer side so long."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    if max(image.width(), image.height()) == longest_side:
        return grey
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    fitted = grey.scaled(longest_side, longest_side, keep, smooth)
    return fitted.convertToFormat(QImage.Format.Format_Grayscale8)


def _zxing() -> Reader | None:
    """Reads by zxing-cpp; None where it is not installed."""
    try:
        import zxingcpp
    except ImportError:
        return None

    def read(grey: QImage) -> str:
        only_qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)  # kept longer, it complains at exit
        found = zxingcpp.read_barcodes(grey, formats=only_qr)
        return next((code.text for code in found if code.text), "")

    return read


def _zbar() -> Reader | None:
    """Reads by pyzbar; None where it, or the system's libzbar, is not installed."""
    try:
        from pyzbar import pyzbar  # type: ignore[import-untyped]  # it brings no types
    except (ImportError, OSError):
        return None

    def read(grey: QImage) -> str:
        # Its lines must be as long as the picture is wide: Qt pads each to a multiple of four bytes.
        width = grey.width() // 4 * 4
        tight = grey if width == grey.width() else grey.copy(0, 0, width, grey.height())
        pixels = bytes(tight.constBits())
        found = pyzbar.decode((pixels, width, tight.height()), symbols=[pyzbar.ZBarSymbol.QRCODE])
        return next((code.data.decode("utf-8", "replace") for code in found if code.data), "")

    return read


def _best_reader() -> Reader | None:
    reader = _zxing() or _zbar()
    if reader is None:
        structlog.get_logger("camera").warning("no QR reader is installed: codes must be typed or scanned")
    return reader


READ = _best_reader()
