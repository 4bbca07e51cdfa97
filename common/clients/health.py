"""Ask a program how it is."""

from __future__ import annotations

from typing import Any

import requests


def reach(url: str, seconds: float = 2.0) -> dict[str, Any] | None:
    """What `/healthz` of the program at `url` says; None when it does not answer in time."""
    try:
        answer = requests.get(f"{url.rstrip('/')}/healthz", timeout=seconds)
        content = answer.json()
    except (requests.RequestException, ValueError):
        return None
    return content if isinstance(content, dict) else None
