"""What connectors make of JSON that may hold anything, and of text that must come back as it went."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.connectors.http.shapes import as_html, as_plain, at, marked, nested, record, rows, stamp, zulu
from desk.connectors.port import Note

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)


def test_dotted_names_are_nested_and_found_again() -> None:
    fields = {"impact.name": "High", "impact.id": "7", "status": "new"}
    whole = nested(fields)
    assert whole == {"impact": {"name": "High", "id": "7"}, "status": "new"}
    assert {name: at(whole, name) for name in fields} == fields


@given(JSON, st.sampled_from(["a", "a.b", "a.b.c"]))
def test_any_answer_has_some_text_under_any_name(answer: object, name: str) -> None:
    assert isinstance(at(answer, name), str)
    assert isinstance(record(answer), dict)
    assert all(isinstance(row, dict) for row in rows(answer))


@pytest.mark.parametrize(
    ("value", "text"), [(True, "true"), (7, "7"), (None, ""), ({"b": 1}, ""), (["x", 2], "x,2"), ("é", "é")]
)
def test_values_as_text(value: object, text: str) -> None:
    assert at({"a": value}, "a") == text


@given(st.text(alphabet=st.sampled_from("ab<>&;/\n é😀'\"br"), max_size=40))
def test_text_comes_back_from_html_as_it_went(text: str) -> None:
    assert as_plain(as_html(text)) == text.strip()


def test_a_tool_s_own_html_is_plain() -> None:
    assert as_plain("<p>It was <b>dark</b></p><div>Tom &amp; Ana<br/>agreed</div>") == (
        "It was dark\nTom & Ana\nagreed"
    )


def test_a_note_carries_its_key_once() -> None:
    assert marked(Note("k-1", "It was the battery.")) == "It was the battery.\n\n[k-1]"
    assert marked(Note("k-1", "Seen (k-1)")) == "Seen (k-1)"


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T12:00:00Z",
        "2026-03-02T12:00:00.000+0000",
        "2026-03-02T07:00:00-05:00",
        "2026-03-02T12:00:00",
    ],
)
def test_stamps_of_tools(text: str) -> None:
    assert stamp(text) == datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert zulu(datetime(2026, 3, 2, 12, 0, tzinfo=UTC)) == "2026-03-02T12:00:00Z"


@pytest.mark.parametrize("text", ["", "now", 7, None])
def test_what_is_no_stamp(text: object) -> None:
    assert stamp(text) is None
