"""What a tool made of what was sent, and what a polled change means."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.connectors.engine.comparing import (
    SHOWN,
    Difference,
    News,
    Outside,
    compare,
    first_known,
    news,
)
from desk.connectors.port import Change, Draft, Requester, Snapshot
from desk.incidents.rules import State
from tests.unit.desk_connectors.rows import AS_SENT, DRAFT, KEY, NOW, later


# --- comparing
def test_what_stands_as_it_was_sent_differs_in_nothing() -> None:
    assert compare(DRAFT, AS_SENT) == ()


@pytest.mark.parametrize(
    ("found", "field", "sent", "shown"),
    [
        ({"title": "Laptop"}, "title", "Laptop will not start", "Laptop"),
        ({"title": ""}, "title", "Laptop will not start", ""),
        ({"text": "It beeps"}, "text", "It beeps three times.", "It beeps"),
        ({"requester": "bar@example.org"}, "requester", "vera@example.org", "bar@example.org"),
        ({"key": ""}, "key", KEY, ""),
        ({"key": "another"}, "key", KEY, "another"),
        ({"fields": {"Queue": "General", "Priority": "80"}}, "Queue", "Walk-up", "General"),
        ({"fields": {"Queue": "Walk-up"}}, "Priority", "80", ""),
    ],
)
def test_what_was_dropped_or_changed_is_shown(
    found: dict[str, Any], field: str, sent: str, shown: str
) -> None:
    assert compare(DRAFT, replace(AS_SENT, **found)) == (Difference(field, sent, shown),)


@pytest.mark.parametrize(
    "found",
    [
        {"title": " Laptop  will not start\r\n"},
        {"title": "[#7] Laptop will not start"},
        {"text": "It beeps\r\nthree times.  "},
        {"text": "It beeps three times. [walkup:0192f0c1]"},
        {"text": None},
        {"requester": None},
        {"requester": "Vera Example <VERA@example.org>"},
        {"requester": "vera"},
        {"fields": {"Queue": "Walk-up ", "Priority": "80", "More": "x"}},
    ],
)
def test_what_makes_no_difference(found: dict[str, Any]) -> None:
    assert compare(DRAFT, replace(AS_SENT, **found)) == ()


def test_a_text_or_requester_that_is_told_to_be_empty_was_dropped() -> None:
    gone = replace(AS_SENT, text="", requester="")
    assert [(each.field, each.found) for each in compare(DRAFT, gone)] == [("text", ""), ("requester", "")]


def test_who_has_no_address_is_found_as_nobody_without_a_fault() -> None:
    """A tool knows people by their addresses; the name stands in the text."""
    nameless = replace(DRAFT, requester=Requester("Vera Example"))
    assert compare(nameless, replace(AS_SENT, requester="")) == ()


def test_one_text_in_two_forms_of_unicode_is_one_text() -> None:
    composed, parts = "Se\u00f1al perdida", "Sen\u0303al perdida"
    assert compare(replace(DRAFT, title=composed), replace(AS_SENT, title=parts)) == ()


@pytest.mark.parametrize(
    ("sent", "found"), [("Broken 🖥️", "Broken ??"), ("عطل", "???"), ("Broken 🖥️", "Broken ")]
)
def test_letters_that_a_tool_lost_are_shown(sent: str, found: str) -> None:
    (difference,) = compare(replace(DRAFT, title=sent), replace(AS_SENT, title=found))
    assert (difference.field, difference.sent, difference.found) == ("title", sent, found.strip())


def test_a_guest_is_whoever_the_tool_says() -> None:
    assert compare(replace(DRAFT, requester=Requester()), AS_SENT) == ()


def test_a_requester_that_was_looked_up_is_known_by_the_tool_s_own_id() -> None:
    known = replace(DRAFT, requester=Requester("Vera Example", outside_id="u-17"))
    assert compare(known, replace(AS_SENT, requester="u-17")) == ()


def test_long_values_are_shown_where_they_part() -> None:
    sent = "a" * 5000 + "END" + "b" * 5000
    found = "a" * 5000
    (difference,) = compare(replace(DRAFT, text=sent), replace(AS_SENT, text=found))
    assert "END" in difference.sent and difference.sent.startswith("…a") and difference.sent.endswith("b…")
    assert max(len(difference.sent), len(difference.found)) <= SHOWN + 2


def test_ten_megabytes_are_compared() -> None:
    text = "It beeps. " * 1_000_000
    assert compare(replace(DRAFT, text=text), replace(AS_SENT, text=text.strip())) == ()
    (difference,) = compare(replace(DRAFT, text=text), replace(AS_SENT, text=text[:65_535]))
    assert difference.field == "text"


@given(st.text(), st.text())
def test_a_value_differs_from_itself_in_nothing_and_a_difference_tells_both(one: str, other: str) -> None:
    draft = Draft(KEY, "INC-1", "incident", one, one, fields={"a": one})
    same = replace(AS_SENT, title=one, text=one, requester="", fields={"a": one})
    assert compare(draft, same) == ()
    changed = compare(draft, replace(same, fields={"a": other}))
    assert all(each.sent != each.found for each in changed)


def test_a_change_is_compared_by_what_it_wanted() -> None:
    resolved = replace(AS_SENT, state="resolved", resolution="Battery replaced. Closed by Sam.")
    assert compare(Change(state="resolved", resolution="Battery replaced."), resolved) == ()
    assert compare(Change(), AS_SENT) == ()
    assert compare(Change(state="resolved"), AS_SENT) == (Difference("state", "resolved", "new"),)
    assert compare(Change(resolution="Lamp"), resolved) == (
        Difference("resolution", "Lamp", "Battery replaced. Closed by Sam."),
    )
    assert compare(Change(fields={"Cause": "age"}), AS_SENT) == (Difference("Cause", "age", ""),)


# --- news
KNOWN = Outside(State.NEW, "new", "", "80", "", "1", NOW)


def polled(state: str = "new", revision: str = "2", changed_at: datetime | None = None) -> Snapshot:
    at = changed_at or later(60)
    return replace(AS_SENT, state=state, revision=revision, changed_at=at, priority="80")


def test_a_new_state_is_told_in_our_words_and_the_tool_s() -> None:
    got = news(KNOWN, polled("open"), State.IN_PROGRESS)
    assert got.changed == ("state", "raw_state")
    assert (got.outside.state, got.outside.raw_state, got.outside.revision) == (
        State.IN_PROGRESS,
        "open",
        "2",
    )
    assert not got.unknown


def test_an_unknown_state_keeps_ours_and_shows_the_raw_one() -> None:
    got = news(KNOWN, polled("awaiting vendor"), None)
    assert got.changed == ("raw_state",)
    assert (got.outside.state, got.outside.raw_state, got.unknown) == (State.NEW, "awaiting vendor", True)


def test_a_state_that_a_tool_does_not_tell_is_not_unknown() -> None:
    assert not news(KNOWN, polled(""), None).unknown


def test_an_echo_means_nothing() -> None:
    """Our own write comes back as a change: another revision, the same values."""
    got = news(KNOWN, polled(), State.NEW)
    assert got.changed == ()
    assert (got.outside.revision, got.outside.changed_at) == ("2", later(60))


def test_what_was_seen_before_means_nothing() -> None:
    assert news(KNOWN, polled("open", revision="1"), State.IN_PROGRESS) == News(KNOWN)


def test_a_page_that_overlaps_does_not_turn_time_back() -> None:
    assert news(KNOWN, polled("open", "0", later(-1)), State.IN_PROGRESS) == News(KNOWN)


def test_two_changes_in_one_second_are_both_taken() -> None:
    assert news(KNOWN, polled("open", "2", NOW), State.IN_PROGRESS).changed == ("state", "raw_state")


def test_a_tool_that_tells_no_times_and_no_revisions_is_believed() -> None:
    seen = replace(AS_SENT, state="open", revision="", changed_at=None)
    got = news(KNOWN, seen, State.IN_PROGRESS)
    assert got.outside.state is State.IN_PROGRESS
    assert got.outside.changed_at == NOW


@pytest.mark.parametrize("name", ["assignee", "priority", "resolution"])
def test_what_else_the_tool_owns_is_followed(name: str) -> None:
    more: dict[str, Any] = {name: "x"}
    got = news(KNOWN, replace(polled(), **more), State.NEW)
    assert got.changed == (name,)
    assert getattr(got.outside, name) == "x"


def test_whoever_is_taken_off_a_ticket_is_off_it() -> None:
    assert news(replace(KNOWN, assignee="sam"), polled(), State.NEW).outside.assignee == ""


def test_the_first_look_is_all_that_is_known() -> None:
    known = first_known(polled("stalled"), State.WAITING, State.NEW)
    assert (known.state, known.raw_state, known.revision) == (State.WAITING, "stalled", "2")
    assert first_known(polled("strange"), None, State.RESOLVED).state is State.RESOLVED


@given(
    st.lists(
        st.tuples(st.sampled_from(["new", "open", "strange"]), st.integers(0, 9), st.integers(-3, 9)),
        max_size=12,
    )
)
def test_pages_read_twice_are_the_same_as_read_once(given: list[tuple[str, int, int]]) -> None:
    """Whatever overlaps: reading the same changes again, in their order, tells nothing new at the end."""
    words = {"new": State.NEW, "open": State.IN_PROGRESS}
    changes = [polled(state, f"r{revision}", later(at)) for state, revision, at in given]
    known = KNOWN
    for change in changes:
        known = news(known, change, words.get(change.state)).outside
    newest = [c for c in changes if c.changed_at == known.changed_at]
    again = news(known, newest[-1], words.get(newest[-1].state)) if newest else News(known)
    assert not again.changed or len(newest) > 1
