"""Adding and changing members of staff: what the pages and the command line both do."""

from __future__ import annotations

from collections.abc import Sequence

from desk.catalogue import store as catalogue
from desk.engine import Connection, Database
from desk.staff import store
from desk.staff.passwords import hash_of
from desk.staff.rules import LOGIN, Role, login_of, password_fault


class NotAccepted(ValueError):
    """A member cannot be stored as wished: `faults` says by field which rule says no."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(", ".join(f"{name}: {why}" for name, why in faults.items()))
        self.faults = faults


def add_member(
    database: Database,
    login: str,
    name: str,
    password: str,
    role: Role = Role.AGENT,
    services: Sequence[str] = (),
    sites: Sequence[str] = (),
) -> str:
    """Add a member of staff; their id. `services`, `sites` empty: all. Raises NotAccepted."""
    login = login_of(login)
    faults = {"password": why} if (why := password_fault(password, login)) else {}
    if not LOGIN.fullmatch(login):
        faults["login"] = "form"
    if not name.strip() or len(name) > 200 or not name.isprintable():
        faults["name"] = "empty"
    if faults:
        raise NotAccepted(faults)
    hashed = hash_of(password)
    try:
        with database.begin() as connection:
            made = store.add_staff(connection, login, name.strip(), hashed, role, services, sites)
            tell_services(connection)
            return made
    except store.LoginTaken:
        raise NotAccepted({"login": "taken"}) from None


def change_member(connection: Connection, account: store.Account) -> None:
    """Store a member as they now are. Raises NotAccepted when nobody could manage the desk any more."""
    before = store.account(connection, account.member.id)
    was_admin = before is not None and before.active and before.member.role is Role.ADMIN
    is_admin = account.active and account.member.role is Role.ADMIN
    store.change_staff(connection, account)
    if was_admin and not is_admin and store.active_admins(connection) == 0:
        raise NotAccepted({"role": "last_admin"})
    tell_services(connection)


def tell_services(connection: Connection) -> None:
    """Every site's settings name who takes which services."""
    for site in catalogue.site_ids(connection):
        catalogue.publish_settings(connection, site)
