"""With our type files qmllint finds a misspelt property, in the base and in a view-model."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from common.assets import asset
from common.qt.qmltypes import TypeFileError, lint, write_type_files

VIEW_MODEL = """
from enum import Enum
from PySide6.QtCore import Property, QAbstractListModel, QEnum, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

QML_IMPORT_NAME = "Mostrador.Sample"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made by the program")
class LineModel(QAbstractListModel):
    countChanged = Signal()
    count = Property(int, lambda self: 0, notify=countChanged)


@QmlElement
@QmlUncreatable("made by the program")
class SamplePage(QObject):
    @QEnum
    class Phase(Enum):
        Empty = 0
        Full = 1

    titleChanged = Signal()
    left = Signal(str)
    line = Property(LineModel, lambda self: None, constant=True)
    facts = Property("QVariantMap", lambda self: {}, constant=True)

    def _read_title(self) -> str:
        return ""

    def _write_title(self, title: str) -> None:
        pass

    title = Property(str, _read_title, _write_title, notify=titleChanged)

    @Slot(str, result=bool)
    def choose(self, name: str) -> bool:
        return True
"""

PAGE = """
pragma ComponentBehavior: Bound
import QtQuick
import Mostrador.Base
import Mostrador.Sample

Rectangle {
    id: root
    required property SamplePage page
    property int number: page.line.count
    property string service: page.facts["service"]
    color: Theme.paper
    Text {
        text: Words.text["day-today"] + root.page.title
        color: Theme.ink
        font.pixelSize: Theme.bodySize
    }
    TapHandler {
        onTapped: {
            if (root.page.choose("laptop"))
                root.page.title = Words.say(Words.language, "wait-now", {});
        }
    }
    Connections {
        target: root.page
        function onLeft(name: string) { root.color = Theme.accentSoft }
    }
}
"""


@pytest.fixture(scope="module")
def types(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the type files of the base and of a module with a view-model."""
    folder = tmp_path_factory.mktemp("qmltypes")
    (folder / "sample_view_model.py").write_text(VIEW_MODEL, encoding="utf-8")
    root = asset().parent
    subprocess.run(
        [sys.executable, "-m", "common.qt.qmltypes", str(folder / "types"), "sample_view_model"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(root), str(folder)))},
        check=True,
        timeout=60,
    )
    return folder / "types"


def written(folder: Path, source: str) -> Path:
    """A QML file with this source."""
    path = folder / "Page.qml"
    path.write_text(source, encoding="utf-8")
    return path


def test_a_good_page_passes(types: Path, tmp_path: Path) -> None:
    assert lint([written(tmp_path, PAGE)], types) == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Theme.bodySize", "Theme.bodySise"),
        ("Theme.ink", "Theme.inck"),
        ("Words.text[", "Words.texts["),
        ("Words.say(", "Words.says("),
        ("root.page.title =", "root.page.titel ="),
        ("page.line.count", "page.line.cuont"),
        ("page.facts[", "page.fakts["),
        ("root.page.choose(", "root.page.chose("),
        ("required property SamplePage", "required property SamplePag"),
    ],
)
def test_a_misspelt_name_fails(types: Path, tmp_path: Path, right: str, wrong: str) -> None:
    assert PAGE.count(right) >= 1
    said = lint([written(tmp_path, PAGE.replace(right, wrong))], types)
    assert "Page.qml:" in said


def test_a_read_only_property_cannot_be_set(types: Path, tmp_path: Path) -> None:
    source = PAGE.replace("root.color = Theme.accentSoft", "Theme.bodySize = 3")
    assert "bodySize" in lint([written(tmp_path, source)], types)


def test_without_type_files_the_page_does_not_pass(tmp_path: Path) -> None:
    assert "Mostrador.Base" in lint([written(tmp_path, PAGE)], tmp_path)


def test_a_module_without_a_qml_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeFileError, match=r"common\.assets has no QML_IMPORT_NAME"):
        write_type_files(["common.assets"], tmp_path)
