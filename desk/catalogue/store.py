"""The catalogue in the database. Every change goes into the feed of the sites in the same transaction."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy import Connection

from common.wire import CategoryOut
from desk import feed
from desk.catalogue.rules import Offer, Site
from desk.engine import Json, metadata, put
from desk.passes import store as passes
from desk.people import store as people
from desk.sign_on import store as sign_on
from desk.staff import store as staff
from kiosk.queue.codec import settings_to_json
from kiosk.queue.settings import Hours, Service, SiteSettings
from kiosk.queue.visits import CallRule

MINUTES = ("walk_up_credit", "late_grace", "early_check_in", "last_check_in", "clear_after")

sites = sa.Table(
    "sites",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("names", Json, nullable=False),
    sa.Column("timezone", sa.String(64), nullable=False),
    sa.Column("counters", Json, nullable=False),
    sa.Column("hours", Json, nullable=False),
    sa.Column("rule", sa.String(32), nullable=False),
    sa.Column("message", Json, nullable=False),
    sa.Column("directions", Json, nullable=False),
    sa.Column("days_ahead", sa.Integer, nullable=False),
    sa.Column("change_minutes", sa.Integer, nullable=False),
    *(sa.Column(name, sa.Integer, nullable=False) for name in MINUTES),
)
services = sa.Table(
    "services",
    metadata,
    sa.Column("site", sa.String(64), sa.ForeignKey("sites.id"), primary_key=True),
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("prefix", sa.String(1), nullable=False),
    sa.Column("names", Json, nullable=False),
    sa.Column("icon", sa.String(64), nullable=False),
    sa.Column("expected_minutes", sa.Float, nullable=False),
    sa.Column("slot_minutes", sa.Integer, nullable=False),
    sa.Column("per_slot", sa.Integer, nullable=False),
    sa.Column("bookable", sa.Boolean, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)
choices = sa.Table(  # of a site, beside its columns: what later versions let it choose, as JSON
    "site_choices",
    metadata,
    sa.Column("site", sa.String(64), sa.ForeignKey("sites.id"), primary_key=True),
    sa.Column("rules", Json, nullable=False),
    sa.Column("services", Json, nullable=False),
    sa.Column("overbook_percent", sa.Integer, nullable=False),
)
category_trees = sa.Table(
    "category_trees",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("tree", Json, nullable=False),
)

_hours = TypeAdapter(Hours)
_rules = TypeAdapter(SiteSettings)
_service = TypeAdapter(Service)
OF_COLUMNS = frozenset(c.name for c in sites.columns) | {"site", "services", "agent_services"}
LATER_RULES = tuple(f.name for f in fields(SiteSettings) if f.name not in OF_COLUMNS)
LATER_OF_SERVICE = tuple(f.name for f in fields(Service) if f.name not in services.columns)
_tree = TypeAdapter(list[CategoryOut])
ONE_TREE = "incidents"


def all_sites(connection: Connection) -> list[Site]:
    """Every site, by id."""
    return [_site(connection, row) for row in connection.execute(sa.select(sites).order_by(sites.c.id)).all()]


def site_ids(connection: Connection) -> list[str]:
    return list(connection.execute(sa.select(sites.c.id).order_by(sites.c.id)).scalars())


def site_of(connection: Connection, site: str) -> Site | None:
    """One site with its services; None if there is none with this id."""
    row = connection.execute(sa.select(sites).where(sites.c.id == site)).first()
    return _site(connection, row) if row else None


def lock_service(connection: Connection, site: str, service: str) -> None:
    """Hold everybody else who books this service at this site off until the commit."""
    row = sa.select(services.c.id).where(services.c.site == site, services.c.id == service)
    connection.execute(row.with_for_update())


def lock_site(connection: Connection, site: str) -> None:
    """Hold everybody else who changes this site or its services off until the commit."""
    connection.execute(sa.select(sites.c.id).where(sites.c.id == site).with_for_update())


def save_site(connection: Connection, site: Site) -> None:
    """Store a site, new or changed, with all its services, and tell the site.

    A service that is not among `site.offers` is switched off, not deleted: past visits name it.
    """
    is_new = site_of(connection, site.id) is None
    if is_new:
        people.lock_everywhere(connection)
    put(connection, sites, _site_values(site))
    put(connection, choices, _chosen_values(site))
    kept = [offer.service.id for offer in site.offers]
    gone = services.update().where(services.c.site == site.id, services.c.id.not_in(kept))
    connection.execute(gone.values(active=False, bookable=False))
    for position, offer in enumerate(site.offers):
        put(connection, services, _service_values(site.id, position, offer))
    publish_settings(connection, site.id)
    if is_new:
        feed.publish(connection, site.id, "categories", ONE_TREE, _tree_body(categories(connection)))
        passes.tell_site(connection, site.id)
        people.tell_site(connection, site.id)
        staff.tell_site(connection, site.id)
        sign_on.tell_site(connection, site.id)


def publish_settings(connection: Connection, site: str) -> None:
    """Tell a site its settings as they stand now, also who of the staff takes which services."""
    found = site_of(connection, site)
    if found is not None:
        feed.publish(connection, site, "settings", site, settings_to_json(found.rules))


def categories(connection: Connection) -> list[CategoryOut]:
    """The category tree for incidents."""
    row = connection.execute(sa.select(category_trees.c.tree).where(category_trees.c.id == ONE_TREE)).scalar()
    return _tree.validate_python(row or [])


def save_categories(connection: Connection, tree: list[CategoryOut]) -> None:
    """Store the category tree and tell every site."""
    put(connection, category_trees, {"id": ONE_TREE, "tree": _tree.dump_python(tree, mode="json")})
    for site in site_ids(connection):
        feed.publish(connection, site, "categories", ONE_TREE, _tree_body(tree))


def _tree_body(tree: list[CategoryOut]) -> dict[str, Any]:
    return {"tree": _tree.dump_python(tree, mode="json")}


def _site_values(site: Site) -> dict[str, Any]:
    rules = site.rules
    return {
        "id": site.id,
        "names": rules.names,
        "timezone": rules.timezone,
        "counters": list(rules.counters),
        "hours": _hours.dump_python(rules.hours, mode="json"),
        "rule": rules.rule.value,
        "message": rules.message,
        "directions": site.directions,
        "days_ahead": site.days_ahead,
        "change_minutes": site.change_minutes,
        **{name: getattr(rules, name) for name in MINUTES},
    }


def _service_values(site: str, position: int, offer: Offer) -> dict[str, Any]:
    booking = {"slot_minutes": offer.slot_minutes, "per_slot": offer.per_slot, "bookable": offer.bookable}
    own = {f.name: getattr(offer.service, f.name) for f in fields(Service) if f.name in services.columns}
    return {"site": site, "position": position, **own, **booking}


def _chosen_values(site: Site) -> dict[str, Any]:
    rules = _rules.dump_python(site.rules, mode="json")
    each = {o.service.id: _service.dump_python(o.service, mode="json") for o in site.offers}
    return {
        "site": site.id,
        "rules": {name: rules[name] for name in LATER_RULES},
        "services": {key: {name: row[name] for name in LATER_OF_SERVICE} for key, row in each.items()},
        "overbook_percent": site.overbook_percent,
    }


def _site(connection: Connection, row: sa.Row[Any]) -> Site:
    wanted = sa.select(services).where(services.c.site == row.id).order_by(services.c.position, services.c.id)
    chosen = connection.execute(sa.select(choices).where(choices.c.site == row.id)).first()
    later = _rules.validate_python(chosen.rules if chosen else {})
    of_services = chosen.services if chosen else {}
    offers = tuple(_offer(each, of_services.get(each.id, {})) for each in connection.execute(wanted))
    rules = SiteSettings(
        site=row.id,
        names=row.names,
        timezone=row.timezone,
        services=tuple(offer.service for offer in offers),
        counters=tuple(row.counters),
        agent_services=_agent_services(connection),
        hours=_hours.validate_python(row.hours),
        rule=CallRule(row.rule),
        message=row.message,
        **{name: getattr(row, name) for name in MINUTES},
    )
    rules = replace(rules, **{name: getattr(later, name) for name in LATER_RULES})
    overbook = chosen.overbook_percent if chosen else 0
    return Site(rules, offers, row.directions, row.days_ahead, row.change_minutes, overbook)


def _agent_services(connection: Connection) -> dict[str, tuple[str, ...]]:
    each = (account.member for account in staff.everybody(connection))
    return {member.id: tuple(member.services) for member in each if member.services}


def _offer(row: sa.Row[Any], later: dict[str, Any]) -> Offer:
    own = {f.name: getattr(row, f.name) for f in fields(Service) if f.name in services.columns}
    service = _service.validate_python(own | later)
    return Offer(service, row.slot_minutes, row.per_slot, row.bookable)
