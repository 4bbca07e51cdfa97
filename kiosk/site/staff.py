"""Agents and their passwords, as far as a site needs them: sign-in works without the desk."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import Connection, insert, select, update

from common.ids import new_id
from common.wire import AgentRecord
from kiosk.site.schema import agents

TRIES = 5
LOCK_SECONDS = 60.0
LOGINS_REMEMBERED = 500

_hashes = PasswordHash((Argon2Hasher(),))


@dataclass(frozen=True, slots=True)
class Agent:
    id: str
    login: str
    name: str
    password_hash: str


def add_agent(connection: Connection, login: str, name: str, password: str) -> str:
    """An agent of this site alone, for a site without a desk, in the caller's transaction; the agent's id.

    An agent with this login gets the new name and password.
    """
    known = connection.execute(
        select(agents.c.id).where(agents.c.login == _plain(login))
    ).scalar_one_or_none()
    agent = str(known or new_id())
    put_agent(connection, AgentRecord(id=agent, login=login, name=name, password_hash=_hashes.hash(password)))
    return agent


def put_agent(connection: Connection, record: AgentRecord) -> None:
    """Store an agent, new or changed, in the caller's transaction. A login belongs to its newest owner."""
    row = {
        "id": record.id,
        "login": _plain(record.login),
        "name": record.name,
        "password_hash": record.password_hash,
        "active": int(record.active),
    }
    others = (agents.c.login == row["login"]) & (agents.c.id != record.id)
    connection.execute(update(agents).where(others).values(active=0, login="gone:" + agents.c.id))
    connection.execute(insert(agents).prefix_with("OR REPLACE").values(row))


def find_agent(connection: Connection, login: str) -> Agent | None:
    """The active agent with this login, however it is written."""
    row = connection.execute(
        select(agents).where(agents.c.login == _plain(login), agents.c.active == 1)
    ).one_or_none()
    return Agent(row.id, row.login, row.name, row.password_hash) if row else None


def agent_of(connection: Connection, agent: str) -> Agent | None:
    """The active agent with this id."""
    row = connection.execute(select(agents).where(agents.c.id == agent, agents.c.active == 1)).one_or_none()
    return Agent(row.id, row.login, row.name, row.password_hash) if row else None


def agent_name(connection: Connection, agent: str) -> str:
    """An agent's name, "" for nobody."""
    return connection.execute(select(agents.c.name).where(agents.c.id == agent)).scalar_one_or_none() or ""


def is_right(agent: Agent | None, password: str) -> bool:
    """Whether this is the agent's password. Takes about as long for nobody; some 50 ms of work."""
    try:
        return (
            _hashes.verify(password, agent.password_hash if agent else _nobodys_hash()) and agent is not None
        )
    except UnknownHashError:
        return False


_nobody: list[str] = []


def _nobodys_hash() -> str:
    if not _nobody:
        _nobody.append(_hashes.hash(secrets.token_urlsafe(16)))
    return _nobody[0]


def _plain(login: str) -> str:
    return login.strip().casefold()


@dataclass
class WrongTries:
    """Counts wrong passwords a login; after TRIES of them the login rests for LOCK_SECONDS."""

    _tries: dict[str, tuple[int, float]] = field(default_factory=dict)

    def rests(self, login: str, at: float) -> float:
        """Seconds until this login may be tried again; 0: now. `at` is a steadily growing time."""
        count, last = self._tries.get(_plain(login), (0, 0.0))
        return max(0.0, last + LOCK_SECONDS - at) if count >= TRIES else 0.0

    def wrong(self, login: str, at: float) -> None:
        count, last = self._tries.get(_plain(login), (0, at))
        if at - last > LOCK_SECONDS:
            count = 0
        if len(self._tries) >= LOGINS_REMEMBERED:
            self._tries.pop(next(iter(self._tries)))
        self._tries[_plain(login)] = (count + 1, at)

    def right(self, login: str) -> None:
        self._tries.pop(_plain(login), None)
