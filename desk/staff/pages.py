"""Pages on which an admin keeps the staff: who works here, where, and on what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.catalogue import store as catalogue
from desk.context import Desk, TheDesk
from desk.engine import Connection
from desk.incidents.pages import told_at
from desk.problems import Refused
from desk.sign_on import store as identities
from desk.staff import store
from desk.staff.auth import note, require
from desk.staff.layout import STAFF_FACES, render_staff, see
from desk.staff.members import NotAccepted, add_member, change_member
from desk.staff.passwords import hash_of
from desk.staff.rules import Member, Role, password_fault
from desk.web.forms import Posted
from desk.web.layout import page_language, words_for
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/staff", include_in_schema=False)
Admin = Annotated[Member, Depends(require(Role.ADMIN))]
Agent = Annotated[Member, Depends(require(Role.AGENT))]
LIST = "/staff/staff"


@router.get("")
def first_page(member: Agent) -> Response:
    """Where the day begins."""
    return RedirectResponse("/staff/incidents", 303)


@router.get("/staff")
def list_staff(request: Request, member: Admin, desk: TheDesk) -> Response:
    """Everybody, active ones first, and what was done lately."""
    with desk.database.read() as connection:
        found = store.everybody(connection)
        known = _choices(connection, page_language(request))
        actions = store.actions(connection, 30)
        names = store.names(connection)
        when = _clock(request, desk, connection)
    values = {"accounts": found, "actions": actions, "names": names, "when": when, **known}
    return render_staff(request, member, "staff", "staff/staff_list.html", **values)


@router.get("/staff/new")
def new_member(request: Request, member: Admin, desk: TheDesk) -> Response:
    """The form for somebody new."""
    return _form(request, member, desk, None, {}, {})


@router.post("/staff/new")
def add(request: Request, member: Admin, desk: TheDesk, form: Posted) -> Response:
    """Add a member of staff."""
    try:
        added = add_member(
            desk.database,
            form.get("login", ""),
            form.get("name", ""),
            form.get("password", ""),
            _role(form),
            _chosen(form, "services"),
            _chosen(form, "sites"),
        )
    except NotAccepted as refused:
        return _form(request, member, desk, None, form, refused.faults)
    with desk.database.begin() as connection:
        store.note_action(connection, note(desk, member, "staff_added", added))
    return see(LIST, "staff-added")


@router.get("/staff/{staff_id}")
def one_member(request: Request, member: Admin, desk: TheDesk, staff_id: str) -> Response:
    """One member of staff: change, stop, new password."""
    with desk.database.read() as connection:
        found = _found(connection, staff_id)
    return _form(request, member, desk, found, _fields(found), {})


@router.post("/staff/{staff_id}")
def change(request: Request, member: Admin, desk: TheDesk, staff_id: str, form: Posted) -> Response:
    """Change name, role, services or sites."""
    name = " ".join(form.get("name", "").split())
    with desk.database.read() as connection:
        found = _found(connection, staff_id)
    if not name or len(name) > 200 or not name.isprintable():
        return _form(request, member, desk, found, form, {"name": "empty"})
    changed = replace(
        found.member,
        name=name,
        role=_role(form),
        services=tuple(_chosen(form, "services")),
        sites=tuple(_chosen(form, "sites")),
    )
    return _change(request, desk, member, replace(found, member=changed), form, "staff-changed")


@router.post("/staff/{staff_id}/active")
def set_active(request: Request, member: Admin, desk: TheDesk, staff_id: str, form: Posted) -> Response:
    """Let somebody stop working here, or come back. They stay in what they did."""
    with desk.database.read() as connection:
        found = _found(connection, staff_id)
    active = form.get("active") == "yes"
    done = "staff-back" if active else "staff-stopped"
    return _change(request, desk, member, replace(found, active=active), _fields(found), done)


@router.post("/staff/{staff_id}/password")
def new_password(request: Request, member: Admin, desk: TheDesk, staff_id: str, form: Posted) -> Response:
    """Give somebody a new password; whoever is signed in as them is signed out."""
    password = form.get("password", "")
    with desk.database.read() as connection:
        found = _found(connection, staff_id)
    if why := password_fault(password, found.member.login):
        return _form(request, member, desk, found, _fields(found), {"password": why})
    changed = replace(found, password_hash=hash_of(password))
    with desk.database.begin() as connection:
        change_member(connection, changed)
        store.end_sessions_of(connection, staff_id)
        store.note_action(connection, note(desk, member, "password_reset", staff_id))
    return see(LIST, "password-changed")


@router.post("/staff/{staff_id}/unlink")
def unlink(member: Admin, desk: TheDesk, staff_id: str, form: Posted) -> Response:
    """Take somebody's work account off them: the next that comes with their sign-in name is linked."""
    with desk.database.begin() as connection:
        _found(connection, staff_id)
        for told in identities.unlink(connection, staff_id):
            action = note(desk, member, "sign_on_unlinked", staff_id, account=told)
            store.note_action(connection, action)
        store.end_sessions_of(connection, staff_id)
    return see(f"{LIST}/{staff_id}", "sign-on-unlinked")


def _change(
    request: Request, desk: Desk, member: Member, account: store.Account, form: dict[str, str], done: str
) -> Response:
    try:
        with desk.database.begin() as connection:
            change_member(connection, account)
            action = done.replace("-", "_")
            store.note_action(connection, note(desk, member, action, account.member.id))
    except NotAccepted as refused:
        return _form(request, member, desk, account, form, refused.faults)
    return see(LIST, done)


def _found(connection: Connection, staff_id: str) -> store.Account:
    found = store.account(connection, staff_id) if staff_id.isprintable() else None
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return found


def _form(
    request: Request,
    member: Member,
    desk: Desk,
    account: store.Account | None,
    form: dict[str, str],
    faults: dict[str, str],
) -> Response:
    with desk.database.read() as connection:
        known = _choices(connection, page_language(request))
        linked = identities.of_member(connection, account.member.id) if account else []
        known["when"] = _clock(request, desk, connection)
    known |= {"linked": linked, "sign_on": desk.sign_on is not None}
    chosen = {name: form.get(name, "").split("\n") for name in ("services", "sites")}
    values: dict[str, Any] = {"account": account, "form": form, "faults": faults, "chosen": chosen, **known}
    status = 422 if faults else 200
    return render_staff(request, member, "staff", "staff/staff_form.html", status, **values)


def _fields(account: store.Account) -> dict[str, str]:
    """A member as the form's fields."""
    member = account.member
    return {
        "login": member.login,
        "name": member.name,
        "role": member.role.value,
        "services": "\n".join(member.services),
        "sites": "\n".join(member.sites),
    }


def _role(form: dict[str, str]) -> Role:
    try:
        return Role(form.get("role", Role.AGENT.value))
    except ValueError as error:
        raise Refused(Code.INVALID, {"role": "unknown"}) from error


def _chosen(form: dict[str, str], name: str) -> list[str]:
    """The boxes that were ticked; ids only."""
    ticked = form.get(name, "").split("\n")
    return [each for each in ticked if each and len(each) <= 64 and each.isascii() and each.isprintable()]


def _clock(request: Request, desk: Desk, connection: Connection) -> Callable[[datetime], str]:
    """Says moments as the desk's first site shows them."""
    sites, words, now = catalogue.all_sites(connection), words_for(request, STAFF_FACES), desk.now()
    return lambda at: told_at(at, sites[0] if sites else None, words, now)


def _choices(connection: Connection, language: str) -> dict[str, Any]:
    """Sites and services by id, with their names in the reader's language."""
    sites = catalogue.all_sites(connection)
    services = {s.id: s.name(language) for site in sites for s in site.rules.services if s.active}
    return {"site_names": {site.id: site.name(language) for site in sites}, "service_names": services}
