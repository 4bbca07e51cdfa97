"""The part of the devices page where programs are given keys."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from desk.context import TheDesk
from desk.programs import store
from desk.programs.tokens import NotAccepted, add_program
from desk.staff import store as staff
from desk.staff.auth import note, require
from desk.staff.layout import see
from desk.staff.rules import Member, Role, plain
from desk.sync.pages import page
from desk.web.forms import Posted

router = APIRouter(prefix="/staff/devices/programs", include_in_schema=False)
Admin = Annotated[Member, Depends(require(Role.ADMIN))]


@router.post("")
def make_token(request: Request, member: Admin, desk: TheDesk, form: Posted) -> Response:
    """Make a key for a program and show it, this once."""
    name = plain(form.get("name", "")).strip()[:60]
    role = form.get("role", "")
    sites = [plain(site) for site in form.get("sites", "").split("\n") if site]
    try:
        with desk.database.begin() as connection:
            wanted = Role(role) if role in tuple(Role) else Role.AGENT
            token = add_program(connection, name, wanted, sites, desk.clock)
            staff.note_action(connection, note(desk, member, "program_token_made", name))
    except NotAccepted as no:
        return page(request, member, desk, status=422, program_name=name, program_fault=no.field)
    return page(request, member, desk, token=token, program_made=name)


@router.post("/{token_id}/revoke")
def revoke_token(member: Admin, desk: TheDesk, token_id: str, form: Posted) -> Response:
    """Make a key worthless at once. A repeat changes nothing."""
    with desk.database.begin() as connection:
        name = store.revoke(connection, token_id, desk.now()) if token_id.isprintable() else None
        if name is not None:
            staff.note_action(connection, note(desk, member, "program_token_revoked", name))
    return see("/staff/devices", "token-revoked")
