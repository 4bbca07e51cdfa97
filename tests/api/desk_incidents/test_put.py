"""Records written by ids that their writers made: once, however often and however many at once write them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from common.clients.desk import DeskClient
from common.clock import SystemClock
from desk.programs import store as programs
from desk.programs.tokens import create_program_token
from desk.staff.rules import Role
from tests.api.desk_changes.following import Program, whole
from tests.api.desk_sync.journals import incident, push_of
from tests.fixtures.desks import RunningDesk, desk_process
from tests.web.staff.forms import Visitor

ADDRESS = "/api/v1/incidents/i-1"


@pytest.fixture
def program(desk: RunningDesk) -> Iterator[Program]:
    made = Program(desk)
    yield made
    made.close()


def code(answer: requests.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_made_once_however_often_it_is_sent(program: Program) -> None:
    first = program.make("i-1")
    assert (first.status_code, first.headers["etag"]) == (201, '"1"')
    assert (first.json()["number"], first.json()["agent"]) == ("INC-1001", "program:sync")
    again = program.make("i-1")
    assert (again.status_code, again.json()) == (200, first.json())
    assert code(program.make("i-1", title="Another one")) == (409, "key_reused")
    assert code(program.call("PUT", ADDRESS, whole("i-1"))) == (428, "version_missing")
    both = program.call("PUT", ADDRESS, whole("i-1"), If_None_Match="*", If_Match='"1"')
    assert code(both) == (422, "invalid")
    assert code(program.call("PUT", ADDRESS, whole("i-2"), If_None_Match="*")) == (422, "invalid")
    assert program.call("GET", "/api/v1/incidents").json()["total"] == 1


def test_the_repeat_of_a_making_gets_the_first_answer_after_a_change(program: Program) -> None:
    first = program.make("i-1").json()
    changed = program.call("PUT", ADDRESS, whole("i-1", state="waiting"), If_Match='"1"')
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert program.make("i-1").json() == first
    assert program.call("GET", ADDRESS).json()["state"] == "waiting"


def test_what_a_site_has_sent_is_there(program: Program, client: DeskClient) -> None:
    sent = incident("i-1", resolved=False)
    client.push("main", push_of([], [sent]))
    same = sent.model_dump(mode="json") | {"site": "main"}
    assert program.call("PUT", ADDRESS, same, If_None_Match="*").status_code == 409, "another agent's name"
    sent = incident("i-2", resolved=False, agent="lena")
    client.push("main", push_of([], [sent]))
    same = sent.model_dump(mode="json") | {"site": "main"}
    there = program.call("PUT", "/api/v1/incidents/i-2", same, If_None_Match="*")
    assert (there.status_code, there.json()["number"]) == (200, "INC-1002")


def test_a_state_may_be_given_at_once(desk: RunningDesk, program: Program) -> None:
    lena = desk.staff("lena", Role.AGENT)
    made = program.make("i-1", state="in_progress", assignee=lena).json()
    assert (made["state"], made["assignee"], made["assignee_name"]) == ("in_progress", lena, "Lena Example")
    assert program.make("i-2", state="resolved").json()["history"][0]["after"] == "resolved"
    assert code(program.make("i-3", assignee="nobody-known")) == (422, "invalid")
    assert program.call("GET", "/api/v1/incidents/i-3").status_code == 404


def test_a_change_needs_the_newest_version_and_keeps_what_stood_there(program: Program) -> None:
    program.make("i-1", description="Dark", resolution="")
    wish = whole("i-1", title="Screen is dark", resolution="A new cable", impact=1, state="resolved")
    done = program.call("PUT", ADDRESS, wish, If_Match='"1"')
    assert (done.status_code, done.headers["etag"]) == (200, '"2"')
    now = done.json()
    assert (now["title"], now["resolution"], now["description"]) == ("Screen is dark", "A new cable", "Dark")
    assert (now["priority"], now["state"]) == (3, "resolved")
    assert [(step["what"], step["note"]) for step in now["history"][1:]] == [
        ("state", ""),
        ("title", "Screen flickers"),
        ("resolution", ""),
        ("impact", "2"),
    ]
    assert program.call("GET", "/api/v1/incidents?q=dark+cable").json()["total"] == 1
    late = program.call("PUT", ADDRESS, whole("i-1", title="Mine"), If_Match='"1"')
    assert code(late) == (412, "out_of_order") and late.json()["data"] == {"version": "2"}
    back = program.call("PUT", ADDRESS, wish | {"state": "new"}, If_Match='"2"')
    assert code(back) == (409, "wrong_state")


def test_the_repeat_of_a_change_is_a_success(program: Program) -> None:
    program.make("i-1")
    wish = whole("i-1", title="Screen is dark", state="in_progress")
    first = program.call("PUT", ADDRESS, wish, If_Match='"1"')
    again = program.call("PUT", ADDRESS, wish, If_Match='"1"')
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(again.json()["history"]) == 3


def test_what_cannot_be_changed_is_named(program: Program) -> None:
    program.make("i-1")
    wish = whole("i-1", kind="request", visit="v-9", person_name="Luis Example")
    refused = program.call("PUT", ADDRESS, wish, If_Match='"1"')
    assert code(refused) == (422, "invalid")
    assert set(refused.json()["data"]) == {"kind", "visit", "person_name"}
    assert program.call("PUT", "/api/v1/incidents/i-9", whole("i-9"), If_Match='"1"').status_code == 404


@pytest.mark.parametrize("told", ["INC-1001", "inc-1001", "REQ-7"])
def test_an_id_that_is_a_number_of_ours_is_refused(program: Program, told: str) -> None:
    """Whoever asks for INC-1001 must not get another record that has this for its id."""
    number = program.make("i-1").json()["number"]
    assert code(program.make(told)) == (422, "invalid")
    assert code(program.call("POST", "/api/v1/incidents", whole(told), Idempotency_Key="k")) == (
        422,
        "invalid",
    )
    assert program.call("GET", f"/api/v1/incidents/{number}").json()["id"] == "i-1"


def test_an_id_goes_before_a_number(desk: RunningDesk, program: Program, client: DeskClient) -> None:
    """What a site sends is not refused for its id."""
    program.make("i-1")
    client.push("main", push_of([], [incident("INC-1001")]))
    assert program.call("GET", "/api/v1/incidents/INC-1001").json()["id"] == "INC-1001"


@pytest.mark.parametrize("nobody", ["\0", "\ud800", "nobody"])
def test_nobody_who_cannot_be_gets_a_record(program: Program, nobody: str) -> None:
    program.make("i-1")
    for answer in (
        program.make("i-2", assignee=nobody),
        program.call("PUT", ADDRESS, whole("i-1", assignee=nobody), If_Match='"1"'),
        program.call("PATCH", ADDRESS, {"assignee": nobody}, If_Match='"1"', Idempotency_Key="k"),
    ):
        assert code(answer) == (422, "invalid")


def test_who_works_at_one_site_writes_there_only(desk: RunningDesk, program: Program) -> None:
    north = Program(desk, "north", sites=("north",))
    assert code(north.make("i-1")) == (422, "invalid")
    program.make("i-1")
    assert north.call("PUT", ADDRESS, whole("i-1", site="north"), If_Match='"1"').status_code == 404
    assert code(north.make("i-1", site="north")) == (409, "key_reused")
    for path in ("/notes/n-1", ""):
        assert north.call("GET", ADDRESS + path).status_code == 404
    assert north.call("PUT", f"{ADDRESS}/notes/n-1", {"text": "x"}).status_code == 404
    north.close()


def test_a_note_is_added_once(program: Program) -> None:
    program.make("i-1")
    program.make("i-2")
    text = "Ordered a cable. 🧵 " * 400
    made = program.call("PUT", f"{ADDRESS}/notes/n-1", {"text": text})
    assert (made.status_code, made.json()["by"]) == (201, "program:sync")
    again = program.call("PUT", f"{ADDRESS}/notes/n-1", {"text": text})
    assert (again.status_code, again.json()) == (200, made.json())
    assert program.call("GET", f"{ADDRESS}/notes/n-1").json() == made.json()
    assert code(program.call("PUT", f"{ADDRESS}/notes/n-1", {"text": "other"})) == (409, "key_reused")
    elsewhere = program.call("PUT", "/api/v1/incidents/i-2/notes/n-1", {"text": text})
    assert code(elsewhere) == (409, "key_reused")
    assert program.call("GET", f"{ADDRESS}/notes/n-2").status_code == 404
    record = program.call("GET", ADDRESS).json()
    assert [step["note"] for step in record["history"][1:]] == [text.strip()] and record["version"] == 2
    assert program.call("GET", "/api/v1/incidents/i-2").json()["version"] == 1
    for bad in ("", " \u200b", "x" * 15_001, None):
        assert program.call("PUT", f"{ADDRESS}/notes/n-3", {"text": bad}).status_code == 422


@pytest.fixture
def processes(database_url: str, tmp_path: Path) -> Iterator[list[str]]:
    with desk_process(database_url, tmp_path) as first, desk_process(database_url, tmp_path) as second:
        yield [first, second]


def test_of_many_who_make_the_same_at_once_one_does(desk: RunningDesk, processes: list[str]) -> None:
    """Eight threads at two processes make one record, change it and note on it: each happens once."""
    token = create_program_token(desk.database, "sync", Role.AGENT, (), SystemClock())
    head = {"Authorization": f"Bearer {token}"}
    told: dict[str, list[int]] = {"make": [], "note": [], "change": []}

    def put(what: str, url: str, path: str, body: dict[str, Any], headers: dict[str, str]) -> None:
        answer = requests.put(url + path, json=body, headers=head | headers, timeout=60)
        told[what].append(answer.status_code)

    def together(what: str, path: str, bodies: list[dict[str, Any]], headers: dict[str, str]) -> list[int]:
        threads = [
            threading.Thread(target=put, args=(what, processes[n % 2], path, body, headers))
            for n, body in enumerate(bodies)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(90)
        return sorted(told[what])

    assert together("make", ADDRESS, [whole("i-1")] * 8, {"If-None-Match": "*"}) == [200] * 7 + [201]
    assert together("note", f"{ADDRESS}/notes/n-1", [{"text": "hello"}] * 8, {}) == [200] * 7 + [201]
    wishes = [whole("i-1", title=f"Screen {n}") for n in range(8)]
    assert together("change", ADDRESS, wishes, {"If-Match": '"2"'}) == [200] + [412] * 7
    record = requests.get(processes[0] + ADDRESS, headers=head, timeout=20).json()
    assert (record["version"], len(record["history"])) == (3, 3)


def test_a_program_has_a_token_until_it_is_taken_away(desk: RunningDesk, program: Program) -> None:
    assert program.make("i-1").status_code == 201
    assert program.call("GET", "/api/v1/people?q=ana").status_code == 403, "an agent's role is no lead's"
    with desk.database.read() as connection:
        (known,) = programs.working(connection)
        kept = str(connection.execute(programs.tokens.select()).all())
    assert program.token not in kept
    assert (known.name, known.role, known.used_at) == ("sync", Role.AGENT, desk.clock.now())
    cookie = {"Cookie": f"mostrador_staff={program.token}"}
    assert requests.get(f"{desk.url}/api/v1/incidents", headers=cookie, timeout=10).status_code == 401
    page = requests.get(
        f"{desk.url}/staff/incidents",
        headers=dict(program.session.headers),
        timeout=10,
        allow_redirects=False,
    )
    assert page.status_code == 303, "a program's token opens no page"
    with desk.database.begin() as connection:
        assert programs.revoke(connection, known.id, desk.clock.now()) == "sync"
    assert program.call("GET", "/api/v1/incidents").status_code == 401


def test_admins_give_and_take_tokens_on_the_devices_page(desk: RunningDesk) -> None:
    desk.staff("boss", Role.ADMIN)
    boss = Visitor(desk.url, "es").sign_in("boss")
    boss.get("/staff/devices").post("/staff/devices/programs", {"name": "Bad Name", "role": "agent"})
    assert boss.status == 422 and "minúsculas" in boss.text
    boss.post("/staff/devices/programs", {"name": "sync", "role": "agent", "sites": ["main"]})
    token = boss.text.partition('<code class="secret" tabindex="0">')[2].partition("<")[0]
    head = {"Authorization": f"Bearer {token}"}
    assert requests.get(f"{desk.url}/api/v1/changes", headers=head, timeout=10).status_code == 200
    with desk.database.read() as connection:
        (known,) = programs.working(connection)
    assert known.sites == ("main",)
    boss.get("/staff/devices")
    assert token not in boss.text and "usada por última vez" in boss.text
    boss.post(f"/staff/devices/programs/{known.id}/revoke", {})
    assert requests.get(f"{desk.url}/api/v1/changes", headers=head, timeout=10).status_code == 401
    boss.close()


@pytest.mark.parametrize(
    ("told", "status", "code"),
    [
        ('W/"1"', 412, "out_of_order"),
        ("W/1", 412, "out_of_order"),
        ("1", 422, "invalid"),
        ('"1', 422, "invalid"),
        ('"', 422, "invalid"),
        ('""', 422, "invalid"),
        ('"one"', 422, "invalid"),
        ('""1""', 422, "invalid"),
    ],
)
def test_only_a_strong_version_in_its_quotes_changes_anything(
    program: Program, told: str, status: int, code: str
) -> None:
    program.make("i-1")
    put = program.call("PUT", ADDRESS, whole("i-1", title="Mine"), If_Match=told)
    patch = program.call("PATCH", ADDRESS, {"note": "x"}, If_Match=told, Idempotency_Key="k")
    assert [(each.status_code, each.json()["code"]) for each in (put, patch)] == [(status, code)] * 2
    assert program.call("GET", ADDRESS).headers["ETag"] == '"1"'
