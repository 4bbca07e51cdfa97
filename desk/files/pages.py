"""Files on the page of a record: added by a form, given back as downloads."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from common.ids import new_id
from desk.context import Desk, TheDesk
from desk.files import store
from desk.files.adding import add_file
from desk.files.api import download_headers
from desk.incidents import store as incidents
from desk.incidents.api import seen_record
from desk.incidents.pages import show_record
from desk.problems import Refused
from desk.staff.auth import require
from desk.staff.layout import see
from desk.staff.rules import Member, Role
from desk.web.forms import Upload, posted_file
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/staff/incidents/{incident}/files", include_in_schema=False)
Agent = Annotated[Member, Depends(require(Role.AGENT))]
FAULTS = {"type": "type", "empty": "empty", "too many": "many"}


@router.post("")
async def add_form(request: Request, member: Agent, desk: TheDesk, incident: str) -> Response:
    """Add a file, and hand it over if the record was; a file that is not taken is said on the page."""
    upload = await posted_file(request)
    try:
        await run_in_threadpool(_add, desk, member, incident, upload)
    except Refused as refused:
        fault = "large" if refused.code is Code.TOO_LARGE else FAULTS.get(refused.data.get("file", ""), "")
        if not fault:
            raise
        return await run_in_threadpool(
            show_record, request, member, desk, incident, status=422, file_fault=fault
        )
    desk.connectors.wake()
    return see(f"/staff/incidents/{quote(incident)}", "file-added")


@router.get("/{file}")
def get_file(
    member: Agent, desk: TheDesk, incident: str, file: Annotated[str, Path(max_length=64)]
) -> Response:
    """The content of a file, to be saved and not shown."""
    with desk.database.read() as connection:
        record = seen_record(connection, incident, member)
        found = store.content_of(connection, record.id, file) if file.isprintable() else None
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return Response(found.content, headers=download_headers(found.file))


def _add(desk: Desk, member: Member, incident: str, upload: Upload) -> None:
    with desk.database.begin() as connection:
        record = seen_record(connection, incident, member)
        incidents.lock_standing(connection, record.id)
        add_file(connection, desk, member, record.id, new_id(), upload.name, upload.type, upload.content)
