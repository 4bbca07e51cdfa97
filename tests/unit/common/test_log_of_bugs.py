"""The log of a bug, of either service: where it happened, and nothing of whom it happened to."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PROGRAM = """
import structlog
from sqlalchemy import create_engine, text
from {module} import {start} as start

def serve(password):
    with database._reader.connect() if hasattr(database, "_reader") else database.reading as connection:
        connection.execute(text("SELECT :name FROM no_such_table"), {{"name": password}})

start("info")
try:
    {make}
    serve("se" + "cret-of-ada")
except Exception as error:
    structlog.get_logger().error("internal", exc_info=error)
"""
DESK = ("desk.program", "log_to_stderr", "from desk.engine import Database; database = Database('sqlite://')")
SITE = (
    "kiosk.site.logs",
    "start_log",
    "import pathlib; from kiosk.site.database import Database; database = Database(pathlib.Path('site.db'))",
)


@pytest.mark.parametrize(("module", "start", "make"), [DESK, SITE], ids=["desk", "site"])
def test_a_traceback_tells_lines_and_no_values(
    module: str, start: str, make: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    program = PROGRAM.format(module=module, start=start, make=make)
    folder = tmp_path_factory.mktemp("log")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True
    )
    record = json.loads(done.stderr.splitlines()[-1])
    assert record["event"] == "internal" and "no such table" in record["exception"]
    assert "in serve" in record["exception"]
    assert "secret-of-ada" not in done.stderr
