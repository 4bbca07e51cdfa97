"""Wait until something is so, by looking again and again; for programs that watch others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


def until(so: Callable[[], bool], seconds: float, pause: float = 0.1) -> bool:
    """Whether `so()` came true within `seconds`; looked at every `pause` seconds."""
    ends = time.monotonic() + seconds
    never = threading.Event()
    while not so():
        if time.monotonic() > ends:
            return False
        never.wait(pause)
    return True
