"""What `check` finds in a mapping and at a tool, and what a sample that really goes in shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from common.clock import ManualClock
from desk.connectors.checking import Finding, Known, check, in_the_clear, sample
from desk.connectors.mapping.drafting import draft_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.mapping.sources import NAMES, value_of
from desk.connectors.port import Caps, Marker, ToolInfo
from desk.connectors.sampling import send
from tests.unit.desk_connectors.box import FAILURES, Box
from tests.unit.desk_connectors.records import PRIORITIES, STATES, mapping

CLOCK = ManualClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
KNOWN = Known(
    {"harbour": "Harbour office", "main": "Main building"},
    (
        (("hardware", "laptop"), ("Hardware", "Laptop")),
        (("network", "wifi"), ("Network", "Wi-Fi")),
        (("account",), ("Account",)),
    ),
)
NOTHING = Known()
ADDRESS = "https://box.example.org"


def codes(findings: Sequence[Finding], fit: bool | None) -> list[str]:
    return [finding.code for finding in findings if finding.fit is fit]


def look(box: Box, known: Known = NOTHING, **parts: Any) -> Sequence[Finding]:
    chosen = mapping(**({"url": ADDRESS} | parts))
    return check(chosen, box, sample(chosen, known, CLOCK, "a@example.org"), known).findings


def one(findings: Sequence[Finding], code: str) -> Finding:
    (found,) = [finding for finding in findings if finding.code == code]
    return found


# the sample


def test_a_sample_has_something_for_every_source() -> None:
    record = sample(mapping(), KNOWN, CLOCK, "a@example.org")
    empty = [name for name in NAMES if not value_of(record, name)]
    assert empty == ["category.2", "category.3"]


def test_a_sample_is_of_this_desk_and_of_a_kind_that_is_taken() -> None:
    record = sample(mapping(sites=["harbour"], kinds=["request"]), KNOWN, CLOCK, "")
    assert (record.site, record.kind, record.number) == ("harbour", "request", "REQ-0")
    assert record.link.endswith("/REQ-0")
    assert record.category == ("hardware", "laptop") and record.recorded_at == CLOCK.now()
    assert record.site_name == "Harbour office"
    assert sample(mapping(), KNOWN, CLOCK, "").site == "harbour"
    assert sample(mapping(), Known(), CLOCK, "").site == "main"


def test_no_two_samples_share_a_key() -> None:
    assert sample(mapping(), KNOWN, CLOCK, "").key != sample(mapping(), KNOWN, CLOCK, "").key


# the mapping alone


@pytest.mark.parametrize(
    ("url", "clear"),
    [
        ("http://tool.example.org", True),
        ("http://192.0.2.7:8080", True),
        ("https://tool.example.org", False),
        ("http://127.0.0.1:8081", False),
        ("http://localhost:8081", False),
        ("http://[::1]:8081", False),
        ("", False),
    ],
)
def test_a_sign_in_in_the_clear_is_seen(url: str, clear: bool) -> None:
    assert in_the_clear(url) is clear


def test_a_good_mapping_at_a_good_tool() -> None:
    findings = look(Box())
    assert codes(findings, False) == [] and codes(findings, True) == ["probed", "canary-good"]
    assert codes(findings, None) == ["lost"]


def test_no_address() -> None:
    assert codes(look(Box(), url=""), False) == ["no-url"]
    assert codes(look(Box(), url="", tool="mail"), False) == []


def test_nobody_checks_who_answers() -> None:
    assert "no-verify" in codes(look(Box(), verify=False), None)
    assert "in-the-clear" in codes(look(Box(), url="http://tool.example.org"), None)


def test_a_state_without_one_of_the_tool_s() -> None:
    findings = look(Box(), states={"new": ["new"], "resolved": ["done"]})
    missing = [finding.args["state"] for finding in findings if finding.code == "no-state"]
    assert missing == ["in_progress", "waiting", "closed"]


def test_states_that_the_tool_cannot_tell_apart() -> None:
    findings = look(Box(), states=STATES | {"in_progress": ["NEW"], "closed": ["resolved", "gone"]})
    told = [finding.args for finding in findings if finding.code == "shared-state"]
    assert told == [
        {"raw": "NEW", "state": "in_progress", "read": "new"},
        {"raw": "resolved", "state": "closed", "read": "resolved"},
    ]
    assert not [finding for finding in look(Box()) if finding.code == "shared-state"]


def test_what_another_mapping_gets_first() -> None:
    def first(other: dict[str, Any], **values: Any) -> list[Any]:
        known = replace(KNOWN, before=(mapping(**other),))
        return [each.args for each in look(Box(), known, **values) if each.code == "comes-first"]

    other = {"name": "before", "sites": ["main"], "kinds": ["incident"]}
    assert first(other) == [{"other": "before", "kinds": "incident", "sites": "main"}]
    assert first(other, sites=["main", "harbour"])[0]["sites"] == "main"
    assert first(other, sites=["harbour"]) == [] == first(other, kinds=["request"])
    assert first(other | {"sites": []})[0]["sites"] == ""  # every site


def test_a_link_that_nobody_else_can_open() -> None:
    here = replace(KNOWN, address="http://127.0.0.1:7320")
    assert one(look(Box(), here), "link-here").args == {"url": here.address}
    away = replace(KNOWN, address="https://desk.example.org")
    for known, values in ((away, {}), (here, {"details": ["number"]}), (here, {"url": "http://localhost"})):
        assert "link-here" not in [each.code for each in look(Box(), known, **values)]
    assert sample(mapping(), here, CLOCK, "").link.startswith(here.address)


def test_a_site_that_the_desk_does_not_have() -> None:
    finding = one(look(Box(), KNOWN, sites=["main", "moon"]), "unknown-site")
    assert finding.fit is False and finding.args == {"site": "moon", "known": "harbour, main"}
    assert "unknown-site" not in [each.code for each in look(Box(), Known(), sites=["moon"])]


@pytest.mark.parametrize(("default", "code"), [("Other", "category-default"), (None, "category-absent")])
def test_categories_of_the_desk_that_a_table_does_not_have(default: str | None, code: str) -> None:
    rule = {"from": "category.0", "table": "t"} | ({"default": default} if default else {})
    findings = look(Box(), KNOWN, fields={"F": rule}, tables={"t": {"hardware": "HW", "Network": "NET"}})
    assert one(findings, code).args == {
        "category": "account",
        "table": "t",
        "field": "F",
        "default": default or "",
    }


def test_levels_that_a_category_does_not_have_are_no_fault() -> None:
    rule = {"from": "category.1", "table": "t"}
    findings = look(Box(), KNOWN, fields={"F": rule}, tables={"t": {"laptop": "L", "wifi": "W"}})
    assert not [finding for finding in findings if finding.code.startswith("category")]


@pytest.mark.parametrize(("notes", "code"), [(True, "goes-on-in-notes"), (False, "cut-for-good")])
def test_limits_that_our_texts_can_reach(notes: bool, code: str) -> None:
    findings = look(Box(caps=Caps(notes=notes)), limits={"title": 80, "text": 3999})
    told = [finding.args for finding in findings if finding.code == code]
    assert told == [
        {"source": "title", "limit": 80, "longest": 200},
        {"source": "description", "limit": 3999, "longest": 4000},
    ]
    assert not [each for each in look(Box(), limits={"title": 200, "text": 4000}) if each.code == code]


# what the tool says


@pytest.mark.parametrize(
    ("how", "code", "args"),
    [
        ("refuses", "rejected", {"field": "Category", "message": "There is no value Hardware"}),
        ("does-not-fit", "misconfigured", {"field": "options.queue", "message": "There is no queue WalkUp."}),
        ("locked", "sign-in-failed", {"message": "Unauthorized"}),
        ("away", "not-reached", {"message": "The tool cannot be reached.", "seconds": 0}),
        ("busy", "busy", {"message": "Too many requests", "seconds": 30}),
        ("mumbles", "unclear", {"message": "The answer is a page for people."}),
    ],
)
def test_each_way_in_which_a_tool_fails(how: str, code: str, args: dict[str, Any]) -> None:
    finding = one(look(Box(failing={"probe": FAILURES[how]})), code)
    assert finding.fit is False and finding.args == {"step": "probe"} | args
    finding = one(look(Box(failing={"find": FAILURES[how]})), code)
    assert finding.args["step"] == "canary"


def test_a_tool_that_does_not_let_us_in_is_asked_nothing_more() -> None:
    findings = look(Box(failing={"probe": FAILURES["locked"]}, ignores_search=True))
    assert codes(findings, False) == ["sign-in-failed"] and codes(findings, True) == []


def test_a_search_that_finds_what_nobody_made() -> None:
    finding = one(look(Box(ignores_search=True)), "canary-found")
    assert finding.fit is False and finding.args == {"count": 1, "number": "T-77"}


@pytest.mark.parametrize("marker", [Marker.NONE, Marker.MESSAGE_ID])
def test_a_tool_that_cannot_be_searched_is_not(marker: Marker) -> None:
    findings = look(Box(caps=Caps(marker=marker), ignores_search=True))
    assert codes(findings, False) == []
    assert f"marker-{marker.value.replace('_', '-')}" in codes(findings, None)


def test_what_the_tool_finds_wrong_and_what_it_does_not_keep() -> None:
    wrong = (("fields.P", "There is no field P."),)
    info = ToolInfo("Box", faults=wrong, lost=("notes are cut",), offset_seconds=-95.4)
    findings = look(Box(info=info))
    assert one(findings, "fault").args == {"field": "fields.P", "message": "There is no field P."}
    assert one(findings, "fault").fit is False
    assert one(findings, "tool-loses").args == {"what": "notes are cut"}
    assert one(findings, "clock").args == {"seconds": 95}


@pytest.mark.parametrize("seconds", [None, 0.0, 29.0, -29.0])
def test_clocks_that_are_near_enough(seconds: float | None) -> None:
    assert "clock" not in [each.code for each in look(Box(info=ToolInfo("Box", offset_seconds=seconds)))]


def test_a_check_writes_nothing() -> None:
    box = Box()
    look(box)
    assert box.tickets == {} and box.held == set()


def test_every_field_is_shown_as_it_would_stand() -> None:
    chosen = mapping(
        url=ADDRESS,
        fields={
            "Priority": {"from": "priority", "table": "priority"},
            "Source": {"constant": "Walk-up"},
            "Third": {"from": "category.2"},
        },
        tables={"priority": PRIORITIES},
    )
    checked = check(chosen, Box(), sample(chosen, KNOWN, CLOCK, "a@example.org"), KNOWN)
    shown = {line.field: (line.source, line.value) for line in checked.lines}
    assert shown["Priority"] == ("priority", "30") and shown["Source"] == ("", "Walk-up")
    assert shown["Third"] == ("category.2", "") and shown["requester"] == ("requester", "a@example.org")
    assert shown["title"][1] == checked.drafted.draft.title
    assert checked.fit


# a sample that goes in


def sent(box: Box, chosen: Mapping | None = None) -> Sequence[Finding]:
    chosen = chosen or mapping(url=ADDRESS, fields={"Service": {"from": "service"}})
    record = sample(chosen, KNOWN, CLOCK, "a@example.org")
    return send(chosen, box, record, draft_of(chosen, record)).findings


def test_everything_that_a_hand_over_does_is_tried() -> None:
    box = Box()
    findings = sent(box)
    tried = ["created", "found", "as-sent", "note-kept", "attach-kept", "resolved"]
    assert [each.code for each in findings] == tried
    assert all(each.fit for each in findings)
    (ticket,) = box.tickets.values()
    assert ticket.state == "resolved" and len(box.held) == 2
    assert findings[0].args == {"number": "T-1", "url": "https://box.example.org/1"}


def test_what_is_over_a_limit_goes_in_as_notes() -> None:
    box = Box()
    sent(box, mapping(limits={"title": 20}))
    assert len(box.held) == 3


@pytest.mark.parametrize("how", FAILURES)
def test_without_a_ticket_there_is_nothing_more_to_try(how: str) -> None:
    box = Box(failing={"create": FAILURES[how]})
    findings = sent(box)
    assert findings[0].args["step"] == "create" and findings[0].fit is False
    assert [each.code for each in findings[1:]] == (["may-be-there"] if how == "mumbles" else [])
    assert box.held == set()


@pytest.mark.parametrize(
    ("call", "step"),
    [("find", "find"), ("get", "get"), ("note", "note"), ("attach", "attach"), ("apply", "resolve")],
)
def test_a_step_that_fails_keeps_no_other_away(call: str, step: str) -> None:
    findings = sent(Box(failing={call: FAILURES["refuses"]}))
    wrong = [each for each in findings if each.fit is False]
    assert [(each.code, each.args["step"]) for each in wrong] == [("rejected", step)]
    assert len(findings) == (7 if call == "apply" else 6)  # then it stays open, which is told


def test_what_the_tool_dropped_or_changed_is_told() -> None:
    findings = sent(Box(drops=frozenset({"Service", "title"})))
    wrong = {each.args["field"]: each for each in findings if each.fit is False}
    assert wrong["Service"].code == "dropped" and wrong["Service"].args["sent"] == "IT help"
    assert wrong["title"].code == "changed" and wrong["title"].args["found"] == "changed"
    assert "as-sent" not in [each.code for each in findings]


def test_a_key_that_is_dropped_is_told_with_what_it_means() -> None:
    finding = one(sent(Box(drops=frozenset({"key"}))), "no-key")
    assert finding.fit is False and finding.args["key"]


def test_a_state_that_is_refused_in_silence_is_told() -> None:
    finding = one(sent(Box(drops=frozenset({"state"}))), "changed")
    assert finding.args == {"field": "state", "sent": "resolved", "found": "new"}


def test_a_first_state_that_the_mapping_does_not_have() -> None:
    finding = one(sent(Box(first_state="untouched")), "unknown-state")
    assert finding.fit is False and finding.args == {"state": "untouched"}


def test_notes_and_files_that_are_taken_and_gone() -> None:
    assert codes(sent(Box(forgets=True)), False) == ["note-dropped", "attach-dropped"]


def test_a_key_that_is_not_found_yet_is_worth_knowing() -> None:
    finding = one(sent(Box(blind=True)), "not-found-yet")
    assert finding.fit is None


@pytest.mark.parametrize(
    ("caps", "tried"),
    [
        (Caps(marker=Marker.NONE), ["created", "as-sent", "note-kept", "attach-kept", "resolved"]),
        (Caps(reads=False), ["created", "found", "note-taken", "attach-taken"]),
        (Caps(notes=False, attaches=False), ["created", "found", "as-sent", "resolved"]),
        (Caps(Marker.MESSAGE_ID, reads=False, notes=False, attaches=False), ["created"]),
    ],
)
def test_only_what_the_tool_can_is_tried(caps: Caps, tried: list[str]) -> None:
    assert [each.code for each in sent(Box(caps=caps))] == tried


def test_without_a_raw_state_for_resolved_the_sample_stays_open() -> None:
    box = Box()
    states = {name: raws for name, raws in STATES.items() if name != "resolved"}
    findings = sent(box, mapping(states=states))
    assert findings[-1].code == "left-open" and next(iter(box.tickets.values())).state == "new"


def test_fit_is_said_of_the_whole() -> None:
    chosen = mapping(url=ADDRESS)
    record = sample(chosen, KNOWN, CLOCK, "")
    good = check(chosen, Box(), record, KNOWN)
    assert good.fit and not check(chosen, Box(failing={"probe": FAILURES["locked"]}), record, KNOWN).fit
    assert not replace(good, findings=(*good.findings, Finding("fault", False))).fit
    assert send(chosen, Box(), record, good.drafted).fit
    assert not send(chosen, Box(forgets=True), record, good.drafted).fit
