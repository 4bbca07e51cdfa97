"""A desk's data folder with the sample data, made in this process."""

from __future__ import annotations

from pathlib import Path

from desk.engine import Database, sqlite_url
from desk.sample import load
from desk.sync.tokens import create_site_token


def sample_desk(folder: Path) -> str:
    """Put the sample data below `folder / "data"`; the token of its site."""
    database = Database(sqlite_url(folder / "data" / "desk" / "desk.db"))
    database.prepare()
    load(database)
    token = create_site_token(database, "main")
    database.close()
    return token
