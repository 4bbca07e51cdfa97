"""Qt's own lint over every QML file, with the types of our view-models: a misspelt property fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from common.qt.qmltypes import lint, write_type_files
from tests.architecture.tree import ROOT, tracked

DECLARES = re.compile(r"^QML_IMPORT_NAME\b", re.MULTILINE)


@pytest.fixture(scope="module")
def types(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the type files of every Python module that gives types to QML."""
    folder = tmp_path_factory.mktemp("types")
    modules = [
        ".".join(path.with_suffix("").parts)
        for path in tracked("*.py")
        if path.parts[0] != "tests" and DECLARES.search((ROOT / path).read_text(encoding="utf-8"))
    ]
    write_type_files(modules, folder)
    return folder


def test_every_page_passes_qts_lint(types: Path) -> None:
    pages = [ROOT / path for path in tracked("*.qml")]
    assert pages
    assert lint(pages, types) == ""


def test_the_lint_finds_a_misspelt_property_of_the_theme(types: Path, tmp_path: Path) -> None:
    page = tmp_path / "Page.qml"
    page.write_text("import QtQuick\nimport Mostrador.Base\nRectangle { color: Theme.paper }\n")
    assert lint([page], types) == ""
    page.write_text("import QtQuick\nimport Mostrador.Base\nRectangle { color: Theme.papper }\n")
    assert "papper" in lint([page], types)
