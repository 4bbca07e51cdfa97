"""The camera's twin: plays the pictures of a folder, or a video file, as if it saw them.

The newest picture of the folder is what it sees, as soon as it lies there; with none it sees an empty room.
Write a picture under another name and rename it into the folder (or simply write it: a half-written file
cannot be read and is looked at again). Remove it, and the camera sees nothing any more.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QImage, QImageReader, QPainter

from kiosk.devices.camera import SinkCamera
from kiosk.devices.multimedia import QMediaPlayer, QVideoFrame

FRAME_WIDTH, FRAME_HEIGHT = 1280, 720
FRAMES_A_SECOND = 15
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp"})
_LARGEST_BYTES = 40_000_000
_Known = tuple[Path, int, int]


class FolderCamera(SinkCamera):
    """Sees the newest picture in `folder`, which need not exist yet."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._known: _Known | None = None
        self._nothing = nothing_to_see()
        self._sight = self._nothing
        self._beat = QTimer(self)
        self._beat.setInterval(1000 // FRAMES_A_SECOND)
        self._beat.timeout.connect(self._play)

    def _read_available(self) -> bool:
        return True

    def _begin(self) -> None:
        self._beat.start()
        self._play()

    def _end(self) -> None:
        self._beat.stop()

    @Slot()
    def _play(self) -> None:
        newest = _newest(self._folder)
        if newest is None:
            self._known, self._sight = None, self._nothing
        elif newest != self._known:
            picture = QImageReader(str(newest[0])).read()
            if not picture.isNull():
                self._known, self._sight = newest, framed(picture)
        self.sink.setVideoFrame(QVideoFrame(self._sight))


class VideoCamera(SinkCamera):
    """Sees a video file, over and over."""

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._player = QMediaPlayer(self)
        self._player.setVideoSink(self.sink)
        self._player.setLoops(QMediaPlayer.Loops.Infinite)
        self._player.errorOccurred.connect(self._error_occurred)

    def _read_available(self) -> bool:
        return self._file.is_file()

    def _begin(self) -> None:
        if not self._file.is_file():
            self.failed.emit("no_camera")
            return
        self._player.setSource(QUrl.fromLocalFile(str(self._file)))
        self._player.play()

    def _end(self) -> None:
        self._player.stop()

    def _error_occurred(self, _error: QMediaPlayer.Error, _why: str) -> None:
        self.failed.emit("no_camera")


def nothing_to_see() -> QImage:
    """What a camera sees when nobody stands before it: an empty, softly lit wall."""
    image = QImage(FRAME_WIDTH, FRAME_HEIGHT, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGray)
    return image


def framed(picture: QImage) -> QImage:
    """A picture as the camera sees it: whole, in the middle of its frame."""
    frame = nothing_to_see()
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    shown = picture.convertToFormat(QImage.Format.Format_RGB32)
    if shown.width() > frame.width() or shown.height() > frame.height():
        shown = shown.scaled(frame.size(), keep, smooth)
    painter = QPainter(frame)
    painter.drawImage((frame.width() - shown.width()) // 2, (frame.height() - shown.height()) // 2, shown)
    painter.end()
    return frame


def _newest(folder: Path) -> _Known | None:
    """(file, modified ns, bytes) of the newest picture; None without one."""
    found: list[_Known] = []
    try:
        for path in folder.iterdir():
            if path.suffix.lower() in _PICTURES:
                state = path.stat()
                if 0 < state.st_size <= _LARGEST_BYTES:
                    found.append((path, state.st_mtime_ns, state.st_size))
    except OSError:
        return None  # the folder is not there, or a file went away under our eyes: look again next time
    return max(found, key=lambda known: (known[1], known[0].name), default=None)
