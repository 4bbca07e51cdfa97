"""`mostrador demo` opens everything, and a SIGTERM ends everything."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import requests

from common.waiting import until

PROGRAMS = ("desk", "site", "display", "kiosk", "console")


def children_of(process: int) -> dict[int, str]:
    """The programs that a process started, as the kernel's process table knows them."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
            words = (entry / "cmdline").read_text().split("\0")
        except (OSError, IndexError):
            continue  # it has just ended
        if parent == str(process) and "mostrador" in words:
            found[int(entry.name)] = words[words.index("mostrador") + 1]
    return found


def test_the_demo_starts_all_and_a_signal_ends_all(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mostrador", "demo", "--folder", str(tmp_path / "demo")]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as demo:
        assert demo.stdout is not None and demo.stderr is not None
        said: list[str] = []
        for line in demo.stdout:
            said.append(line)
            if "to end it all" in line:
                break
        try:
            started = children_of(demo.pid)
            assert sorted(started.values()) == sorted(PROGRAMS), f"{said} {demo.poll()}"
            book = next(line for line in said if "/book/main" in line)
            url = next(word for word in book.split() if word.startswith("http"))
            assert requests.get(url, timeout=20).status_code == 200
        finally:
            demo.send_signal(signal.SIGTERM)
            code = demo.wait(40)
        assert code == 0, demo.stderr.read()
    assert until(lambda: not any(Path(f"/proc/{one}").exists() for one in started), 10)
    logs = {
        path.stem: path.read_text(errors="replace") for path in (tmp_path / "demo" / "logs").glob("*.log")
    }
    assert sorted(logs) == sorted(PROGRAMS)
    assert not [name for name, text in logs.items() if "Traceback" in text], logs


def test_the_demo_says_that_it_needs_a_display(tmp_path: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QT_", "DISPLAY", "WAYLAND"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "mostrador", "demo"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1 and "no display" in done.stderr and "mostrador tour" in done.stderr
