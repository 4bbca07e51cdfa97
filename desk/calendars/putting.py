"""Brings one entry of ours into a CalDAV calendar, or takes it away: one attempt, whatever became of others.

An entry is made with `If-None-Match: *` and changed with `If-Match`, so that nothing of its owner's is
written over unseen. When the server says that it is another by now (412), it is looked at: standing at a time
that we once wrote, it is ours, from an attempt whose answer was lost; at another time, or gone, its owner did
that, and it is left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from desk.calendars.entry import Entry, address_of, text_of, uid_of
from desk.calendars.expanding import expand
from desk.calendars.fetching import Fetch, Fetched, Login, NotFetched
from desk.calendars.rules import Busy, Unreadable

GONE = (404, 410)
CHANGED = 412
FAULTS = {401: "sign_in", 403: "read_only", 405: "read_only", 404: "gone", 409: "gone", 410: "gone"}
FAULTS |= {413: "full", 507: "full"}
OF_ONE_ENTRY = range(400, 500)  # other refusals of these are about the entry, not the calendar
FOR_ALL = (401, 403, 404, 405, 408, 409, 410, 413, 423, 429)


@dataclass(frozen=True, slots=True)
class Done:
    """It is as it should be. `etag`: "" where the server names none."""

    etag: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """Its owner moved it (to `time`) or took it away (None): it is left alone."""

    time: Busy | None


@dataclass(frozen=True, slots=True)
class Again:
    """Not this time; `why` is a code with words. `for_all`: other entries there would fail, too."""

    why: str
    for_all: bool = True


Outcome = Done | Left | Again


class Shelf:
    """One calendar that entries are brought into."""

    def __init__(self, fetch: Fetch, url: str, login: Login) -> None:
        self._fetch = fetch
        self._url = url
        self._login = login

    def bring(self, entry: Entry, etag: str, said: Sequence[Busy], stood: bool) -> Outcome:
        """Write an entry. `etag`: of the version that stands there, "" unknown; `said`: times ever written;
        `stood`: it was written before for certain.
        """
        name = entry.uid.partition("@")[0]
        try:
            if etag or not stood:
                answer = self._put(name, entry, _if(etag) or {"If-None-Match": "*"})
                if answer.status != CHANGED:
                    return self._written(name, answer)
            found = self._look(name)
            if isinstance(found, Fetched):
                time = self._time(found, name)
                if time is None or time not in (*said, entry.time):
                    return Left(time)
                return self._written(name, self._put(name, entry, _if(_etag(found))))
            if isinstance(found, Left) and not stood:
                return Again("refused", for_all=False)  # taken away just now: the next attempt makes it
            return found
        except NotFetched as no:
            return Again(no.why)
        except Unreadable as no:
            return Again(no.why, for_all=False)

    def take_away(self, name: str, etag: str, said: Sequence[Busy]) -> Outcome:
        """Delete an entry; that it is gone already is as good."""
        try:
            if etag:
                answer = self._ask("DELETE", name, _if(etag))
                if answer.status != CHANGED:
                    return _deleted(answer)
            found = self._look(name)
            if isinstance(found, Left):
                return Done()
            if isinstance(found, Again):
                return found
            time = self._time(found, name)
            if time is not None and time not in said:
                return Left(time)
            return _deleted(self._ask("DELETE", name, _if(_etag(found))))
        except NotFetched as no:
            return Again(no.why)
        except Unreadable as no:
            return Again(no.why, for_all=False)

    def _put(self, name: str, entry: Entry, condition: dict[str, str]) -> Fetched:
        headers = {"Content-Type": "text/calendar; charset=utf-8"} | condition
        return self._ask("PUT", name, headers, text_of(entry))

    def _written(self, name: str, answer: Fetched) -> Outcome:
        if not 200 <= answer.status < 300:
            return _again(answer.status)
        if etag := _etag(answer):
            return Done(etag)
        found = self._look(name)  # a server that stores another text than it was given names none
        return Done(_etag(found)) if isinstance(found, Fetched) else found

    def _look(self, name: str) -> Fetched | Left | Again:
        answer = self._ask("GET", name, {"Accept": "text/calendar"})
        if answer.status in GONE:
            return Left(None)
        return answer if answer.status == 200 else _again(answer.status)

    def _time(self, found: Fetched, name: str) -> Busy | None:
        """Where the entry stands by what the server has; None: called off there. Raises Unreadable."""
        day = datetime(2000, 1, 1, tzinfo=UTC)  # no repetition is looked at
        read = expand([found.body.decode("utf-8", "replace")], ZoneInfo("UTC"), day, day + timedelta(days=1))
        return read.own.get(uid_of(name))

    def _ask(self, method: str, name: str, headers: dict[str, str], body: bytes = b"") -> Fetched:
        address = address_of(self._url, name)
        return self._fetch.ask(method, address, headers, body, self._login, elsewhere=False)


def _deleted(answer: Fetched) -> Outcome:
    if 200 <= answer.status < 300 or answer.status in GONE:
        return Done()
    return _again(answer.status)


def _again(status: int) -> Again:
    alone = status in OF_ONE_ENTRY and status not in FOR_ALL
    return Again(FAULTS.get(status, "refused"), for_all=not alone)


def _if(etag: str) -> dict[str, str]:
    return {"If-Match": etag} if etag else {}


def _etag(answer: Fetched) -> str:
    """A version that `If-Match` may be asked with: a weak one may not."""
    text = answer.headers.get("etag", "").strip()
    return text if text.isascii() and text.isprintable() and len(text) <= 500 and text[:2] != "W/" else ""
