"""Where the bundled data files are: icons, typeface, sounds, theme, translations."""

from __future__ import annotations

import os
from pathlib import Path

ENVIRONMENT_NAME = "MOSTRADOR_ASSETS"


def assets_folder() -> Path:
    """The folder of all assets.

    It lies beside `common/` both in a checkout and in a pip installation (there it is the data package
    `assets`). The environment variable MOSTRADOR_ASSETS names another one.
    """
    chosen = os.environ.get(ENVIRONMENT_NAME)
    return Path(chosen) if chosen else Path(__file__).resolve().parent.parent / "assets"


def asset(*parts: str) -> Path:
    """The path of one asset, for example `asset("icons", "laptop.svg")`.

    Raises FileNotFoundError when there is no such file or folder: a missing asset is a broken installation.
    """
    path = assets_folder().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"no asset {'/'.join(parts)}")
    return path
