"""Pages on which an admin keeps the sites with their hours, and the services of each."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from common.i18n import Words, languages
from desk.bookings.pages import site_or_404
from desk.catalogue import forms, line_forms, store
from desk.catalogue.forms import Faults, Fields
from desk.catalogue.rules import Offer, Site
from desk.context import Desk, TheDesk
from desk.engine import Connection
from desk.problems import Refused
from desk.staff import store as staff
from desk.staff.auth import note, require
from desk.staff.layout import render_staff, see
from desk.staff.rules import Member, Role
from desk.web.forms import Posted
from desk.web.layout import page_language, words_for
from kiosk.queue.refusals import Code
from kiosk.queue.settings import Service, SiteSettings

router = APIRouter(prefix="/staff", include_in_schema=False)
Admin = Annotated[Member, Depends(require(Role.ADMIN))]


@router.get("/services")
def services(request: Request, member: Admin, desk: TheDesk) -> Response:
    """Every site's services."""
    with desk.database.read() as connection:
        sites = store.all_sites(connection)
    language = page_language(request)
    return render_staff(
        request, member, "services", "catalogue/staff_services.html", sites=sites, tag=language
    )


@router.get("/services/{site}/new")
def new_service(request: Request, member: Admin, desk: TheDesk, site: str) -> Response:
    """The form for a service that is new."""
    with desk.database.read() as connection:
        found = site_or_404(connection, site)
    letters = {offer.service.prefix for offer in found.offers}
    free = next((letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if letter not in letters), "")
    fields = forms.service_fields(Offer(Service("", free, {}, "circle-question-mark")), languages())
    return _service_form(request, member, found, "", fields)


@router.get("/services/{site}/{service}")
def service(request: Request, member: Admin, desk: TheDesk, site: str, service: str) -> Response:
    """One service: names, letter, icon, how it is booked."""
    with desk.database.read() as connection:
        found = site_or_404(connection, site)
    offer = _offer(found, service)
    return _service_form(request, member, found, service, forms.service_fields(offer, languages()))


@router.post("/services/{site}/new")
def add_service(request: Request, member: Admin, desk: TheDesk, site: str, form: Posted) -> Response:
    """Add a service at the end of the list."""
    return _save_service(request, member, desk, site, "", form)


@router.post("/services/{site}/{service}")
def change_service(
    request: Request, member: Admin, desk: TheDesk, site: str, service: str, form: Posted
) -> Response:
    """Change a service."""
    return _save_service(request, member, desk, site, service, form)


@router.get("/sites")
def sites(request: Request, member: Admin, desk: TheDesk) -> Response:
    """Every site."""
    with desk.database.read() as connection:
        found = store.all_sites(connection)
    tag = page_language(request)
    return render_staff(request, member, "sites", "catalogue/staff_sites.html", sites=found, tag=tag)


@router.get("/sites/new")
def new_site(request: Request, member: Admin) -> Response:
    """The form for a site that is new."""
    rules = SiteSettings(site="", names={}, timezone="Europe/Madrid", counters=("1",))
    return _site_form(request, member, None, forms.site_fields(Site(rules), languages()))


@router.get("/sites/{site}")
def site(request: Request, member: Admin, desk: TheDesk, site: str) -> Response:
    """One site: names, hours, counters, rules of the line and of booking."""
    with desk.database.read() as connection:
        found = site_or_404(connection, site)
        logins = _logins(connection)
    return _site_form(request, member, found, forms.site_fields(found, languages(), logins))


@router.post("/sites/new")
def add_site(request: Request, member: Admin, desk: TheDesk, form: Posted) -> Response:
    """Add a site."""
    return _save_site(request, member, desk, "", form)


@router.post("/sites/{site}")
def change_site(request: Request, member: Admin, desk: TheDesk, site: str, form: Posted) -> Response:
    """Change a site; it learns of it by its feed."""
    return _save_site(request, member, desk, site, form)


def _save_service(
    request: Request, member: Member, desk: Desk, site: str, service: str, form: Fields
) -> Response:
    with desk.database.begin() as connection:
        store.lock_site(connection, site)
        found = site_or_404(connection, site)
        if service:
            _offer(found, service)
        offer, faults = forms.read_offer(form, found, service, languages())
        if offer is not None:
            changed = [offer if each.service.id == offer.service.id else each for each in found.offers]
            offers = changed if service else [*found.offers, offer]
            store.save_site(connection, found.with_offers(tuple(offers)))
            subject = f"{site}/{offer.service.id}"
            staff.note_action(connection, note(desk, member, "service_saved", subject))
    if faults:
        return _service_form(request, member, found, service, form, faults)
    return see("/staff/services", "service-saved")


def _save_site(request: Request, member: Member, desk: Desk, site: str, form: Fields) -> Response:
    with desk.database.begin() as connection:
        store.lock_site(connection, site)
        found = site_or_404(connection, site) if site else None
        taken = store.site_ids(connection)
        changed, faults = forms.read_site(form, found, taken, languages(), _logins(connection))
        if changed is not None:
            store.save_site(connection, changed)
            staff.note_action(connection, note(desk, member, "site_saved", changed.id))
    if faults:
        return _site_form(request, member, found, form, faults)
    return see("/staff/sites", "site-saved")


def _offer(site: Site, service: str) -> Offer:
    found = next((offer for offer in site.offers if offer.service.id == service), None)
    if found is None:
        raise Refused(Code.NOT_FOUND)
    return found


def _service_form(
    request: Request, member: Member, site: Site, service: str, form: Fields, faults: Faults | None = None
) -> Response:
    return render_staff(
        request,
        member,
        "services",
        "catalogue/staff_service.html",
        422 if faults else 200,
        site=site,
        site_name=site.name(page_language(request)),
        service=service,
        form=form,
        faults=faults or {},
        tags=_tags(),
        icon_choices=[(name, name.replace("-", " ")) for name in forms.ICONS],
    )


def _site_form(
    request: Request, member: Member, site: Site | None, form: Fields, faults: Faults | None = None
) -> Response:
    words = words_for(request)
    return render_staff(
        request,
        member,
        "sites",
        "catalogue/staff_site.html",
        422 if faults else 200,
        site=site,
        form=form,
        faults=faults or {},
        tags=_tags(),
        zones=sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"),
        rule_choices=[(r.value, words.say(f"sites-rule-{r.value.replace('_', '-')}")) for r in forms.RULES],
        minutes=forms.MINUTES,
        of_booking=forms.OF_BOOKING,
        of_line=line_forms.NUMBERS,
    )


def _logins(connection: Connection) -> dict[str, str]:
    """The id of each member of staff by sign-in name."""
    return {account.member.login: account.member.id for account in staff.everybody(connection)}


def _tags() -> list[tuple[str, str]]:
    """Every language with its own name."""
    return [(tag, Words(tag, ["common"]).say("language-name")) for tag in languages()]
