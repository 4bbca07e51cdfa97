"""STYLE's habits, kept by the build. Each rule is also shown to find what it is there to find."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

import pytest

from tests.architecture import python_rules, qml_rules
from tests.architecture.tree import ROOT, tracked

FACES = ("agent_console", "kiosk")
# What a widget shows, written into the program instead of the translations; colours outside the theme.
SPEAKING = re.compile(
    r"\.set(?:Text|Title|WindowTitle|ToolTip|StatusTip|PlaceholderText|AccessibleName|AccessibleDescription)"
    r"\(\s*f?[\"'][^\"'{}]*[A-Za-zÀ-ÿ]{2}"
)
COLOURING = re.compile(r"[\"'][^\"']*#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")

WRONG_PYTHON = {
    "take the time from common.clock.Clock": "from datetime import datetime as d\nd.now()",
    "wait for the thing itself": "from time import sleep as rest\nrest(1)",
    "make ids by common.ids.new_id": "import uuid\nuuid.uuid4()",
    "nested event loops": "application.processEvents()",
    "use the real part": "from unittest import mock\nmock.patch('a')",
    "a test runs or it does not exist": "import pytest\n@pytest.mark.skip\ndef f(): ...",
    "wait for a signal or a condition": "def test(qtbot): qtbot.wait(100)",
    "has 61 lines, more than 60": "def f():\n" + "    a()\n" * 60,
    "the file has 451 lines": "a()\n" * 451,
    "why this check is switched off": "a()  # noqa: E501 long",
    "name the class after what it is": "class QueueManager: ...",
    "finish it": "a()  # TO" + "DO: more",
}
WRONG_QML = {
    "the network belongs": "property var a: new XMLHttpRequest()",
    "QML is never made from text": "Qt.createQmlObject('Item {}', parent)",
    "times come from view-models": "property int a: new Date().getHours()",
    "colours come from the theme": 'color: "#ff0000"',
    "type comes from the theme": "font.pixelSize: 40",
    "what a person reads": 'text: busy ? "Please wait" : model.name',
    "4 lines of logic, more than 3": "function f() {\n a()\n a()\n a()\n a()\n}",
    "6 lines of logic, more than 5": "onClicked: {\n a()\n a()\n a()\n a()\n a()\n a()\n}",
    "the file has 301 lines": "Item {}\n" * 301,
    "why this check is switched off": "a: b // qmllint disable unqualified",
}
RIGHT_QML = """
Text { // a number, never a word
    text: Words.text["welcome-title"] + " · " + model.number
    Accessible.description: Words.say(Words.language, "wait-range", {low: view.low(1), high: 15})
    color: mouse.pressed ? Theme.ink : "transparent"
    font.pixelSize: Theme.title
    Accessible.name: view.name
    function show() { view.show() }
    onVisibleChanged: if (visible) view.shown()
}
"""


def read(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def test_python_keeps_the_rules() -> None:
    found = [sentence for path in tracked("*.py") for sentence in python_rules.broken(path, read(path))]
    assert not found, "\n".join(found)


def test_qml_keeps_the_rules() -> None:
    found = [sentence for path in tracked("*.qml") for sentence in qml_rules.broken(path, read(path))]
    assert not found, "\n".join(found)


def test_faces_written_in_python_speak_by_translations_and_dress_by_the_theme() -> None:
    found = [
        f"{path}:{number}: {line.strip()}"
        for path in tracked("*.py")
        if path.parts[0] in FACES
        for number, line in enumerate(read(path).splitlines(), 1)
        if SPEAKING.search(line) or COLOURING.search(line)
    ]
    assert not found, "\n".join(found)


def test_lengths_stay_what_the_style_aims_at() -> None:
    """Prints the figures of STYLE's table (shown by `./test -k lengths -s`); tests are counted apart."""
    code = [path for path in tracked("*.py") if path.parts[0] != "tests"]
    files = sorted(len(read(path).splitlines()) for path in code)
    functions = sorted(n for path in code for _, _, n in python_rules.function_lengths(ast.parse(read(path))))
    tests = sum(len(read(path).splitlines()) for path in tracked("tests/*.py"))
    for name, lengths in (("file", files), ("function", functions)):
        nine_tenths = lengths[int(0.9 * (len(lengths) - 1))]
        print(f"{name} lines: median {statistics.median(lengths)}, p90 {nine_tenths}, max {lengths[-1]}")
    print(f"lines of tests to lines of code: {tests / sum(files):.2f}")
    assert functions[-1] <= python_rules.LONGEST_FUNCTION
    assert files[-1] <= python_rules.LONGEST_FILE


@pytest.mark.parametrize("rule", WRONG_PYTHON)
def test_a_rule_for_python_finds_its_offence(rule: str) -> None:
    assert any(rule in sentence for sentence in python_rules.broken(Path("kiosk/a.py"), WRONG_PYTHON[rule]))


@pytest.mark.parametrize("rule", WRONG_QML)
def test_a_rule_for_qml_finds_its_offence(rule: str) -> None:
    assert any(rule in sentence for sentence in qml_rules.broken(Path("a.qml"), WRONG_QML[rule]))


def test_the_rules_for_qml_let_a_good_page_pass() -> None:
    assert qml_rules.broken(Path("a.qml"), RIGHT_QML) == []
