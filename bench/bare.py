"""The bound: the same framework, one durable write a request, and nothing else.

`python -m bench.bare FILE` serves POST /visits: a pydantic body, one row committed to SQLite (WAL,
synchronous=FULL) through SQLAlchemy Core, a JSON answer. No sign-in, no rules, no journal, no feed.
"""

from __future__ import annotations

import json
import socket
import sys

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import Response
from sqlalchemy import Column, Integer, MetaData, Table, Text, create_engine, event, insert

from common.wire import CheckInBody

metadata = MetaData()
rows = Table("rows", metadata, Column("seq", Integer, primary_key=True), Column("body", Text, nullable=False))


def app(path: str) -> FastAPI:
    """The bare handler over a new database at `path`."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _durable(connection, _record) -> None:  # type: ignore[no-untyped-def]  # SQLAlchemy's hook
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    metadata.create_all(engine)
    bare = FastAPI()

    @bare.post("/visits")
    async def check_in(body: CheckInBody, request: Request) -> Response:
        with engine.begin() as connection:
            stored = connection.execute(insert(rows).values(body=body.model_dump_json()))
            seq = stored.inserted_primary_key[0] if stored.inserted_primary_key else 0
        return Response(json.dumps({"id": body.id, "seq": seq}), 201, media_type="application/json")

    return bare


def main(path: str) -> None:
    """Serve on a free port until killed; prints `ready URL`."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(256)
    print(f"ready http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    config = uvicorn.Config(app(path), log_level="warning", access_log=False, loop="uvloop", http="httptools")
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main(sys.argv[1])
