"""Real tools on this machine: installed from Debian's packages, each with a database and a port of its own.

One server a tool serves all processes of a test run. The first one that asks starts a keeper (`keeper.py`),
which installs, prepares and starts the tool and stays beside it. Every process that may use the tool keeps a
shared lock on `users.lock`; when the keeper gets that lock for itself, all have ended, however they ended: it
stops the tool and removes its folder. So nothing is left behind and nothing has to poll.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from tests.fixtures.surroundings import FOLDER_VARIABLE

ROOT = Path(__file__).parents[3]
APT_LOCK = Path(tempfile.gettempdir()) / "mostrador-apt.lock"  # one run installs at a time
ARCHIVES = Path(tempfile.gettempdir()) / "mostrador-archives"  # packages that are unpacked, not installed
FETCH_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Product:
    """A tool from Debian's packages. `selections`: answers to what the packages ask when installed.

    `prepare(home, port)`: makes its database and files in `home`, which belongs to `www-data`; what it
    returns is told to the tests (tokens, paths). `command` and `environment`: how its server starts, in the
    foreground, for a home and a port.
    """

    name: str
    packages: tuple[str, ...]
    selections: str
    prepare: Callable[[Path, int], Mapping[str, str]]
    command: Callable[[Path, int], list[str]]
    environment: Callable[[Path, int], Mapping[str, str]]
    folder: Callable[[Path], Path]


@dataclass(frozen=True, slots=True)
class Running:
    """A tool that answers at `url`; `told`: what its preparation made."""

    url: str
    told: Mapping[str, str]


def installed(packages: tuple[str, ...]) -> bool:
    asked = ["dpkg-query", "--show", "--showformat=${db:Status-Abbrev}\n", *packages]
    found = subprocess.run(asked, capture_output=True, text=True, check=False)
    return found.returncode == 0 and all(line.startswith("ii") for line in found.stdout.splitlines())


@cache
def why_missing(
    packages: tuple[str, ...], as_root: bool | None = None, archives: tuple[str, ...] = ()
) -> str:
    """Why a tool cannot be brought up here, "" when it can; packages are fetched to find out.

    `as_root`: whether whoever asks is root; None: look. `archives`: packages of Debian's non-free part, which
    are fetched and unpacked, not installed.
    """
    if not (os.geteuid() == 0 if as_root is None else as_root):
        return "only root can install and run it"
    if not (shutil.which("apt-get") and shutil.which("dpkg-query")):
        return "there are no Debian packages on this system"
    if archives and not all(map(archive, archives)) and not _has_non_free():
        return "Debian's non-free part is not among the package sources"
    if installed(packages) and all(map(archive, archives)):
        return ""
    with APT_LOCK.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _fetched(packages, archives):
            return ""
    return "its packages cannot be fetched"


def _has_non_free() -> bool:
    """Whether packages may come from Debian's non-free part here; its lists need not have been fetched."""
    asked = subprocess.run(["apt-get", "--print-uris", "update"], capture_output=True, text=True, check=False)
    return "/non-free/" in asked.stdout


def archive(package: str) -> Path | None:
    """The newest archive of a package that was fetched for unpacking; None when there is none."""
    found = ARCHIVES.glob(f"{package}_*.deb")
    return max(found, key=lambda file: file.stat().st_mtime, default=None)


def unpack(package: str, folder: Path, leave: tuple[str, ...] = ()) -> None:
    """Lay a fetched package's files into a new folder, without these ones ("./usr/share/doc")."""
    file = archive(package)
    assert file is not None, f"{package} was not fetched"
    folder.mkdir()
    opened = subprocess.run(["dpkg-deb", "--fsys-tarfile", file], stdout=subprocess.PIPE, check=True)
    wanted = ["tar", "--extract", "--directory", str(folder), *(f"--exclude={path}" for path in leave)]
    subprocess.run(wanted, input=opened.stdout, check=True)


def _fetched(packages: tuple[str, ...], archives: tuple[str, ...]) -> bool:
    def fetched() -> bool:
        needed = installed(packages) or _apt(["install", "--download-only", *packages])
        return needed and all(archive(each) or _apt(["download", each], folder=ARCHIVES) for each in archives)

    if archives:
        ARCHIVES.mkdir(mode=0o700, exist_ok=True)
    return fetched() or (_apt(["update"]) and fetched())


def _apt(arguments: list[str], log: IO[str] | None = None, folder: Path | None = None) -> bool:
    quiet = ["apt-get", "-o", "DPkg::Lock::Timeout=600", "-y", "-q", "--no-install-recommends"]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    out = log or subprocess.DEVNULL
    try:
        done = subprocess.run(
            [*quiet, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            timeout=FETCH_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def install(product: Product, log: IO[str]) -> None:
    """Install a tool's packages unless they are there; none of their services is started."""
    with APT_LOCK.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if installed(product.packages):
            return
        policy = Path("/usr/sbin/policy-rc.d")
        ours = not policy.exists()
        if ours:
            policy.write_text("#!/bin/sh\nexit 101\n")
            policy.chmod(0o755)
        try:
            selections = product.selections.encode()
            subprocess.run(["debconf-set-selections"], input=selections, stdout=log, stderr=log, check=True)
            if not _apt(["install", *product.packages], log):
                raise RuntimeError(f"the packages of {product.name} were not installed")
        finally:
            if ours:
                policy.unlink()


class Kept:
    """A tool of this run: `begin` early, `running` when it is needed."""

    def __init__(self, tool: str) -> None:
        self.tool = tool
        self._lock: int | None = None  # a bare descriptor: only the end of the process lets go of it

    @property
    def home(self) -> Path:
        """A folder of this run which the tool's own account may enter; in memory where that is possible."""
        place = Path("/dev/shm")
        place = place if os.access(place, os.W_OK) else Path(tempfile.gettempdir())
        return place / f"{Path(os.environ[FOLDER_VARIABLE]).name}-{self.tool}"

    def begin(self) -> None:
        """Have the tool started, unless it is, and keep it until this process ends; does not wait for it."""
        if self._lock is not None:
            return
        self.home.mkdir(mode=0o711, exist_ok=True)
        self._lock = os.open(self.home / "users.lock", os.O_CREAT | os.O_WRONLY, 0o644)
        fcntl.flock(self._lock, fcntl.LOCK_SH)
        with (self.home / "begin.lock").open("a") as once:
            fcntl.flock(once, fcntl.LOCK_EX)
            if (self.home / "ready.lock").exists():
                return
            command = [sys.executable, "-m", "tests.contract.connectors.keeper", self.tool, str(self.home)]
            with (self.home / "keeper.log").open("a") as log:
                keeper = subprocess.Popen(
                    command,
                    cwd=ROOT,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    start_new_session=True,  # an interrupt from the keyboard must reach only the tests
                )
            assert keeper.stdout is not None
            keeper.stdout.readline()  # it holds ready.lock from now on
            keeper.stdout.close()
            keeper.returncode = 0  # nobody waits for it: it outlives this process on purpose

    def running(self) -> Running:
        """The tool, once it answers. Raises RuntimeError when it does not come up."""
        self.begin()
        with (self.home / "ready.lock").open("r") as ready:
            fcntl.flock(ready, fcntl.LOCK_SH)
        try:
            told = json.loads((self.home / "ready.json").read_text())
        except FileNotFoundError:
            log = (self.home / "keeper.log").read_text()
            raise RuntimeError(f"{self.tool} did not come up:\n{log[-4000:]}") from None
        return Running(told.pop("url"), told)
