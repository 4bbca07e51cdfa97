"""Settings: from the environment, else the file, else the default; what cannot be is said in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.settings import Settings, SettingsInvalid, config_file, load_settings


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder of the test's own, and no setting from outside."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MOSTRADOR_{name.upper()}", raising=False)
    monkeypatch.delenv("MOSTRADOR_CONFIG", raising=False)
    monkeypatch.setenv("MOSTRADOR_DATA_FOLDER", str(tmp_path))


def complaint() -> str:
    with pytest.raises(SettingsInvalid) as error:
        load_settings()
    assert error.value.__cause__ is None or "Traceback" not in str(error.value)
    return str(error.value)


def test_without_anything_there_are_defaults(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.data_folder == tmp_path
    assert (settings.site.id, settings.site.port, settings.desk.port) == ("main", 7310, 7320)
    assert settings.local_site_url == "http://127.0.0.1:7310"
    assert settings.site.languages == ["en", "es"]


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mostrador.toml").write_text('[site]\nport = 1\nid = "annex"\n', encoding="utf-8")
    monkeypatch.setenv("MOSTRADOR_SITE__PORT", "2")
    settings = load_settings()
    assert (settings.site.port, settings.site.id, settings.site.lease_seconds) == (2, "annex", 60)


def test_another_file_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.toml"
    other.write_text("[kiosk]\nidle_seconds = 90\n", encoding="utf-8")
    monkeypatch.setenv("MOSTRADOR_CONFIG", str(other))
    assert config_file() == other
    assert load_settings().kiosk.idle_seconds == 90


@pytest.mark.parametrize("named", ["missing.toml", "."])
def test_a_named_file_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("MOSTRADOR_CONFIG", str(tmp_path / named))
    assert str(tmp_path / named) in complaint()


@pytest.mark.parametrize(
    ("name", "value", "setting"),
    [
        ("SITE__PORT", "no", "site.port"),
        ("SITE__PORT", "70000", "site.port"),
        ("SITE__ID", "Main Site", "site.id"),
        ("SITE__LEASE_SECONDS", "1", "site.lease_seconds"),
        ("SITE__COLOUR", "blue", "site.colour"),
        ("SITE__LANGUAGES", "en,es", "MOSTRADOR_SITE__LANGUAGES"),
        ("KIOSK__WINDOW", "big", "kiosk.window"),
        ("KIOSK__WINDOW", "0x0", "kiosk.window"),
        ("KIOSK__WINDOW", "١٢٣x٤٥٦", "kiosk.window"),
        ("KIOSK__IDLE_SECONDS", "15", "kiosk"),
        ("DISPLAY__CHIME", "loud", "display.chime"),
        ("SCHEME", "purple", "scheme"),
        ("LOG_LEVEL", "chatty", "log_level"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, setting: str
) -> None:
    monkeypatch.setenv(f"MOSTRADOR_{name}", value)
    assert setting in complaint()


@pytest.mark.parametrize(
    "content",
    [b"[site\n", b"\xff\xfe\x00", b"port = 1\nport = 2\n", b"[site]\ncolour = 1\n", b"[cellar]\n"],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "mostrador.toml").write_bytes(content)
    assert "mostrador.toml" in complaint()


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOSTRADOR_SITE__PORT", "no")
    monkeypatch.setenv("MOSTRADOR_DESK__PORT", "no")
    said = complaint()
    assert "site.port" in said and "desk.port" in said


@pytest.mark.parametrize("name", ["SITE__DESK_TOKEN", "DESK__DATABASE_URL", "KIOSK__TOKEN", "DISPLAY__TOKEN"])
def test_a_secret_is_neither_shown_nor_said(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"MOSTRADOR_{name}", "plum-cake")
    assert "plum-cake" not in repr(load_settings())
    assert "plum-cake" not in load_settings().model_dump_json()
    monkeypatch.setenv("MOSTRADOR_SITE__PORT", "no")
    assert "plum-cake" not in complaint()


def test_settings_do_not_change_once_they_are_read() -> None:
    settings = load_settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.site.port = 1  # type: ignore[misc]  # that is what is tried
    with pytest.raises(ValueError, match="frozen"):
        settings.language = "es"  # type: ignore[misc]  # that is what is tried
