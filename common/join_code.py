"""Codes of six letters and digits that are typed at the kiosk where nothing can be scanned.

An appointment's is drawn by the desk. That of a visit which joined by phone follows from the visit's id, so
that desk and site know the same one without telling each other.
"""

from __future__ import annotations

import hashlib

CODE_LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"  # none that looks like another: no B8, I1L, O0, S5, Z2
CODE_LENGTH = 6


def plain_code(text: str) -> str:
    """A code as it is compared: however it was grouped or written."""
    return "".join(ch for ch in text if ch.isalnum()).upper()


def code_of_visit(visit: str) -> str:
    """The code under the QR code of a visit's page."""
    number = int.from_bytes(hashlib.sha256(f"visit {visit}".encode()).digest()[:8])
    letters = []
    for _ in range(CODE_LENGTH):
        number, pick = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[pick])
    return "".join(letters)
