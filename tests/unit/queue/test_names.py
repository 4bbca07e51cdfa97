"""What the room hears of a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.queue.names import LONGEST, first_name, initials, room_name
from kiosk.queue.visits import CallAs

FIRST_NAMES = [
    ("Ana García", "Ana"),
    ("Ana", "Ana"),
    ("ana garcía", "ana"),
    ("  Ana   García  ", "Ana"),
    ("José Luis García López", "José Luis"),
    ("Jose Luis Garcia", "Jose Luis"),
    ("María del Carmen Pérez Ruiz", "María del Carmen"),
    ("María de los Ángeles Soto", "María de los Ángeles"),
    ("María de la Cruz", "María"),
    ("Ana María López", "Ana María"),
    ("Ana López Ruiz", "Ana"),
    ("Juan Carlos", "Juan"),
    ("Miguel Ángel Torres", "Miguel Ángel"),
    ("García López, Ana", "Ana"),
    ("García López, José Luis", "José Luis"),
    ("Jean-Luc Moreau", "Jean-Luc"),
    ("Dr. Ana García", "Ana"),
    ("Prof. Dr. Ingrid Sommer", "Ingrid"),
    ("Sra. Ana García", "Ana"),
    ("Don Pedro Almagro", "Pedro"),
    ("John Smith, Jr.", "John"),
    ("Ana García PhD", "Ana"),
    ("عبد الله الحسن", "عبد الله"),
    ("نور الهدى سالم", "نور"),
    ("د. ليلى حداد", "ليلى"),
    ("حداد، ليلى", "ليلى"),
    ("Abdul Rahman Nasser", "Abdul Rahman"),
    ("Abd al Rahman Nasser", "Abd al Rahman"),
    ("Layla al-Hasan", "Layla"),
    ("王小明", "王小明"),
    ("Ana 🦊 García", "Ana"),
    ("🦊 Ana García", "Ana"),
    ("🦊", ""),
    ("", ""),
    ("???", ""),
    ("ana.garcia@example.org", "ana"),
    ("\u202eana garcía", "ana"),
    ("Dr.", "Dr."),
    ("O'Neill Shaun", "O'Neill"),
]

INITIALS = [
    ("Ana García", "A. G."),
    ("Ana García López", "A. G. L."),
    ("ana garcía", "A. G."),
    ("Ana", "A."),
    ("María del Carmen Pérez Ruiz", "M. C. P."),
    ("Dr. Ángel de la Torre", "Á. T."),
    ("García, Ana", "A. G."),
    ("Ludwig van Beek", "L. B."),
    ("Layla al-Hasan", "L. H."),
    ("ليلى الحسن", "ل. ح."),
    ("أحمد بن سالم", "أ. س."),
    ("王小明", "王."),
    ("ßeta Ilić", "ß. I."),
    ("A\u0323na B", "Ạ. B."),
    ("(Ana) “García”", "A. G."),
    ("Ana 🦊", "A."),
    ("🦊", ""),
    ("", ""),
    ("de la", "D. L."),
]


@pytest.mark.parametrize(("full", "said"), FIRST_NAMES)
def test_first_name(full: str, said: str) -> None:
    assert first_name(full) == said


@pytest.mark.parametrize(("full", "said"), INITIALS)
def test_initials(full: str, said: str) -> None:
    assert initials(full) == said


def test_the_choice_decides() -> None:
    said = [room_name("Ana García", choice, "A042") for choice in CallAs]
    assert said == ["Ana", "A. G.", "A042"]


def test_a_name_that_cannot_be_said_gives_the_number() -> None:
    for choice in CallAs:
        assert room_name("🦊🦊", choice, "A042") == "A042"
        assert room_name("", choice, "A042") == "A042"
        assert room_name("", choice, None) == ""


def test_who_chose_the_number_is_never_named() -> None:
    assert room_name("Ana García", CallAs.NUMBER, None) == ""


def test_a_very_long_name_is_shortened() -> None:
    said = first_name("A" + "n" * 199)
    assert len(said) == LONGEST
    assert said.endswith("…")


@given(st.text(max_size=200), st.sampled_from(CallAs))
def test_any_text_has_a_short_room_name(full: str, choice: CallAs) -> None:
    said = room_name(full, choice, "A042")
    assert 0 < len(said) <= LONGEST + 1
    assert "\n" not in said
    assert "\u202e" not in said


@given(st.sampled_from(["Ana García", "José Luis Pérez Gil", "عبد الله الحسن", "Dr. Ingrid Sommer"]))
def test_the_family_name_is_never_said(full: str) -> None:
    assert full.split()[-1] not in room_name(full, CallAs.FIRST_NAME, "A042")
    assert full.split()[-1] not in room_name(full, CallAs.INITIALS, "A042")
