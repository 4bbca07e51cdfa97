"""Tokens with which sites prove who they are to the desk."""

from __future__ import annotations

from common.clock import Clock, SystemClock
from desk.catalogue import store as catalogue
from desk.engine import Database
from desk.sync import store


class UnknownSite(LookupError):
    """The desk has no site with this id."""


def create_site_token(database: Database, site: str, clock: Clock | None = None) -> str:
    """A new token for a site (`mostrador token site`). It is shown once and kept only as a hash.

    Earlier tokens go on working until they are revoked. Raises UnknownSite.
    """
    with database.begin() as connection:
        if site not in catalogue.site_ids(connection):
            raise UnknownSite(site)
        return store.add_token(connection, site, (clock or SystemClock()).now())
