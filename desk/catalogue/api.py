"""The catalogue for programs: GET /api/v1/sites."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from desk.catalogue import store
from desk.catalogue.rules import Site
from desk.context import TheDesk

router = APIRouter(prefix="/api/v1", tags=["catalogue"])


class ServiceOut(BaseModel):
    """A service as it is offered to the public."""

    id: str
    names: dict[str, str]
    icon: str
    bookable: bool
    slot_minutes: int


class SiteOut(BaseModel):
    """A site as it is offered to the public."""

    id: str
    names: dict[str, str]
    timezone: str
    days_ahead: int
    services: list[ServiceOut]


@router.get("/sites")
def sites(desk: TheDesk) -> list[SiteOut]:
    """Every site with its active services."""
    with desk.database.read() as connection:
        return [_out(site) for site in store.all_sites(connection)]


def _out(site: Site) -> SiteOut:
    offered = [
        ServiceOut(
            id=offer.service.id,
            names=offer.service.names,
            icon=offer.service.icon,
            bookable=offer.bookable,
            slot_minutes=offer.slot_minutes,
        )
        for offer in site.offers
        if offer.service.active
    ]
    return SiteOut(
        id=site.id,
        names=site.rules.names,
        timezone=site.rules.timezone,
        days_ahead=site.days_ahead,
        services=offered,
    )
