"""The pages of outside tools: what waits, what needs somebody, what is decided, and the page of a record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from desk.connectors.engine.delivery import Stage
from desk.connectors.mapping.form import MappingInvalid
from desk.connectors.port import Misconfigured, Rejected, RetryAfter, SignInFailed
from desk.connectors.store import outside
from tests.fixtures.desks import NOON
from tests.web.connectors.conftest import Counter
from tests.web.staff.forms import Fields, Visitor

SignIn = Callable[..., Visitor]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def stuck(counter: Counter, **values: str) -> str:
    counter.tool.next_on("create", Rejected("Category", "there is no <b>hardware</b>"))
    return counter.record(**values)


def test_every_tool_is_listed_with_how_it_stands(counter: Counter, signed_in: SignIn) -> None:
    counter.record(title="Dock")
    stuck(counter)
    agent = signed_in("lena").get("/staff/connectors")
    assert agent.status == 200 and "Working" in agent.text
    assert "1 needs attention" in agent.text
    detail = agent.get("/staff/connectors/rt")
    assert "T-1" in detail.text and "https://tool.example/1" in detail.text and "Dock" in detail.text
    assert agent.get("/staff/connectors/nothing").status == 404
    assert agent.get("/staff/connectors/%F0%9F%98%80").status == 404


def test_a_desk_without_tools_says_how_to_connect_one(counter: Counter, signed_in: SignIn) -> None:
    counter.running.desk.connectors.mappings.clear()
    assert "desk connector new" in signed_in("lena").get("/staff/connectors").text


@pytest.mark.expect_log("line_changed")
@pytest.mark.parametrize(
    ("fault", "told"),
    [(SignInFailed("401 no"), "does not let us in"), (Misconfigured("Queue", "none"), "not set up the way")],
    ids=["sign-in", "mapping"],
)
def test_a_stopped_line_is_said_on_every_page_and_tried_again(
    counter: Counter, signed_in: SignIn, fault: SignInFailed | Misconfigured, told: str
) -> None:
    counter.tool.next_on("create", fault)
    key = counter.record()
    lead, agent = signed_in("ines"), signed_in("lena")
    assert "takes nothing just now" in lead.get("/staff/incidents").text
    assert "takes nothing just now" in agent.get("/staff/appointments").text
    assert told in lead.get("/staff/connectors").text
    assert "Once it has arrived there" in lead.get(f"/staff/incidents/{key}").text
    page = lead.get("/staff/connectors/rt")
    assert told in page.text and "Nothing is lost" in page.text and "Try again now" in page.text
    assert "Try again now" not in agent.get("/staff/connectors/rt").text
    assert "Please tell a team lead" in agent.text
    assert agent.post("/staff/connectors/rt/try", {}).status == 403
    lead.get("/staff/connectors/rt").post("/staff/connectors/rt/try", {})
    assert lead.status == 200 and "It is being tried again" in lead.text
    counter.later(5)
    assert counter.held(key).delivery.stage is Stage.DONE
    assert "takes nothing just now" not in lead.get("/staff/incidents").text


def test_a_tool_that_rests_is_told_without_alarm(counter: Counter, signed_in: SignIn) -> None:
    counter.tool.next_on("create", RetryAfter(None, "down"))
    counter.record()
    lead = signed_in("ines")
    assert "takes nothing just now" not in lead.get("/staff/incidents").text
    assert "cannot be reached just now" in lead.get("/staff/connectors/rt").text


def test_what_is_stuck_is_sent_again(counter: Counter, signed_in: SignIn) -> None:
    key = stuck(counter, title="Laptop <i>dark</i>")
    lead = signed_in("ines").get("/staff/connectors/attention")
    assert "there is no <b>hardware</b>" in lead.text and "<b>hardware" not in lead.answer.text
    assert "<i>dark" not in lead.answer.text
    assert "does not take it as it is" in lead.text
    lead.post(f"/staff/connectors/deliveries/{key}/again", {})
    assert "It is being sent again" in lead.text and "Nothing needs your attention" in lead.text
    counter.worker.run_due()
    assert counter.held(key).delivery.stage is Stage.DONE
    lead.post(f"/staff/connectors/deliveries/{key}/again", {})
    assert lead.status == 409 and "Somebody was faster" in lead.text


def test_what_is_set_aside_stays_at_the_desk_with_its_reason(counter: Counter, signed_in: SignIn) -> None:
    key = stuck(counter)
    lead = signed_in("ines").get("/staff/connectors/attention")
    lead.post(f"/staff/connectors/deliveries/{key}/aside", {"reason": " "})
    assert lead.status == 422 and "say in a few words why" in lead.text
    lead.post(f"/staff/connectors/deliveries/{key}/aside", {"reason": "Only a question"})
    assert "It is not handed over" in lead.text
    record = lead.get(f"/staff/incidents/{key}")
    assert "Not handed over to RT: Only a question" in " ".join(
        record.text.replace('<span class="prose"><bdi>', "").split()
    )
    assert 'name="state"' in record.text, "the desk keeps its state again"
    with counter.running.database.read() as connection:
        assert outside.of(connection, key) is None


def test_what_was_set_aside_is_sent_again_one_or_all(counter: Counter, signed_in: SignIn) -> None:
    lead = signed_in("ines")
    first, second, third = (set_aside(counter, lead) for _ in range(3))
    page = lead.get("/staff/connectors/rt")
    assert "Send 3 again, all at once" in page.text and "each goes to RT once" in page.text
    agent = signed_in("lena").get("/staff/connectors/rt")
    assert "A team lead can send them again" in agent.text and "all at once" not in agent.text
    assert agent.post("/staff/connectors/rt/aside/again", {}).status == 403
    assert "Set aside" not in signed_in("nora").get("/staff/connectors/rt").text
    one: Fields = {"connector": "rt"}
    lead.get("/staff/connectors/rt").post(f"/staff/connectors/deliveries/{first}/again", one)
    assert lead.path.startswith("/staff/connectors/rt") and "It is being sent again" in lead.text
    late = lead.post(f"/staff/connectors/deliveries/{first}/again", one)
    assert (
        late.status == 409 and "Somebody was faster" in late.text and "Send 2 again, all at once" in late.text
    )
    lead.post("/staff/connectors/rt/aside/again", {})
    assert "They are on their way again" in lead.text and "Set aside" not in lead.text
    lead.post("/staff/connectors/rt/aside/again", {})
    assert "Nothing was sent" in lead.text
    counter.later(1)
    assert all(len(counter.tool.with_key(key)) == 1 for key in (first, second, third))
    assert "Sent to RT after all" in lead.get(f"/staff/incidents/{first}").text
    assert 'name="state"' not in lead.text, "the tool keeps it from now on"


def set_aside(counter: Counter, lead: Visitor, **values: str) -> str:
    """A record that was refused and set aside."""
    key = stuck(counter, **values)
    lead.get("/staff/connectors/attention")
    lead.post(f"/staff/connectors/deliveries/{key}/aside", {"reason": "Only a question"})
    assert "It is not handed over" in lead.text
    return key


def test_what_is_there_is_adopted_by_its_number(counter: Counter, signed_in: SignIn) -> None:
    counter.tool.next_on("create")
    counter.tool.next_on("find", Rejected("search", "not allowed"))
    key = counter.record()
    counter.later(600)
    lead = signed_in("ines").get("/staff/connectors/attention")
    assert "does not let us search" in lead.text
    for wrong in ("", "../../etc", "1 2", "é"):
        lead.post(f"/staff/connectors/deliveries/{key}/there", {"number": wrong})
        assert lead.status == 422 and "letters and digits only" in lead.text
    there: Fields = {"number": "#1", "url": "javascript:alert(1)"}
    lead.post(f"/staff/connectors/deliveries/{key}/there", there)
    assert "Good, it is there" in lead.text
    counter.worker.run_due()
    delivery = counter.held(key).delivery
    assert delivery.stage is Stage.DONE and delivery.ref is not None
    assert (delivery.ref.id, delivery.ref.url) == ("1", "")
    assert len(counter.tool.tickets) == 1


def test_agents_see_and_do_not_decide(counter: Counter, signed_in: SignIn) -> None:
    key = stuck(counter)
    agent = signed_in("lena").get("/staff/connectors/attention")
    assert "A team lead decides" in agent.text and "Send again" not in agent.text
    for action in ("again", "aside", "there"):
        agent.get("/staff/connectors/attention")
        assert agent.post(f"/staff/connectors/deliveries/{key}/{action}", {"reason": "x"}).status == 403
    assert counter.held(key).delivery.stage is Stage.ATTENTION


def test_a_lead_of_another_site_neither_sees_nor_decides(counter: Counter, signed_in: SignIn) -> None:
    key = stuck(counter, title="Secret matter")
    nora = signed_in("nora")
    for path in ("/staff/connectors/attention", "/staff/connectors/rt"):
        assert "Secret matter" not in nora.get(path).text
    for delivery in (key, "nothing", "\u202e"):
        nora.get("/staff/connectors/attention")
        assert nora.post(f"/staff/connectors/deliveries/{delivery}/again", {}).status == 404


def test_the_page_of_a_record_shows_its_ticket(counter: Counter, signed_in: SignIn) -> None:
    counter.tool.drops.add("Category")
    key = counter.record()
    (ticket,) = counter.tool.with_key(key)
    counter.tool.change(ticket, state="stalled", assignee="Ines Okoro")
    counter.later(600)
    agent = signed_in("lena").get(f"/staff/incidents/{key}")
    assert "T-1" in agent.text and 'href="https://tool.example/1"' in agent.text
    assert "Waiting" in agent.text and "Ines Okoro" in agent.text
    assert "“hardware” was dropped" in agent.text
    assert "RT keeps the state of this record now" in agent.text
    assert 'name="state"' not in agent.text and 'name="assignee"' not in agent.text
    agent.post(f"/staff/incidents/{key}", {"version": "2", "note": "Called them"})
    assert agent.status == 200 and "Called them" in agent.text
    counter.worker.run_due()
    assert list(ticket.notes.values()) == ["Lena Example: Called them"]
    late: Fields = {"version": "3", "state": "closed", "assignee": "", "note": "Mine"}
    agent.post(f"/staff/incidents/{key}", late)
    assert agent.status == 409 and "its state is changed there" in agent.text and "Mine" in agent.text


def test_a_hostile_address_is_no_link(counter: Counter, signed_in: SignIn) -> None:
    key = counter.record()
    with counter.running.database.begin() as connection:
        connection.exec_driver_sql("UPDATE outside SET ref_url = 'javascript:alert(1)'")
    for path in (f"/staff/incidents/{key}", "/staff/connectors/rt"):
        assert "javascript:" not in signed_in("lena").get(path).text


def test_a_file_is_added_handed_over_and_given_back(counter: Counter, signed_in: SignIn) -> None:
    key = counter.record()
    agent = signed_in("lena").get(f"/staff/incidents/{key}")
    agent.send_file(f"/staff/incidents/{key}/files", "Foto ñ.png", PNG, "image/png")
    assert agent.status == 200 and "The file was added" in agent.text and "Foto ñ.png" in agent.text
    counter.worker.run_due()
    (ticket,) = counter.tool.with_key(key)
    assert list(ticket.files.values()) == [PNG]
    address = agent.text.split(f'href="/staff/incidents/{key}/files/')[1].split('"')[0]
    agent.get(f"/staff/incidents/{key}/files/{address}")
    assert agent.answer.content == PNG
    assert agent.answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in agent.answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "told", "words"),
    [
        (b"MZ\x90", "application/x-msdownload", "This kind of file is not taken"),
        (b"<script>", "image/png", "This kind of file is not taken"),
        (b"", "text/plain", "not empty"),
    ],
    ids=["program", "lie", "empty"],
)
def test_a_file_that_is_not_taken_is_said_on_the_page(
    counter: Counter, signed_in: SignIn, content: bytes, told: str, words: str
) -> None:
    key = counter.record()
    agent = signed_in("lena").get(f"/staff/incidents/{key}")
    agent.send_file(f"/staff/incidents/{key}/files", "a", content, told)
    assert agent.status == 422 and words in agent.text


def test_a_file_from_another_page_is_refused(counter: Counter, signed_in: SignIn) -> None:
    key = counter.record()
    agent = signed_in("lena").get(f"/staff/incidents/{key}")
    agent.send_file(f"/staff/incidents/{key}/files", "a.png", PNG, "image/png", token="x" * 24)
    assert agent.status == 403
    assert signed_in("nora").get(f"/staff/incidents/{key}").status == 404


def test_a_file_that_cannot_be_used_is_said_and_the_version_before_serves(
    counter: Counter, signed_in: SignIn
) -> None:
    connectors = counter.running.desk.connectors
    connectors.faults = (MappingInvalid("rt.toml", "fields.Queue", "is <b>none</b>"),)
    counter.record()
    lead = signed_in("ines")
    assert "The one before it goes on serving" in lead.get("/staff/incidents").text
    assert "cannot be used" in lead.get("/staff/connectors").text and "Working" in lead.text
    page = lead.get("/staff/connectors/rt")
    assert "fields.Queue: is <b>none</b>" in page.text and "read again within seconds" in page.text
    connectors.mappings.clear()
    assert "takes nothing just now" in lead.get("/staff/incidents").text
    assert "fields.Queue" in lead.get("/staff/connectors/rt").text and "Cannot be used" in lead.text
    connectors.faults = ()
    assert "No longer connected" in lead.get("/staff/connectors/rt").text
    assert "The file for RT is no longer there" in lead.text and "Earlier records" not in lead.text
    assert "takes nothing just now" not in lead.get("/staff/incidents").text, "nothing waits for it"


def test_earlier_records_are_counted_and_handed_over(counter: Counter, signed_in: SignIn) -> None:
    mappings = dict(counter.running.desk.connectors.mappings)
    counter.running.desk.connectors.mappings.clear()
    keys = [counter.record(recorded_at=NOON - timedelta(days=3)) for _ in range(2)]
    settled = counter.record(recorded_at=NOON - timedelta(days=3), resolved=True)
    counter.running.desk.connectors.mappings.update(mappings)
    lead, agent = signed_in("ines"), signed_in("lena")
    assert "Earlier records" not in agent.get("/staff/connectors/rt").text
    told = lead.get("/staff/connectors/rt").text
    assert "Hand over 2 earlier records (since Saturday 31 January 2026)" in told
    assert "Hand over 3 earlier" in lead.get("/staff/connectors/rt?since=2026-02-01&which=all").text
    assert "There are none since" in lead.get("/staff/connectors/rt?since=2026-03-01").text
    assert agent.post("/staff/connectors/rt/earlier", {"since": "2026-02-01"}).status == 403
    asked: dict[str, str | list[str]] = {"since": "2026-02-01", "which": "open"}
    lead.get("/staff/connectors/rt").post("/staff/connectors/rt/earlier", asked)
    assert lead.status == 200 and "They are on their way" in lead.text and "There are none since" in lead.text
    counter.later(1)
    assert all(len(counter.tool.with_key(key)) == 1 for key in keys) and not counter.tool.with_key(settled)
    lead.post("/staff/connectors/rt/earlier", asked)
    assert "none left" in lead.text
    assert lead.post("/staff/connectors/rt/earlier", {"since": "soon"}).status == 422
    assert "handed earlier records over" in signed_in("boss").get("/staff/staff").text


def test_the_list_of_records_has_the_number_there_and_finds_it(counter: Counter, signed_in: SignIn) -> None:
    counter.record(title="Dock")
    counter.record(title="Mouse")
    lead = signed_in("ines").get("/staff/incidents")
    assert "RT T-1" in lead.text and "https://tool.example/2" in lead.text
    found = lead.get("/staff/incidents?q=RT+T-2")
    assert "Mouse" in found.text and "Dock" not in found.text
    assert "Dock" in lead.get("/staff/incidents?q=t-1").text
