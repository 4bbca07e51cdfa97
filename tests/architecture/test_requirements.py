"""The locks hold what pyproject.toml asks for: by hash, in tested versions, from nowhere in particular."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCKS = {"all": "test", "site": "server", "kiosk": "kiosk", "console": "console", "desk": "desk"}
LINE = re.compile(r"([a-z0-9][a-z0-9-]*)==([^\s;]+)( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def lock(name: str) -> Path:
    return ROOT / "installers" / "locks" / f"{name}.txt"


def locked(name: str) -> dict[str, str]:
    """Package → version of one lock."""
    return {found[1]: found[2] for found in LINE.finditer(lock(name).read_text()) if found[1]}


def asked_for(extra: str) -> list[Requirement]:
    """What an extra needs, the extras that it includes and the program's own requirements too."""
    found = [Requirement(each) for each in PROJECT["dependencies"]]
    for each in map(Requirement, PROJECT["optional-dependencies"][extra]):
        if each.name == PROJECT["name"]:
            found += [requirement for inner in each.extras for requirement in asked_for(inner)]
        else:
            found.append(each)
    return found


def test_each_lock_is_known() -> None:
    assert {path.stem for path in lock("all").parent.iterdir()} == set(LOCKS)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_versions_and_hashes_and_nothing_else(name: str) -> None:
    assert [line for line in lock(name).read_text().splitlines() if not LINE.fullmatch(line)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_the_project_asks_for(name: str) -> None:
    versions = locked(name)
    missing = [str(each) for each in asked_for(LOCKS[name]) if canonicalize_name(each.name) not in versions]
    unfit = [
        str(each)
        for each in asked_for(LOCKS[name])
        if (version := versions.get(canonicalize_name(each.name))) and version not in each.specifier
    ]
    assert (missing, unfit) == ([], [])


@pytest.mark.parametrize("name", LOCKS)
def test_every_lock_names_the_versions_that_were_tested(name: str) -> None:
    assert locked(name).items() <= locked("all").items()


def test_a_server_gets_no_window_toolkit() -> None:
    assert [name for name in locked("site") | locked("desk") if name.startswith("pyside")] == []
