"""Cameras: the virtual one goes the real one's way, from frame to text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from kiosk.devices.camera import Camera, PluggedCamera
from kiosk.devices.camera_view import CameraView
from kiosk.devices.cameras import open_camera
from kiosk.devices.multimedia import QMediaDevices
from kiosk.devices.virtual_camera import FRAME_HEIGHT, FRAME_WIDTH, FolderCamera, VideoCamera
from tests.unit.devices.corpus import PASS, code, to_qimage
from tests.unit.devices.video import write_video

WAIT = 5000
EMPTY = QColor(Qt.GlobalColor.darkGray)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "camera"


@pytest.fixture
def camera(qtbot: QtBot, folder: Path) -> Iterator[Camera]:
    owner = QObject()
    made = open_camera(f"virtual:{folder}", owner)
    yield made
    made.stop()


def _show(folder: Path, name: str = "pass.png") -> Path:
    folder.mkdir(exist_ok=True)
    half = folder / f"{name}.part"
    code(420).save(half, "PNG")
    return half.rename(folder / name)


def test_a_picture_that_is_there_is_read(qtbot: QtBot, camera: Camera, folder: Path) -> None:
    _show(folder)
    with qtbot.waitSignal(camera.seen, timeout=WAIT) as seen:
        camera.start()
    assert seen.args == [PASS]


def test_a_picture_is_seen_as_soon_as_it_appears(qtbot: QtBot, camera: Camera, folder: Path) -> None:
    with qtbot.waitSignal(camera.frame, timeout=WAIT) as empty:
        camera.start()
    room: QImage = empty.args[0]
    assert (room.width(), room.height()) == (FRAME_WIDTH, FRAME_HEIGHT)
    with qtbot.waitSignal(camera.seen, timeout=WAIT) as seen:
        _show(folder)
    assert seen.args == [PASS]


def test_a_half_written_picture_is_looked_at_again(qtbot: QtBot, camera: Camera, folder: Path) -> None:
    whole = _show(folder.parent, "elsewhere.png").read_bytes()
    folder.mkdir()
    (folder / "pass.png").write_bytes(whole[:200])
    with qtbot.waitSignal(camera.frame, timeout=WAIT):
        camera.start()
    with qtbot.waitSignal(camera.seen, timeout=WAIT) as seen:
        (folder / "pass.png").write_bytes(whole)
    assert seen.args == [PASS]


def test_the_newest_picture_is_what_it_sees(qtbot: QtBot, camera: Camera, folder: Path) -> None:
    older = _show(folder, "older.png")
    os.utime(older, ns=(1, 1))
    newer = folder / "newer.jpg"
    Image.new("RGB", (200, 200), "red").save(newer)
    with qtbot.waitSignal(camera.frame, timeout=WAIT) as first:
        camera.start()
    assert _middle(first.args[0]).red() > 200
    with qtbot.waitSignal(camera.seen, timeout=WAIT) as seen:
        newer.unlink()
    assert seen.args == [PASS]
    frames: list[QImage] = []
    camera.frame.connect(frames.append)
    older.unlink()
    qtbot.waitUntil(lambda: bool(frames) and _middle(frames[-1]) == EMPTY, timeout=WAIT)


def _middle(image: QImage) -> QColor:
    return image.pixelColor(image.width() // 2, image.height() // 2)


def test_a_code_that_stays_is_told_once(qtbot: QtBot, camera: Camera, folder: Path) -> None:
    told: list[str] = []
    frames: list[QImage] = []
    camera.seen.connect(told.append)
    camera.frame.connect(frames.append)
    _show(folder)
    camera.start()
    qtbot.waitUntil(lambda: len(frames) >= 15, timeout=WAIT)
    assert told == [PASS]


def test_starting_anew_tells_it_anew(qtbot: QtBot, camera: Camera, folder: Path) -> None:
    _show(folder)
    for _ in range(2):
        with qtbot.waitSignal(camera.seen, timeout=WAIT):
            camera.start()
        camera.stop()


def test_nothing_comes_after_stop(qtbot: QtBot, camera: Camera, folder: Path) -> None:
    _show(folder)
    heard: list[object] = []
    with qtbot.waitSignal(camera.frame, timeout=WAIT):
        camera.start()
    camera.stop()
    camera.seen.connect(heard.append)
    camera.frame.connect(heard.append)
    other = open_camera(f"virtual:{folder}")
    with qtbot.waitSignal(other.seen, timeout=WAIT):
        other.start()
    other.stop()
    assert heard == []


def test_rubbish_in_the_folder_is_no_picture(qtbot: QtBot, camera: Camera, folder: Path) -> None:
    folder.mkdir()
    (folder / "broken.png").write_bytes(b"\x89PNG nonsense")
    (folder / "empty.png").touch()
    (folder / "notes.txt").write_text("not a picture")
    (folder / "folder.png").mkdir()
    with qtbot.waitSignal(camera.frame, timeout=WAIT) as shown:
        camera.start()
    assert _middle(shown.args[0]) == EMPTY


def test_a_camera_that_is_none(qtbot: QtBot) -> None:
    camera = open_camera("none")
    assert not camera.property("available")
    with qtbot.waitSignal(camera.failed, timeout=WAIT) as failed:
        camera.start()
    assert failed.args == ["no_camera"]
    assert camera.property("active")
    camera.stop()


def test_a_machine_without_a_camera_says_so(qtbot: QtBot) -> None:
    camera = open_camera("auto")
    assert isinstance(camera, PluggedCamera)
    assert camera.property("available") == bool(QMediaDevices.videoInputs())
    told = camera.failed if not QMediaDevices.videoInputs() else camera.frame
    with qtbot.waitSignal(told, timeout=WAIT):
        camera.start()
    camera.stop()


@pytest.mark.parametrize("setting", ["", "virtual:", "webcam", "auto "])
def test_another_setting_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match="kiosk.camera"):
        open_camera(setting)


def test_the_setting_chooses(tmp_path: Path) -> None:
    assert isinstance(open_camera(f"virtual:{tmp_path}"), FolderCamera)
    assert isinstance(open_camera(f"virtual:{tmp_path / 'visitor.mp4'}"), VideoCamera)


def test_a_missing_video_is_no_camera(qtbot: QtBot, tmp_path: Path) -> None:
    camera = open_camera(f"virtual:{tmp_path / 'visitor.mp4'}")
    with qtbot.waitSignal(camera.failed, timeout=WAIT) as failed:
        camera.start()
    assert failed.args == ["no_camera"]
    camera.stop()


def test_a_video_goes_the_same_way(qtbot: QtBot, tmp_path: Path) -> None:
    room = Image.new("L", (1280, 720), 120)
    shown = room.copy()
    shown.paste(code(420), (300, 150))
    write_video(tmp_path / "visitor.avi", [room] * 3 + [shown] * 5)
    camera = open_camera(f"virtual:{tmp_path / 'visitor.avi'}")
    assert camera.property("available")
    with qtbot.waitSignal(camera.seen, timeout=WAIT) as seen:
        camera.start()
    camera.stop()
    assert seen.args == [PASS]


@pytest.mark.qt_log_ignore("Could not open media")
def test_a_file_that_is_no_video_is_no_camera(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "visitor.mp4").write_bytes(b"no video at all" * 100)
    camera = open_camera(f"virtual:{tmp_path / 'visitor.mp4'}")
    with qtbot.waitSignal(camera.failed, timeout=WAIT) as failed:
        camera.start()
    camera.stop()
    assert failed.args == ["no_camera"]


def test_the_view_is_a_looking_glass(qtbot: QtBot, camera: Camera, folder: Path) -> None:
    folder.mkdir()
    halves = Image.new("RGB", (FRAME_WIDTH, FRAME_HEIGHT), "blue")
    halves.paste("red", (0, 0, FRAME_WIDTH // 2, FRAME_HEIGHT))
    halves.save(folder / "halves.png")
    view = CameraView()
    view.setSize(to_qimage(code(300)).size().toSizeF())
    view.setProperty("camera", camera)
    assert not view.property("hasPicture")
    with qtbot.waitSignal(camera.frame, timeout=WAIT):
        camera.start()
    assert view.property("hasPicture")
    assert _left(view) == QColor("blue")
    view.setProperty("mirrored", False)
    assert _left(view) == QColor("red")
    view.setProperty("camera", None)
    assert not view.property("hasPicture")


def _left(view: CameraView) -> QColor:
    canvas = QImage(view.size().toSize(), QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    view.paint(painter)
    painter.end()
    return canvas.pixelColor(canvas.width() // 4, canvas.height() // 2)
