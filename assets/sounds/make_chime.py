"""Makes chime.wav and got_it.wav: `python assets/sounds/make_chime.py`. Needs only the standard library.

Each tone is a struck bell: a few partials that fade at their own pace, the high ones first.
"""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

RATE_HZ = 44_100
PEAK = 0.7

# (multiple of the tone's frequency, loudness, seconds until it has faded to a third)
PARTIALS = ((0.5, 0.18, 1.0), (1.0, 1.0, 0.7), (2.0, 0.35, 0.4), (3.01, 0.12, 0.2), (4.2, 0.06, 0.1))
ATTACK_SECONDS = 0.006
RELEASE_SECONDS = 0.08


def bell(frequency_hz: float, start: float, seconds: float, fade: float, time: float) -> float:
    """The sample at `time` of a bell struck at `start`; `fade` < 1 makes it die away sooner."""
    since = time - start
    if not 0 <= since < seconds:
        return 0.0
    attack = min(1.0, since / ATTACK_SECONDS)
    release = min(1.0, (seconds - since) / RELEASE_SECONDS)
    tone = sum(
        loudness * math.exp(-since / (decay * fade)) * math.sin(2 * math.pi * frequency_hz * multiple * since)
        for multiple, loudness, decay in PARTIALS
    )
    return attack * release * tone


def write(path: Path, tones: list[tuple[float, float, float, float]], seconds: float) -> None:
    """Writes 16-bit mono of tones (frequency_hz, start, seconds, fade), as loud as PEAK allows."""
    samples = [
        sum(bell(*tone, time=number / RATE_HZ) for tone in tones) for number in range(int(seconds * RATE_HZ))
    ]
    scale = PEAK * 32767 / max(abs(sample) for sample in samples)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(b"".join(struct.pack("<h", round(sample * scale)) for sample in samples))


def main() -> None:
    folder = Path(__file__).resolve().parent
    # A falling major third, E5 to C5: it asks for attention and does not alarm.
    write(folder / "chime.wav", [(659.26, 0.0, 1.5, 1.0), (523.25, 0.42, 1.48, 1.2)], 1.9)
    # A short rising fourth, G5 to C6: "got it".
    write(folder / "got_it.wav", [(783.99, 0.0, 0.3, 0.3), (1046.50, 0.09, 0.36, 0.35)], 0.45)


if __name__ == "__main__":
    main()
