"""docs/guides/integration.md: its examples do what it says, word for word as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk.engine import sqlite_url
from desk.staff.rules import Role
from desk.webhooks import store
from desk.webhooks.sender import Sender
from tests.api.desk_changes.following import Program
from tests.api.desk_webhooks.receiver import Receiver
from tests.fixtures.desks import NOON, RunningDesk, running_desk

GUIDE = Path(__file__).parents[3] / "docs/guides/integration.md"
BLOCK = re.compile(r"^```(bash|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ID = "0192f0aa-0000-7000-8000-0000000000aa"


def example(language: str, word: str) -> str:
    """The one example in a language with this word in it."""
    (found,) = [code for kind, code in BLOCK.findall(GUIDE.read_text()) if kind == language and word in code]
    return textwrap.dedent(found)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[RunningDesk]:
    with running_desk(sqlite_url(tmp_path / "desk.db"), tmp_path) as running:
        yield running


@pytest.fixture
def surroundings(desk: RunningDesk, program: Program) -> dict[str, str]:
    return os.environ | {"DESK": desk.url, "TOKEN": program.token, "ID": ID}


def ran(command: list[str], surroundings: dict[str, str]) -> str:
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def in_shell(word: str, surroundings: dict[str, str]) -> str:
    return ran(["bash", "-euc", example("bash", word)], surroundings)


def in_python(word: str, surroundings: dict[str, str]) -> str:
    return ran([sys.executable, "-c", example("python", word)], surroundings)


def test_every_example_is_run_here() -> None:
    words = ("state=open", "changes?after", "If-None-Match", "If-Match")
    assert sum(kind == "bash" for kind, _ in BLOCK.findall(GUIDE.read_text())) == len(words)
    assert all(example("bash", word) for word in words)
    assert sum(kind == "python" for kind, _ in BLOCK.findall(GUIDE.read_text())) == 3


def test_a_program_writes_reads_and_follows_in_the_shell(surroundings: dict[str, str]) -> None:
    assert '"number":"INC-1001"' in in_shell("If-None-Match", surroundings)
    assert '"version":1' in in_shell("If-None-Match", surroundings)
    changed = in_shell("If-Match", surroundings)
    assert '"state":"in_progress"' in changed and '"text":"Ordered a cable."' in changed
    assert '"total":1' in in_shell("state=open", surroundings)
    followed = in_shell("changes?after", surroundings)
    assert followed.count('"sequence":') == 3 and '"what":"recorded"' in followed


def test_a_program_writes_and_follows_in_python(surroundings: dict[str, str]) -> None:
    assert in_python("If_None_Match", surroundings) == "201 REQ-1001 1\n200 REQ-1001 1\n"
    assert in_python("AFTER", surroundings) == f"1 incident recorded {ID}\nkeep 1\n"


def test_the_check_takes_what_is_genuine_once_and_nothing_else(desk: RunningDesk, tmp_path: Path) -> None:
    parts: dict[str, Any] = {}
    exec(example("python", "def genuine"), parts)  # the guide's own ten lines
    genuine: Callable[..., bool] = parts["genuine"]
    allowed = replace(desk.desk, webhooks_http=True, webhooks_private=True)
    receiver = Receiver()
    admin = Program(desk, "admin", Role.ADMIN)
    try:
        with desk.database.begin() as connection:
            made = store.add(connection, receiver.url, (), (), NOON)
            found = store.get(connection, made)
        assert found is not None
        admin.make("i-1")
        Sender(allowed).run_due()
        (received,) = receiver.received
    finally:
        receiver.close()
        admin.close()
    at = NOON.timestamp()

    def check(
        seen: dict[str, float], later: float = 0, body: bytes = b"", secret: str = "", **headers: str
    ) -> bool:
        changed = received.headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return genuine(changed, body or received.body, secret or found.secret, seen, lambda: at + later)

    seen: dict[str, float] = {}
    assert check(seen)
    assert not check(seen), "the same delivery replayed"
    assert not check({}, later=301) and not check({}, later=-301), "kept back, or from the future"
    stamp = str(int(at) + 600)
    assert not check({}, later=600, webhook_timestamp=stamp), "with a fresh time that was not signed"
    assert not check({}, webhook_id="another"), "under another id"
    assert not check({}, body=received.body + b" ")
    assert not check({}, secret="whsec_" + "A" * 32)
    assert not check({}, webhook_signature="v2," + received.headers["webhook-signature"][3:])
    assert check({}, webhook_signature=f"v1,AAAA {received.headers['webhook-signature']}")
