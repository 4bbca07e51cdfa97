"""The list of changes: everything once, in order, without gaps, and without a word about anybody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from common.clients.desk import DeskClient
from common.clock import SystemClock
from common.waiting import until
from desk.bookings import store as bookings
from desk.bookings.store import Appointment
from desk.changes import store
from desk.changes.rules import Fact, Kind
from desk.engine import Database, gather
from desk.people import store as people
from desk.people.erase import erase_person
from desk.programs import store as programs
from desk.staff.rules import Role
from desk.tidying import tidy
from tests.api.desk_changes.following import Program
from tests.api.desk_sync.journals import incident, journal, push_of
from tests.fixtures.desks import NOON, RunningDesk, desk_process


def kinds(page: dict[str, Any]) -> list[str]:
    return [f"{item['kind']}.{item['what']}" for item in page["items"]]


def appointment(connection: sa.Connection, name: str = "Ana Example") -> Appointment:
    person = people.find_or_create(connection, name, "ana@example.org", "es")
    made = Appointment(
        *("a-1", "main", "laptop", NOON, NOON + timedelta(minutes=30), "booked", person, name),
        *("ana@example.org", "es", "a private matter", "", 0, NOON),
    )
    return bookings.add(connection, made)


def test_what_happens_is_told_in_order_with_a_number_each(
    desk: RunningDesk, program: Program, site: DeskClient
) -> None:
    assert program.changes() == {"items": [], "next": 0, "more": False}
    with desk.database.begin() as connection:
        appointment(connection)
    site.push("main", push_of(journal(1), [incident("i-1", resolved=False)]))
    program.call("PATCH", "/api/v1/incidents/i-1", {"state": "closed"}, Idempotency_Key="k", If_Match='"1"')

    page = program.changes()

    assert kinds(page) == [
        "appointment.booked",
        "visit.checked_in",
        "visit.called",
        "visit.started",
        "visit.finished",
        "incident.recorded",
        "incident.changed",
    ]
    assert [item["sequence"] for item in page["items"]] == list(range(1, 8))
    assert (page["next"], page["more"]) == (7, False)
    checked_in, changed = page["items"][1], page["items"][-1]
    assert (checked_in["id"], checked_in["body"]["number"]) == ("v1", "A001")
    assert checked_in["body"]["state"] == "waiting" and checked_in["at"].startswith("2026-03-02T08:01")
    assert changed["body"]["state"] == "closed" and changed["body"]["changed"] == ["state"]
    assert changed["body"]["version"] == 2


def test_a_repeat_tells_nothing_again(program: Program, site: DeskClient) -> None:
    whole = push_of(journal(2), [incident("i-1")])
    site.push("main", whole)
    told = program.changes()
    site.push("main", whole)
    program.make("i-2")
    program.make("i-2")
    assert [item["id"] for item in program.changes(told["next"])["items"]] == ["i-2"]


def test_nobody_is_named(desk: RunningDesk, program: Program, site: DeskClient) -> None:
    with desk.database.begin() as connection:
        booked = appointment(connection)
    site.push("main", push_of(journal(1), [incident("i-1", resolved=False)]))
    program.make("i-2", description="Ana Example's own words", person=booked.person)
    with desk.database.begin() as connection:
        assert erase_person(connection, booked.person, NOON)
    page = program.changes()
    told = str(page)
    for word in ("Ana", "Example", "example.org", "private", "words", "flickers", booked.person, booked.code):
        assert word not in told, word
    assert kinds(page)[-2:] == ["appointment.person_erased", "incident.person_erased"]


def test_who_sees_one_site_is_told_of_that_one_and_loses_no_place(
    desk: RunningDesk, program: Program
) -> None:
    north = Program(desk, "north", sites=("north",))
    for number in range(4):
        assert program.make(f"i-{number}", site=("main", "north")[number % 2]).status_code == 201
    page = north.changes()
    assert [item["id"] for item in page["items"]] == ["i-1", "i-3"]
    assert page["next"] == 4
    assert north.changes(0, site="main")["items"] == []
    assert [item["id"] for item in program.changes(0, site="main")["items"]] == ["i-0", "i-2"]
    assert kinds(program.changes(0, kind="visit")) == []
    north.close()


def test_pages_follow_each_other(program: Program) -> None:
    for number in range(7):
        program.make(f"i-{number}", site=("main", "north")[number % 2])
    seen, after, more = [], 0, True
    while more:
        page = program.changes(after, limit=2, kind="incident")
        seen += [item["sequence"] for item in page["items"]]
        after, more = page["next"], page["more"]
    assert seen == [1, 2, 3, 4, 5, 6, 7]


def test_without_a_number_one_learns_where_to_begin(program: Program) -> None:
    program.make("i-1")
    answer = program.call("GET", "/api/v1/changes").json()
    assert answer == {"items": [], "next": 1, "more": False}


def test_who_waits_is_told_when_it_happens(program: Program, desk: RunningDesk) -> None:
    other = Program(desk, "other")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(other.changes, 0, wait=30)
        program.make("i-1")
        assert kinds(waiting.result(20)) == ["incident.recorded"]
    other.close()


def test_who_waits_and_loses_their_token_hears_nothing_more(program: Program, desk: RunningDesk) -> None:
    other = Program(desk, "other")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(other.call, "GET", "/api/v1/changes?after=0&wait=30")
        assert until(lambda: _used(desk, "other"), 20), "it asks"
        assert program.changes()["items"] == [], "and waits by now"
        with desk.database.begin() as connection:
            (token,) = [each.id for each in programs.working(connection) if each.name == "other"]
            programs.revoke(connection, token, desk.clock.now())
        program.make("i-1")
        answer = waiting.result(20)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    other.close()


def _used(desk: RunningDesk, name: str) -> bool:
    with desk.database.read() as connection:
        return any(each.used_at for each in programs.working(connection) if each.name == name)


def test_what_is_forgotten_is_said_to_be_gone(desk: RunningDesk, program: Program) -> None:
    program.make("i-1")
    desk.live(32)
    program.make("i-2")
    tidy(desk.desk)
    gone = program.call("GET", "/api/v1/changes?after=0")
    assert (gone.status_code, gone.json()["code"]) == (410, "changes_gone")
    assert gone.json()["data"] == {"oldest": "1", "newest": "2"}
    assert [item["id"] for item in program.changes(1)["items"]] == ["i-2"]
    early = program.call("GET", "/api/v1/changes?after=3")
    assert early.status_code == 410, "a desk restored from an older copy counts anew"
    desk.live(32)
    tidy(desk.desk)
    assert program.changes(2) == {"items": [], "next": 2, "more": False}
    assert program.call("GET", "/api/v1/changes?after=1").status_code == 410


def test_what_was_rolled_back_is_never_told(desk: RunningDesk, program: Program) -> None:
    def fail() -> None:
        with desk.database.begin() as connection:
            store.note(connection, [Fact(Kind.VISIT, "v-1", "called", "main", NOON)], NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with desk.database.begin() as connection:  # the same connection, most likely
        gather(connection, lambda _, items: None, [1])
    assert program.changes()["items"] == []


@pytest.fixture
def processes(database_url: str, tmp_path: Path) -> Iterator[list[str]]:
    """Two desks over one database."""
    with desk_process(database_url, tmp_path) as first, desk_process(database_url, tmp_path) as second:
        yield [first, second]


def test_readers_miss_nothing_while_many_write(
    database_url: str, desk: RunningDesk, processes: list[str]
) -> None:
    """Four writers at two processes, and a reader at each that follows meanwhile: same numbers, no gap."""
    program = Program(desk)
    head = {"Authorization": f"Bearer {program.token}"}
    writers, each = 4, 12
    seen: dict[str, list[int]] = {url: [] for url in processes}

    def write(writer: int) -> None:
        database = Database(database_url)
        for number in range(each):
            with database.begin() as connection:
                fact = Fact(Kind.VISIT, f"v-{writer}-{number}", "called", "main", NOON)
                store.note(connection, [fact, fact], SystemClock().now())
        database.close()

    def follow(url: str) -> None:
        after = 0
        while len(seen[url]) < 2 * writers * each:
            page = requests.get(
                f"{url}/api/v1/changes?after={after}&wait=20&limit=5", headers=head, timeout=40
            ).json()
            seen[url] += [item["sequence"] for item in page["items"]]
            after = page["next"]

    threads = [threading.Thread(target=write, args=(n,)) for n in range(writers)]
    threads += [threading.Thread(target=follow, args=(url,)) for url in processes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert all(numbers == list(range(1, 2 * writers * each + 1)) for numbers in seen.values())
    program.close()


def test_a_lead_and_an_admin_see_it_too_and_nobody_else(desk: RunningDesk) -> None:
    assert requests.get(f"{desk.url}/api/v1/changes", timeout=20).status_code == 401
    lead = Program(desk, "lead", Role.LEAD)
    assert lead.changes()["items"] == []
    lead.close()
