"""What a machine cannot bring up is left out and said; what should have come up and did not is no pass."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.contract.connectors.machine import ROOT
from tests.fixtures.surroundings import FOLDER_VARIABLE

PATIENCE_SECONDS = 280  # a machine may have much else to do
ASK = """
from tests.contract.connectors.machine import why_missing
print(why_missing(("some-tool", "some-database"), {as_root}, {archives}))
"""
AWAY = """
from tests.contract.connectors.machine import Kept
kept = Kept("no_such_tool")
try:
    kept.running()
except RuntimeError as error:
    print(error)
"""
RUNS_OWN = ("MOSTRADOR_", "PYTEST_", "XDG_")  # what the run that this test is in has set for itself
ALL_THERE = "echo ii; echo ii"
ONE_THERE = "echo ii; echo un"

pytestmark = pytest.mark.timeout(300)


def run_of(folder: Path) -> str:
    """A name for a run of tests that no other run has."""
    return f"{folder.parent.name}-{folder.name}"


def told(program: str, folder: Path, **surroundings: str) -> str:
    """What a program prints in a process of its own, whose files are in `folder`."""
    around = {FOLDER_VARIABLE: str(folder / run_of(folder)), "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    asked = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **around, **surroundings},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    return asked.stdout.strip()


def is_soon(so: Callable[[], bool]) -> bool:
    """Whether something comes true within seconds; a keeper sees only after a process that it has ended."""
    again = threading.Event()
    return any(so() or again.wait(0.1) for _ in range(200))


def a_system(folder: Path, dpkg_query: str, apt_get: str) -> str:
    """A PATH with these two programs of Debian and nothing else; each is a line of shell."""
    place = folder / "bin"
    place.mkdir()
    for name, line in {"dpkg-query": dpkg_query, "apt-get": apt_get}.items():
        program = place / name
        program.write_text(f"#!/bin/sh\n{line}\n")
        program.chmod(0o755)
    return str(place)


def test_who_is_not_root_is_told_so(tmp_path: Path) -> None:
    assert told(ASK.format(as_root=False, archives=()), tmp_path) == "only root can install and run it"


def test_a_system_without_debians_packages_is_told(tmp_path: Path) -> None:
    words = told(ASK.format(as_root=True, archives=()), tmp_path, PATH=str(tmp_path))
    assert words == "there are no Debian packages on this system"


@pytest.mark.parametrize(
    ("dpkg_query", "apt_get", "why"),
    [
        (ALL_THERE, "exit 1", ""),
        (ONE_THERE, "exit 0", ""),
        (ONE_THERE, "exit 1", "its packages cannot be fetched"),
        ("exit 1", "exit 1", "its packages cannot be fetched"),
    ],
    ids=["installed", "can be fetched", "half of it", "nothing"],
)
def test_a_tool_runs_where_its_packages_are_or_can_be_fetched(
    dpkg_query: str, apt_get: str, why: str, tmp_path: Path
) -> None:
    place = a_system(tmp_path, dpkg_query, apt_get)
    assert told(ASK.format(as_root=True, archives=()), tmp_path, PATH=place) == why


def test_packages_that_are_out_of_date_are_fetched_after_an_update(tmp_path: Path) -> None:
    """The first download fails; it works once `apt-get … update` has left its mark."""
    mark = tmp_path / "updated"
    line = f'case "$*" in *update) : > {mark};; *) [ -e {mark} ];; esac'
    place = a_system(tmp_path, ONE_THERE, line)
    assert told(ASK.format(as_root=True, archives=()), tmp_path, PATH=place) == ""


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ("main non-free", ""),
        ("main non-free-firmware", "Debian's non-free part is not among the package sources"),
    ],
)
def test_a_tool_that_is_not_free_runs_where_the_package_sources_offer_it(
    parts: str, why: str, tmp_path: Path
) -> None:
    lists = "".join(f"echo https://deb.example.org/stable/{part}/binary-all;" for part in parts.split())
    line = f'case "$*" in *--print-uris*) {lists}; *download\\ unfree) : > unfree_1_all.deb;; esac'
    place = a_system(tmp_path, ALL_THERE, line)
    assert told(ASK.format(as_root=True, archives=("unfree",)), tmp_path, PATH=place) == why


def test_a_tool_that_does_not_come_up_is_told_with_its_log_and_leaves_nothing(tmp_path: Path) -> None:
    words = told(AWAY, tmp_path)
    assert words.startswith("no_such_tool did not come up:")
    assert "ModuleNotFoundError" in words
    places = (Path("/dev/shm"), tmp_path)
    assert is_soon(lambda: not any(list(place.glob(f"{run_of(tmp_path)}-*")) for place in places))


def test_a_run_without_the_real_tools_is_green_and_names_them(tmp_path: Path) -> None:
    chosen = "tests/contract/connectors/test_check.py"
    around = {name: value for name, value in os.environ.items() if not name.startswith(RUNS_OWN)}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", chosen, "-k", "redmine or mail"],
        env={**around, "PATH": str(tmp_path), "TMPDIR": str(tmp_path), "MOSTRADOR_SPECS": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    why = (
        "only root can install and run it" if os.geteuid() else "there are no Debian packages on this system"
    )
    for tool in ("real_znuny", "redmine", "request_tracker"):
        assert f"left out: the contract suite against {tool}: {why}" in run.stdout
    assert "left out: holding requests and answers against zendesk-openapi.json: it is neither" in run.stdout
    assert "passed" in run.stdout and "skipped" not in run.stdout
