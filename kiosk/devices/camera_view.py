"""Shows a camera's picture in QML, mirrored like a looking-glass so that aiming is natural.

    import Mostrador.Devices
    CameraView { anchors.fill: parent; camera: page.camera }

The picture fills the item and is cropped at its longer side. Import this module before the QML is loaded.
"""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickPaintedItem

from kiosk.devices.camera import Camera

QML_IMPORT_NAME = "Mostrador.Devices"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class CameraView(QQuickPaintedItem):
    """`camera`: a kiosk.devices.camera.Camera, or null; `hasPicture`: whether it has shown anything yet."""

    cameraChanged = Signal()
    mirroredChanged = Signal()
    hasPictureChanged = Signal()

    def __init__(self, parent: QQuickItem | None = None) -> None:
        super().__init__(parent)
        self._camera: Camera | None = None
        self._mirrored = True
        self._image = QImage()
        self.setOpaquePainting(False)

    def paint(self, painter: QPainter) -> None:
        if self._image.isNull():
            return
        width, height = self.width(), self.height()
        if self._mirrored:
            painter.translate(width, 0)
            painter.scale(-1, 1)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, width, height), self._image, self._visible_part(width, height))

    def _visible_part(self, width: float, height: float) -> QRectF:
        """The middle of the picture that has the item's proportions."""
        scale = max(width / self._image.width(), height / self._image.height())
        seen_width, seen_height = width / scale, height / scale
        left, top = (self._image.width() - seen_width) / 2, (self._image.height() - seen_height) / 2
        return QRectF(left, top, seen_width, seen_height)

    def _show(self, image: QImage) -> None:
        first = self._image.isNull()
        self._image = image
        self.update()
        if first:
            self.hasPictureChanged.emit()

    def _read_camera(self) -> QObject | None:
        return self._camera

    def _set_camera(self, camera: QObject | None) -> None:
        chosen = camera if isinstance(camera, Camera) else None
        if chosen is self._camera:
            return
        if self._camera is not None:
            self._camera.frame.disconnect(self._show)
        self._camera, self._image = chosen, QImage()
        if chosen is not None:
            chosen.frame.connect(self._show)
        self.cameraChanged.emit()
        self.hasPictureChanged.emit()
        self.update()

    def _read_mirrored(self) -> bool:
        return self._mirrored

    def _set_mirrored(self, mirrored: bool) -> None:
        if mirrored != self._mirrored:
            self._mirrored = mirrored
            self.mirroredChanged.emit()
            self.update()

    def _read_has_picture(self) -> bool:
        return not self._image.isNull()

    camera = Property(QObject, _read_camera, _set_camera, notify=cameraChanged)
    mirrored = Property(bool, _read_mirrored, _set_mirrored, notify=mirroredChanged)
    hasPicture = Property(bool, _read_has_picture, notify=hasPictureChanged)
