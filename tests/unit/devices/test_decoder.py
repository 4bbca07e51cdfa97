"""Reading passes from pictures, on a corpus made here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from PySide6.QtGui import QImage

from kiosk.devices import decoder
from kiosk.devices.decoder import decode
from tests.unit.devices.corpus import PASS, code, pictures, to_qimage

CLEAR = ("straight", "turned", "small", "blurred", "noisy", "dim and noisy", "glare", "dark mode", "mirrored")


def _read_by_kind(read: Callable[[QImage], str]) -> tuple[Counter[str], Counter[str]]:
    right: Counter[str] = Counter()
    all_of: Counter[str] = Counter()
    for picture in pictures():
        all_of[picture.kind] += 1
        right[picture.kind] += read(picture.image) == PASS
    return right, all_of


def test_nearly_every_picture_of_a_pass_is_read() -> None:
    right, all_of = _read_by_kind(decode)
    for kind in CLEAR:
        assert right[kind] == all_of[kind], kind
    assert right.total() >= 0.95 * all_of.total()


def test_the_stand_in_reads_the_clear_ones() -> None:
    zbar = decoder._zbar()
    assert zbar is not None, "libzbar is among the packages that installers/set_up.py brings"
    right, all_of = _read_by_kind(lambda image: zbar(image.convertToFormat(QImage.Format.Format_Grayscale8)))
    for kind in ("straight", "turned", "small", "glare"):
        assert right[kind] == all_of[kind], kind


@pytest.mark.parametrize(
    "form",
    [
        QImage.Format.Format_RGB32,
        QImage.Format.Format_ARGB32_Premultiplied,
        QImage.Format.Format_RGB888,
        QImage.Format.Format_Grayscale8,
        QImage.Format.Format_Mono,
        QImage.Format.Format_RGBA64,
    ],
)
def test_any_form_of_picture_will_do(form: QImage.Format) -> None:
    assert decode(to_qimage(code(301)).convertToFormat(form)) == PASS


@pytest.mark.parametrize("side", [3840, 4000])
def test_a_large_photo_is_read_too(side: int) -> None:
    assert decode(to_qimage(code(side))) == PASS


def test_nothing_is_read_where_nothing_is() -> None:
    blank = QImage(640, 480, QImage.Format.Format_RGB32)
    blank.fill(0xFF777777)
    assert decode(blank) == ""
    assert decode(QImage()) == ""
    assert decode(QImage(1, 1, QImage.Format.Format_RGB32)) == ""
