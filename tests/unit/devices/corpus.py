"""Pictures of passes as a kiosk's camera sees them: turned, tilted, small, blurred, noisy, badly lit.

Run it to see what each reader makes of them: `python -m tests.unit.devices.corpus`
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

import qrcode
from PIL import Image, ImageChops, ImageEnhance, ImageFilter
from PySide6.QtGui import QImage

FRAME = (1280, 720)
PASS = (
    "https://help.example.org/v/M1."
    "WyJrMSIsIm1haW4iLCIwMTkwMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDEiLCJzZXR1cCIsMTc3MjQ0NzQwMF0."
    "c2lnbmF0dXJlIG9mIHNpeHR5LWZvdXIgYnl0ZXMgZm9yIHRoZSBjb3JwdXMgb2YgcGljdHVyZXMgMDEyMzQ1Njc4OQ"
)
Background = int


@dataclass(frozen=True)
class Picture:
    """One frame of 1280x720; `kind` says what makes it hard."""

    kind: str
    image: QImage


def code(side: int) -> Image.Image:
    """The pass as a phone shows it: black on white with its margin."""
    made = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, box_size=8, border=4)
    made.add_data(PASS)
    picture: Image.Image = made.make_image().get_image().convert("L")
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def _on_desk(picture: Image.Image, dice: random.Random, grey: Background = 120) -> Image.Image:
    """The picture somewhere in a camera's frame."""
    frame = Image.new("L", FRAME, grey)
    left = dice.randrange(0, FRAME[0] - picture.width + 1)
    top = dice.randrange(0, FRAME[1] - picture.height + 1)
    frame.paste(picture, (left, top))
    return frame


def _turned(picture: Image.Image, degrees: float, grey: Background = 120) -> Image.Image:
    return picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=grey)


def _tilted(picture: Image.Image, by: float, grey: Background = 120) -> Image.Image:
    """Seen from the side: the right edge is shorter by `by` of the height."""
    side, inset = picture.width, int(picture.width * by)
    wide = Image.new("L", (side + 2 * inset, side + 2 * inset), grey)
    wide.paste(picture, (inset, inset))
    edge = wide.width
    corners = (0, 0, 0, edge, edge, int(edge * (1 + by)), edge, -int(edge * by))
    return wide.transform(wide.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=grey)


def _noisy(frame: Image.Image, strength: int) -> Image.Image:
    noise = Image.effect_noise(frame.size, strength)
    return ImageChops.add(frame, noise, scale=1, offset=-128)


def _glare(frame: Image.Image, dice: random.Random) -> Image.Image:
    spot = Image.radial_gradient("L").resize((260, 260))
    light = Image.new("L", frame.size, 0)
    light.paste(ImageChops.invert(spot), (dice.randrange(200, 800), dice.randrange(100, 400)))
    return ImageChops.add(frame, ImageEnhance.Brightness(light).enhance(0.6))


def pictures(seed: int = 7) -> Iterator[Picture]:
    """Six of each kind, the same for the same seed but for the camera's noise."""
    dice = random.Random(seed)
    for _ in range(6):
        size = dice.randrange(300, 520)
        yield _as("straight", _on_desk(code(size), dice))
        yield _as("turned", _on_desk(_turned(code(min(size, 420)), dice.uniform(0, 360)), dice))
        yield _as("tilted", _on_desk(_tilted(code(380), dice.uniform(0.08, 0.2)), dice))
        yield _as("small", _on_desk(code(dice.randrange(130, 190)), dice))
        blur = ImageFilter.GaussianBlur(dice.uniform(1.5, 3.0))
        yield _as("blurred", _on_desk(code(420), dice).filter(blur))
        yield _as("noisy", _noisy(_on_desk(code(size), dice), dice.randrange(30, 70)))
        dim = ImageEnhance.Brightness(_on_desk(code(size), dice, 40)).enhance(dice.uniform(0.2, 0.4))
        yield _as("dim and noisy", _noisy(dim, 8))
        yield _as("glare", _glare(_on_desk(code(420), dice), dice))
        phone = _turned(_tilted(code(320), dice.uniform(0.05, 0.15)), dice.uniform(-25, 25))
        hand = _on_desk(phone, dice).filter(ImageFilter.GaussianBlur(dice.uniform(0.8, 1.6)))
        yield _as("held in the hand", _noisy(hand, 14))
        yield _as("dark mode", ImageChops.invert(_on_desk(code(size), dice)))
        yield _as("mirrored", _on_desk(code(size), dice).transpose(Image.Transpose.FLIP_LEFT_RIGHT))


def _as(kind: str, frame: Image.Image) -> Picture:
    return Picture(kind, to_qimage(frame))


def to_qimage(picture: Image.Image) -> QImage:
    data = picture.convert("RGBA").tobytes()
    image = QImage(data, picture.width, picture.height, QImage.Format.Format_RGBA8888)
    return image.convertToFormat(QImage.Format.Format_RGB32)


def count_read() -> list[str]:
    """A line a reader: how many of each kind it reads, and the middle time for a frame."""
    from kiosk.devices import decoder

    all_pictures = [picture for seed in (7, 8, 9) for picture in pictures(seed)]
    readers = {"zxing-cpp": decoder._zxing(), "pyzbar": decoder._zbar(), "decode": decoder.decode}
    lines = []
    for name, reader in readers.items():
        if reader is None:
            continue
        kinds: dict[str, int] = {}
        spent = []
        for picture in all_pictures:
            grey = picture.image.convertToFormat(QImage.Format.Format_Grayscale8)
            began = time.perf_counter()
            kinds[picture.kind] = kinds.get(picture.kind, 0) + (reader(grey) == PASS)
            spent.append(time.perf_counter() - began)
        middle = sorted(spent)[len(spent) // 2] * 1000
        lines.append(f"{name}: {sum(kinds.values())}/{len(all_pictures)}, {middle:.1f} ms {kinds}")
    return lines


if __name__ == "__main__":
    print("\n".join(count_read()))  # noqa: T201 a figure for whoever asks
