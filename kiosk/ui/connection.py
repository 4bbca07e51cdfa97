"""The way from a screen to its site service: where it is, with which token, and starting it if it is ours."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import structlog

from common.clients.api import Api
from common.clients.errors import ApiRefused, Unreachable
from common.clients.site import SiteClient

READY = re.compile(r"ready (http://\S+)")
ANSWER_SECONDS = 3.0
STOP_SECONDS = 3.0

_log = structlog.get_logger("kiosk.connection")


class SiteBeside:
    """The site service as a child of this program; used when no other one is named.

    `url()` may be called from any thread; it blocks until the service accepts requests.
    """

    def __init__(self, url: str, environment: dict[str, str] | None = None) -> None:
        self._url = url
        self._environment = environment or {}
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._stopped = False

    def url(self) -> str:
        """Where the service answers; starts it if nobody does. Raises Unreachable when it will not start."""
        with self._lock:
            if self._stopped:
                raise Unreachable("the kiosk is closing")
            if self._process is not None and self._process.poll() is None:
                return self._url
            if not _answers(self._url):
                self._start()
            return self._url

    def stop(self) -> None:
        """End the service that this program started, for good; one that was there already goes on."""
        self._stopped = True
        self.end_process()

    def end_process(self) -> None:
        """End the service if this program started it. The next `url()` starts it again."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdout is not None:
            process.stdout.close()

    def _start(self) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "mostrador", "site"],
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            env=os.environ | self._environment,
        )
        self._process = process
        if self._stopped:  # the program was closed meanwhile
            self.stop()
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
        except ValueError as closed:
            raise Unreachable("the kiosk is closing") from closed
        found = READY.search(line)
        if found is None:
            self.end_process()
            raise Unreachable("the site service did not start")
        self._url = found[1]
        _log.info("the site service was started beside the kiosk", url=self._url)


class SiteElsewhere:
    """A site service that somebody else runs."""

    def __init__(self, url: str) -> None:
        self._url = url

    def url(self) -> str:
        return self._url

    def stop(self) -> None:
        """Nothing to end: it is not ours."""


class SiteConnection:
    """Gives clients of the site. `token` empty: the token that the site leaves in `token_file`."""

    def __init__(self, place: SiteBeside | SiteElsewhere, token: str, token_file: Path) -> None:
        self._place = place
        self._given_token = token
        self._token_file = token_file
        self._client: SiteClient | None = None
        self._lock = threading.Lock()

    def client(self) -> SiteClient:
        """A client to use from any thread. Blocks while the site starts. Raises Unreachable."""
        url, token = self._place.url(), self.token()
        with self._lock:
            known = self._client
            if known is None or (known.base_url, known.token) != (url.rstrip("/"), token):
                known = self._client = SiteClient(url, token, ANSWER_SECONDS)
            return known

    def token(self) -> str:
        """The token to use now. Raises Unreachable while the site has not left one."""
        if self._given_token:
            return self._given_token
        try:
            return self._token_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Unreachable("no token yet") from error

    def close(self) -> None:
        """Close connections, and end the site if it was started here."""
        if self._client is not None:
            self._client.hang_up()
        self._place.stop()


def _answers(url: str) -> bool:
    """Whether a site service is at `url` already."""
    if url.endswith(":0"):
        return False
    client = Api(url, timeout=ANSWER_SECONDS)
    try:
        client.request("GET", "/healthz")
    except (ApiRefused, Unreachable):
        return False
    finally:
        client.hang_up()
    return True
