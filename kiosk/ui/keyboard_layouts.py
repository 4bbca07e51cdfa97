"""The on-screen keyboard's keys by language and layer. The page adds shift, space and erase."""

from __future__ import annotations

from typing import Literal

Layer = Literal["letters", "symbols"]

_SYMBOLS = ("1234567890", "@#€%&-+()/", "\"':;!?¿¡,.")
_LETTERS = {
    "en": ("qwertyuiop", "asdfghjkl'", "zxcvbnm-.@"),
    "es": ("qwertyuiop", "asdfghjklñ", "zxcvbnm-.@"),
}
_MARKED = {"en": "", "es": "áéíóúü"}
_CODE_ROWS = ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")


def key_rows(language: str, layer: Layer, shift: bool) -> list[list[str]]:
    """The rows of keys for a language (an unknown one gets English), upper case with `shift`.

    Spanish has its marked vowels in a row of their own above the letters, where others have the digits.
    """
    if layer == "symbols":
        return [list(row) for row in _SYMBOLS]
    rows = _LETTERS.get(language, _LETTERS["en"])
    marked = _MARKED.get(language, "")
    whole = [[*"1234567890"], *(list(row) for row in rows)] if not marked else [[*marked], *map(list, rows)]
    return [[key.upper() if shift else key for key in row] for row in whole]


def code_rows() -> list[list[str]]:
    """The keys for typing an appointment's code: capital letters and digits."""
    return [list(row) for row in _CODE_ROWS]
