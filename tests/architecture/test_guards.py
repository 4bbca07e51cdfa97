"""The guards fail what they are there to fail: each is tried on a small test file of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]

NOISY = {
    "threads outlived": """
        import threading
        def test_it():
            threading.Thread(target=threading.Event().wait, args=(20,), daemon=True).start()
        """,
    "unexpected log records": """
        import logging
        def test_it():
            logging.getLogger("kiosk").warning("paper low")
        """,
    "event='storage_full'": """
        import structlog
        def test_it():
            structlog.get_logger().error("storage_full")
        """,
    "expected ones that did not come": """
        import pytest
        @pytest.mark.expect_log("paper low")
        def test_it():
            pass
        """,
    "tried to reach another machine": """
        import contextlib, requests
        def test_it():
            with contextlib.suppress(Exception):
                requests.get("http://192.0.2.1/", timeout=1)
        """,
    "ResourceWarning": """
        def test_it(tmp_path):
            (tmp_path / "a").open("w")
        """,
    "Qt messages": """
        from PySide6.QtCore import qWarning
        def test_it(qapp):
            qWarning("a binding loop")
        """,
}
QUIET = """
    import logging, socket, pytest
    @pytest.mark.expect_log("paper low")
    def test_it(qapp):
        logging.getLogger("kiosk").warning("paper low")
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname()).close()
        assert qapp.platformName() == "offscreen"
    """


def outcome(folder: Path, source: str) -> tuple[int, str]:
    """Run one test file under this project's configuration; return pytest's exit code and its output."""
    lines = source.strip("\n").splitlines()
    indent = len(lines[0]) - len(lines[0].lstrip())
    file = folder / "test_sample.py"
    file.write_text("\n".join(line[indent:] for line in lines) + "\n")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("MOSTRADOR_", "PYTEST_"))
    }
    options = ["-p", "no:cacheprovider", "-p", "tests.conftest", "--timeout=60"]
    places: list[str | Path] = ["-c", ROOT / "pyproject.toml", "--rootdir", ROOT, "--confcutdir", folder]
    command: list[str | Path] = [sys.executable, "-m", "pytest", *options, *places, file]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=kept)
    return run.returncode, run.stdout + run.stderr


@pytest.mark.parametrize("complaint", NOISY)
def test_noise_fails(tmp_path: Path, complaint: str) -> None:
    code, output = outcome(tmp_path, NOISY[complaint])
    assert code == 1, output
    assert complaint in output


def test_quiet_passes(tmp_path: Path) -> None:
    code, output = outcome(tmp_path, QUIET)
    assert code == 0, output


def test_the_browser_shows_a_page_and_reaches_no_other_machine(browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.set_content("<h1>Hola</h1>")
        assert page.inner_text("h1") == "Hola"
        with pytest.raises(Exception, match="ERR_NAME_NOT_RESOLVED"):
            page.goto("http://mostrador.example/")
