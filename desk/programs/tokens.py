"""Making tokens for programs: what the command line and the devices page both do."""

from __future__ import annotations

from collections.abc import Sequence

from common.clock import Clock, SystemClock
from desk.catalogue import store as catalogue
from desk.engine import Connection, Database
from desk.programs import store
from desk.programs.rules import NAME
from desk.staff.rules import Role


class NotAccepted(ValueError):
    """A program cannot be let in as wished; `field` says which wish is wrong: name, sites."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def create_program_token(
    database: Database, name: str, role: Role, sites: Sequence[str] = (), clock: Clock | None = None
) -> str:
    """A new token (`mostrador token program`), shown once and kept only as a hash. Raises NotAccepted."""
    with database.begin() as connection:
        return add_program(connection, name, role, sites, clock or SystemClock())


def add_program(connection: Connection, name: str, role: Role, sites: Sequence[str], clock: Clock) -> str:
    """The same in a transaction of the caller's."""
    if not NAME.fullmatch(name):
        raise NotAccepted("name")
    if not set(sites) <= set(catalogue.site_ids(connection)):
        raise NotAccepted("sites")
    return store.add(connection, name, role, sites, clock.now())
