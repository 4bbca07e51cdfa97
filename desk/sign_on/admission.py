"""Of whom a provider's claims speak: by what never changes hands, and by name the first time only."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

import structlog

from desk.context import Desk
from desk.sign_on import store as identities
from desk.staff import store
from desk.staff.accounts import Subject, login_in, name_in, role_in, subject_in, told_in
from desk.staff.members import NotAccepted, add_member, change_member
from desk.staff.openid import SignOn, SignOnFailed
from desk.staff.rules import Role

log = structlog.get_logger()


def admitted(desk: Desk, sign_on: SignOn, claims: dict[str, Any]) -> store.Account:
    """The active account of whom the claims speak; its role is brought up to date where the provider says it.

    Raises SignOnFailed: `wrong` (they name nobody), `no-account`, `no-role`, `stopped`, `other-person`.
    """
    settings = sign_on.settings
    subject = subject_in(claims)
    if subject is None:
        log.warning("sign_on_no_subject")
        raise SignOnFailed("wrong")
    login = login_in(claims, settings)
    role = role_in(claims, settings) if settings.role_claim else None
    if settings.role_claim and role is None:
        raise _no("no-role", login)
    told = told_in(claims, settings)
    with desk.database.read() as connection:
        owner = identities.owner(connection, *subject)
    if owner is None:
        owner = _first_time(desk, sign_on, claims, login, role)
        _link(desk, owner, subject, told, login)
    if role is not None:
        _change_role(desk, owner, role, login)
    with desk.database.begin() as connection:
        account = store.account(connection, owner)
        if account is None or not account.active:
            raise _no("stopped", login)
        identities.note_use(connection, *subject, told, desk.now())
        return account


def _first_time(desk: Desk, sign_on: SignOn, claims: dict[str, Any], login: str, role: Role | None) -> str:
    """The id of the active member with this sign-in name, who may be made. Raises SignOnFailed."""
    settings = sign_on.settings
    with desk.database.read() as connection:
        account = store.account_by_login(connection, login) if login else None
    if account is None and login and settings.new_accounts != "no":
        _add(desk, login, name_in(claims, login), role or Role(settings.new_accounts))
        with desk.database.read() as connection:
            account = store.account_by_login(connection, login)
    if account is None:
        raise _no("no-account", login)
    if not account.active:
        raise _no("stopped", login)
    return account.member.id


def _link(desk: Desk, owner: str, subject: Subject, told: str, login: str) -> None:
    """Keep whose account this is from now on. Raises SignOnFailed `other-person`: the member has another."""
    now = desk.now()
    with desk.database.begin() as connection:
        linked = identities.link(connection, *subject, owner, told, now)
        if linked:
            action = store.Action(now, owner, "sign_on_linked", owner, {"account": told})
        elif identities.owner(connection, *subject) == owner:
            return  # in this very moment, from another window
        else:
            action = store.Action(now, owner, "sign_on_refused", owner, {"account": told})
        store.note_action(connection, action)
    if not linked:
        raise _no("other-person", login)


def _change_role(desk: Desk, owner: str, role: Role, login: str) -> None:
    """The provider says what somebody may do; yet somebody stays who can manage the desk."""
    try:
        with desk.database.begin() as connection:
            found = store.account(connection, owner)
            if found is None or not found.active or found.member.role is role:
                return
            change_member(connection, replace(found, member=replace(found.member, role=role)))
            detail = {"by": "sign_on", "role": role.value}
            store.note_action(connection, store.Action(desk.now(), owner, "staff_changed", owner, detail))
    except NotAccepted:
        log.warning("sign_on_last_admin", login=login)


def _add(desk: Desk, login: str, name: str, role: Role) -> None:
    """An account that opens with the organisation's account only: its password is nobody's."""
    try:
        made = add_member(desk.database, login, name, secrets.token_urlsafe(48), role)
    except NotAccepted as not_accepted:
        if not_accepted.faults == {"login": "taken"}:  # in this very moment, from another window
            return
        raise _no("no-account", login) from not_accepted
    with desk.database.begin() as connection:
        action = store.Action(desk.now(), made, "staff_added", login, {"by": "sign_on", "role": role.value})
        store.note_action(connection, action)


def _no(why: str, login: str) -> SignOnFailed:
    log.warning("sign_on_not_admitted", why=why, login=login[:100])
    return SignOnFailed(why)
