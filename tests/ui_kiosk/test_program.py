"""`mostrador kiosk` as it is started: with a site of its own, driven from outside, ended by a signal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from common.clients.errors import Unreachable
from common.clients.site import SiteClient
from mostrador.tour.hand import Hand
from tests.ui_kiosk.test_site_beside import free_port

END_SECONDS = 8


def test_the_program_starts_serves_and_ends_with_its_site(tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "kiosk.log"
    environment = {
        **os.environ,
        "MOSTRADOR_DATA_FOLDER": str(tmp_path / "data"),
        "MOSTRADOR_SITE__PORT": str(port),
        "MOSTRADOR_KIOSK__FULL_SCREEN": "false",
        "MOSTRADOR_KIOSK__WINDOW": "960x540",
        "MOSTRADOR_KIOSK__CAMERA": "none",
        "MOSTRADOR_DRIVE": str(tmp_path / "drive"),
    }
    with log.open("w") as words:
        command = [sys.executable, "-m", "mostrador", "kiosk"]
        process = subprocess.Popen(command, env=environment, stdout=words, stderr=words)
    try:
        with Hand("kiosk", tmp_path / "drive").connect() as hand:
            hand.wait("welcome-help")
            hand.tap("welcome-help")
            hand.wait("person-guest")
        process.send_signal(signal.SIGTERM)
        assert process.wait(END_SECONDS) == 0, log.read_text()
    finally:
        process.kill()
        process.wait()
    said = log.read_text().lower()
    assert "warning" not in said and "error" not in said and "traceback" not in said, said
    client = SiteClient(f"http://127.0.0.1:{port}", "")
    try:
        client.healthz()
    except Unreachable:
        return
    raise AssertionError("the site outlived its kiosk")
