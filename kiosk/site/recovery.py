"""Before the service writes: is the end of the journal where it was, and does the desk's copy agree?

A journal that lost its end looks whole. Two others know better: the mark beside it and the desk's copy.
If the desk has entries that continue ours, they are fetched back; if it has others, or if the mark speaks of
entries that nobody has, the service does not start: new entries in their place would be a second past.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import structlog
from sqlalchemy import insert
from sqlalchemy.exc import DatabaseError, OperationalError

from common.clients.errors import ApiRefused, Unreachable
from common.settings import Settings
from common.wire import JournalCopyOut
from kiosk.queue.chain import canonical
from kiosk.queue.events import SiteTakenOver
from kiosk.site.database import Database
from kiosk.site.journal import (
    PAGE,
    JournalUnusable,
    Standing,
    Written,
    append,
    head_at,
    load,
    tail,
)
from kiosk.site.mark import read_mark
from kiosk.site.past import ENDING, past_row
from kiosk.site.schema import past_visits
from kiosk.site.standby import notes
from kiosk.site.standby.fencing import note_fence

ASK_SECONDS = 1.5  # a desk that is slow to answer must not keep the room closed
Ask = Callable[[int, int], JournalCopyOut]  # after which entry, at most how many
_PASSING = ("locked", "unable to open", "readonly", "disk I/O", "full")
log = structlog.get_logger("site.recovery")


def desk_copy(settings: Settings, timeout: float = ASK_SECONDS) -> Ask | None:
    """How to ask the desk for its copy of this site's journal; None without a desk."""
    site = settings.site
    if not site.desk_url:
        return None
    from common.clients.desk import DeskClient  # requests is loaded only where there is a desk

    client = DeskClient(site.desk_url, site.desk_token.get_secret_value(), timeout)
    return lambda after, limit: client.journal(site.id, after, limit)


def prepare(settings: Settings) -> int:
    """See to the journal before the service opens it; how many entries were fetched back from the desk.

    Raises JournalUnusable, NewerDatabase, or OSError when the file cannot be used now.
    """
    folder = settings.data_folder / "site"
    file = folder / "journal.db"
    if not_there(file):
        raise JournalUnusable("unreadable", 1)
    database = Database(file)
    try:
        ask = None if _other_term(database, settings) else desk_copy(settings)
        return make_ready(database, folder, ask)
    finally:
        database.close()


def _other_term(database: Database, settings: Settings) -> bool:
    """The desk holds the journal of another term, so that it must not be compared with ours.

    A lower one: this machine took over, and has not told the desk yet. A higher one: it was replaced, and is
    fenced from now on.
    """
    own = settings.site
    with closing(database.reader()) as reading:
        term = int(notes.read(reading).own_term or 0)
    if not own.desk_url:
        return False
    from common.clients.desk import DeskClient  # requests is loaded only where there is a desk

    client = DeskClient(own.desk_url, own.desk_token.get_secret_value(), ASK_SECONDS)
    try:
        held = client.terms(own.id)[0]
    except (Unreachable, ApiRefused):
        return False  # then its copy cannot be asked for either
    finally:
        client.close()
    if held > term:
        with database.writing.begin():
            note_fence(database.writing, held, "desk")
    return held != term


@contextmanager
def damage_told() -> Iterator[None]:
    """Turn what SQLite says of a damaged file into JournalUnusable, and of a busy one into OSError."""
    try:
        yield
    except DatabaseError as error:
        said = str(error.orig)
        if isinstance(error, OperationalError) and any(each in said for each in _PASSING):
            raise OSError(said) from error
        raise JournalUnusable("unreadable", 0) from error


def in_words(unusable: JournalUnusable, settings: Settings) -> str:
    """What was found, where, and what to do next."""
    file, entry = settings.data_folder / "site" / "journal.db", unusable.seq
    from common.i18n import Words  # a start that goes well needs no words

    words = Words(settings.language, ["operate"])
    told = {"file": str(file), "entry": entry, "good": max(0, entry - 1), "known": unusable.known}
    return words.say(f"journal-{unusable.why}", **told)


def not_there(file: Path) -> bool:
    """Whether the database is gone or empty while its log lies beside it: SQLite would throw the log away."""
    wal = file.with_name(file.name + "-wal")
    return (not file.exists() or file.stat().st_size == 0) and wal.exists() and wal.stat().st_size > 0


def make_ready(database: Database, folder: Path, ask: Ask | None) -> int:
    """Bring the journal's end back if the desk has it; how many entries were fetched.

    Raises JournalUnusable: "differs", "desk-stopped", "cut_off", "replaced", or what `load` raises.
    """
    fetched = _agree(database, ask) if ask else 0
    with closing(database.reader()) as reading:
        last, _ = tail(reading)
        marked = read_mark(folder)
        if marked is not None and marked.seq > last:
            raise JournalUnusable("cut_off", last + 1, marked.seq)
        if marked is not None and head_at(reading, marked.seq) != marked.head:
            raise JournalUnusable("replaced", marked.seq, marked.seq)
    return fetched


def _agree(database: Database, ask: Ask) -> int:
    """See that ours and the desk's copy are one journal. Without an answer nothing is known: go on."""
    try:
        held = ask(0, 0)
    except (Unreachable, ApiRefused) as error:
        log.info("desk_copy_not_compared", why=str(error))
        return 0
    with closing(database.reader()) as reading:
        last, _ = tail(reading)
        if held.sequence <= last:
            if head_at(reading, held.sequence) != held.head:
                raise JournalUnusable("differs", held.sequence, held.sequence)
            return 0
        standing = load(reading)
    try:
        fetched = fetch_back(database, standing, ask, follow_take_over=False)
    except JournalUnusable as unusable:
        why = unusable.why if unusable.why == "newer" else "differs"  # ours was whole so far
        raise JournalUnusable(why, unusable.seq, held.sequence) from unusable
    except (Unreachable, ApiRefused) as error:
        raise JournalUnusable("desk-stopped", last + 1, held.sequence) from error
    if fetched:
        log.warning("journal_fetched_back", had=last, fetched=fetched)
    return fetched


def fetch_back(database: Database, standing: Standing, ask: Ask, *, follow_take_over: bool = True) -> int:
    """Append what the desk has after `standing`, checked as our own; how many entries that were.

    Where another machine wrote on, this one notes that it is fenced and fetches none of that, unless
    `follow_take_over`. Raises JournalUnusable when the desk's does not continue ours, Unreachable or
    ApiRefused when the desk stops.
    """
    fetched = 0
    while run := [as_written(each) for each in ask(standing.line.sequence, PAGE).entries]:
        past, events = [], []
        for one in run:
            event = standing.take(one)
            events.append(event)
            if isinstance(event, ENDING):
                past.append(past_row(standing.line.visits[event.visit]))
        with database.writing.begin():
            terms = [event.term for event in events if isinstance(event, SiteTakenOver)]
            if not follow_take_over and (replaced := max(terms, default=0)):
                note_fence(database.writing, replaced, "desk")  # these entries are another machine's
                return fetched
            append(database.writing, run)
            if past:
                database.writing.execute(insert(past_visits).prefix_with("OR REPLACE"), past)
        fetched += len(run)
    return fetched


def as_written(entry: dict[str, object]) -> Written:
    """An entry as the desk tells it, as the journal stores it. Raises JournalUnusable for anything else."""
    try:
        return Written(**{**entry, "data": canonical(entry["data"])})  # type: ignore[arg-type]  # checked by hash
    except (TypeError, ValueError, KeyError) as error:
        raise JournalUnusable("hash", 0) from error
