"""Registers the fixtures and guards in `tests/fixtures`; each module there says what it gives."""

from __future__ import annotations

pytest_plugins = [
    "tests.fixtures.surroundings",
    "tests.fixtures.guards",
    "tests.fixtures.postgres",
    "tests.fixtures.databases",
    "tests.fixtures.browser",
    "tests.fixtures.left_out",
    "tests.fixtures.long_first",
]
