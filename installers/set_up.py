"""Sets this machine up for `./run` or `./test`: system packages, and a private environment in `.venv/`.

Needs nothing but Python 3.11. Called as `set_up.py run|test`; exits 0 when all is there, 1 with a plain line
that says what to do. A stamp in `.venv/` names what was installed, so a second start has nothing to do. The
stamp is taken away before the environment is touched and written when it is whole: whatever interrupts the
set-up, the next one sees that the stamp is missing and starts the environment anew. Two set-ups at once wait
for each other.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
ENVIRONMENT = ROOT / ".venv"
LOCK = HERE / "locks" / "all.txt"
PURPOSES = {"run": ["run"], "test": ["run", "test"]}
LAYOUT = "1"  # to be raised when this file makes the environment in another way

LAUNCHER = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

from mostrador.main import main

sys.exit(main())
"""


class SetUpError(Exception):
    """The machine cannot be set up; the text says why and what to do."""


def main(purpose: str) -> int:
    """Set up for one purpose, `run` or `test`; return the exit code."""
    try:
        if not (environment_is_current() and system_is_current(purpose)):
            with one_at_a_time():
                if not system_is_current(purpose) or not environment_is_current():
                    set_up(purpose)
    except SetUpError as problem:
        say(str(problem))
        return 1
    except subprocess.CalledProcessError as problem:
        command = " ".join(map(str, problem.cmd))
        say(f"This ended with code {problem.returncode}, its own words are above: {command}")
        return 1
    except OSError as problem:
        say(f"The set-up could not go on: {problem}")
        return 1
    except KeyboardInterrupt:
        say("Stopped. The next start goes on from here.")
        return 130
    return 0


def set_up(purpose: str) -> None:
    """Install what is missing, the system's part first, because Python's venv may be in it."""
    say("Setting up Mostrador. The first time takes a few minutes.")
    install_system_packages(purpose)
    if not environment_is_current():
        make_environment()
    stamp_of_system(purpose).write_text(system_fingerprint(purpose))
    say("Ready.")


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, flush=True)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold this machine's set-up lock. The kernel frees it when the process ends, however it ends."""
    folder = os.open(HERE, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is at work; waiting for it.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


# The environment


def environment_fingerprint() -> dict[str, str]:
    """What a whole environment was made from. Its scripts name their folder, so a moved one is made anew."""
    interpreter = ENVIRONMENT / "bin" / "python"
    return {
        "layout": LAYOUT,
        "requirements": hashlib.sha256(LOCK.read_bytes()).hexdigest(),
        "python": os.path.realpath(interpreter) if interpreter.exists() else "",
        "folder": str(ROOT),
    }


def environment_is_current() -> bool:
    """Whether `.venv/` is whole and holds what the lock asks for."""
    try:
        return bool(json.loads(stamp_of_environment().read_text()) == environment_fingerprint())
    except (OSError, ValueError):
        return False


def stamp_of_environment() -> Path:
    """The file that says that the environment is whole."""
    return ENVIRONMENT / ".made-from.json"


def make_environment() -> None:
    """Make `.venv/` anew from the locked requirements, and put the project itself into it."""
    stamp_of_environment().unlink(missing_ok=True)
    if ENVIRONMENT.exists():
        say("Removing the old or unfinished environment …")
        shutil.rmtree(ENVIRONMENT)
    say("Making a private Python environment in .venv/ …")
    venv.create(ENVIRONMENT, with_pip=True, symlinks=True)
    say("Installing the locked requirements (about 100 packages) …")
    python = ENVIRONMENT / "bin" / "python"
    pip: list[str | Path] = [
        python,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--quiet",
        "--no-input",
    ]
    subprocess.run([*pip, "--require-hashes", "--no-deps", "--requirement", LOCK], check=True)
    add_project(python)
    half = stamp_of_environment().with_suffix(".half")
    half.write_text(json.dumps(environment_fingerprint()))
    half.rename(stamp_of_environment())


def add_project(python: Path) -> None:
    """Make the checkout importable in the environment, and write its `mostrador` command."""
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([python, "-c", where], check=True, capture_output=True, text=True).stdout.strip()
    (Path(site) / "mostrador-checkout.pth").write_text(f"{ROOT}\n")
    command = ENVIRONMENT / "bin" / "mostrador"
    command.write_text(LAUNCHER.format(python=python))
    command.chmod(0o755)


# The system


def stamp_of_system(purpose: str) -> Path:
    """The file that says that the system's packages for this purpose have been seen to."""
    return ENVIRONMENT / f".system-for-{purpose}"


def package_lists(purpose: str) -> list[Path]:
    """The files that list the system's packages for this purpose."""
    return [HERE / "packages" / f"{name}.txt" for name in PURPOSES[purpose]]


def system_fingerprint(purpose: str) -> str:
    """What the lists ask for, as one short text."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in package_lists(purpose))).hexdigest()


def system_is_current(purpose: str) -> bool:
    """Whether an earlier set-up saw to these very lists."""
    try:
        return stamp_of_system(purpose).read_text() == system_fingerprint(purpose)
    except OSError:
        return False


def install_system_packages(purpose: str) -> None:
    """Install the missing Debian packages; without the right to do so, say the one line to run."""
    if not shutil.which("apt-get"):
        say("This is not Debian or Ubuntu: taking it that Qt's system libraries and a browser are there.")
        return
    wanted = [choices for file in package_lists(purpose) for choices in read_packages(file)]
    if not has_module("ensurepip"):
        wanted.append([f"python3.{sys.version_info.minor}-venv"])
    missing = [choices for choices in wanted if not any(map(is_installed, choices))]
    if not missing:
        return
    privileged = as_root()
    names = [first_known(choices) for choices in missing]
    if privileged is None:
        line = f"apt-get update && apt-get install --yes --no-install-recommends {' '.join(names)}"
        raise SetUpError(
            f"Some system packages are missing. As root, please run this line, then try again:\n\n{line}\n"
        )
    say("Installing system packages: " + " ".join(names) + " …")
    apt = [
        *privileged,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "DPkg::Lock::Timeout=300",
    ]
    quietly([*apt, "update"])
    names = [first_known(choices) for choices in missing]  # the fresh lists may know better
    quietly([*apt, "install", "--yes", "--no-install-recommends", *names])


def quietly(command: list[str]) -> None:
    """Run a talkative command; show what it said only if it failed, and then raise CalledProcessError."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        say(done.stdout + done.stderr)
    done.check_returncode()


def read_packages(file: Path) -> Iterator[list[str]]:
    """Each package that the list asks for, as the names it goes by in different releases."""
    for line in file.read_text().splitlines():
        names, _, programs = line.partition("#")[0].partition(":")
        if names.strip() and not any(map(shutil.which, programs.split())):
            yield names.strip().split("|")


def is_installed(package: str) -> bool:
    """Whether dpkg has this package in place."""
    query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}", package]
    answer = subprocess.run(query, capture_output=True, text=True, check=False)
    return answer.stdout.strip() == "installed"


def first_known(choices: list[str]) -> str:
    """The first of these names that apt could install; simply the first where it has no lists yet."""
    for name in choices:
        policy = subprocess.run(["apt-cache", "policy", name], capture_output=True, text=True, check=False)
        if "Candidate:" in policy.stdout and "Candidate: (none)" not in policy.stdout:
            return name
    return choices[0]


def has_module(name: str) -> bool:
    """Whether this Python can import a module that Debian packs apart."""
    return (
        subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True, check=False).returncode
        == 0
    )


def as_root() -> list[str] | None:
    """What to put before a command to run it as root without a question; None if there is no way."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and not subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode
    ):
        return ["sudo", "-n"]
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
