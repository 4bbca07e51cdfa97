"""The command line. Each command imports its program only when it is asked for."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from common.settings import Settings

PROGRAMS = {
    "kiosk": (
        "kiosk.ui.program:run_kiosk",
        "the touch screen; starts the site service beside it unless told which to use",
    ),
    "display": (
        "kiosk.ui.display_program:run_display",
        "the public screen: who is called, who is next, waits",
    ),
    "console": ("agent_console.program:run", "the technician's desktop program"),
    "site": ("kiosk.site.program:run", "the site service alone: queue, journal, API for the site's screens"),
    "desk": ("desk.program:run", "the central desk: API, booking and staff web pages"),
}


WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mostrador",
        description="Walk-up IT support, run the way a good shop runs its counter.",
        epilog="Settings come from environment variables and mostrador.toml: see docs/settings.md.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, help_text) in PROGRAMS.items():
        program = commands.add_parser(name, help=help_text, description=help_text)
        if name == "site":
            program.add_argument(
                "--standby-of", metavar="URL", help="follow the site service there, ready to take over"
            )
        if name == "desk":
            _desk_parts(program)
    demo = commands.add_parser("demo", help="all programs on this machine in windows, with sample data")
    demo.add_argument("--folder", type=Path, help="keep the demo's data here instead of a temporary folder")
    tour = commands.add_parser(
        "tour", help="play a visitor's and a technician's day without a screen, and check it"
    )
    tour.add_argument(
        "--pictures", type=Path, default=Path("tour"), help="where the pictures go (default: tour/)"
    )
    tour.add_argument(
        "--plain-http", action="store_true", help="book over plain HTTP even if a browser is there"
    )
    _operating(commands)
    return parser


def _desk_parts(desk: argparse.ArgumentParser) -> None:
    """Without more words the desk is started."""
    desk.usage = "mostrador desk [-h] [PART ...]"
    desk.description = "Start the desk; or, with PART, look after a part of it."
    parts = desk.add_subparsers(dest="part", metavar="PART", prog="mostrador desk")
    connector = parts.add_parser("connector", help="the outside tools that incidents are handed over to")
    acts = connector.add_subparsers(dest="act", required=True, metavar="ACT")
    listing = acts.add_parser("list", help="which there are, and which mappings cannot be used")
    listing.add_argument("--json", action="store_true", help="say it as JSON")
    check = acts.add_parser(
        "check", help="ask a tool whether the mapping fits it, and show a sample as it would stand there"
    )
    check.add_argument("name", metavar="NAME", help="the connector: its file without .toml")
    check.add_argument(
        "--send-sample", action="store_true", help="really make the sample's ticket, read it back, resolve it"
    )
    check.add_argument(
        "--mail",
        default="sample.visitor@example.org",
        metavar="MAIL",
        help="the sample's requester; else an address that nobody has",
    )
    check.add_argument("--json", action="store_true", help="say it as JSON")
    new = acts.add_parser("new", help="write a commented mapping to start from")
    new.add_argument("tool", metavar="TOOL", help="one of those that `list` names when there is none yet")
    new.add_argument("name", metavar="NAME", help="what the connector shall be called")


def _operating(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    commands.add_parser("doctor", help="check this machine: settings, folders, devices, who answers")
    verify = commands.add_parser("verify", help="check the journal's chain and name the first broken entry")
    verify.add_argument("journal", type=Path, nargs="?", help="journal file (default: this machine's site)")
    verify.add_argument(
        "--desk", action="store_true", help="ask the desk for its copy, too: was anything cut off at the end?"
    )
    verify.add_argument("--json", action="store_true", help="say it as JSON")
    _planning(commands)
    backup = commands.add_parser("backup", help="write a copy of this machine's data while it runs")
    backup.add_argument("file", type=Path, help="the .zip to write")
    restore = commands.add_parser(
        "restore", help="put a backup in place of this machine's data, or mend its journal (programs stopped)"
    )
    way = restore.add_mutually_exclusive_group(required=True)
    way.add_argument("file", type=Path, nargs="?", help="a file that `backup` wrote")
    way.add_argument(
        "--from-desk", action="store_true", help="mend the site's journal with the copy that the desk holds"
    )
    way.add_argument(
        "--keep-good", action="store_true", help="mend the site's journal: go on with its good entries alone"
    )
    bring = commands.add_parser("import", help="bring people (CSV, LDAP) or the sample data into the desk")
    bring.add_argument("what", choices=["people", "ldap", "sample"])
    bring.add_argument("file", type=Path, nargs="?", help="CSV with name, mail, badge, department, language")
    bring.add_argument("--dry-run", action="store_true", help="only say what would happen")
    bring.add_argument("--many", action="store_true", help="ldap: also when many people would be taken away")
    over = commands.add_parser(
        "take-over", help="the standby on this machine becomes the site's service; says what may be missing"
    )
    over.add_argument("--site", help="say it at the desk instead: the standby of this site hears it there")
    token = commands.add_parser(
        "token", help="make a token for a device, or for a site or a program at the desk; shown once"
    )
    token.add_argument("kind", choices=["kiosk", "display", "standby", "site", "program"])
    token.add_argument("name", help="the device's or program's name, or the site's id")
    token.add_argument(
        "--take-back", action="store_true", help="end all tokens of a kiosk, display or standby instead"
    )
    token.add_argument(
        "--role", choices=["agent", "lead", "admin"], default="agent", help="what a program may do (agent)"
    )
    token.add_argument(
        "--site", action="append", default=[], help="a site that a program sees; again for each (all)"
    )
    staff = commands.add_parser("staff", help="add a member of staff; the password is asked for")
    staff.add_argument("login")
    staff.add_argument("--name", required=True, help="as colleagues and visitors see it")
    staff.add_argument("--role", choices=["agent", "lead", "admin"], default="agent")
    staff.add_argument(
        "--local", action="store_true", help="an agent of this machine's site, without any desk"
    )


def _planning(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    plan = commands.add_parser(
        "plan", help="how many will come, how many agents keep the promise, what if; tried on the past"
    )
    plan.add_argument("site", metavar="SITE", help="the site's id")
    plan.add_argument("--days", type=int, default=7, choices=range(1, 29), metavar="N", help="1 to 28 (7)")
    plan.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DATE", help="default: today")
    plan.add_argument(
        "--promise", type=promise, default=(0.9, 15.0), metavar="90%/15", help="share within so many minutes"
    )
    plan.add_argument(
        "--without-agent", action="append", default=[], choices=WEEKDAYS, metavar="DAY",
        help="what if one agent fewer is there on MON, TUE, …; again for one more day",
    )  # fmt: skip
    plan.add_argument(
        "--agents", type=int, default=0, metavar="N", help="what if N more (-N: fewer) are there"
    )
    plan.add_argument("--arrivals", type=int, default=0, metavar="PERCENT", help="what if so many more come")
    plan.add_argument(
        "--shorter", action="append", default=[], metavar="SERVICE:MINUTES", help="what if it took less time"
    )
    plan.add_argument(
        "--holiday", action="append", default=[], type=date.fromisoformat, metavar="DATE",
        help="a holiday on which the site is open; again for each",
    )  # fmt: skip
    plan.add_argument("--no-back-test", action="store_true", help="do not try it on the past")
    plan.add_argument("--json", action="store_true", help="say it as JSON")


def promise(text: str) -> tuple[float, float]:
    """Share and minutes of a promise such as "90%/15". Raises ValueError."""
    share, _, minutes = text.partition("/")
    found = float(share.strip().rstrip("%")) / 100, float(minutes)
    if not (0.5 <= found[0] <= 0.99 and 1 <= found[1] <= 240):
        raise ValueError(text)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. 2: wrong words, 1: it did not work, 0: done."""
    chosen = _parser().parse_args(arguments)
    from common.settings import SettingsInvalid, load_settings

    try:
        settings = load_settings()
    except SettingsInvalid as invalid:
        print(invalid, file=sys.stderr)
        return 2
    if getattr(chosen, "standby_of", None):
        site = settings.site.model_copy(update={"standby_of": chosen.standby_of})
        settings = settings.model_copy(update={"site": site})
    if chosen.command in PROGRAMS and getattr(chosen, "part", None) != "connector":
        module, function = PROGRAMS[chosen.command][0].split(":")
        code: int = getattr(import_module(module), function)(settings)
        return code
    if chosen.command == "demo":
        from mostrador.demo import run_demo

        return run_demo(chosen.folder)
    if chosen.command == "tour":
        from mostrador.tour.play import run_tour

        return run_tour(chosen.pictures, plain_http=chosen.plain_http)
    return _told(chosen, settings)


def _told(chosen: argparse.Namespace, settings: Settings) -> int:
    """Run a command that prints its answer. 1, without more words, if the reader stops early (`| head`)."""
    module = "mostrador.connectors" if getattr(chosen, "part", None) == "connector" else "mostrador.operate"
    try:
        code: int = import_module(module).run(chosen, settings)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code
