"""House rules for Python: what `broken` returns for one file's text is a list of "line: rule" sentences.

Names are followed through imports, so `from time import sleep as rest; rest(1)` is found as well as
`time.sleep(1)`. The rules are STYLE's: short files and functions, time and chance only by injection, tests
without mocks and without skips, a reason beside each switched-off check.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

LONGEST_FILE = 450
LONGEST_FUNCTION = 60
WORDS_OF_REASON = 2

BANNED = {
    "datetime.datetime.now": "take the time from common.clock.Clock",
    "datetime.datetime.utcnow": "take the time from common.clock.Clock",
    "datetime.datetime.today": "take the time from common.clock.Clock",
    "datetime.date.today": "take the day from common.clock.Clock",
    "time.sleep": "wait for the thing itself, or on an Event",
    "PySide6.QtCore.QThread.sleep": "wait for the thing itself",
    "PySide6.QtCore.QThread.msleep": "wait for the thing itself",
    "PySide6.QtTest.QTest.qWait": "wait for a signal or a condition",
    "qtbot.wait": "wait for a signal or a condition",
    "uuid.uuid4": "make ids by common.ids.new_id",
    "uuid.uuid1": "make ids by common.ids.new_id",
    "unittest.mock": "use the real part or a fake that keeps its contract",
    "pytest.skip": "a test runs or it does not exist",
    "pytest.xfail": "a test passes or it does not exist",
    "pytest.importorskip": "every requirement of the tests is installed",
    "pytest.mark.skip": "a test runs or it does not exist",
    "pytest.mark.skipif": "a test runs or it does not exist",
    "pytest.mark.xfail": "a test passes or it does not exist",
}
BANNED_IN_TESTS = {"asyncio.sleep": "wait for the thing itself, or on an Event"}  # services may
BANNED_METHODS = {"processEvents": "wait for a signal; nested event loops run handlers inside handlers"}
ALLOWED = {("common/clock.py", "datetime.datetime.now")}  # the one place that asks the machine for the time

_CODES = r"[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*"
SWITCHED_OFF = re.compile(rf"(?:noqa(?::\s*{_CODES})?|type:\s*ignore(?:\[[^\]]*\])?)(.*)")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|\bfor now\b")
VAGUE_FILES = re.compile(r"(^|_)(utils?|helpers?|misc|manager)$")
VAGUE_CLASSES = re.compile(r"(Manager|Helper|Utils?)$")


def broken(path: Path, source: str) -> list[str]:
    """The rules that a file breaks; `path` is relative to the checkout."""
    tree = ast.parse(source)
    found = [*_too_long(source, tree), *_banned(path, tree), *_vague(path, tree), *_comments(source)]
    return [f"{path}:{line}: {rule}" for line, rule in sorted(found)]


def function_lengths(tree: ast.AST) -> Iterator[tuple[int, str, int]]:
    """Line, name and length in lines of each function, from its `def` to its last line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _too_long(source: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    lines = len(source.splitlines())
    if lines > LONGEST_FILE:
        yield lines, f"the file has {lines} lines, more than {LONGEST_FILE}"
    for line, name, length in function_lengths(tree):
        if length > LONGEST_FUNCTION:
            yield line, f"{name} has {length} lines, more than {LONGEST_FUNCTION}"


def _banned(path: Path, tree: ast.AST) -> Iterator[tuple[int, str]]:
    known = dict(_imported(tree))
    banned = BANNED | BANNED_IN_TESTS if path.parts[0] == "tests" else BANNED
    for node in ast.walk(tree):
        names = [_full_name(node, known)] if isinstance(node, ast.Attribute | ast.Name) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{each.name}" for each in node.names]
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        for name in names:
            if name in banned and (path.as_posix(), name) not in ALLOWED:
                yield _line(node), f"{name}: {banned[name]}"
        if isinstance(node, ast.Attribute) and node.attr in BANNED_METHODS:
            yield _line(node), f"{node.attr}: {BANNED_METHODS[node.attr]}"


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Each name that an import binds in this file, with the full name of what it stands for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                yield (each.asname, each.name) if each.asname else (each.name.partition(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                yield each.asname or each.name, f"{node.module}.{each.name}"


def _full_name(node: ast.AST, known: dict[str, str]) -> str:
    """`dt.now` as "datetime.datetime.now" where `dt` is datetime.datetime; "" for other than names."""
    if isinstance(node, ast.Name):
        return known.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        owner = _full_name(node.value, known)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def _line(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 1))


def _vague(path: Path, tree: ast.AST) -> Iterator[tuple[int, str]]:
    if VAGUE_FILES.search(path.stem):
        yield 1, "name the module after the one thing inside"
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and VAGUE_CLASSES.search(node.name):
            yield node.lineno, f"{node.name}: name the class after what it is"


def _comments(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        switched_off = SWITCHED_OFF.search(token.string)
        if switched_off and len(re.findall(r"[\w'’]+", switched_off[1])) < WORDS_OF_REASON:
            yield token.start[0], f"say in {WORDS_OF_REASON} words why this check is switched off"
        if UNFINISHED.search(token.string):
            yield token.start[0], "finish it, or file an issue"
