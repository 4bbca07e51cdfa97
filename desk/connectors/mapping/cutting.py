"""Cutting long texts to a tool's limits: never within what a person sees as one character. Pure.

Limits count code points, as the tools' own do. The rules are those of Unicode's extended grapheme clusters
(UAX 29), on the careful side: where the tables of Python do not tell, nothing is cut.
"""

from __future__ import annotations

import unicodedata

JOINER = 0x200D
KIND_TO_CUT = 0.8  # a piece ends after a line or a word if that leaves it this full


def cut(text: str, limit: int) -> str:
    """As much of the text's beginning as fits, ending between two characters as people see them.

    Only where a single such character is longer than the limit is it cut itself.
    """
    if len(text) <= limit:
        return text
    at = limit
    while at > 0 and joined(text, at):
        at -= 1
    return text[: at or limit]


def cut_bytes(text: str, limit: int) -> str:
    """The same for a tool that counts the bytes of UTF-8."""
    whole = text.encode(errors="replace")
    return text if len(whole) <= limit else cut(text, len(whole[:limit].decode(errors="ignore")))


def parts_of(text: str, limit: int) -> list[str]:
    """The whole text in pieces within the limit, cut after a line or a word where there is one."""
    parts = []
    rest = text
    while len(rest) > limit:
        part = _kindly(cut(rest, limit))
        parts.append(part)
        rest = rest[len(part) :]
    return [*parts, rest]


def _kindly(piece: str) -> str:
    """The piece up to its last line break, else its last space, unless it would lose too much."""
    for sign in ("\n", " "):
        at = piece.rfind(sign) + 1
        if at >= len(piece) * KIND_TO_CUT:
            return piece[:at] if not (at < len(piece) and joined(piece, at)) else piece
    return piece


def joined(text: str, at: int) -> bool:
    """Whether the two code points around a place belong to one character as people see it."""
    if not 0 < at < len(text):
        return False
    before, after = ord(text[at - 1]), ord(text[at])
    if before in (0x0D, 0x0A) or after in (0x0D, 0x0A):
        return (before, after) == (0x0D, 0x0A)
    if _extends(text[at]) or before == JOINER or _leads(text[at - 1]):
        return True
    if _regional(before) and _regional(after):
        return _regional_before(text, at) % 2 == 1
    return _same_syllable(before, after)


def _extends(sign: str) -> bool:
    """Marks, joiners, variation selectors, skin tones and tags: they change what stands before them."""
    code = ord(sign)
    return (
        unicodedata.category(sign) in ("Mn", "Me", "Mc")
        or code in (JOINER, 0x200C, 0x0E33, 0x0EB3, 0xFF9E, 0xFF9F)
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _leads(sign: str) -> bool:
    """Signs that belong to what follows: numbers' signs of Arabic and Syriac, viramas before a consonant."""
    code = ord(sign)
    return 0x0600 <= code <= 0x0605 or code in (0x06DD, 0x070F, 0x08E2) or unicodedata.combining(sign) == 9


def _regional(code: int) -> bool:
    return 0x1F1E6 <= code <= 0x1F1FF


def _regional_before(text: str, at: int) -> int:
    """How many regional indicators stand directly before a place: two make a flag."""
    begin = at
    while begin > 0 and _regional(ord(text[begin - 1])):
        begin -= 1
    return at - begin


def _same_syllable(before: int, after: int) -> bool:
    """Korean: leading consonant, vowel, trailing consonant."""
    leads, vowels, trails = range(0x1100, 0x1160), range(0x1160, 0x11A8), range(0x11A8, 0x1200)
    whole = 0xAC00 <= before <= 0xD7A3
    open_ = whole and (before - 0xAC00) % 28 == 0
    if before in leads:
        return after in leads or after in vowels or 0xAC00 <= after <= 0xD7A3
    if before in vowels or open_:
        return after in vowels or after in trails
    return (before in trails or whole) and after in trails
