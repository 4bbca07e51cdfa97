"""Long texts in pieces: nothing is lost, limits hold, and nothing that looks like one character is cut.

What one character is, an independent judge says: Qt's own tables of Unicode.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QTextBoundaryFinder

from desk.connectors.mapping.cutting import cut, joined, parts_of

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
SINGLE = {  # each is one character to whoever reads it
    "a letter with an accent of its own": "e\u0301",
    "many accents": "a" + "\u0301\u0323\u0302" * 3,
    "a family": FAMILY,
    "a flag": "🇪🇸",
    "a flag of a region": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "a thumb with a skin tone": "👍🏽",
    "a red heart": "❤\ufe0f",
    "a key": "1\ufe0f\u20e3",
    "Hebrew with its vowels": "שָׁ",
    "Arabic with its vowels": "بِّ",
    "Korean in letters": "\u1112\u1161\u11ab",
    "Korean with a consonant below": "\uac00\u11a8",
    "Hindi's conjunct": "क्षि",
    "Thai's am": "น\u0e33",
    "a line's end of Windows": "\r\n",
}
PIECES = st.one_of(
    st.sampled_from(sorted(SINGLE.values())),
    st.sampled_from(["שלום ", "مرحبا ", "word ", "\n", " ", "日本", "x", "🇪🇸🇲🇽🇦🇷", "\u200f", "ß"]),
    st.text(max_size=6),
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def boundaries(text: str) -> set[int]:
    """Where Qt sees a character begin or end, in code points."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, text)
    units, places = {0}, set()
    while (at := finder.toNextBoundary()) != -1:
        units.add(at)
    width = 0
    for place, sign in enumerate(text):
        if width in units:
            places.add(place)
        width += 2 if ord(sign) > 0xFFFF else 1
    return places | {len(text)}


@pytest.mark.parametrize("one", SINGLE.values(), ids=SINGLE)
def test_what_is_one_character_is_never_cut(one: str) -> None:
    text = "ab" + one + "cd"
    for limit in range(2, len(text) + 1):
        kept = cut(text, limit)
        assert len(kept) <= limit
        assert kept in {"ab", "ab" + one, "ab" + one + "c", text}


@pytest.mark.parametrize("one", SINGLE.values(), ids=SINGLE)
def test_it_is_kept_where_it_just_fits(one: str) -> None:
    assert cut(f"ab{one}cd", 2 + len(one)) == f"ab{one}"


def test_flags_in_a_row_are_cut_between_flags() -> None:
    flags = "🇪🇸🇲🇽🇦🇷"
    assert [cut(flags, limit) for limit in (2, 3, 4, 5)] == ["🇪🇸", "🇪🇸", "🇪🇸🇲🇽", "🇪🇸🇲🇽"]


def test_one_that_is_longer_than_the_limit_is_cut_itself() -> None:
    monster = "a" + "\u0301" * 50
    assert cut(monster, 10) == monster[:10]
    assert "".join(parts_of(monster, 10)) == monster


def test_a_text_within_the_limit_stays_whole() -> None:
    assert cut("", 5) == "" and cut("hello", 5) == "hello" and parts_of("hello", 5) == ["hello"]
    assert parts_of("", 5) == [""]


def test_pieces_end_after_a_line_or_a_word() -> None:
    assert parts_of("one two three four", 9) == ["one two ", "three fou", "r"]  # "three " would waste a third
    assert parts_of("first line\nsecond line", 12) == ["first line\n", "second line"]
    assert parts_of("aaaa bbbb cccc", 11) == ["aaaa bbbb ", "cccc"]


def test_a_long_word_is_cut_rather_than_leaving_a_piece_half_empty() -> None:
    assert parts_of("ab " + "x" * 20, 10) == ["ab " + "x" * 7, "x" * 10, "x" * 3]


@given(TEXTS, st.integers(1, 60))
def test_pieces_are_the_whole_text_and_each_is_within_the_limit(text: str, limit: int) -> None:
    parts = parts_of(text, limit)
    assert "".join(parts) == text
    assert all(len(part) <= limit for part in parts)
    assert all(parts) or text == ""


@given(TEXTS, st.integers(1, 60))
def test_no_cut_goes_through_what_qt_sees_as_one_character(text: str, limit: int) -> None:
    whole = boundaries(text)
    begin = 0
    for part in parts_of(text, limit)[:-1]:
        end = begin + len(part)
        nowhere_else = all(joined(text, place) for place in range(begin + 1, begin + limit + 1))
        assert end in whole or nowhere_else
        begin = end


@given(TEXTS)
def test_the_careful_side(text: str) -> None:
    """We may see fewer places to cut than Qt does, never one that Qt does not."""
    whole = boundaries(text)
    ours = {place for place in range(len(text) + 1) if not joined(text, place)}
    assert ours <= whole


@given(TEXTS, st.integers(1, 30))
def test_a_cut_is_the_beginning_of_the_text(text: str, limit: int) -> None:
    kept = cut(text, limit)
    assert text.startswith(kept) and len(kept) <= limit
    assert bool(kept) == bool(text)
