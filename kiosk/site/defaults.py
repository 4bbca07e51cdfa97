"""What a site is before any desk has told it: its own catalogue file, else `assets/defaults/site.toml`."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from common.assets import asset
from kiosk.queue.codec import settings_from_json
from kiosk.queue.settings import SiteSettings


def default_settings(site: str, catalogue: Path | None = None) -> SiteSettings:
    """The settings of a site without a desk: from its own `catalogue` file, else the bundled one.

    Raises ValueError when the file is damaged, OSError when it cannot be read.
    """
    data = tomllib.loads((catalogue or asset("defaults", "site.toml")).read_text(encoding="utf-8"))
    return settings_from_json({"timezone": machine_timezone()} | data | {"site": site})


def machine_timezone(localtime: Path = Path("/etc/localtime")) -> str:
    """The IANA name of this machine's time zone; "UTC" where it cannot be told."""
    named = os.environ.get("TZ", "").lstrip(":")
    linked = str(localtime.resolve()).partition("zoneinfo/")[2]
    for name in (named, linked):
        try:
            if name:
                return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return "UTC"
