"""The files say nothing about the machine on which they were written, nor where its packages come from."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from tests.architecture.tree import ROOT, tracked

# Written in two parts, so that this file does not name them either.
KNOWN_INDEXES = ["pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org"]
INDEX_OPTION = re.compile(r"(?<!no-emit-)\b(?:extra-)?index-url\b|--find-links|--trusted-host")
COMMON_FOLDERS = {Path("/"), Path("/tmp"), Path("/home"), Path("/srv"), Path("/opt"), Path("/usr")}


def texts() -> list[tuple[Path, str]]:
    """Every tracked file that is text."""
    found = []
    for path in tracked():
        content = (ROOT / path).read_bytes()
        if b"\0" not in content[:8192]:
            found.append((path, content.decode("utf-8", errors="replace")))
    return found


def test_no_file_names_a_folder_of_this_machine() -> None:
    private = {ROOT, ROOT.parent, Path.home()} - COMMON_FOLDERS
    pattern = re.compile("|".join(rf"(?<![\w.]){re.escape(str(folder))}/" for folder in sorted(private)))
    assert [str(path) for path, text in texts() if pattern.search(text)] == []


def test_no_file_names_a_package_index() -> None:
    configured = {
        urlsplit(address).hostname or ""
        for name, value in os.environ.items()
        if name.endswith(("INDEX_URL", "FIND_LINKS", "INDEX"))
        for address in value.split()
    }
    hosts = [*KNOWN_INDEXES, *sorted(configured - {""})]
    named = [f"{path}: {host}" for path, text in texts() for host in hosts if host in text]
    options = [
        f"{path}: an option that names an index"
        for path, text in texts()
        if path != Path(__file__).relative_to(ROOT) and INDEX_OPTION.search(text)
    ]
    assert named + options == []
