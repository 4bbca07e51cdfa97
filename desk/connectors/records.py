"""Our record of an incident as mappings need it: ids turned into the names that people know."""

from __future__ import annotations

from typing import Literal, cast

from common.wire import CategoryOut
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Site
from desk.connectors.mapping.form import Mapping
from desk.connectors.mapping.sources import Record
from desk.engine import Connection
from desk.incidents import store as incidents
from desk.people import store as people
from desk.staff import store as staff


def record_for(connection: Connection, mapping: Mapping, incident: str, public_url: str) -> Record | None:
    """A record in the mapping's language, as it stands now; None when there is none.

    It is read anew before each attempt, so that a name which was erased meanwhile leaves no more.
    """
    found = incidents.record(connection, incident)
    if found is None:
        return None
    site = catalogue.site_of(connection, found.site)
    agent = staff.account(connection, found.agent) if found.agent else None
    person = people.get(connection, found.person) if found.person else None
    return Record(
        key=found.id,
        number=found.number,
        kind=cast(Literal["incident", "request"], found.kind),
        site=found.site,
        title=found.title,
        recorded_at=found.recorded_at,
        site_name=site.name(mapping.language) if site else found.site,
        category=found.category,
        category_names=_names(found.category, catalogue.categories(connection), mapping.language),
        impact=found.impact,
        urgency=found.urgency,
        description=found.description,
        resolution=found.resolution,
        service=_service(site, found.service or "", mapping.language),
        agent=agent.member.name if agent else "",
        requester=found.requester or (person.name if person else ""),
        mail=person.mail if person else "",
        visit=found.visit or "",
        spent_seconds=found.spent_seconds,
        link=f"{public_url}/staff/incidents/{found.number}",
    )


def _service(site: Site | None, service: str, language: str) -> str:
    known = site.rules.service(service) if site and service else None
    return known.name(language) if known else service


def _names(path: tuple[str, ...], tree: list[CategoryOut], language: str) -> tuple[str, ...]:
    """The names of a category and those above it; the id where the tree no longer has it."""
    said = []
    for part in path:
        node = next((each for each in tree if each.id == part), None)
        said.append((node.names.get(language) or node.names.get("en") or part) if node else part)
        tree = node.children if node else []
    return tuple(said)
