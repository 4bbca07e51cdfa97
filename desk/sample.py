"""The sample data of demo and tour, from `assets/sample/`: one site, invented people, staff, categories.

    from desk.sample import load
    load(database)

May be called again: what is there stays as it is, what is missing is added.
"""

from __future__ import annotations

import tomllib
from typing import Any

from common.assets import asset
from common.clock import Clock, SystemClock
from common.wire import CategoryOut
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Offer, Site
from desk.engine import Connection, Database
from desk.passes import store as passes
from desk.people import store as people
from desk.people.rules import Details
from desk.staff import store as staff
from desk.staff.members import add_member
from desk.staff.rules import Role
from kiosk.queue.settings import Service, SiteSettings

PASSWORD = "counter-demo"  # every sample sign-in has it: never load the sample into a desk in earnest


def load(database: Database, clock: Clock | None = None) -> None:
    """Put the sample data into a prepared database."""
    details = _read("people")
    with database.begin() as connection:
        passes.ensure(connection, (clock or SystemClock()).now())
        _site(connection, _read("site"))
        if not catalogue.categories(connection):
            catalogue.save_categories(connection, _tree(_read("categories")["categories"], ""))
        for each in details["people"]:
            if people.by_key(connection, "mail", each["mail"]) is None:
                people.save(connection, Details(**each), None)
        known = {account.member.login for account in staff.everybody(connection)}
    for each in details["staff"]:
        if each["login"] not in known:
            add_member(database, each["login"], each["name"], PASSWORD, Role(each["role"]))


def _site(connection: Connection, told: dict[str, Any]) -> None:
    if catalogue.site_of(connection, told["site"]) is not None:
        return
    offers = tuple(_offer(each) for each in told["services"])
    rules = SiteSettings(
        site=told["site"],
        names=told["names"],
        timezone=told["timezone"],
        services=tuple(offer.service for offer in offers),
        counters=tuple(told["counters"]),
    )
    site = Site(rules, offers, told["directions"], told["days_ahead"], told["change_minutes"])
    catalogue.save_site(connection, site)


def _offer(told: dict[str, Any]) -> Offer:
    service = Service(told["id"], told["prefix"], told["names"], told["icon"], told["expected_minutes"])
    return Offer(service, told["slot_minutes"], told["per_slot"])


def _tree(rows: list[dict[str, Any]], parent: str) -> list[CategoryOut]:
    return [
        CategoryOut(id=row["id"], names=row["names"], children=_tree(rows, row["id"]))
        for row in rows
        if row.get("parent", "") == parent
    ]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(asset("sample", f"{name}.toml").read_text(encoding="utf-8"))
