"""Brings one real tool up and stays beside it for as long as anybody in the test run may use it.

Run as `python -m tests.contract.connectors.keeper TOOL HOME` by `machine.Kept`, as root.
"""

from __future__ import annotations

import fcntl
import importlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from tests.contract.connectors.machine import Product, install

START_SECONDS = 120
STOP_SECONDS = 20
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ACCOUNT = "www-data"


def identity() -> dict[str, Any]:
    """Arguments for `subprocess` that make a program run as the tools' own account."""
    account = pwd.getpwnam(ACCOUNT)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def surroundings(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a tool: nothing of the tests' own but what is given."""
    return {"PATH": PATH, "LC_ALL": "C.UTF-8", "TZ": "UTC", **more}


def call(command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Run one of a tool's programs to its end, in a folder, as its account. Raises CalledProcessError."""
    subprocess.run(
        command,
        cwd=folder,
        env=surroundings(environment),
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        stderr=sys.stderr,
        check=True,
        **identity(),
    )


def own(folder: Path) -> None:
    """Give a folder and all in it to the tools' account."""
    account = pwd.getpwnam(ACCOUNT)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Server:
    """A tool's server in a process group of its own."""

    def __init__(self, product: Product, home: Path, port: int) -> None:
        self._port = port
        self._log: IO[str] = (home / "server.log").open("a")
        self._process = subprocess.Popen(
            product.command(home, port),
            cwd=product.folder(home),
            env=surroundings(product.environment(home, port)),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
            **identity(),
        )

    def wait_until_it_listens(self) -> None:
        """Raises RuntimeError when it ends instead, TimeoutExpired when it takes for ever."""
        for _ in range(START_SECONDS * 5):
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
                return
            except OSError:
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(0.2)
                    raise RuntimeError("the server ended") from None
        raise subprocess.TimeoutExpired(self._process.args, START_SECONDS)

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._log.close()


def keep(tool: str, home: Path) -> None:
    """Bring the tool up, tell the tests, and wait until the last of them has gone."""
    server = None
    with (home / "ready.lock").open("w") as ready, (home / "users.lock").open("a") as users:
        fcntl.flock(ready, fcntl.LOCK_EX)
        print(flush=True)  # noqa: T201  # the tests wait for this line
        os.close(1)
        try:
            product: Product = importlib.import_module(f"tests.contract.connectors.desks.{tool}").PRODUCT
            install(product, sys.stderr)
            port = free_port()
            told = product.prepare(home, port)
            server = Server(product, home, port)
            server.wait_until_it_listens()
            whole = json.dumps({**told, "url": f"http://127.0.0.1:{port}"})
            (home / "ready.json").write_text(whole)
        except Exception:  # noqa: BLE001  # the tests read it in the log
            traceback.print_exc()
        fcntl.flock(ready, fcntl.LOCK_UN)
        fcntl.flock(users, fcntl.LOCK_EX)
        if server is not None:
            server.stop()
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    keep(sys.argv[1], Path(sys.argv[2]))
