"""The PostgreSQL that tests get is real, empty and gone afterwards."""

from __future__ import annotations

import fcntl
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy

from tests.fixtures.postgres import KEEPER, programs

SESSION = """
import fcntl, sys
lock = open(sys.argv[1])
fcntl.flock(lock, fcntl.LOCK_SH)
print("locked", flush=True)
sys.stdin.read()
"""


def test_each_url_is_a_database_of_its_own(new_postgres_url: Callable[[], str]) -> None:
    first, second = (sqlalchemy.create_engine(new_postgres_url()) for _ in range(2))
    with first.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE visitor (name text)"))
        connection.execute(sqlalchemy.text("INSERT INTO visitor VALUES ('ÁNGELA')"))
        assert connection.execute(sqlalchemy.text("SELECT lower(name) FROM visitor")).scalar() == "ángela"
    assert sqlalchemy.inspect(first).get_table_names() == ["visitor"]
    assert sqlalchemy.inspect(second).get_table_names() == []
    first.dispose()
    second.dispose()


def test_a_killed_session_leaves_no_server_behind() -> None:
    home = Path(tempfile.mkdtemp(prefix="mostrador-postgres-"))
    (home / "users.lock").touch()
    session = subprocess.Popen(
        [sys.executable, "-c", SESSION, home / "users.lock"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert session.stdout is not None and session.stdout.readline()
    subprocess.run([sys.executable, KEEPER, home, programs()], check=True, stdin=subprocess.DEVNULL)
    server = ("127.0.0.1", int((home / "url").read_text().rpartition(":")[2]))
    socket.create_connection(server).close()
    with (home / "keeper.lock").open() as alive:
        session.kill()
        session.communicate()
        fcntl.flock(alive, fcntl.LOCK_SH)
    assert not home.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(server)
