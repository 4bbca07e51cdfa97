"""The command line: its help, wrong words, and wrong settings said in plain words."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from mostrador.main import main
from mostrador.programs import command

COMMANDS = [
    "kiosk",
    "display",
    "console",
    "site",
    "desk",
    "demo",
    "tour",
    "doctor",
    "verify",
    "plan",
    "backup",
    "restore",
    "take-over",
    "import",
    "token",
    "staff",
]
WRONG_WORDS = [[], ["nonsense"], ["token"], ["token", "robot", "x"], ["staff", "lena"], ["import", "dogs"]]
WRONG_WORDS += [["plan"], ["plan", "main", "--promise", "lots"], ["plan", "main", "--promise", "150%/15"]]
WRONG_WORDS += [["plan", "main", "--days", "0"], ["plan", "main", "--without-agent", "NEVER"]]
WRONG_WORDS += [["staff", "lena", "--name", "Lena", "--role", "king"], ["backup"], ["verify", "a", "b"]]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MOSTRADOR_DATA_FOLDER", str(tmp_path / "data"))
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_is_for(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0 and f"mostrador {command}" in said and len(said) > 60


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    said = capsys.readouterr().out
    listed = [line.split()[0] for line in said.splitlines() if line.startswith("    ") and line[4] != " "]
    assert ended.value.code == 0 and sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize("words", WRONG_WORDS, ids=" ".join)
def test_wrong_words_are_told_and_end_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2 and "usage: mostrador" in capsys.readouterr().err


WRONG_SETTINGS = [
    ({"MOSTRADOR_SITE__PORT": "many"}, "site.port"),
    ({"MOSTRADOR_SITE__PORT": "70000"}, "site.port"),
    ({"MOSTRADOR_KIOSK__WINDOW": "large"}, "kiosk.window"),
    ({"MOSTRADOR_SCHEME": "pink"}, "scheme"),
    ({"MOSTRADOR_SITE__NONSENSE": "1"}, "site.nonsense"),
    ({"MOSTRADOR_SITE__LANGUAGES": "en,es"}, "MOSTRADOR_SITE__LANGUAGES: not JSON"),
    ({"MOSTRADOR_DESK": "[broken"}, "MOSTRADOR_DESK: not JSON"),
    ({"MOSTRADOR_KIOSK__WARNING_SECONDS": "60", "MOSTRADOR_KIOSK__IDLE_SECONDS": "30"}, "warning_seconds"),
    ({"MOSTRADOR_CONFIG": "nowhere.toml"}, "nowhere.toml"),
]


@pytest.mark.parametrize(("environment", "named"), WRONG_SETTINGS, ids=[name for _, name in WRONG_SETTINGS])
def test_a_wrong_setting_is_named(
    environment: dict[str, str],
    named: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert main(["doctor"]) == 2
    said = capsys.readouterr().err
    assert named in said and "Traceback" not in said and "pydantic" not in said


def test_a_broken_settings_file_is_named(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "odd.toml").write_bytes(b"[site\nport = \xff")
    monkeypatch.setenv("MOSTRADOR_CONFIG", str(here / "odd.toml"))
    assert main(["doctor"]) == 2
    assert "odd.toml cannot be read" in capsys.readouterr().err


def test_doctor_looks_at_the_machine(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    for what in ("Python", "Settings", "Data folder", "Free space", "Theme", "QR reading", "Site service"):
        assert what in said
    assert "WRONG" not in said and "does not answer" in said


def test_doctor_says_what_is_wrong(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "data").write_text("a file where the folder should be")
    monkeypatch.setenv("MOSTRADOR_KIOSK__CAMERA", "virtual:/nowhere/at/all")
    monkeypatch.setenv("MOSTRADOR_THEME", str(here / "none.toml"))
    assert main(["doctor"]) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if line.startswith("WRONG")]
    assert [line.split("  ")[1] for line in wrong] == ["Data folder", "Theme", "Camera"]


def test_a_reader_that_stops_early_gets_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        words = command("desk", "connector", "list")
        done = subprocess.run(words, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (1, "")
