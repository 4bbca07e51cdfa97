"""Who may import whom is kept by import-linter; here each contract is shown to break on a wrong import."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, tracked

CONFIGURATION = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
OUTSIDE = {"tests", "bench", "installers"}

# contract: (module that is planted, what it imports)
WRONG = {
    "mostrador-is-the-top": ("common.planted_a", "mostrador"),
    "programs-apart": ("agent_console.planted_b", "desk"),
    "kiosk-shares-its-rules-only": ("desk.planted_c", "kiosk.site"),
    "kiosk-layers": ("kiosk.queue.planted_d", "kiosk.checkin"),
    "site-stands-on-the-queue": ("kiosk.site.planted_e", "kiosk.devices"),
    "queue-is-the-ground": ("kiosk.queue.planted_f", "common"),
    "pure": ("kiosk.checkin.planted_g", "time"),
    "qt-in-faces-only": ("kiosk.site.planted_h", "PySide6.QtCore"),
    "sql-in-stores-only": ("desk.planted_i", "sqlalchemy"),
    "requests-in-clients-only": ("kiosk.ui.planted_j", "requests"),
}


def copied(target: Path) -> Path:
    """The packages under the contracts, copied without anything that Git does not know."""
    for file in tracked("pyproject.toml", "*.py"):
        if file.name == "pyproject.toml" or file.parts[0] in CONFIGURATION["root_packages"]:
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / file, target / file)
    return target


def linted(tree: Path) -> tuple[int, str]:
    """import-linter's exit code and words about a tree."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--no-logo"]
    run = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


def test_every_package_is_under_the_contracts() -> None:
    packages = {file.parts[0] for file in tracked("*.py") if len(file.parts) > 1}
    assert packages - OUTSIDE == set(CONFIGURATION["root_packages"])


def test_each_contract_has_a_wrong_import_here() -> None:
    assert {contract["id"] for contract in CONFIGURATION["contracts"]} == set(WRONG)


def test_the_code_keeps_every_contract(tmp_path: Path) -> None:
    code, words = linted(copied(tmp_path))
    assert code == 0, words


@pytest.fixture(scope="module")
def words_about_wrong_imports(tmp_path_factory: pytest.TempPathFactory) -> str:
    tree = copied(tmp_path_factory.mktemp("planted"))
    for module, imported in WRONG.values():
        (tree / module.replace(".", "/")).with_suffix(".py").write_text(f"import {imported}\n")
    code, words = linted(tree)
    assert code == 1, words
    return words


@pytest.mark.parametrize("contract", WRONG)
def test_a_wrong_import_breaks_its_contract(words_about_wrong_imports: str, contract: str) -> None:
    name = next(each["name"] for each in CONFIGURATION["contracts"] if each["id"] == contract)
    module, imported = WRONG[contract]
    assert f"{name} BROKEN" in words_about_wrong_imports
    chapter = words_about_wrong_imports.partition("Broken contracts")[2].partition(name)[2]
    assert f"{module} -> {imported.partition('.')[0]}" in chapter
