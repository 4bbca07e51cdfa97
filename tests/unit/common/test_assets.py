"""Assets are found beside the code, or where the environment says."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.assets import asset


def test_assets_lie_beside_the_code() -> None:
    assert asset("translations", "en", "common.ftl").is_file()


def test_another_folder_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "theme.toml").touch()
    monkeypatch.setenv("MOSTRADOR_ASSETS", str(tmp_path))
    assert asset("theme.toml") == tmp_path / "theme.toml"


def test_a_missing_asset_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="icons/no-such-icon.svg"):
        asset("icons", "no-such-icon.svg")
