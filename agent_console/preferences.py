"""What the console remembers of its user's choices: `console/preferences.json` in the data folder."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from common.files import write_whole

_log = structlog.get_logger("console")


class Preferences(BaseModel):
    """Choices that outlive a session; none of them is secret. Window layouts are base64 text."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    site_url: str = ""
    name: str = ""
    counter: str = ""
    language: str = ""
    scheme: Literal["", "light", "dark", "contrast"] = ""
    geometry: str = ""
    layout: str = ""
    columns: str = ""


class PreferencesFile:
    """Reads once, writes at each change. A file that cannot be used costs no more than the choices."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.now = self._read()

    def change(self, **choices: str) -> None:
        """Remember these choices."""
        changed = Preferences.model_validate({**self.now.model_dump(), **choices})
        if changed == self.now:
            return
        self.now = changed
        try:
            write_whole(self._path, changed.model_dump_json(indent=1))
        except OSError as error:
            _log.info("preferences not written", error=type(error).__name__)

    def _read(self) -> Preferences:
        try:
            return Preferences.model_validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return Preferences()
        except (OSError, ValidationError) as error:
            _log.info("preferences not read", error=type(error).__name__)
            return Preferences()
