"""QtMultimedia, brought in quietly. Import its classes from here, never from PySide6 directly.

Qt's media back end looks for optional system libraries (hardware decoding, PipeWire) when it is loaded and
complains about each that is absent; a machine without them is no fault, so that category is silent.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QLoggingCategory
from PySide6.QtGui import QGuiApplication, QImage

QLoggingCategory.setFilterRules("qt.multimedia.symbolsresolver.warning=false")

from PySide6.QtMultimedia import (  # noqa: E402 the rule above must stand before this is loaded
    QCamera,
    QCameraDevice,
    QMediaCaptureSession,
    QMediaDevices,
    QMediaPlayer,
    QSoundEffect,
    QVideoFrame,
    QVideoFrameFormat,
    QVideoSink,
)

__all__ = [
    "QCamera",
    "QCameraDevice",
    "QMediaCaptureSession",
    "QMediaDevices",
    "QMediaPlayer",
    "QSoundEffect",
    "QVideoFrame",
    "QVideoFrameFormat",
    "QVideoSink",
    "has_sound",
    "image_of",
]


def has_sound() -> bool:
    """Whether this machine can make a sound; asked first, since Qt warns where no sound server runs."""
    if sys.platform != "linux":
        return bool(QMediaDevices.audioOutputs())
    runtime = Path(os.environ.get("PULSE_RUNTIME_PATH") or f"{os.environ.get('XDG_RUNTIME_DIR', '')}/pulse")
    served = "PULSE_SERVER" in os.environ or (runtime / "native").is_socket()
    return served and bool(QMediaDevices.audioOutputs())


def image_of(frame: QVideoFrame) -> QImage:
    """A frame's picture; a null image when it has none.

    Frames that are pictures already are copied. Others are converted on the graphics card; off-screen there
    is none, so their brightness alone is taken, which is what a QR code is read from.
    """
    kind = QVideoFrameFormat.imageFormatFromPixelFormat(frame.pixelFormat())
    screenless = QGuiApplication.platformName() in ("offscreen", "minimal")
    if kind == QImage.Format.Format_Invalid and not screenless:
        return frame.toImage()
    if kind == QImage.Format.Format_Invalid:
        if (
            frame.planeCount() < 2
        ):  # packed colour, for example YUYV: its brightness is not a plane of its own
            return QImage()
        kind = QImage.Format.Format_Grayscale8
    if not frame.map(QVideoFrame.MapMode.ReadOnly):
        return QImage()
    try:
        pixels = bytes(frame.bits(0)[: frame.bytesPerLine(0) * frame.height()])
        return QImage(pixels, frame.width(), frame.height(), frame.bytesPerLine(0), kind).copy()
    finally:
        frame.unmap()
