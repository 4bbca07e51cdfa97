"""The API of files: added under ids that their senders made, given back as downloads and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Path, Query
from pydantic import AfterValidator, BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from desk.context import Desk, TheDesk
from desk.files import store
from desk.files.adding import add_file
from desk.files.rules import File
from desk.idempotency import key_in
from desk.incidents import store as incidents
from desk.incidents.api import seen_record
from desk.problems import Refused
from desk.staff.auth import require
from desk.staff.rules import Member, Role, plain
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/api/v1/incidents/{incident}/files", tags=["files"])
Agent = Annotated[Member, Depends(require(Role.AGENT))]
ID = r"^[A-Za-z0-9._:-]+$"


class FileOut(BaseModel):
    """A file of a record; its content is at `/api/v1/incidents/{incident}/files/{id}`."""

    id: str
    incident: str
    name: str
    type: str
    size: int
    digest: str
    by: str
    at: datetime


@router.get("")
def list_files(member: Agent, desk: TheDesk, incident: str) -> list[FileOut]:
    """The files of a record, the oldest first."""
    with desk.database.read() as connection:
        found = store.of_incident(connection, seen_record(connection, incident, member).id)
    return [FileOut.model_validate(each, from_attributes=True) for each in found]


@router.post("", status_code=201, response_model=FileOut)
async def add(
    request: Request,
    response: Response,
    member: Agent,
    desk: TheDesk,
    incident: str,
    name: Annotated[str, Query(max_length=300), AfterValidator(plain)] = "",
    key: Annotated[str | None, Header(alias="Idempotency-Key", pattern=ID)] = None,
) -> FileOut:
    """Add a file: the body is its content, Content-Type its type; the Idempotency-Key becomes its id.

    PNG, JPEG, GIF, WebP, PDF, ZIP and plain text, at most 10 MB. A repeat gets the first answer with 200.
    Refusals: `too_large`, `invalid` (data: `file`), `key_reused`.
    """
    made = key_in(key)
    content = await request.body()
    told = request.headers.get("content-type", "")
    file, new = await run_in_threadpool(_add, desk, member, incident, made, name, told, content)
    response.status_code = 201 if new else 200
    return FileOut.model_validate(file, from_attributes=True)


@router.get("/{file}", response_class=Response)
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


def download_headers(file: File) -> dict[str, str]:
    """The headers that make a browser save a file and never run anything in it."""
    plain = "".join(ch if (ch.isascii() and ch.isalnum()) or ch in ".-_ " else "_" for ch in file.name)
    exact = quote(file.name, safe="")
    return {
        "Content-Type": file.type,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{file.digest}"',
    }


def _add(
    desk: Desk, member: Member, incident: str, key: str, name: str, told: str, content: bytes
) -> tuple[File, bool]:
    with desk.database.begin() as connection:
        record = seen_record(connection, incident, member)
        incidents.lock_standing(connection, record.id)
        added = add_file(connection, desk, member, record.id, key, name, told, content)
    desk.connectors.wake()
    return added
