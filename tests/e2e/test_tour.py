"""`mostrador tour` as somebody would start it: every step comes true, each picture shows something."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

SCREENS = ("kiosk-portrait-en", "kiosk-portrait-es", "kiosk-landscape-en", "kiosk-landscape-es")
OTHERS = ("display", "console", "booking", "visit", "desk")


@pytest.mark.long
@pytest.mark.timeout(300)
def test_the_tour_comes_true_and_leaves_its_pictures(tmp_path: Path) -> None:
    pictures = tmp_path / "tour"
    command = [sys.executable, "-m", "mostrador", "tour", "--pictures", str(pictures)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, cwd=tmp_path)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "in a real browser" in done.stdout
    found = sorted(pictures.glob("*.png"))
    for name in (*SCREENS, *OTHERS):
        assert any(one.name.startswith(name) for one in found), f"no picture of {name}: {found}"
    for one in found:
        assert has_content(QImage(str(one))), f"{one.name} is blank"


def has_content(image: QImage) -> bool:
    """Whether there is more to be seen than one plain surface."""
    if image.isNull() or image.width() < 300:
        return False
    across, down = range(0, image.width(), 7), range(0, image.height(), 7)
    colours = Counter(image.pixel(x, y) for x in across for y in down)
    return max(colours.values()) < 0.99 * colours.total()
