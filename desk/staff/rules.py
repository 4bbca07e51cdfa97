"""Staff: roles, passwords, sign-in. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do; each role may do all that the one before may."""

    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"


_RANK = {Role.AGENT: 0, Role.LEAD: 1, Role.ADMIN: 2}

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200

TRIES_WINDOW = timedelta(minutes=15)
TRIES_A_LOGIN = 8  # wrong passwords for one login within the window
TRIES_AN_ADDRESS = 40  # … from one address: a whole office may sit behind it


def covers(held: Role, needed: Role) -> bool:
    """Whether somebody with role `held` may do what asks for `needed`."""
    return _RANK[held] >= _RANK[needed]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff who is signed in. `sites` and `services` empty: all of them."""

    id: str
    login: str
    name: str
    role: Role
    services: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()

    @property
    def scope(self) -> frozenset[str] | None:
        """The sites whose records this member sees; None: every site."""
        return frozenset(self.sites) if self.sites and self.role is not Role.ADMIN else None

    def sees(self, site: str) -> bool:
        return self.scope is None or site in self.scope


def plain(text: str) -> str:
    """What somebody typed on one line, without what no database keeps."""
    return "".join(ch for ch in text if ch.isprintable())


def login_of(typed: str) -> str:
    """A login as it is stored: trimmed, lower case."""
    return typed.strip().lower()


def password_fault(password: str, login: str) -> str:
    """Why a new password is not good enough ("" when it is): `too_short`, `too_long`, `same_as_login`,
    `one_letter`.
    """
    if len(password) < SHORTEST_PASSWORD:
        return "too_short"
    if len(password) > LONGEST_PASSWORD:
        return "too_long"
    if login and login in password.lower() and len(password) < len(login) + 6:
        return "same_as_login"
    return "one_letter" if len(set(password)) < 4 else ""


def may_try(wrong_for_login: int, wrong_from_address: int) -> bool:
    """Whether another password may be tried, after so many wrong ones within TRIES_WINDOW."""
    return wrong_for_login < TRIES_A_LOGIN and wrong_from_address < TRIES_AN_ADDRESS


def expires_at(now: datetime, hours: int) -> datetime:
    """When a sign-in ends, however much it is used."""
    return now + timedelta(hours=hours)


def way_back(address: str) -> str:
    """Where to go after signing in: a page of our own, never another host."""
    plain = re.fullmatch(r"/staff(?:[/?][A-Za-z0-9._~/?&=%+:-]*)?", address)
    return address if plain and "//" not in address and not address.startswith("/staff/sign-") else "/staff"
