"""Passwords: hashed with Argon2id, slowly and with much memory, as it should be."""

from __future__ import annotations

import secrets
from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

_hasher = PasswordHash([Argon2Hasher()])


def hash_of(password: str) -> str:
    """What is kept of a password."""
    return _hasher.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether the password is the one that was hashed. None (nobody has the login) takes as long to deny."""
    try:
        return _hasher.verify(password, kept or _nobodys_hash()) and kept is not None
    except UnknownHashError:
        return False


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe(24))
