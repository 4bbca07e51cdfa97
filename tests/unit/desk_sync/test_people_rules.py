"""How a directory file is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.people.rules import Details, Fault, Row, mail_hint, merged, pattern_of, rows_of, words_of


def read(text: str) -> list[Row | Fault]:
    return list(rows_of(text))


def test_columns_in_any_order_with_any_usual_separator() -> None:
    want = Details(name="Ana Gil", mail="ana@example.org", badge="0042", department="Legal", language="es")
    for mark in ",;\t":
        head = mark.join(["Badge", " MAIL ", "name", "department", "language"])
        line = mark.join(["0042", "Ana@Example.org", " Ana  Gil ", "Legal", "es"])
        assert read(f"\ufeff{head}\r\n{line}\r\n") == [Row(2, want)]


def test_a_quoted_field_may_hold_separators_and_line_breaks() -> None:
    got = read('name,mail,department\n"Gil, Ana",a@example.org,"Legal\nand Tax"\nBo,b@example.org,IT\n')
    assert [(r.line, r.details.name, r.details.department) for r in got if isinstance(r, Row)] == [
        (3, "Gil, Ana", "Legal and Tax"),
        (4, "Bo", "IT"),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault(1, "no_header", "name")),
        ("mail\na@example.org\n", Fault(1, "no_header", "name")),
        ("name,salary\nAna,1\n", Fault(1, "unknown_column", "salary")),
        ("name,mail\nAna\n", Fault(2, "malformed")),
        ("name,mail\nAna,a@example.org,more\n", Fault(2, "malformed")),
        ("name,mail\nAna,no-address\n", Fault(2, "invalid", "mail")),
        ("name,mail\n  ,a@example.org\n", Fault(2, "invalid", "name")),
        ("name,badge\nAna,<script>\n", Fault(2, "invalid", "badge")),
        ("name,mail,language\nAna,a@example.org,Spanish please\n", Fault(2, "invalid", "language")),
        (f"name,mail\n{'x' * 201},a@example.org\n", Fault(2, "invalid", "name")),
        ("name,mail\nAna,\n", Fault(2, "no_key")),
        ('name,mail\n"Ana,a@example.org\n', Fault(2, "malformed")),
    ],
)
def test_a_fault_names_its_line(text: str, fault: Fault) -> None:
    assert read(text) == [fault]


def test_the_same_mail_or_badge_twice_is_a_fault_and_the_rest_is_read() -> None:
    got = read("name,mail,badge\nAna,a@example.org,1\nBo,A@example.org,2\nCy,c@example.org,1\nDi,,9\n")
    assert [g if isinstance(g, Fault) else g.details.name for g in got] == [
        "Ana",
        Fault(3, "twice", "mail"),
        Fault(4, "twice", "badge"),
        "Di",
    ]


@given(st.text(max_size=300))
def test_no_file_whatever_makes_it_fall_over(text: str) -> None:
    for got in rows_of(text):
        assert isinstance(got, Row | Fault)
        assert got.line >= 1


def test_what_a_directory_leaves_empty_is_kept() -> None:
    known = {"name": "Ana", "mail": "a@example.org", "badge": "7", "department": "", "language": "es"}
    told = Details(name="Ana Gil", mail="a@example.org", department="Tax")
    assert merged(known, told) == {**known, "name": "Ana Gil", "department": "Tax"}


def test_a_hint_and_the_words_of_a_search() -> None:
    assert mail_hint("ana@example.org") == "a…@example.org"
    assert mail_hint("") == ""
    assert words_of("  Ána GIL ") == ["ána", "gil"]


def test_what_people_type_is_never_a_wildcard() -> None:
    assert pattern_of("100%_\\Ä") == "%100\\%\\_\\\\ä%"
