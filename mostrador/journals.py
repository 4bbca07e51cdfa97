"""`mostrador verify`, and `mostrador restore --from-desk` or `--keep-good`: is the journal whole?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from common.clients.errors import ApiRefused, Unreachable
from common.i18n import Words
from common.settings import Settings
from kiosk.site.journal import JournalUnusable
from kiosk.site.one_at_a_time import AlreadyRunning
from kiosk.site.recovery import desk_copy
from kiosk.site.rescue import Rescued, rescue
from kiosk.site.verify import DeskReport, Report, check, check_end

ASK_SECONDS = 10.0
GOOD, NOT_AS_WRITTEN, NOT_PROVED = 0, 1, 3  # exit codes; 2 stays for wrong words on the command line


def verify(settings: Settings, journal: Path | None, ask_desk: bool, as_json: bool) -> int:
    """Check a journal and, if asked, whether its end is where the desk saw it; says what was found.

    0: as it was written. 1: it is not, or its end is missing. 3: the desk was to be asked and could not be.
    """
    path = journal or settings.data_folder / "site" / "journal.db"
    words = Words(settings.language, ["operate"])
    report = check(path)
    if report.why == "missing" and not as_json:
        return _complain(words.say("verify-missing", file=str(path)))
    desk = None
    if ask_desk and not report.why:
        ask = desk_copy(settings, ASK_SECONDS)
        desk = check_end(path, report, ask) if ask else DeskReport("none")
    if as_json:
        told = asdict(report) | {"good": report.good, "desk": asdict(desk) if desk else None}
        print(json.dumps(told, ensure_ascii=False))
    else:
        for line in _sayings(words, report, desk):
            print(line)
    if not report.good or (desk is not None and desk.says in ("more", "differs")):
        return NOT_AS_WRITTEN
    return GOOD if desk is None or desk.good else NOT_PROVED


def _sayings(words: Words, report: Report, desk: DeskReport | None) -> Iterator[str]:
    if report.why:
        why = words.say(f"verify-why-{report.why}")
        yield words.say("verify-broken", good=report.entries, why=why, entry=report.broken or 1)
    else:
        yield words.say("verify-good", count=report.entries, head=report.head)
    if report.snapshot == "changed":
        yield words.say("verify-snapshot-changed")
    if report.end in ("cut_off", "replaced"):
        key = "verify-cut-off" if report.end == "cut_off" else "verify-replaced"
        yield words.say(key, known=report.known)
    if desk is not None:
        more = report.entries - desk.sequence
        told = {"count": desk.sequence, "more": more, "entry": desk.sequence, "why": desk.why}
        yield words.say(f"verify-desk-{desk.says}", **told)


def mend(settings: Settings, from_desk: bool) -> int:
    """Make the site's journal good again; 0 done, 1 nothing was changed (said on stderr)."""
    words = Words(settings.language, ["operate"])
    ask = desk_copy(settings, ASK_SECONDS) if from_desk else None
    if from_desk and ask is None:
        return _complain(words.say("restore-no-desk"))
    try:
        rescued = rescue(settings, ask)
    except AlreadyRunning:
        return _complain(words.say("restore-running"))
    except FileNotFoundError as missing:
        return _complain(words.say("restore-no-journal", file=str(missing)))
    except (Unreachable, ApiRefused) as error:
        return _complain(words.say("restore-desk-not-reached", why=str(error)))
    except JournalUnusable as unusable:
        return _complain(words.say("restore-desk-wrong", entry=unusable.seq))
    for line in _told(words, rescued):
        print(line)
    return 0


def _told(words: Words, rescued: Rescued) -> Iterator[str]:
    yield words.say("restore-done", kept=rescued.kept, fetched=rescued.fetched)
    if rescued.left:
        yield words.say("restore-left", count=rescued.left, kept=rescued.kept)
    if rescued.unread:
        yield words.say("restore-rows-lost", tables=", ".join(rescued.unread))
    if rescued.aside:
        yield words.say("restore-aside", folder=str(rescued.aside))


def _complain(text: str) -> int:
    print(text, file=sys.stderr)
    return 1
