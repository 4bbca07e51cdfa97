"""What the desk tells its sites: all of it, in order, soon, also from one desk process to another's site."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import psycopg
import requests

from common.clients.desk import DeskClient
from common.clients.errors import ApiRefused, Unreachable
from common.clock import SystemClock
from desk import feed
from desk.catalogue import store as catalogue
from desk.engine import Database
from desk.people import store as people
from desk.people.bring_in import import_people
from desk.people.rules import Details
from desk.staff.members import add_member
from desk.staff.rules import Role
from desk.sync.lines import line_of
from desk.sync.store import entries_after, revoke_token, valid_tokens
from desk.sync.tokens import create_site_token
from tests.api.desk_sync.journals import incident, journal, push_of
from tests.fixtures.desks import RunningDesk, desk_process, make_desk, running_desk, sample_site


def everything(client: DeskClient, site: str = "main", after: int = 0) -> list[tuple[int, str, str]]:
    """The whole feed, page by page."""
    told: list[tuple[int, str, str]] = []
    while page := client.feed(site, after).items:
        told += [(item.seq, item.kind, item.key) for item in page]
        after = page[-1].seq
    return told


def test_a_new_site_is_told_all_that_it_needs(desk: RunningDesk, client: DeskClient) -> None:
    agent = desk.staff("lena", Role.AGENT)
    elsewhere = desk.staff("marco", Role.AGENT, ("north",))
    with desk.database.begin() as connection:
        person = people.find_or_create(connection, "Ana Example", "Ana@example.org", "es")
        catalogue.save_site(connection, sample_site("south"))
    south = DeskClient(desk.url, desk.token("south"))
    items = {(item.kind, item.key): item.body for item in south.feed("south", 0).items}
    south.close()
    assert items["settings", "south"]["site"] == "south"
    assert "categories" in {kind for kind, _ in items}
    assert items["agent", agent]["login"] == "lena"
    assert items["agent", agent]["password_hash"].startswith("$argon2id$")
    assert ("agent", elsewhere) not in items
    assert items["person", person] == {
        "id": person,
        "name": "Ana Example",
        "mail": "ana@example.org",
        "badge": "",
        "language": "es",
        "department": "",
    }
    assert ("person", person) in {(kind, key) for _, kind, key in everything(client)}


def test_the_feed_goes_on_after_what_was_read_and_starts_anew_when_the_desk_knows_less(
    desk: RunningDesk, client: DeskClient
) -> None:
    first = client.feed("main", 0)
    assert client.feed("main", first.next) == client.feed("main", first.next)
    assert client.feed("main", first.next).items == []
    with desk.database.begin() as connection:
        people.find_or_create(connection, "Bo Example", "", "en")
    later = client.feed("main", first.next)
    assert [item.kind for item in later.items] == ["person"]
    assert later.next > first.next
    assert client.feed("main", later.next + 1000).items[0].seq == client.feed("main", 0).items[0].seq
    health = requests.get(f"{desk.url}/healthz", timeout=10).json()["sites"]["main"]
    assert health["feed_sequence"] == later.next
    assert health["last_feed"] is not None


def test_who_waits_is_answered_when_something_happens(desk: RunningDesk, client: DeskClient) -> None:
    after = client.feed("main", 0).next
    answered: list[float] = []

    def wait() -> None:
        waiting = DeskClient(desk.url, desk.token())
        assert [item.kind for item in waiting.feed("main", after, 20).items] == ["person"]
        answered.append(monotonic())
        waiting.close()

    thread = threading.Thread(target=wait)
    thread.start()
    while seen_at(desk.url) != after:
        threading.Event().wait(0.01)
    with desk.database.begin() as connection:
        people.find_or_create(connection, "Cy Example", "", "en")
    told = monotonic()
    thread.join()
    assert answered[0] - told < 15, "it does not wait out its 20 seconds"
    began = monotonic()
    assert client.feed("main", client.feed("main", 0).next, 1).items == []
    assert 0.9 < monotonic() - began < 15


def seen_at(url: str) -> int:
    """From where the site asked last, as the health page says."""
    seen: int = requests.get(f"{url}/healthz", timeout=10).json()["sites"]["main"]["feed_sequence_seen"]
    return seen


def test_an_erased_person_is_taken_out_of_the_feed_and_the_erasure_is_told(
    desk: RunningDesk, client: DeskClient
) -> None:
    with desk.database.begin() as connection:
        person = people.find_or_create(connection, "Di Example", "di@example.org", "en")
    after = client.feed("main", 0).next
    with desk.database.begin() as connection:
        assert people.remove(connection, person)
        assert not people.remove(connection, person)
    assert [(item.kind, item.body) for item in client.feed("main", after).items] == [
        ("erase_person", {"id": person})
    ]
    assert "Di Example" not in str(client.feed("main", 0))


def publishers(database: Database, each: int) -> list[threading.Thread]:
    """Four threads that tell the site things at the same time, each with transactions of its own."""

    def publish(number: int) -> None:
        for n in range(each):
            with database.begin() as connection:
                feed.publish(connection, "main", "person", f"p-{number}-{n}", {"n": n})

    return [threading.Thread(target=publish, args=(number,)) for number in range(4)]


def test_no_lower_number_appears_after_a_higher_one_was_read(desk: RunningDesk, client: DeskClient) -> None:
    start = client.feed("main", 0).next
    threads = publishers(desk.database, 25)
    for thread in threads:
        thread.start()
    read: list[int] = []
    after = start
    while len(read) < 100:
        for item in client.feed("main", after, 5).items:
            read.append(item.seq)
            after = item.seq
    for thread in threads:
        thread.join()
    assert read == list(range(start + 1, start + 101))


def test_a_directory_is_brought_in_as_often_as_one_likes(desk: RunningDesk, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "name,mail,badge,language\nAna Example,ana@example.org,7,es\nBo Example,bo@example.org,,\nNobody,,,\n"
    )
    dry = import_people(desk.database, file, dry_run=True)
    assert (dry.added, dry.changed, [fault.line for fault in dry.faults]) == (2, 0, [4])
    with desk.database.read() as connection:
        assert people.count(connection) == 0
    assert import_people(desk.database, file).added == 2
    file.write_text(
        "name,mail,badge\n"
        "Ana María Example,ana@example.org,\nBo Example,bo@example.org,\nX,ana@example.org,9\n"
    )
    again = import_people(desk.database, file)
    assert (again.added, again.changed, again.unchanged) == (0, 1, 1)
    assert [(fault.line, fault.why) for fault in again.faults] == [(4, "twice")]
    with desk.database.begin() as connection:
        ana = people.search(connection, "maría")[0]
        assert (ana.badge, ana.language) == ("7", "es")
        assert (
            people.bring_in(connection, Details(name="Mix", mail="bo@example.org", badge="7")) == "conflict"
        )
        assert [p.name for p in people.search(connection, "7")] == ["Ana María Example"]
        assert people.search(connection, "%") == people.search(connection, "_") == []
    file.write_bytes(b"name,mail\nAna,\xff\n")
    assert [(f.line, f.why) for f in import_people(desk.database, file).faults] == [(2, "not_text")]


def test_many_at_once_with_one_mail_address_are_one_person(desk: RunningDesk) -> None:
    found: list[str] = []

    def book() -> None:
        with desk.database.begin() as connection:
            found.append(people.find_or_create(connection, "Eve Example", "EVE@example.org", "en"))

    together([book] * 8)
    assert len(found) == 8
    assert len(set(found)) == 1


def together(work: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=each) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_desk_processes_are_one_desk(postgres_url: str, tmp_path: Path) -> None:
    desk = make_desk(postgres_url, tmp_path, SystemClock())
    with desk.database.begin() as connection:
        catalogue.save_site(connection, sample_site("main"))
    token = create_site_token(desk.database, "main")
    day = journal(50)
    with desk_process(postgres_url, tmp_path) as one, desk_process(postgres_url, tmp_path) as other:
        clients = [DeskClient(url, token, 20) for url in (one, other)]
        numbers: list[dict[str, str]] = []

        def push(client: DeskClient) -> None:
            for start in range(0, len(day), 20):
                records = [incident(f"i-{start}"), incident(f"r-{start}", kind="request")]
                numbers.append(client.push("main", push_of(day[start : start + 20], records)).accepted)

        together([lambda: push(clients[0]), lambda: push(clients[1])] * 2)
        assert len(numbers) == 4 * len(range(0, len(day), 20))
        assert len({tuple(sorted(each.items())) for each in numbers}) == len(range(0, len(day), 20))
        with desk.database.read() as connection:
            assert entries_after(connection, "main", 0) == day
        with line_of(desk.database, "main") as line:
            assert line.sequence == len(day)

        after = clients[1].feed("main", 0).next
        told: list[float] = []

        def wait() -> None:
            assert clients[1].feed("main", after, 20).items
            told.append(monotonic())

        waiting = threading.Thread(target=wait)
        waiting.start()
        while seen_at(one) != after:
            threading.Event().wait(0.01)
        add_member(desk.database, "ines", "Inés Example", "counter-demo")
        began = monotonic()
        waiting.join()
        assert told[0] - began < 1.5, "the notice did not arrive; only the look-anyway did"
        for client in clients:
            client.close()
    desk.database.close()


def test_a_desk_that_is_told_to_stop_does_so_while_sites_wait(database_url: str, tmp_path: Path) -> None:
    desk = make_desk(database_url, tmp_path, SystemClock())
    with desk.database.begin() as connection:
        catalogue.save_site(connection, sample_site("main"))
    outcome: list[object] = []
    with desk_process(database_url, tmp_path) as url:
        client = DeskClient(url, create_site_token(desk.database, "main"))
        after = client.feed("main", 0).next

        def wait() -> None:
            try:
                outcome.append(client.feed("main", after, 30).items)
            except Unreachable as error:
                outcome.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        while seen_at(url) != after:
            threading.Event().wait(0.01)
        began = monotonic()
    assert monotonic() - began < 20, "it does not wait out its 30 seconds"
    waiting.join()
    assert outcome
    said = [line for log in tmp_path.glob("desk-*/desk.log") for line in log.read_text().splitlines()]
    assert [line for line in said if not line.startswith("ready ")] == []
    client.close()
    desk.database.close()


LISTENERS = "FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN mostrador_feed'"


def test_news_still_arrive_when_the_database_cut_the_listener_off(postgres_url: str, tmp_path: Path) -> None:
    with running_desk(postgres_url, tmp_path) as desk:
        client = DeskClient(desk.url, desk.token())
        with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as administrator:
            cut = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN mostrador_feed'"
            )
            while not administrator.execute(cut).fetchall():
                threading.Event().wait(0.01)
            for name in ("Fay", "Gus"):
                after = client.feed("main", 0).next
                with desk.database.begin() as connection:
                    people.find_or_create(connection, f"{name} Example", "", "en")
                assert [item.body["name"] for item in client.feed("main", after, 10).items] == [
                    f"{name} Example"
                ]
            while not administrator.execute(cut.replace("pg_terminate_backend(pid)", "1")).fetchall():
                threading.Event().wait(0.01)
        client.close()


def test_a_site_that_waits_for_news_hears_nothing_more_once_its_key_is_taken_back(desk: RunningDesk) -> None:
    client = DeskClient(desk.url, desk.token("north"))
    answers: list[int | str] = []

    def wait() -> None:
        head = client.feed("north", 0).next
        asked.set()
        try:
            answers.append(client.feed("north", head, 25).next)
        except ApiRefused as refused:
            answers.append(refused.problem.code)

    asked = threading.Event()
    waits = threading.Thread(target=wait)
    waits.start()
    assert asked.wait(20)
    with desk.database.begin() as connection:
        for token in valid_tokens(connection):
            if token.site == "north":
                revoke_token(connection, token.id, desk.clock.now())
    waits.join(20)
    assert answers == ["unauthenticated"], "within seconds, not at the end of the wait"
    client.close()
