"""What is shown and allowed, without a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from agent_console.drafts import Draft
from agent_console.presenters.actions import allowed, main_action, situation, transfer_targets
from agent_console.presenters.counters import counter_choices, first_choice
from agent_console.presenters.queue_rows import filtered, queue_rows, summary, waited_minutes
from agent_console.presenters.record import (
    category_choices,
    category_label,
    for_visit,
    is_of_another,
    missing,
    new_draft,
    ready_to_send,
    served_seconds,
)
from agent_console.presenters.records import RecordRow, found, record_rows
from agent_console.presenters.sign_in import first_fault, site_address
from common.outside import OutsideOut
from common.wire import CategoryOut, IncidentBody, IncidentOut
from kiosk.queue import commands as c
from kiosk.queue.visits import Remaining, VisitState
from tests.unit.console.sample_line import NOW, SampleLine, full_morning


def numbers(sample: SampleLine, agent: str = "lena") -> list[str]:
    return [row.number for row in queue_rows(sample.line, sample.names, agent, "en", NOW)]


def test_the_table_begins_with_mine_and_ends_with_who_is_booked() -> None:
    sample = full_morning()
    sample.do(c.CallNext("3", "lena"))
    rows = queue_rows(sample.line, sample.names, "lena", "en", NOW)
    states = [row.state.value for row in rows]
    assert rows[0].mine and rows[0].number == "B001" and rows[1].counter == "1"
    assert states == ["called", "serving", *["waiting"] * 9, *["booked"] * 3]
    assert [row.name for row in rows[-3:]] == ["Lucía Prado", "Mo Farouk", "Nina Berg"]


def test_held_ones_stand_before_the_waiting() -> None:
    sample = full_morning()
    sample.do(c.CallNext("3", "lena"))
    sample.do(c.Hold("v1", "lena"))
    assert numbers(sample)[:3] == ["A001", "B001", "C001"]


def test_the_waiting_stand_in_the_order_of_calling() -> None:
    sample = full_morning()
    order = [visit.number for visit in sample.line.in_order()]
    assert numbers(sample)[1 : 1 + len(order)] == order


def test_who_waits_longer_than_told_is_late_and_only_then() -> None:
    rows = {row.visit: row for row in queue_rows(full_morning().line, {}, "lena", "en", NOW)}
    assert rows["v2"].late and rows["v2"].left == (0, 0) and rows["v2"].waited_minutes == 37
    assert not rows["v10"].late
    assert not rows["v0"].late, "who is being served waits no longer"


def test_an_appointment_of_tomorrow_is_not_in_the_queue() -> None:
    sample = SampleLine()
    sample.book(0, 60 * 30)
    sample.book(1, 60)
    assert [r.visit for r in queue_rows(sample.line, {}, "lena", "en", NOW)] == ["b1"]


@pytest.mark.parametrize(
    ("text", "found"), [("a00", 3), ("BJÖRN", 1), ("elena torre", 1), ("new set", 5), ("", 14), ("xyz", 0)]
)
def test_the_filter_looks_for_every_word(text: str, found: int) -> None:
    sample = full_morning()
    rows = queue_rows(sample.line, sample.names, "lena", "en", NOW)
    assert len(filtered(rows, text)) == found


def test_a_number_is_not_shown_twice_as_a_name() -> None:
    sample = full_morning()
    sample.names["v2"] = "C001"
    row = next(r for r in queue_rows(sample.line, sample.names, "lena", "en", NOW) if r.visit == "v2")
    assert row.name == ""


def test_a_clock_set_back_never_shows_a_negative_wait() -> None:
    visit = full_morning().line.visits["v10"]
    assert waited_minutes(visit, NOW - timedelta(days=1)) == 0


def test_the_summary_counts_what_this_agent_serves() -> None:
    line = full_morning().line
    assert summary(line, "lena").waiting == 10
    assert summary(line, "marco").waiting == 4
    assert summary(SampleLine().line, "lena").high_minutes is None


def test_actions_follow_the_way_of_a_visit() -> None:
    sample = full_morning()

    def can(looked_at: str | None = None) -> set[str]:
        return set(allowed(sample.line, "lena", situation(sample.line, "lena", looked_at)))

    assert can() == {"call_next"}
    assert can("v3") == {"call_next", "call_this", "transfer", "leave"}
    assert can("b0") == {"call_next"}, "whoever is booked is not here"
    assert can("v0") == {"call_next"}, "somebody else's visitor is theirs"
    sample.do(c.CallNext("3", "lena"))
    assert can("v3") == {"start", "recall", "no_show", "hold", "transfer"}
    sample.do(c.Start("v1", "lena"))
    assert can() == {"hold", "transfer", "finish"}
    sample.do(c.Hold("v1", "lena"))
    assert can("v1") == {"call_next", "resume", "transfer", "leave"}
    sample.do(c.CloseCounter("3", "lena", Remaining.KEEP))
    assert can("v3") == {"transfer", "leave"}


def test_one_action_wears_the_accent() -> None:
    sample = full_morning()

    def accent() -> str | None:
        now = situation(sample.line, "lena", None)
        return main_action(now, allowed(sample.line, "lena", now))

    assert accent() == "call_next"
    sample.do(c.CallNext("3", "lena"))
    assert accent() == "start"
    sample.do(c.Start("v1", "lena"))
    assert accent() == "finish"
    assert main_action(situation(sample.line, "lena", None), frozenset()) is None


def test_a_transfer_leads_elsewhere_and_to_active_services_only() -> None:
    sample = full_morning()
    assert [s.id for s in transfer_targets(sample.line, sample.line.visits["v1"])] == [
        "laptop",
        "password",
        "setup",
        "other",
    ]
    closed = tuple(replace(s, active=s.id != "setup") for s in sample.line.settings.services)
    sample.do(c.ApplySettings(replace(sample.line.settings, services=closed)))
    assert "setup" not in [s.id for s in transfer_targets(sample.line, sample.line.visits["v1"])]


def test_counters_say_who_is_there_and_prefer_mine() -> None:
    line = full_morning().line
    choices = counter_choices(line, {"marco": "Marco Ruiz"}, "lena")
    assert [(one.counter, one.taken, one.mine, one.agent_name) for one in choices] == [
        ("1", True, False, "Marco Ruiz"),
        ("2", False, False, ""),
        ("3", False, True, ""),
    ]
    assert first_choice(choices, "2") == "3"
    assert first_choice(counter_choices(line, {}, "ines"), "2") == "2"
    assert first_choice(counter_choices(line, {}, "ines"), "gone") == "2"
    assert first_choice([one for one in choices if one.taken], "1") is None


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("counter-pc", "http://counter-pc:7310"),
        (" 10.0.0.7:80/ ", "http://10.0.0.7:80"),
        ("https://it.example.org/site", "https://it.example.org/site"),
        ("http://[::1]:7310", "http://[::1]:7310"),
        ("", None),
        ("two words", None),
        ("http://a:7310 http://b:7310/", "http://a:7310 http://b:7310"),
        ("http://a, https://b.example.org", "http://a:7310 https://b.example.org"),
        ("http://a:7310 b", None),
        ("http://a:7310 ftp://b", None),
        (" , ", None),
        ("http://", None),
        ("ftp://counter-pc", None),
        ("counter-pc:99999", None),
        ("http://[::1", None),
    ],
)
def test_an_address_is_taken_as_people_type_it(typed: str, address: str | None) -> None:
    assert site_address(typed) == address


def test_the_first_field_that_cannot_be_used_is_named() -> None:
    assert first_fault("", "lena", "x") == "console-sign-in-address-wrong"
    assert first_fault("pc", "  ", "x") == "console-sign-in-name-missing"
    assert first_fault("pc", "lena", "") == "console-sign-in-password-missing"
    assert first_fault("pc", "lena", "x") is None


TREE = [
    CategoryOut(
        id="hw",
        names={"en": "Hardware", "es": "Equipos"},
        children=[CategoryOut(id="dock", names={"en": "Dock"})],
    )
]


def test_categories_are_paths_in_words() -> None:
    assert [(one.path, one.label) for one in category_choices(TREE, "es")] == [
        (("hw",), "Equipos"),
        (("hw", "dock"), "Equipos › Dock"),
    ]
    assert category_label(TREE, ["hw", "dock"], "en") == "Hardware › Dock"
    assert category_label(TREE, ["gone"], "en") == "gone"


def test_a_record_knows_its_visit_and_what_is_missing() -> None:
    visit = full_morning().line.visits["v1"]
    draft = new_draft(visit, "Björn Lindqvist")
    assert (draft.visit, draft.number, draft.person, draft.service) == ("v1", "B001", "p1", "phone")
    assert draft.is_blank and missing(draft) == "title"
    assert missing(draft.model_copy(update={"title": "x" * 201})) == "title"
    assert missing(draft.model_copy(update={"title": "Fine", "description": "x" * 4001})) == "description"
    assert missing(draft.model_copy(update={"title": "Fine"})) is None
    assert new_draft(visit, "").incident != draft.incident


def test_what_is_written_stays_with_the_matter_it_began_in() -> None:
    sample = full_morning()
    first = new_draft(sample.line.visits["v0"], "Ana García")
    written = first.model_copy(update={"title": "Will not start"})
    sample.do(c.AddService("v0", "marco", "phone"))
    sample.do(c.Finish("v0", "marco", "laptop"))
    visit = sample.line.visits["v0"]
    assert visit.service == "phone"
    assert is_of_another(first, visit) and not is_of_another(written, visit)
    assert for_visit(written, visit, "").service == "laptop"
    assert new_draft(visit, "").service == "phone"


def test_a_record_is_sent_with_the_key_that_was_stored_and_a_mended_one_with_a_new_one() -> None:
    draft = Draft(incident="i", key="k", title="Dock")
    queued = ready_to_send(draft, 4, NOW, 90)
    assert (queued.state, queued.key, queued.order, queued.spent_seconds) == ("unsent", "k", 4, 90)
    refused = queued.model_copy(update={"state": "refused", "refusal_code": "invalid"})
    again = ready_to_send(refused, 5, NOW + timedelta(hours=1), 500)
    assert again.incident == "i" and again.key != "k" and again.refusal_code == ""
    assert again.recorded_at == NOW and again.spent_seconds == 90


def test_the_time_spent_runs_only_while_somebody_is_served() -> None:
    sample = full_morning()
    assert served_seconds(sample.line.visits["v0"], NOW) == 240
    assert served_seconds(sample.line.visits["v1"], NOW) == 0
    sample.do(c.Hold("v0", "marco"), 1)
    assert served_seconds(sample.line.visits["v0"], NOW) == 180
    assert sample.line.visits["v0"].state is VisitState.HELD


def at_site(incident: str, standing: str, minutes_ago: int) -> IncidentOut:
    body = IncidentBody.model_validate(
        {"id": incident, "kind": "incident", "category": [], "impact": 3, "urgency": 3, "title": incident}
        | {"recorded_at": NOW - timedelta(minutes=minutes_ago)}
    )
    return IncidentOut.model_validate({"incident": body, "priority": 5, "standing": standing})


def test_records_show_trouble_first_then_ours_then_the_newest() -> None:
    drafts = [
        Draft(incident="d1", key="k", title="Half written"),
        Draft(incident="d2", key="k", title="No", state="refused", refusal_code="invalid", recorded_at=NOW),
        Draft(incident="d3", key="k"),
        Draft(incident="s2", key="k", title="Answered, file not gone yet", state="unsent", recorded_at=NOW),
    ]
    records = [
        at_site("s1", "at_desk", 30),
        at_site("s2", "recorded", 20),
        at_site("s3", "needs_attention", 50),
    ]
    rows = record_rows(records, drafts, {})
    assert [row.incident for row in rows] == ["d2", "s3", "d1", "s2", "s1"]


def test_a_record_being_mended_is_shown_once() -> None:
    mended = Draft(incident="s3", key="k", title="Mended", state="unsent", recorded_at=NOW)
    rows = record_rows([at_site("s3", "needs_attention", 5)], [mended], {})
    assert [(row.incident, row.standing) for row in rows] == [("s3", "unsent")]


def row_of(name: str, number: str = "", connector: str = "request_tracker") -> RecordRow:
    told = {"connector": connector, "number": number, "state": "new", "at": NOW}
    ticket = OutsideOut.model_validate(told) if number else None
    return RecordRow(
        name, f"Title {name}", "A041", "Ana García", 3, "incident", "outside", "", name, NOW, ticket
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["INC-1", "INC-2", "INC-10", "INC-3"]),
        ("ana", ["INC-1", "INC-2", "INC-10", "INC-3"]),
        ("inc-1", ["INC-1", "INC-10"]),
        ("inc-10", ["INC-10"]),
        ("47", ["INC-10", "INC-1", "INC-2"]),
        ("#4711", ["INC-2", "INC-1"]),
        ("Request  Tracker 4711", ["INC-2", "INC-1"]),
        ("rt 4711", []),
        ("711", []),
        ("title 47", []),
        ("garcía a041", ["INC-1", "INC-2", "INC-10", "INC-3"]),
    ],
)
def test_records_are_found_by_words_and_by_either_number(text: str, told: list[str]) -> None:
    rows = [row_of("INC-1", "47110"), row_of("INC-2", "4711"), row_of("INC-10", "47"), row_of("INC-3")]
    assert [row.desk_number for row in found(rows, text)] == told
