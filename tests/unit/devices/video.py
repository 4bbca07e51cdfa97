"""A small video file: JPEG pictures in an AVI container (RIFF), written without any other program."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from pathlib import Path

from PIL import Image


def write_video(path: Path, pictures: Sequence[Image.Image], frames_a_second: int = 10) -> None:
    """All pictures have one size, with even sides."""
    width, height = pictures[0].size
    frames = [_jpeg(picture) for picture in pictures]
    largest = max(len(frame) for frame in frames)
    main = struct.pack(
        "<14I",
        1_000_000 // frames_a_second,
        largest * frames_a_second,
        0,
        0x10,  # has an index
        len(frames),
        0,
        1,
        largest,
        width,
        height,
        *(0, 0, 0, 0),
    )
    stream = struct.pack(
        "<4s4sIHHIIIIIIII4H",
        b"vids",
        b"MJPG",
        *(0, 0, 0, 0),
        1,
        frames_a_second,
        0,
        len(frames),
        largest,
        10_000,
        0,
        *(0, 0, width, height),
    )
    form = struct.pack("<IiiHH4sIiiII", 40, width, height, 1, 24, b"MJPG", width * height * 3, 0, 0, 0, 0)
    header = _list(
        b"hdrl", _chunk(b"avih", main), _list(b"strl", _chunk(b"strh", stream), _chunk(b"strf", form))
    )
    movie = _list(b"movi", *(_chunk(b"00dc", frame) for frame in frames))
    path.write_bytes(_chunk(b"RIFF", b"AVI " + header + movie + _chunk(b"idx1", _index(frames))))


def _jpeg(picture: Image.Image) -> bytes:
    data = io.BytesIO()
    picture.convert("RGB").save(data, "JPEG", quality=90)
    return data.getvalue()


def _index(frames: Sequence[bytes]) -> bytes:
    entries, offset = b"", 4
    for frame in frames:
        entries += struct.pack("<4sIII", b"00dc", 0x10, offset, len(frame))
        offset += 8 + len(frame) + len(frame) % 2
    return entries


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _list(name: bytes, *chunks: bytes) -> bytes:
    return _chunk(b"LIST", name + b"".join(chunks))
