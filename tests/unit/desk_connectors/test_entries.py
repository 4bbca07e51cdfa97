"""Which of a ticket's notes and files are one thing twice, and which only look like it."""

from __future__ import annotations

from desk.connectors.http.entries import Entry, copies_of
from desk.connectors.tools.servicenow.table import journal

KEY = "0192f0aa-0000-7000-8000-000000000009"
SAID = f"It was the battery.\n\n[{KEY}]"


def test_the_same_words_from_the_same_hand_are_copies_the_oldest_first() -> None:
    entries = [Entry("3", SAID, "us"), Entry("5", "Something else", "us"), Entry("9", f" {SAID}\n", "us")]
    assert copies_of(entries, KEY) == ("3", "9")


def test_what_quotes_a_note_or_is_somebody_else_s_is_no_copy() -> None:
    quoting = Entry("4", f"Thank you!\n> It was the battery.\n> [{KEY}]", "vera")
    forwarded = Entry("6", SAID, "vera")
    assert copies_of([Entry("3", SAID, "us"), quoting, forwarded], KEY) == ("3",)


def test_who_quotes_a_note_that_is_gone_has_no_copies_of_it() -> None:
    assert copies_of([Entry("4", f"> [{KEY}]", "vera"), Entry("5", "Other", "us")], KEY) == ("4",)
    assert copies_of([Entry("5", "Other", "us")], KEY) == ()


def test_what_has_no_id_is_known_by_its_place() -> None:
    assert copies_of([Entry("", SAID), Entry("", SAID)], KEY) == ("#1", "#2")


def test_the_journal_of_servicenow_is_read_entry_by_entry_in_any_language() -> None:
    text = (
        f"22.11.2026 03:10:00 - Mostrador (Arbeitsnotizen)\n{SAID}\n\n"
        f"22.11.2026 03:05:00 - Vera Beispiel (Kommentare)\nDanke (bis 12:30 - morgen)\n[{KEY}]\n\n"
        f"22.11.2026 03:00:00 - Mostrador (Arbeitsnotizen)\n{SAID}\n\n"
    )
    entries = journal(text)
    assert [entry.by for entry in entries] == ["Mostrador", "Vera Beispiel", "Mostrador"]
    assert copies_of(entries, KEY) == ("#1", "#2")
    assert journal("no entry as we know them") == [Entry("", "no entry as we know them")]
