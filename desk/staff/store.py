"""Staff in the database: who they are, their sign-ins, wrong passwords, and what they did.

Only hashes of passwords (Argon2id) and of sign-in tokens (SHA-256) are kept. Every change to a member goes
into the feed of the sites where they work, so that the consoles know them when the desk is out of reach.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from common.wire import AgentRecord
from desk import feed
from desk.engine import Json, Moment, metadata
from desk.people.store import known_sites, lock_everywhere
from desk.staff.rules import TRIES_WINDOW, Member, Role, login_of

staff = sa.Table(
    "staff",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("login", sa.String(40), nullable=False, unique=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("password_hash", sa.String(200), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("services", Json, nullable=False),
    sa.Column("sites", Json, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)
sessions = sa.Table(
    "staff_sessions",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("staff", sa.String(64), sa.ForeignKey("staff.id"), nullable=False, index=True),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
)
wrong_tries = sa.Table(
    "wrong_passwords",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("login", sa.String(64), nullable=False, index=True),
    sa.Column("address", sa.String(64), nullable=False, index=True),
    sa.Column("at", Moment, nullable=False, index=True),
)
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("staff", sa.String(64), nullable=False),
    sa.Column("action", sa.String(64), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Column("detail", Json, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff with what only this module and the sites may see."""

    member: Member
    password_hash: str
    active: bool


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the audit: who did what to which subject."""

    at: datetime
    staff: str
    action: str
    subject: str
    detail: dict[str, Any]


class LoginTaken(Exception):
    """Somebody else has this login."""


def add_staff(
    connection: Connection,
    login: str,
    name: str,
    password_hash: str,
    role: Role = Role.AGENT,
    services: Sequence[str] = (),
    sites: Sequence[str] = (),
) -> str:
    """Add a member of staff and return their id; `services` and `sites` empty: all. Raises LoginTaken.

    The hash comes from `desk.staff.passwords.hash_of`.
    """
    lock_everywhere(connection)
    login = login_of(login)
    if connection.execute(sa.select(staff.c.id).where(staff.c.login == login)).first():
        raise LoginTaken(login)
    made = Account(Member(new_id(), login, name, role, tuple(services), tuple(sites)), password_hash, True)
    connection.execute(staff.insert().values(_values(made)))
    _publish(connection, made)
    return made.member.id


def change_staff(connection: Connection, account: Account) -> None:
    """Store a member as they now are, and end their sign-ins if they may not work any more."""
    lock_everywhere(connection)
    values = {k: v for k, v in _values(account).items() if k not in ("id", "login")}
    connection.execute(staff.update().where(staff.c.id == account.member.id).values(values))
    if not account.active:
        end_sessions_of(connection, account.member.id)
    _publish(connection, account)


def account(connection: Connection, staff_id: str) -> Account | None:
    return _one(connection, staff.c.id == staff_id)


def account_by_login(connection: Connection, login: str) -> Account | None:
    return _one(connection, staff.c.login == login_of(login))


def everybody(connection: Connection) -> list[Account]:
    """All members of staff, also inactive ones: active first, by name."""
    rows = connection.execute(sa.select(staff).order_by(staff.c.active.desc(), staff.c.name, staff.c.id))
    return [_account(row) for row in rows]


def names(connection: Connection) -> dict[str, str]:
    """Every member's name by id."""
    return {row.id: row.name for row in connection.execute(sa.select(staff.c.id, staff.c.name))}


def active_admins(connection: Connection) -> int:
    wanted = sa.select(sa.func.count()).where(staff.c.role == Role.ADMIN.value, staff.c.active)
    return int(connection.execute(wanted).scalar_one())


def tell_site(connection: Connection, site: str) -> None:
    """Put all staff who work at a site that is new into its feed."""
    lock_everywhere(connection)
    for each in everybody(connection):
        if not each.member.sites or site in each.member.sites:
            feed.publish(connection, site, "agent", each.member.id, _record(each, each.active))


def begin_session(connection: Connection, staff_id: str, now: datetime, until: datetime) -> str:
    """A token for a new sign-in; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    connection.execute(
        sessions.insert().values(digest=token_digest(token), staff=staff_id, began_at=now, expires_at=until)
    )
    connection.execute(sessions.delete().where(sessions.c.expires_at < now))
    return token


def member_of(connection: Connection, token: str, now: datetime) -> Member | None:
    """Who is signed in with this token; None when nobody is, any more."""
    joined = sa.select(staff).join(sessions, sessions.c.staff == staff.c.id)
    valid = (sessions.c.digest == token_digest(token)) & (sessions.c.expires_at > now) & staff.c.active
    row = connection.execute(joined.where(valid)).one_or_none()
    return _account(row).member if row is not None else None


def end_session(connection: Connection, token: str) -> None:
    connection.execute(sessions.delete().where(sessions.c.digest == token_digest(token)))


def end_sessions_of(connection: Connection, staff_id: str) -> None:
    """Sign somebody out everywhere."""
    connection.execute(sessions.delete().where(sessions.c.staff == staff_id))


def note_wrong_try(connection: Connection, login: str, address: str, now: datetime) -> None:
    """Count a wrong password, before it is checked: so parallel guesses are counted too."""
    values = {"id": new_id(), "login": login_of(login)[:64], "address": address[:64], "at": now}
    connection.execute(wrong_tries.insert().values(values))
    connection.execute(wrong_tries.delete().where(wrong_tries.c.at < now - timedelta(days=1)))


def forgive(connection: Connection, login: str) -> None:
    """The right password came: earlier wrong ones for this login no longer count."""
    connection.execute(wrong_tries.delete().where(wrong_tries.c.login == login_of(login)[:64]))


def wrong_lately(connection: Connection, login: str, address: str, now: datetime) -> tuple[int, int]:
    """How many passwords were tried lately for this login, and from this address."""
    counted = sa.select(sa.func.count()).where(wrong_tries.c.at > now - TRIES_WINDOW)
    by_login = connection.execute(counted.where(wrong_tries.c.login == login_of(login)[:64])).scalar_one()
    by_address = connection.execute(counted.where(wrong_tries.c.address == address[:64])).scalar_one()
    return int(by_login), int(by_address)


def note_action(connection: Connection, action: Action) -> None:
    """Write a line of the audit, in the transaction of the work itself."""
    connection.execute(
        audit.insert().values(
            id=new_id(),
            at=action.at,
            staff=action.staff,
            action=action.action,
            subject=action.subject[:200],
            detail=action.detail,
        )
    )


def actions(connection: Connection, limit: int = 100) -> list[Action]:
    """The audit, the newest first."""
    c = audit.c
    wanted = sa.select(c.at, c.staff, c.action, c.subject, c.detail).order_by(c.at.desc(), c.id.desc())
    return [Action(*row) for row in connection.execute(wanted.limit(limit))]


def token_digest(token: str) -> str:
    """What is kept of a token. It is long and random, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _one(connection: Connection, condition: sa.ColumnElement[bool]) -> Account | None:
    row = connection.execute(sa.select(staff).where(condition)).one_or_none()
    return _account(row) if row is not None else None


def _account(row: sa.Row[Any]) -> Account:
    member = Member(row.id, row.login, row.name, Role(row.role), tuple(row.services), tuple(row.sites))
    return Account(member, row.password_hash, row.active)


def _values(account: Account) -> dict[str, Any]:
    member = account.member
    return {
        "id": member.id,
        "login": member.login,
        "name": member.name,
        "password_hash": account.password_hash,
        "role": member.role.value,
        "services": list(member.services),
        "sites": list(member.sites),
        "active": account.active,
    }


def _publish(connection: Connection, account: Account) -> None:
    """Tell each site; where the member does not work (any more) they are told as inactive."""
    for site in known_sites(connection):
        works_there = not account.member.sites or site in account.member.sites
        body = _record(account, account.active and works_there)
        feed.publish(connection, site, "agent", account.member.id, body)


def _record(account: Account, active: bool) -> dict[str, Any]:
    member = account.member
    record = AgentRecord(
        id=member.id,
        login=member.login,
        name=member.name,
        password_hash=account.password_hash,
        services=list(member.services),
        active=active,
    )
    return record.model_dump(mode="json")
