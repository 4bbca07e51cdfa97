"""Files of records in the database, so that a copy of the database is a copy of everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.engine import Moment, insert_new, metadata
from desk.files.rules import File

files = sa.Table(
    "incident_files",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("incident", sa.String(64), sa.ForeignKey("incidents.id"), nullable=False, index=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("type", sa.String(64), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("by", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
)
_told = [column for column in files.c if column.name != "content"]


@dataclass(frozen=True, slots=True)
class Content:
    """A file with what is in it."""

    file: File
    content: bytes

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def type(self) -> str:
        return self.file.type


def add(connection: Connection, file: File, content: bytes) -> bool:
    """Keep a file; False when one with this id is there."""
    names = ("id", "incident", "name", "type", "size", "digest", "by", "at")
    row: dict[str, Any] = {name: getattr(file, name) for name in names}
    return insert_new(connection, files, row | {"content": content})


def of_incident(connection: Connection, incident: str) -> list[File]:
    """The files of a record, the oldest first."""
    wanted = sa.select(*_told).where(files.c.incident == incident).order_by(files.c.at, files.c.id)
    return [File(**row._mapping) for row in connection.execute(wanted)]


def get(connection: Connection, file: str) -> File | None:
    """A file by its id, without its content."""
    row = connection.execute(sa.select(*_told).where(files.c.id == file)).one_or_none()
    return File(**row._mapping) if row is not None else None


def count(connection: Connection, incident: str) -> int:
    wanted = sa.select(sa.func.count()).select_from(files).where(files.c.incident == incident)
    return int(connection.execute(wanted).scalar_one())


def content_of(connection: Connection, incident: str, file: str) -> Content | None:
    """A file of this record with its content; None when there is none."""
    c = files.c
    row = connection.execute(sa.select(files).where(c.id == file, c.incident == incident)).one_or_none()
    if row is None:
        return None
    told = {name: value for name, value in row._mapping.items() if name != "content"}
    return Content(File(**told), row.content)
