"""Which camera: what the setting `kiosk.camera` asks for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from kiosk.devices.camera import Camera, PluggedCamera
from kiosk.devices.virtual_camera import FolderCamera, VideoCamera

VIRTUAL = "virtual:"
_VIDEOS = frozenset({".mp4", ".mkv", ".mov", ".webm", ".avi"})


def open_camera(setting: str, parent: QObject | None = None) -> Camera:
    """The camera for `auto`, `none`, `virtual:FOLDER` or `virtual:FILE` (a video). It is off until `start()`.

    Raises ValueError for any other setting.
    """
    if setting == "none":
        return Camera(parent)
    if setting == "auto":
        return PluggedCamera(parent)
    if setting.startswith(VIRTUAL) and len(setting) > len(VIRTUAL):
        path = Path(setting[len(VIRTUAL) :])
        return VideoCamera(path, parent) if path.suffix.lower() in _VIDEOS else FolderCamera(path, parent)
    raise ValueError(f"kiosk.camera is auto, none or virtual:FOLDER, not {setting!r}")
