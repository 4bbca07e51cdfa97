"""What the room may hear of a name: first name, initials or the number, as the visitor chose.

Names are told apart by rules of thumb that fail towards saying less: a title is left out, of "García, Ana"
the part behind the comma is the given name, a compound given name that is known as one stays together
("María del Carmen", "José Luis", "عبد الله"). Nothing here changes how a person writes their name.
"""

from __future__ import annotations

import unicodedata

from kiosk.queue.visits import CallAs

LONGEST = 40
"""Characters of a room name at most; longer ones end in an ellipsis, so that screen and voice can cope."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set(
    "dr dra doctor doctora drs prof profesor profesora professor mr mrs ms miss mx sir dame lord lady rev fr"
    " sr sra srta señor señora señorita don doña d dña ing lic arq herr frau mag dipl-ing mme mlle"
    " د دكتور دكتورة الدكتور الدكتورة السيد السيدة أستاذ أستاذة الأستاذ الأستاذة م"
)
_SUFFIXES = _set("jr sr ii iii iv phd md msc mba esq")
_PARTICLES = _set(
    "de del la las los da das do dos di y e i van von der den zu zum ter ten le du des bin bint ibn al el"
    " بن ابن بنت"
)
_JOINED_TO_NEXT = _set("abd abdel abdul abdal abu umm عبد أبو ابو أم ام")
_COMPOUND_FIRST = _set("ana carlos jesús jesus josé jose juan luis maria maría miguel marco rosa")
_COMPOUND_SECOND = _set(
    "alberto alejandro andrés ángel angel ángeles antonia antonio belén carlos carmen cristina cruz"
    " david dolores elena enrique eugenia eduardo fernanda fernando francisco gabriel gabriela"
    " guadalupe ignacio inés isabel javier jesús jesus josé jose josefa juan julia laura lourdes lucía"
    " luis luisa luz magdalena manuel manuela mar marcos margarita mari maría maria mercedes miguel"
    " montserrat pablo paz pedro pilar rafael ramón ramon raúl roberto rocío rosa rosario sofía"
    " soledad sol teresa victoria"
)
_ARTICLE = "ال"
_BIDI_CONTROLS = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def room_name(full_name: str, call_as: CallAs, number: str | None) -> str:
    """What is shown and said in the room for this visitor.

    The number where that was chosen, or where the name has nothing that can be said (empty, emoji only);
    "" only when there is no number either.
    """
    if call_as is CallAs.NUMBER:
        return number or ""
    said = first_name(full_name) if call_as is CallAs.FIRST_NAME else initials(full_name)
    return said or number or ""


def first_name(full_name: str) -> str:
    """The given name: "Ana", "María del Carmen", "عبد الله"; "" when there are no letters at all."""
    words = _words(full_name)
    return _shortened(" ".join(words[: _given_count(words)]))


def initials(full_name: str) -> str:
    """Up to three: "A. G.", "ا. ح."; "" when there are no letters at all."""
    words = _words(full_name)
    letters = [_initial(word) for word in words if _plain(word) not in _PARTICLES]
    return " ".join(f"{letter}." for letter in (letters or [_initial(word) for word in words])[:3])


def _words(full_name: str) -> list[str]:
    """The words of a name, given name first, without titles and without words that nobody can say."""
    text = unicodedata.normalize("NFC", full_name).translate(_BIDI_CONTROLS)
    if "@" in text:
        text = text.split("@", 1)[0].replace(".", " ")
    for comma in ("،", ","):
        family, found, given = text.partition(comma)
        if found and given.strip() and _plain(given.split()[0]) not in _SUFFIXES:
            text = f"{given} {family}"
    words = [word for word in text.replace(",", " ").split() if any(ch.isalpha() for ch in word)]
    while len(words) > 1 and _plain(words[0]) in _TITLES:
        words = words[1:]
    while len(words) > 1 and _plain(words[-1]) in _SUFFIXES:
        words = words[:-1]
    return words


def _plain(word: str) -> str:
    """A word as the tables here write it: lower case, without dots, brackets or emoji at its ends."""
    inside = [at for at, ch in enumerate(word) if ch.isalpha()]
    return word[inside[0] : inside[-1] + 1].casefold().replace(".", "") if inside else ""


def _given_count(words: list[str]) -> int:
    """How many of the words are the given name."""
    plain = [_plain(word) for word in words]
    if len(words) < 2:
        return len(words)
    if plain[0] in _JOINED_TO_NEXT:
        return 3 if plain[1] in _PARTICLES and len(words) > 2 else 2
    if plain[0] not in _COMPOUND_FIRST or len(words) < 3:
        return 1
    end = 1
    while end < len(words) - 1 and plain[end] in _PARTICLES:
        end += 1
    known = end < len(words) - 1 and plain[end] in _COMPOUND_SECOND  # a family name must be left
    return end + 1 if known else 1


def _initial(word: str) -> str:
    """A word's first letter with its marks, upper case, without an Arabic article before it."""
    word = unicodedata.normalize("NFC", word)
    if word.startswith(_ARTICLE) and len(word) > len(_ARTICLE) + 1:
        word = word[len(_ARTICLE) :]
    head, hyphen, rest = word.partition("-")
    if hyphen and rest and _plain(head) in ("al", "el"):
        word = rest
    start = next((at for at, ch in enumerate(word) if ch.isalpha()), 0)
    end = start + 1
    while end < len(word) and unicodedata.combining(word[end]):
        end += 1
    letter = word[start:end]
    upper = letter.upper()
    return upper if len(upper) == len(letter) else letter


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"
