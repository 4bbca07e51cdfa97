"""The set-up of a machine, on a small checkout: the real code, a real environment, nothing to fetch."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

PROGRAM = "def main() -> int:\n    print('good morning')\n    return 7\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with an empty lock, in a folder whose name is no easy one."""
    folder = tmp_path / "a checkout, señor"
    (folder / "installers" / "locks").mkdir(parents=True)
    (folder / "installers" / "locks" / "all.txt").touch()
    shutil.copy(ROOT / "installers" / "set_up.py", folder / "installers")
    shutil.copytree(ROOT / "installers" / "packages", folder / "installers" / "packages")
    (folder / "mostrador").mkdir()
    (folder / "mostrador" / "main.py").write_text(PROGRAM)
    return folder


def start(checkout: Path, purpose: str = "test") -> subprocess.Popen[str]:
    """Start the set-up from another folder, as the leader of a process group."""
    command = [sys.executable, "-I", str(checkout / "installers" / "set_up.py"), purpose]
    return subprocess.Popen(command, cwd="/", stdout=subprocess.PIPE, text=True, start_new_session=True)


def finish(process: subprocess.Popen[str]) -> str:
    """Wait for a set-up that has to succeed; return what it said."""
    words, _ = process.communicate(timeout=100)
    assert process.returncode == 0, words
    return words


def test_a_second_start_has_nothing_to_do(checkout: Path) -> None:
    assert "Ready." in finish(start(checkout))
    made = (checkout / ".venv" / ".made-from.json").stat().st_mtime_ns
    assert finish(start(checkout)) == ""
    assert (checkout / ".venv" / ".made-from.json").stat().st_mtime_ns == made
    command = subprocess.run(
        [checkout / ".venv" / "bin" / "mostrador"], cwd="/", capture_output=True, check=False
    )
    assert (command.returncode, command.stdout) == (7, b"good morning\n")


@pytest.mark.parametrize("moment", ["Making a private", "Installing the locked"])
def test_a_killed_set_up_is_mended_by_the_next(checkout: Path, moment: str) -> None:
    killed = start(checkout)
    assert killed.stdout is not None
    while moment not in (line := killed.stdout.readline()):
        assert line, "the set-up ended before that moment"
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert not (checkout / ".venv" / ".made-from.json").exists()
    assert "Ready." in finish(start(checkout))
    assert finish(start(checkout)) == ""


def test_two_set_ups_at_once_wait_for_each_other(checkout: Path) -> None:
    words = [finish(process) for process in [start(checkout), start(checkout)]]
    assert sum("Making a private" in each for each in words) == 1
    assert sum("waiting" in each for each in words) == 1


def test_another_lock_makes_the_environment_anew(checkout: Path) -> None:
    finish(start(checkout))
    (checkout / ".venv" / "left-over").touch()
    (checkout / "installers" / "locks" / "all.txt").write_text("# another one\n")
    assert "Removing the old" in finish(start(checkout))
    assert not (checkout / ".venv" / "left-over").exists()


def test_each_purpose_sees_to_its_own_packages(checkout: Path) -> None:
    finish(start(checkout, "run"))
    assert not (checkout / ".venv" / ".system-for-test").exists()
    assert "Making" not in finish(start(checkout, "test"))
    assert (checkout / ".venv" / ".system-for-test").exists()
