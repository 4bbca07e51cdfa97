"""A kiosk on its own machine brings its site service along, and takes it away again."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from common.clients.errors import Unreachable
from common.clients.site import SiteClient
from kiosk.ui.connection import SiteBeside, SiteConnection, SiteElsewhere
from tests.ui_kiosk.room import Room
from tests.ui_kiosk.visitor import NOBODY


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def beside(folder: Path, port: int) -> SiteBeside:
    environment = {"MOSTRADOR_DATA_FOLDER": str(folder), "MOSTRADOR_SITE__PORT": str(port)}
    return SiteBeside(f"http://127.0.0.1:{port}", environment | {"MOSTRADOR_LOG_LEVEL": "error"})


def test_it_is_started_with_the_kiosk_and_ends_with_it(tmp_path: Path) -> None:
    place = beside(tmp_path, 0)
    connection = SiteConnection(place, "", tmp_path / "site" / "local-token")
    client = connection.client()
    assert client.site().series == "KA"
    assert connection.client() is client
    url = client.base_url
    connection.close()
    with pytest.raises(Unreachable):
        SiteClient(url, client.token).healthz()


def test_one_that_died_is_started_again(tmp_path: Path) -> None:
    place = beside(tmp_path, free_port())
    place.url()
    place.end_process()
    assert SiteClient(place.url(), "").healthz()["status"] == "ok"
    place.stop()


def test_one_that_is_there_already_is_used_and_left_alone(room: Room, tmp_path: Path) -> None:
    place = beside(tmp_path, room.port)
    assert place.url() == room.url
    place.stop()
    assert SiteClient(room.url, "").healthz()["status"] == "ok"
    assert not (tmp_path / "site").exists()


def test_a_service_that_does_not_start_is_out_of_reach(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/true")
    place = beside(tmp_path, 0)
    with pytest.raises(Unreachable, match="did not start"):
        place.url()
    place.stop()


def test_nothing_is_started_while_the_kiosk_closes(tmp_path: Path) -> None:
    place = beside(tmp_path, 0)
    place.stop()
    with pytest.raises(Unreachable):
        place.url()


def test_without_a_token_the_site_is_out_of_reach_until_there_is_one(tmp_path: Path) -> None:
    token_file = tmp_path / "local-token"
    connection = SiteConnection(SiteElsewhere(NOBODY), "", token_file)
    with pytest.raises(Unreachable):
        connection.client()
    token_file.write_text("first\n")
    assert connection.client().token == "first"
    token_file.write_text("second\n")
    assert connection.client().token == "second"
    connection.close()
