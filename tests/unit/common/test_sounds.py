"""The bundled sounds are those that the script makes, short and not clipped."""

from __future__ import annotations

import array
import importlib.util
import wave
from pathlib import Path

import pytest

from common.assets import asset


@pytest.mark.parametrize(("name", "seconds"), [("chime.wav", (1.0, 2.5)), ("got_it.wav", (0.2, 0.8))])
def test_a_sound_is_short_and_not_clipped(name: str, seconds: tuple[float, float]) -> None:
    with wave.open(str(asset("sounds", name))) as file:
        assert seconds[0] <= file.getnframes() / file.getframerate() <= seconds[1]
        samples = array.array("h", file.readframes(file.getnframes()))
    assert 10_000 < max(abs(sample) for sample in samples) < 30_000
    assert abs(samples[0]) < 200
    assert abs(samples[-1]) < 200


def test_the_script_makes_the_same_sound_again(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_chime", asset("sounds", "make_chime.py"))
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.write(tmp_path / "again.wav", [(783.99, 0.0, 0.3, 0.3), (1046.50, 0.09, 0.36, 0.35)], 0.45)
    assert (tmp_path / "again.wav").read_bytes() == asset("sounds", "got_it.wav").read_bytes()
