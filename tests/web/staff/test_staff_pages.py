"""What staff do on their pages, by the forms that they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest

from common.clients.desk import DeskClient
from common.clients.errors import ApiRefused
from common.ids import new_id
from desk.bookings import store as bookings
from desk.bookings.store import Appointment
from desk.people import store as people
from desk.staff import store
from desk.staff.appointments import state_of
from kiosk.queue import events as e
from kiosk.queue.visits import CallRule, VisitState
from tests.api.desk_sync.journals import SETTINGS, START, chained, incident, push_of
from tests.fixtures.desks import NOON, RunningDesk
from tests.web.staff.forms import Fields, Visitor

EVIL = """<script>alert(1)</script>"><img src=x onerror=alert(1)>'"""


@pytest.fixture
def boss(desk: RunningDesk) -> Iterator[Visitor]:
    made = Visitor(desk.url)
    made.sign_in("boss")
    yield made
    made.close()


def account(desk: RunningDesk, login: str) -> store.Account:
    with desk.database.read() as connection:
        found = store.account_by_login(connection, login)
    assert found is not None
    return found


def test_a_record_is_found_changed_and_remembers_who_did_it(desk: RunningDesk, boss: Visitor) -> None:
    page = boss.get("/staff/incidents?state=open").text
    assert "INC-1001" in page
    assert "REQ-1001" not in page
    boss.get("/staff/incidents/i-1")
    wish: Fields = {
        "version": "1",
        "state": "in_progress",
        "assignee": account(desk, "lena").member.id,
        "note": f"Cable ordered. {EVIL}",
    }
    boss.post("/staff/incidents/i-1", wish)
    assert boss.status == 200
    assert "Saved." in boss.text
    assert "Assigned to Lena Example" in boss.text
    assert "New → In progress" in boss.text
    assert "<script>alert" not in boss.answer.text
    assert "<img src=x" not in boss.answer.text
    slow = boss.post("/staff/incidents/i-1", wish | {"note": "my long note"})
    assert slow.status == 409
    assert "my long note" in slow.text
    assert "Somebody else changed this record" in slow.text
    bads: list[Fields] = [{"version": ""}, {"state": "gone"}, {"version": "9" * 30}]
    for bad in bads:
        answer = boss.get("/staff/incidents/i-1").post("/staff/incidents/i-1", wish | bad)
        assert answer.status in (409, 422)


def test_names_and_titles_are_text_and_never_markup(desk: RunningDesk, boss: Visitor) -> None:
    client = DeskClient(desk.url, desk.token())
    client.push("main", push_of([], [incident("i-9", title=EVIL, person_name=EVIL, description=EVIL)]))
    client.close()
    with desk.database.begin() as connection:
        people.find_or_create(connection, EVIL, "", "en")
    for page in ("/staff/incidents", "/staff/incidents/i-9", "/staff/people?q=alert"):
        boss.get(page)
        assert EVIL in boss.text, page
        assert "<script>alert" not in boss.answer.text
        assert "<img src=x" not in boss.answer.text
    boss.get("/staff/incidents?q=" + quote(EVIL))
    assert "<script>alert" not in boss.answer.text
    policy = boss.answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert boss.answer.headers["cache-control"] == "no-store"


def test_a_filter_that_means_nothing_shows_the_list(boss: Visitor) -> None:
    for query in ("page=0", "page=99999999999", "page=x", "priority=0", "day=tomorrow", "day=0001-01-01"):
        assert boss.get(f"/staff/incidents?{query}").status == 200, query
    for query in ("q=%01%F0%9F%A6", "kind=x", "state=x", "site=%27", "mine=2", "page=-1"):
        assert boss.get(f"/staff/incidents?{query}").status == 200, query


def test_staff_come_change_and_go(desk: RunningDesk, boss: Visitor) -> None:
    fields: Fields = {
        "name": "Nora Example",
        "login": "nora",
        "password": "counter-demo",
        "role": "agent",
        "services": ["laptop"],
        "sites": ["north"],
    }
    boss.get("/staff/staff/new").post("/staff/staff/new", fields)
    assert "can sign in now" in boss.text
    nora = account(desk, "nora").member
    assert (nora.services, nora.sites) == (("laptop",), ("north",))
    client = DeskClient(desk.url, desk.token("north"))
    feed = {(item.kind, item.key): item.body for item in client.feed("north", 0).items}
    assert feed["agent", nora.id]["active"] is True
    assert feed["settings", "north"]["agent_services"] == {nora.id: ["laptop"]}
    boss.get(f"/staff/staff/{nora.id}").post(f"/staff/staff/{nora.id}/active", {})
    assert not account(desk, "nora").active
    feed = {(item.kind, item.key): item.body for item in client.feed("north", 0).items}
    assert feed["agent", nora.id]["active"] is False
    client.close()
    elsewhere = Visitor(desk.url)
    assert elsewhere.sign_in("nora").status == 401
    elsewhere.close()
    boss.get(f"/staff/staff/{nora.id}").post(f"/staff/staff/{nora.id}/active", {"active": "yes"})
    changed = fields | {"name": "Nora E. Example", "services": [], "sites": [], "role": "lead"}
    boss.get(f"/staff/staff/{nora.id}").post(f"/staff/staff/{nora.id}", changed)
    after = account(desk, "nora")
    assert (after.member.name, after.member.role, after.member.sites) == ("Nora E. Example", "lead", ())
    assert "changed a member of staff" in boss.get("/staff/staff").text
    assert "Today at 13:00" in boss.text and "UTC" not in boss.text, "told on the site's clock"


def test_a_new_password_signs_out_whoever_used_the_old_one(desk: RunningDesk, boss: Visitor) -> None:
    lena = Visitor(desk.url)
    lena.sign_in("lena")
    address = f"/staff/staff/{account(desk, 'lena').member.id}"
    assert boss.get(address).post(f"{address}/password", {"password": "short"}).status == 422
    boss.get(address).post(f"{address}/password", {"password": "a longer password"})
    assert lena.get("/staff/incidents").path.startswith("/staff/sign-in")
    assert lena.sign_in("lena").status == 401
    assert lena.sign_in("lena", "a longer password").status == 200
    lena.close()


def test_forms_that_cannot_be_stored_keep_what_was_typed(desk: RunningDesk, boss: Visitor) -> None:
    good: Fields = {"name": "Nora", "login": "nora", "password": "counter-demo"}
    bads: list[Fields] = [
        {"login": "lena"},
        {"login": "No Ra"},
        {"login": ""},
        {"name": " "},
        {"name": "a\0b"},
        {"password": "short"},
        {"password": "x" * 201},
    ]
    for bad in bads:
        boss.get("/staff/staff/new").post("/staff/staff/new", good | bad)
        assert boss.status == 422, bad
        assert "Nothing was saved yet" in boss.text
    assert boss.get("/staff/staff/new").post("/staff/staff/new", good | {"role": "king"}).status == 422
    me = account(desk, "boss").member.id
    for path, fields in (("/active", {}), ("", {"name": "Boss", "role": "agent"})):
        boss.get(f"/staff/staff/{me}").post(f"/staff/staff/{me}{path}", dict(fields))
        assert boss.status == 422
        assert "Somebody must be able to manage everything" in boss.text
    assert account(desk, "boss").active
    assert boss.get("/staff/staff/nobody").status == 404


def test_a_key_is_shown_once_works_and_can_be_withdrawn(desk: RunningDesk, boss: Visitor) -> None:
    boss.get("/staff/devices")
    assert "No key yet" in boss.text
    boss.post("/staff/devices/north/tokens", {})
    token = boss.text.partition('<code class="secret" tabindex="0">')[2].partition("<")[0]
    assert token.startswith("site_")
    client = DeskClient(desk.url, token)
    assert client.push("north", push_of([])).sequence == 0
    boss.get("/staff/devices")
    assert token not in boss.text
    assert "In touch" in boss.text
    revoke = boss.text.rpartition('action="/staff/devices/tokens/')[2].partition('"')[0]
    boss.post(f"/staff/devices/tokens/{revoke}", {})
    assert "no longer works" in boss.text
    with pytest.raises(ApiRefused):
        client.push("north", push_of([]))
    client.close()
    assert boss.get("/staff/devices").post("/staff/devices/moon/tokens", {}).status == 404


def book(desk: RunningDesk, name: str, hour: int) -> str:
    """An appointment of today, without the way through the booking page."""
    start = NOON.replace(hour=hour)
    with desk.database.begin() as connection:
        person = people.find_or_create(connection, name, "", "en")
        made = Appointment(
            id=new_id(),
            site="main",
            service="laptop",
            start=start,
            end=start.replace(minute=30),
            state="booked",
            person=person,
            name=name,
            mail="",
            language="en",
            note=EVIL,
            code="",
            changes=0,
            made_at=NOON,
        )
        return bookings.add(connection, made).id


def test_the_day_shows_each_appointment_with_where_its_visit_stands(desk: RunningDesk, boss: Visitor) -> None:
    first, _ = book(desk, "Ana Example", 9), book(desk, "Bo Example", 10)
    at = START
    events: list[e.Event] = [
        e.SettingsChanged(at, SETTINGS),
        e.CounterOpened(at, "1", "lena"),
        e.VisitBooked(at, first, "laptop", at),
        e.VisitCheckedIn(at, first, "laptop", "A001", at, at, appointment=first),
        e.VisitCalled(at, first, "1", "lena", CallRule.DUE_TIME),
    ]
    client = DeskClient(desk.url, desk.token())
    journal = chained(events)
    client.push("main", push_of(journal[:4]))
    page = boss.get("/staff/appointments").text
    assert "Checked in" in page
    assert "A001" in page
    assert "10:00–10:30" in page, "told on the site's clock, an hour ahead of UTC"
    assert page.index("Ana Example") < page.index("Bo Example")
    assert "<script>alert" not in boss.answer.text
    client.push("main", push_of(journal[4:]))
    client.close()
    assert "A001 → 1" in boss.get("/staff/appointments?site=main&day=2026-03-02").text
    assert "No appointments on this day" in boss.get("/staff/appointments?day=2026-03-03").text
    assert "No appointments on this day" in boss.get("/staff/appointments?site=north").text
    assert boss.get("/staff/appointments?day=x&site=moon").status == 200


def test_where_an_appointment_stands() -> None:
    assert state_of("booked", None) == "booked"
    assert state_of("booked", VisitState.BOOKED) == "booked"
    assert state_of("kept", VisitState.WAITING) == "checked_in"
    assert state_of("kept", VisitState.SERVING) == "serving"
    assert state_of("kept", None) == "done"
    assert state_of("missed", None) == "no_show"
    assert state_of("cancelled", VisitState.BOOKED) == "cancelled"


def test_a_person_is_erased_only_after_being_asked(desk: RunningDesk, boss: Visitor) -> None:
    name = "Carla Example"
    appointment = book(desk, name, 11)
    with desk.database.read() as connection:
        person = people.search(connection, "carla")[0].id
    boss.get("/staff/people?q=carla")
    assert f"/staff/people/{person}/erase" in boss.text
    boss.get(f"/staff/people/{person}/erase")
    assert "Erase Carla Example?" in boss.text
    boss.post(f"/staff/people/{person}/erase", {})
    assert "was erased" in boss.text
    assert boss.get(f"/staff/people/{person}/erase").status == 404
    with desk.database.read() as connection:
        left = bookings.get(connection, appointment)
    assert left is not None
    assert (left.name, left.mail, left.note) == ("", "", "")
    client = DeskClient(desk.url, desk.token())
    assert "Carla" not in str(client.feed("main", 0).items)
    client.close()


def test_the_pages_speak_spanish(desk: RunningDesk) -> None:
    visitor = Visitor(desk.url, "es-MX,es;q=0.9")
    visitor.sign_in("boss")
    for page in ("incidents", "incidents/i-1", "appointments", "people", "staff", "staff/new", "devices"):
        visitor.get(f"/staff/{page}")
        assert visitor.status == 200
        assert 'lang="es"' in visitor.text
        assert "Salir" in visitor.text
    visitor.close()
