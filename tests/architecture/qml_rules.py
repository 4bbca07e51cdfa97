"""House rules for QML: pages show and pass on, they do not think, name colours or speak.

`broken` reads one file's text line by line; that is enough, because the formatter of QML keeps one binding a
line. Logic belongs into view-models, colours and sizes into the theme, words into the translations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

LONGEST_FILE = 300
LONGEST_FUNCTION = 3
LONGEST_HANDLER = 5

BANNED = {
    r"\bXMLHttpRequest\b": "the network belongs to the clients in Python",
    r"\bQt\.createQmlObject\b": "QML is never made from text",
    r"\beval\s*\(": "QML is never made from text",
    r"\bDate\s*\(|\bDate\.\w+": "times come from view-models, ready to show",
    r"\bMath\.random\b": "chance belongs to the rules' callers",
    r"\bQtQuick\.LocalStorage\b": "storage belongs to Python",
    r"\bqsTr\w*\s*\(": "words come from the translations in Fluent",
    r"\"#[0-9a-fA-F]{3,8}\"": "colours come from the theme",
    r"\b\w*[cC]olor\s*:\s*\"(?!transparent\")": "colours come from the theme",
    r"\bQt\.(rgba|hsla|hsva)\s*\(\s*[\d.]": "colours come from the theme",
    r"\bfont\.(pixelSize|pointSize|family)\s*:\s*[\d\"]": "type comes from the theme",
    r"//\s*qmllint disable(?!.*\s--\s\S+(\s+\S+){3})": "say after ` -- ` why this check is switched off",
    r"\b(TODO|FIXME|XXX|HACK)\b": "finish it, or file an issue",
}
SPOKEN = re.compile(
    r"^\s*(text|title|placeholderText|label|heading|caption|Accessible\.(?:name|description))\s*:(.*)$"
)
FROM_THE_WORDS = re.compile(r"\bWords\.(?:text\[[^\]]*\]|say\((?:[^()]|\([^()]*\))*\))")
LETTERS = re.compile(r"([\"'`])[^\"'`]*[A-Za-zÀ-ÿ]{2}[^\"'`]*\1")
_HANDLER = r"on[A-Z]\w*\s*:\s*(?:function\s*)?(?:\([^)]*\)\s*(?:=>)?)?\s*\{"
BLOCK = re.compile(rf"^\s*(?:(function)\s+\w+\s*\(|{_HANDLER})")


def broken(path: Path, source: str) -> list[str]:
    """The rules that a file breaks; `path` is relative to the checkout."""
    lines = source.splitlines()
    found = [*_banned(lines), *_spoken(lines), *_thinking(lines)]
    if len(lines) > LONGEST_FILE:
        found.append((len(lines), f"the file has {len(lines)} lines, more than {LONGEST_FILE}"))
    return [f"{path}:{line}: {rule}" for line, rule in sorted(found)]


def _banned(lines: list[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        for pattern, rule in BANNED.items():
            if re.search(pattern, line):
                yield number, rule


def _spoken(lines: list[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        binding = SPOKEN.match(line.partition(" //")[0])
        if binding and LETTERS.search(FROM_THE_WORDS.sub("", binding[2])):
            yield number, "what a person reads comes from the translations or the view-model"


def _thinking(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Functions and handlers whose body is longer than passing something on takes."""
    for number, line in enumerate(lines, 1):
        block = BLOCK.match(line)
        if block and line.count("{") > line.count("}"):
            longest = LONGEST_FUNCTION if block[1] else LONGEST_HANDLER
            if (length := _body(lines[number - 1 :])) > longest:
                yield number, f"{length} lines of logic, more than {longest}: move it to the view-model"


def _body(lines: list[str]) -> int:
    """How many lines lie between the line that opens a block and the one that closes it."""
    depth = 0
    for index, line in enumerate(lines):
        depth += line.count("{") - line.count("}")
        if depth == 0:
            return index - 1
    return len(lines)
