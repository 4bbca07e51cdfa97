"""Ten thousand people: told one by one over SCIM to a desk, then listed, paged and found; and read from a
real directory (OpenLDAP, where Debian's package can be installed), twice.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

from bench.webhooks import Memory
from common.clock import SystemClock
from desk.directory.ldap import bring_in
from desk.engine import Database
from desk.programs import store as programs
from desk.staff.rules import Role
from tests.api.desk_directory.certificates import make
from tests.api.desk_directory.provider import Provider
from tests.api.desk_directory.slapd import SLAPD, directory
from tests.contract.connectors.machine import why_missing
from tests.fixtures.killable import Killable

PEOPLE = 10_000
EACH = 20


def main() -> None:
    home = Path(tempfile.mkdtemp(prefix="mostrador-bench-"))
    try:
        over_scim(home)
        if why := why_missing(SLAPD.packages):
            print(f"LDAP: left out, {why}")
        else:
            from_ldap(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def over_scim(home: Path) -> None:
    """A provider that tells everybody, as when it is first connected."""
    address = f"sqlite:///{home / 'desk.db'}"
    with Killable("desk", home, desk={"database_url": address}) as desk:
        assert desk.process is not None and desk.process.pid is not None
        memory = Memory(desk.process.pid)
        database = Database(address)
        with database.begin() as connection:
            token = programs.add(connection, "directory", Role.ADMIN, (), SystemClock().now())
        database.close()
        before = memory.now()
        with Provider(desk.url, token) as provider:
            marks = [time.monotonic()]
            for number in range(PEOPLE):
                _tell(provider, number)
                if (number + 1) % (PEOPLE // 10) == 0:
                    marks.append(time.monotonic())
            tenths = [PEOPLE / 10 / (b - a) for a, b in pairwise(marks)]
            seconds = marks[-1] - marks[0]
            print(f"SCIM: {PEOPLE:,} users in {seconds:.0f} s, {PEOPLE / seconds:.0f}/s", end="")
            print(f"; the first tenth {tenths[0]:.0f}/s, the last {tenths[-1]:.0f}/s")
            for name, query in QUERIES.items():
                print(f"  {name}: {_time(partial(provider.found, query))}")
            print(f"  everybody, page by page of 100: {_all_pages(provider):.1f} s")
        print(f"  memory before {before:.0f} MiB, after {memory.now():.0f}, at most {memory.most():.0f}")


QUERIES = {
    "a page of 100": "startIndex=1&count=100",
    "the last page of 100": f"startIndex={PEOPLE - 99}&count=100",
    "userName eq": 'filter=userName eq "user-5000@example.org"',
    "externalId eq": 'filter=externalId eq "e-5000"',
    "userName eq and active eq": 'filter=userName eq "user-5000@example.org" and active eq true',
    "mail eq": 'filter=emails.value eq "user-5000@example.org"',
    "work mail eq, as Entra ID asks": 'filter=emails[type eq "work"].value eq "user-5000@example.org"',
    "changed since, 100": 'filter=meta.lastModified gt "2026-01-01T00:00:00Z"&count=100',
    "name contains, 100 of 1,111": 'filter=displayName co "Person 5"&count=100',
    "sorted, 100": "sortBy=userName&count=100",
    "what only the library can say: schemas co": 'filter=schemas co "enterprise"&count=1',
}


def _tell(provider: Provider, number: int) -> None:
    mail = f"user-{number}@example.org"
    emails = [{"value": mail, "type": "work", "primary": True}]
    name = {"givenName": "Person", "familyName": str(number), "formatted": f"Person {number}"}
    more = {"externalId": f"e-{number}", "displayName": f"Person {number}", "emails": emails, "name": name}
    provider.make(mail, **more)


def _time(ask: Callable[[], object]) -> str:
    taken: list[float] = []
    until = time.monotonic() + 10
    while len(taken) < EACH and time.monotonic() < until:
        began = time.monotonic()
        ask()
        taken.append((time.monotonic() - began) * 1000)
    return f"p50 {statistics.median(taken):.0f} ms, most {max(taken):.0f}"


def _all_pages(provider: Provider) -> float:
    began, seen = time.monotonic(), 0
    for start in range(1, PEOPLE + 1, 100):
        seen += len(provider.found(f"startIndex={start}&count=100"))
    assert seen == PEOPLE
    return time.monotonic() - began


def from_ldap(home: Path) -> None:
    """The desk's own reading, in this process."""
    folder = home / "ldap"
    folder.mkdir()
    make(folder)
    with directory(folder) as found:
        began = time.monotonic()
        for number in range(PEOPLE):
            found.add(f"user-{number}", f"Person {number}", employeeNumber=f"b-{number}")
        print(f"LDAP: {PEOPLE:,} entries written in {time.monotonic() - began:.0f} s")
        database = Database(f"sqlite:///{home / 'ldap.db'}")
        database.prepare()
        for _ in range(2):
            before, began = _most(), time.monotonic()
            outcome = bring_in(database, found.settings(), SystemClock().now())
            told = f"added {outcome.added:,}, changed {outcome.changed}, unchanged {outcome.unchanged:,}"
            seconds = time.monotonic() - began
            print(f"  read in {seconds:.1f} s: {told}; memory at most {_most() - before:.0f} MiB more")
            assert not outcome.faults and not outcome.gone and not outcome.changed
        database.close()


def _most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
