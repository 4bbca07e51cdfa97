"""A record as a ticket: fields, tables, requester, texts within limits, and what would be lost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desk.connectors.mapping.drafting import KEY_ROOM, Drafted, draft_of, raw_of, state_of
from desk.connectors.mapping.sources import CLOSED_SETS, NAMES, keys_of, value_of
from desk.connectors.port import Requester
from desk.incidents.rules import State
from tests.unit.desk_connectors.records import PRIORITIES, mapping, record

FAMILY = "👩\u200d👩\u200d👧\u200d👦"

# sources


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("number", "INC-1001"),
        ("kind", "incident"),
        ("site", "main"),
        ("site_name", "Main building"),
        ("category", "Hardware / Laptop"),
        ("category.0", "Hardware"),
        ("category.1", "Laptop"),
        ("category.2", ""),
        ("category.3", ""),
        ("impact", "3"),
        ("urgency", "2"),
        ("priority", "4"),
        ("title", "Laptop does not start"),
        ("description", "Black screen after the update."),
        ("resolution", ""),
        ("service", "IT help"),
        ("agent", "Lena Vogt"),
        ("requester", "Ana Ruiz"),
        ("mail", "ana.ruiz@example.org"),
        ("visit", "visit-1"),
        ("recorded_at", "2026-03-02T09:30:15Z"),
        ("spent_minutes", "2"),
        ("link", "https://desk.example.org/staff/incidents/INC-1001"),
        ("key", "0198c0de-0000-7000-8000-000000000001"),
    ],
)
def test_each_source(source: str, value: str) -> None:
    assert value_of(record(), source) == value


def test_every_source_is_tried_above() -> None:
    tried = test_each_source.pytestmark[0].args[1]  # type: ignore[attr-defined]  # pytest keeps them there
    assert sorted(name for name, _ in tried) == sorted(NAMES)


def test_a_category_without_names_is_told_by_its_ids() -> None:
    assert value_of(record(category_names=()), "category") == "hardware / laptop"


@pytest.mark.parametrize(("seconds", "minutes"), [(0, ""), (1, "1"), (60, "1"), (61, "2"), (3600, "60")])
def test_minutes_are_begun_ones(seconds: int, minutes: str) -> None:
    assert value_of(record(spent_seconds=seconds), "spent_minutes") == minutes


# fields and tables


def fields(rule: dict[str, Any], tables: dict[str, Any] | None = None, **parts: Any) -> dict[str, str]:
    drafted = draft_of(mapping(fields={"F": rule}, tables=tables or {}), record(**parts))
    return dict(drafted.draft.fields)


def test_a_constant_and_a_source() -> None:
    assert fields({"constant": "Walk-up"}) == {"F": "Walk-up"}
    assert fields({"from": "agent"}) == {"F": "Lena Vogt"}


def test_a_field_with_nothing_to_say_is_left_out_or_has_its_default() -> None:
    assert fields({"from": "resolution"}) == {}
    assert fields({"from": "resolution", "default": "none"}) == {"F": "none"}
    assert fields({"constant": ""}) == {}


@pytest.mark.parametrize("urgency", [1, 2, 3])
@pytest.mark.parametrize("impact", [1, 2, 3])
def test_a_table_over_the_priority(impact: int, urgency: int) -> None:
    rule = {"from": "priority", "table": "priority"}
    said = fields(rule, {"priority": PRIORITIES}, impact=impact, urgency=urgency)
    assert said == {"F": PRIORITIES[str(impact + urgency - 1)]}


@pytest.mark.parametrize(
    "table", [{"hardware": "HW"}, {"Hardware": "HW"}, {"hardware": "HW", "Hardware": "not this"}]
)
def test_a_table_may_have_a_category_by_its_id_or_else_by_its_name(table: dict[str, str]) -> None:
    assert fields({"from": "category.0", "table": "t"}, {"t": table}) == {"F": "HW"}


def test_a_table_over_the_whole_path() -> None:
    assert keys_of(record(), "category") == ("hardware / laptop", "Hardware / Laptop")
    assert fields({"from": "category", "table": "t"}, {"t": {"hardware / laptop": "HW/L"}}) == {"F": "HW/L"}


def test_what_a_table_does_not_have_gets_the_default_and_is_told_in_the_text() -> None:
    given_default = mapping(
        fields={"F": {"from": "category", "table": "t", "default": "Other"}}, tables={"t": {"network": "Net"}}
    )
    drafted = draft_of(given_default, record())
    assert drafted.draft.fields == {"F": "Other"}
    assert "Category: Hardware / Laptop" in drafted.draft.text


def test_what_a_table_does_not_have_and_nothing_else_tells_is_lost() -> None:
    rules = {"fields": {"F": {"from": "category", "table": "t"}}, "tables": {"t": {"network": "Net"}}}
    drafted = draft_of(mapping(details=["number"], **rules), record())
    assert drafted.draft.fields == {} and "category" in drafted.lost


def test_a_field_over_its_limit_is_cut_and_told_in_full_by_a_note() -> None:
    drafted = draft_of(mapping(fields={"Agent": {"from": "agent", "limit": 4}}), record())
    assert drafted.draft.fields == {"Agent": "Lena"}
    assert drafted.notes == ("Agent, in full:\nLena Vogt",)


def test_a_field_is_not_cut_within_what_people_see_as_one_character() -> None:
    drafted = draft_of(
        mapping(fields={"Agent": {"from": "agent", "limit": 6}}), record(agent=f"Lena{FAMILY}")
    )
    assert drafted.draft.fields == {"Agent": "Lena"}


# the text's details


def test_details_stand_below_the_description_each_on_a_line() -> None:
    text = draft_of(mapping(), record()).draft.text
    assert text.split("\n") == [
        "Black screen after the update.",
        "",
        "Number: INC-1001",
        "Requester: Ana Ruiz",
        "Mail: ana.ruiz@example.org",
        "Site: Main building",
        "Service: IT help",
        "Category: Hardware / Laptop",
        "Agent: Lena Vogt",
        "Link: https://desk.example.org/staff/incidents/INC-1001",
    ]


def test_details_speak_the_mapping_s_language() -> None:
    drafted = draft_of(mapping(language="es", details=["requester", "category"]), record())
    assert drafted.draft.text.endswith("\n\nSolicitante: Ana Ruiz\nCategoría: Hardware / Laptop")


def test_what_a_field_takes_is_not_told_twice() -> None:
    drafted = draft_of(mapping(fields={"Agent": {"from": "agent"}}, details=["agent", "service"]), record())
    assert drafted.draft.text == "Black screen after the update.\n\nService: IT help"


def test_no_description_and_no_details_leave_the_title_as_the_text() -> None:
    drafted = draft_of(mapping(details=[]), record(description=""))
    assert drafted.draft.text == drafted.draft.title == "Laptop does not start"


# who asks


@pytest.mark.parametrize("rule", ["mail", "look_up", "create"])
def test_the_requester_goes_to_the_connector_which_keeps_the_rule(rule: str) -> None:
    drafted = draft_of(mapping(requester={"rule": rule}), record())
    assert drafted.draft.requester == Requester("Ana Ruiz", "ana.ruiz@example.org")


def test_as_free_text_nobody_is_named_but_in_the_text() -> None:
    drafted = draft_of(mapping(requester={"rule": "free_text"}), record())
    assert drafted.draft.requester == Requester()
    assert "Requester: Ana Ruiz" in drafted.draft.text and "requester" not in drafted.lost


def test_a_guest_without_mail_is_told_in_the_text() -> None:
    drafted = draft_of(mapping(), record(mail=""))
    assert drafted.draft.requester == Requester("Ana Ruiz") and "Requester: Ana Ruiz" in drafted.draft.text
    assert "requester" in draft_of(mapping(details=[]), record(mail="")).lost


# what is lost

LEVELS = {"impact", "urgency", "priority"}
REST = {"visit", "recorded_at", "spent_minutes"}


@pytest.mark.parametrize(
    ("parts", "lost"),
    [
        ({}, LEVELS | REST),
        ({"details": list(NAMES)}, set()),
        ({"details": ["site"]}, None),
        (
            {"fields": {"P": {"from": "priority"}}},
            {"impact", "urgency", "visit", "recorded_at", "spent_minutes"},
        ),
        (
            {"fields": {"I": {"from": "impact"}, "U": {"from": "urgency"}}},
            REST,
        ),
    ],
)
def test_what_reaches_neither_a_field_nor_the_text_is_told(
    parts: dict[str, Any], lost: set[str] | None
) -> None:
    found = set(draft_of(mapping(**parts), record()).lost)
    if lost is None:  # the site's id stands for its name
        assert "site_name" not in found and "site" not in found and "agent" in found
    else:
        assert found == lost


def test_a_category_told_level_by_level_is_whole() -> None:
    both = {"A": {"from": "category.0"}, "B": {"from": "category.1"}}
    assert "category" not in draft_of(mapping(details=[], fields=both), record()).lost
    del both["B"]
    found = draft_of(mapping(details=[], fields=both), record()).lost
    assert "category" in found and "category.1" in found and "category.0" not in found


def test_a_resolution_goes_with_the_state_or_is_lost() -> None:
    assert "resolution" not in draft_of(mapping(), record(resolution="New battery.")).lost
    assert "resolution" in draft_of(mapping(states={}), record(resolution="New battery.")).lost


# limits


def put_together(drafted: Drafted) -> str:
    """The text as somebody reads it in the tool: the ticket's, then the notes that continue it."""
    signed = re.sub(r"\n\n\(1/\d+, continued in the notes\)$", "", drafted.draft.text)
    more = [note.partition("\n")[2] for note in drafted.notes if note.startswith("continued (")]
    return "".join([signed, *more])


def test_a_long_text_goes_on_in_notes_that_say_so() -> None:
    drafted = draft_of(mapping(limits={"text": 200, "note": 300}), record(description="word " * 100))
    count = len(drafted.notes) + 1
    assert drafted.draft.text.endswith(f"\n\n(1/{count}, continued in the notes)")
    said = [note.partition("\n")[0] for note in drafted.notes]
    assert said == [f"continued ({place}/{count})" for place in range(2, count + 1)]
    assert put_together(drafted).startswith("word " * 100)


@pytest.mark.parametrize("over", [0, 1, 2])
def test_a_text_just_at_its_limit_stays_whole(over: int) -> None:
    drafted = draft_of(mapping(limits={"text": 300}, details=[]), record(description="d" * (300 + over)))
    assert len(drafted.draft.text) <= 300 and bool(drafted.notes) == (over > 0)


def test_a_long_title_is_cut_with_a_sign_and_told_in_full() -> None:
    drafted = draft_of(mapping(limits={"title": 20}), record(title="Printer on the third floor is jammed"))
    assert drafted.draft.title == "Printer on the thir…"
    assert drafted.notes == ("Title, in full:\nPrinter on the third floor is jammed",)


def test_a_title_is_cut_to_the_bytes_that_a_tool_counts() -> None:
    limits = {"title": 100, "title_bytes": 40}
    drafted = draft_of(mapping(limits=limits), record(title="El portátil no enciende: «señal» ñandú"))
    assert drafted.draft.title == "El portátil no enciende: «señal» …"
    assert len(drafted.draft.title.encode()) <= 40
    assert drafted.notes == ("Title, in full:\nEl portátil no enciende: «señal» ñandú",)
    assert draft_of(mapping(limits=limits), record(title="x" * 40)).draft.title == "x" * 40


def test_notes_of_a_title_come_before_those_of_the_text() -> None:
    long = record(title="t" * 190, description="d" * 500)
    notes = draft_of(mapping(limits={"title": 20, "text": 200}), long).notes
    assert notes[0].startswith("Title, in full:") and notes[1].startswith("continued (2/")


def test_ten_million_characters_are_all_there() -> None:
    long = "0123456789" * 1_000_000
    drafted = draft_of(mapping(details=[]), record(description=long))
    assert put_together(drafted) == long
    assert max(len(note) for note in drafted.notes) <= 60_000


PHRASES = [FAMILY, "🇪🇸", "e\u0301", "שלום עליכם ", "مرحبا بالعالم ", "日本語", "\n", " ", "word "]
LETTERS = st.characters(exclude_categories=("Cs", "Cc"))
WRITTEN = st.lists(
    st.one_of(st.sampled_from(PHRASES), st.text(alphabet=LETTERS, max_size=30)), max_size=120
).map("".join)


@given(WRITTEN, st.integers(200, 600), st.integers(200, 600), st.sampled_from(["en", "es"]))
@example("x" * 5000, 200, 200, "es")
def test_nothing_of_a_text_is_left_out_and_every_limit_holds(
    written: str, text: int, note: int, language: str
) -> None:
    limits = {"text": text, "note": note}
    drafted = draft_of(mapping(limits=limits, language=language, details=[]), record(description=written))
    assert len(drafted.draft.text) <= text
    assert all(len(each) + KEY_ROOM <= note for each in drafted.notes)
    if language == "en" and written:
        assert put_together(drafted) == written


@given(WRITTEN.filter(str.strip), st.integers(20, 100), st.integers(200, 300))
def test_a_title_keeps_its_limit_and_is_told_in_full(title: str, limit: int, note: int) -> None:
    drafted = draft_of(mapping(limits={"title": limit, "note": note}, details=[]), record(title=title))
    assert len(drafted.draft.title) <= limit
    assert all(len(each) + KEY_ROOM <= note for each in drafted.notes)
    if len(title) > limit:
        assert drafted.draft.title.endswith("…") and title.startswith(drafted.draft.title[:-1])
        assert "".join(each.partition("\n")[2] for each in drafted.notes) == title
    else:
        assert drafted.draft.title == title and drafted.notes == ()


@given(WRITTEN.filter(str.strip), st.integers(1, 80))
def test_a_field_keeps_its_limit_and_is_told_in_full(value: str, limit: int) -> None:
    rule = {"from": "agent", "limit": limit}
    drafted = draft_of(mapping(fields={"Technician": rule}, details=[]), record(agent=value))
    assert len(drafted.draft.fields["Technician"]) <= limit
    assert value.startswith(drafted.draft.fields["Technician"])
    assert drafted.notes == ((f"Technician, in full:\n{value}",) if len(value) > limit else ())


@given(
    st.dictionaries(st.sampled_from(["incident", "request", "1", "2", "3", "4", "5"]), st.text(min_size=1)),
    st.sampled_from(sorted(CLOSED_SETS)),
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from(["incident", "request"]),
)
def test_a_mapping_that_is_accepted_has_a_value_for_every_record(
    table: dict[str, str], source: str, impact: int, urgency: int, kind: str
) -> None:
    parts: dict[str, Any] = {"fields": {"F": {"from": source, "table": "t"}}, "tables": {"t": table}}
    complete = all(value in table for value in CLOSED_SETS[source])
    if not complete:
        with pytest.raises(ValueError, match="has nothing for"):
            mapping(**parts)
        return
    drafted = draft_of(mapping(**parts), record(impact=impact, urgency=urgency, kind=kind))
    assert drafted.draft.fields["F"] in table.values() and source not in drafted.lost


def test_the_rest_of_a_draft() -> None:
    draft = draft_of(mapping(), record(kind="request", number="REQ-7")).draft
    assert (draft.key, draft.number, draft.kind) == (record().key, "REQ-7", "request")
    assert draft.link == record().link


# states


@pytest.mark.parametrize(
    ("raw", "ours"),
    [
        ("new", State.NEW),
        ("planned", State.IN_PROGRESS),
        ("OPEN", State.IN_PROGRESS),
        ("rejected", State.CLOSED),
        ("deleted", None),
        ("", None),
    ],
)
def test_what_a_tool_s_state_means(raw: str, ours: State | None) -> None:
    assert state_of(mapping(), raw) is ours


def test_the_first_raw_state_is_the_one_that_is_written() -> None:
    assert [raw_of(mapping(), state) for state in State] == ["new", "open", "stalled", "resolved", "rejected"]
    assert raw_of(mapping(states={}), State.NEW) is None


def test_a_raw_state_of_two_of_ours_means_the_earlier() -> None:
    shared = mapping(states={"closed": ["closed"], "resolved": ["closed"], "new": ["new"]})
    assert state_of(shared, "closed") is State.RESOLVED and raw_of(shared, State.CLOSED) == "closed"


@given(st.sampled_from(list(State)))
def test_what_we_write_is_read_as_what_we_meant(state: State) -> None:
    raw = raw_of(mapping(), state)
    assert raw is not None and state_of(mapping(), raw) is state
