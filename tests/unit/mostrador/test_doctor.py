"""What `mostrador doctor` says of a site and its desk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from common.settings import Settings
from mostrador.doctor import examine


@contextmanager
def answering(health: dict[str, object]) -> Iterator[str]:
    """A program whose /healthz says this; its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(health).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Nothing on stderr."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def link(tmp_path: Path) -> Callable[[dict[str, object]], list[tuple[bool | None, str]]]:
    """The findings on the link between site and desk, when the site's health says this of its desk."""

    def look(desk: dict[str, object]) -> list[tuple[bool | None, str]]:
        with answering({"status": "ok", "desk": desk}) as url:
            settings = Settings.model_validate({"data_folder": tmp_path, "kiosk": {"site_url": url}})
            return [(f.fit, f.says) for f in examine(settings) if f.what == "Site and desk"]

    return look


def test_a_site_without_a_desk_is_fine(
    link: Callable[[dict[str, object]], list[tuple[bool | None, str]]],
) -> None:
    assert link({"configured": False, "in_touch": False}) == []


def test_a_site_in_touch_with_its_desk(
    link: Callable[[dict[str, object]], list[tuple[bool | None, str]]],
) -> None:
    assert link({"configured": True, "in_touch": True}) == [(True, "in touch")]


def test_a_site_that_its_desk_does_not_take_is_told_what_to_look_at(
    link: Callable[[dict[str, object]], list[tuple[bool | None, str]]],
) -> None:
    ((fit, says),) = link({"configured": True, "in_touch": False})
    assert fit is False
    assert "site.id (main)" in says and "site.desk_token" in says


def test_a_site_whose_journal_is_not_the_desks_is_told_to_start_again(
    link: Callable[[dict[str, object]], list[tuple[bool | None, str]]],
) -> None:
    ((fit, says),) = link({"configured": True, "in_touch": True, "fault": "chain_broken"})
    assert fit is False and "another journal" in says and "start it again" in says
