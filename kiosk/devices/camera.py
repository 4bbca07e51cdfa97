"""The camera: frames for the page that shows them, and the text of each QR code that comes into view.

    camera = open_camera(settings.kiosk.camera, owner)     # kiosk.devices.cameras
    camera.seen.connect(view_model.pass_seen)
    camera.start()                                         # while the page that needs it is shown
    camera.stop()

In QML `CameraView { camera: page.camera }` shows it (kiosk.devices.camera_view). Whatever makes the frames,
they reach everybody through one QVideoSink, so a virtual camera is decoded by the same code.
"""

from __future__ import annotations

import structlog
from PySide6.QtCore import Property, QElapsedTimer, QObject, Signal, Slot
from PySide6.QtGui import QImage

from common.qt.background import Running, run_in_background
from kiosk.devices.decoder import decode
from kiosk.devices.multimedia import (
    QCamera,
    QMediaCaptureSession,
    QMediaDevices,
    QVideoFrame,
    QVideoSink,
    image_of,
)

SAME_AGAIN_MILLISECONDS = 3000
"""A code that stays before the camera is told again after so long, not with each frame."""


_log = structlog.get_logger("camera")


class Camera(QObject):
    """A source of frames. This class alone has none: it is the camera of a machine without one.

    Signals: `seen(text)` a code was read; `frame(image)` a new picture; `failed(code)` with `no_camera`
    (there is none, or it was pulled out) or `camera_busy` (another program has it, or access is refused).
    After `failed` it goes on by itself as soon as a camera is there again.
    """

    seen = Signal(str)
    frame = Signal(QImage)
    failed = Signal(str)
    availableChanged = Signal()
    activeChanged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._active = False
        self._decoding: Running | None = None
        self._last = ""
        self._since_last = QElapsedTimer()

    def start(self) -> None:
        """Show and read. Calling it again does nothing."""
        if not self._active:
            self._active = True
            self._last = ""
            self.activeChanged.emit()
            self._begin()

    def stop(self) -> None:
        """Light off: no frame and no code comes after this."""
        if self._active:
            self._active = False
            if self._decoding is not None:
                self._decoding.cancel()
                self._decoding = None
            self._end()
            self.activeChanged.emit()

    def _begin(self) -> None:
        self.failed.emit("no_camera")

    def _end(self) -> None:
        """Nothing runs where there is no camera."""

    def _read_available(self) -> bool:
        return False

    def _read_active(self) -> bool:
        return self._active

    available = Property(bool, lambda self: self._read_available(), notify=availableChanged)
    active = Property(bool, _read_active, notify=activeChanged)

    def _show(self, image: QImage) -> None:
        """A new picture, from any kind of camera. It is decoded unless the one before still is."""
        if not self._active or image.isNull():
            return
        self.frame.emit(image)
        if self._decoding is None:
            self._decoding = run_in_background(self, lambda: decode(image), self._decoded, self._not_decoded)

    def _decoded(self, text: str) -> None:
        self._decoding = None
        if not text or (text == self._last and self._since_last.elapsed() < SAME_AGAIN_MILLISECONDS):
            return
        self._last = text
        self._since_last.start()
        self.seen.emit(text)

    def _not_decoded(self, error: Exception) -> None:
        self._decoding = None
        _log.error("a frame could not be searched for codes", error=repr(error))


class SinkCamera(Camera):
    """A camera whose frames come through a QVideoSink, real or virtual."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sink = QVideoSink(self)
        self.sink.videoFrameChanged.connect(self._frame_came)

    @Slot(QVideoFrame)
    def _frame_came(self, frame: QVideoFrame) -> None:
        if self._active and frame.isValid():
            self._show(image_of(frame))


class PluggedCamera(SinkCamera):
    """The machine's camera: the system's default one, whenever it is plugged in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = QMediaCaptureSession(self)
        self._session.setVideoSink(self.sink)
        self._camera: QCamera | None = None
        self._devices = QMediaDevices(self)
        self._devices.videoInputsChanged.connect(self._inputs_changed)

    def _read_available(self) -> bool:
        return not QMediaDevices.defaultVideoInput().isNull()

    def _begin(self) -> None:
        device = QMediaDevices.defaultVideoInput()
        if device.isNull():
            self.failed.emit("no_camera")
            return
        self._camera = QCamera(device, self)
        self._camera.errorOccurred.connect(self._error_occurred)
        self._session.setCamera(self._camera)
        self._camera.start()

    def _end(self) -> None:
        if self._camera is not None:
            self._camera.stop()
            self._camera.deleteLater()
            self._camera = None

    @Slot()
    def _inputs_changed(self) -> None:
        self.availableChanged.emit()
        if self._active:
            self._end()
            self._begin()

    def _error_occurred(self, error: QCamera.Error, _why: str) -> None:
        if error != QCamera.Error.NoError:
            self.failed.emit("camera_busy")
