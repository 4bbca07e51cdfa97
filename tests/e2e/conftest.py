"""A whole Mostrador of real processes in a folder of the test."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mostrador.house import House

NOISE = re.compile(r"Traceback|\"event\": ?\"(bug|internal)\"|Warning:")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Programs end with the test; none of them may have logged a bug or a traceback."""
    with House(tmp_path) as made:
        yield made
    for log in sorted(made.logs.glob("*.log")):
        text = log.read_text(errors="replace")
        found = NOISE.search(text)
        assert found is None, f"{log.name}: {text[max(0, found.start() - 200) : found.start() + 4000]}"
