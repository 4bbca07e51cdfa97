"""What the kiosk last heard of its site, kept on disk so that it can start and serve while cut off."""

from __future__ import annotations

import base64
from pathlib import Path

import structlog
from pydantic import ValidationError

from common.files import write_whole
from common.wire import SiteOut
from kiosk.queue.codec import settings_from_json
from kiosk.queue.settings import SiteSettings

_log = structlog.get_logger("kiosk.site_memory")


class SiteMemory:
    """One file `site.json` in the kiosk's folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "site.json"

    def load(self) -> SiteOut | None:
        """What was kept; None when there is nothing, or nothing readable (then a line is in the log)."""
        try:
            return SiteOut.model_validate_json(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            _log.warning("what was kept of the site cannot be read", error=type(error).__name__)
            return None

    def keep(self, site: SiteOut) -> None:
        """Remember `site`. A full disk is told in the log; the kiosk goes on without the memory."""
        try:
            write_whole(self._path, site.model_dump_json())
        except OSError as error:
            _log.warning("the site could not be kept", error=type(error).__name__)


def settings_of(site: SiteOut) -> SiteSettings:
    """The site's settings as the rules know them. Raises ValueError when the site sent something else."""
    return settings_from_json(site.settings)


def keys_of(site: SiteOut) -> dict[str, bytes]:
    """The desk's public keys by key id, raw. Raises ValueError on text that is not base64."""
    return {name: base64.b64decode(text, validate=True) for name, text in site.keys.items()}
