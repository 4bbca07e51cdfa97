"""A desk's data folder with the sample data, made in this process."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from common.clock import SystemClock
from desk.catalogue import store as catalogue
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


def keep_midnight_away(folder: Path) -> None:
    """Give the sample site a time zone in which the day does not end while a test runs."""
    by_day = 4 <= SystemClock().now().hour < 20
    database = Database(sqlite_url(folder / "data" / "desk" / "desk.db"))
    with database.begin() as connection:
        site = catalogue.site_of(connection, "main")
        assert site is not None
        rules = replace(site.rules, timezone="UTC" if by_day else "Pacific/Auckland")
        catalogue.save_site(connection, replace(site, rules=rules))
    database.close()
