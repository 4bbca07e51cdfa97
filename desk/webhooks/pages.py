"""The pages of webhooks, for admins: who is told of what, how it goes, and what was delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from common.i18n import Words
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Site
from desk.changes.rules import Kind
from desk.context import Desk, TheDesk
from desk.engine import Connection
from desk.incidents.pages import told_at
from desk.problems import Refused
from desk.staff.auth import require
from desk.staff.layout import STAFF_FACES, render_staff, see
from desk.staff.rules import Member, Role, plain
from desk.web.forms import Posted
from desk.web.layout import page_language, words_for
from desk.webhooks import keeping, store
from desk.webhooks.keeping import Wish, kinds_in
from desk.webhooks.rules import LONGEST_URL, Answer, Outcome, accepted
from desk.webhooks.store import Delivery, Subscription
from kiosk.queue.refusals import Code

router = APIRouter(prefix="/staff/webhooks", include_in_schema=False)
Admin = Annotated[Member, Depends(require(Role.ADMIN))]
LIST = "/staff/webhooks"


@dataclass(frozen=True, slots=True)
class Row:
    """A subscription as the list shows it."""

    held: Subscription
    waiting: int
    since: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery as the page shows it."""

    delivery: Delivery
    when: str
    result: str


@router.get("")
def list_page(request: Request, member: Admin, desk: TheDesk) -> Response:
    """Every subscription."""
    words = words_for(request, STAFF_FACES)
    with desk.database.read() as connection:
        site = _first_site(connection)
        waiting = store.waiting(connection)
        rows = [
            Row(each, waiting.get(each.id, 0), _since(each, site, words, desk))
            for each in store.everybody(connection)
        ]
    return render_staff(request, member, "webhooks", "webhooks/list.html", rows=rows)


@router.get("/new")
def new_page(request: Request, member: Admin, desk: TheDesk) -> Response:
    """The form for a new one."""
    return _form(request, member, desk, {}, {})


@router.post("/new")
def add_form(request: Request, member: Admin, desk: TheDesk, form: Posted) -> Response:
    """Add one, and show its secret, this once: so this answers with the page itself."""
    try:
        with desk.database.begin() as connection:
            made = keeping.add(connection, desk, member, _wish(form))
            secret = keeping.known(connection, made).secret
    except Refused as refused:
        return _form(request, member, desk, form, refused.data)
    return _detail(request, member, desk, made, secret=secret)


@router.get("/{webhook}")
def detail_page(request: Request, member: Admin, desk: TheDesk, webhook: str) -> Response:
    """One subscription, how it goes, and the newest deliveries."""
    return _detail(request, member, desk, webhook)


@router.post("/{webhook}")
def change_form(request: Request, member: Admin, desk: TheDesk, webhook: str, form: Posted) -> Response:
    """Change where it goes and what it tells."""
    try:
        with desk.database.begin() as connection:
            keeping.change(connection, desk, member, webhook, _wish(form))
    except Refused as refused:
        if refused.code is not Code.INVALID:
            raise
        return _detail(request, member, desk, webhook, form=form, faults=refused.data)
    return see(f"{LIST}/{webhook}", "webhook-changed")


@router.post("/{webhook}/state")
def state_form(member: Admin, desk: TheDesk, webhook: str, form: Posted) -> Response:
    """Pause it, or let it go on."""
    active = form.get("active") == "yes"
    with desk.database.begin() as connection:
        keeping.set_active(connection, desk, member, webhook, active)
    return see(f"{LIST}/{webhook}", "webhook-resumed" if active else "webhook-paused")


@router.post("/{webhook}/remove")
def remove_form(member: Admin, desk: TheDesk, webhook: str, form: Posted) -> Response:
    """Forget it. A repeat finds nothing, and says so."""
    with desk.database.begin() as connection:
        keeping.remove(connection, desk, member, webhook)
    return see(LIST, "webhook-removed")


@router.post("/{webhook}/secret")
def secret_form(request: Request, member: Admin, desk: TheDesk, webhook: str, form: Posted) -> Response:
    """A new secret, shown this once."""
    with desk.database.begin() as connection:
        secret = keeping.renew_secret(connection, desk, member, webhook)
    return _detail(request, member, desk, webhook, secret=secret)


@router.post("/{webhook}/test")
def test_form(request: Request, member: Admin, desk: TheDesk, webhook: str, form: Posted) -> Response:
    """Send a test now and say how it went."""
    return _detail(request, member, desk, webhook, tested=keeping.try_out(desk, webhook))


@router.post("/{webhook}/deliveries/{delivery}/again")
def again_form(member: Admin, desk: TheDesk, webhook: str, delivery: str, form: Posted) -> Response:
    """Send one again."""
    with desk.database.begin() as connection:
        keeping.again(connection, webhook, delivery)
    return see(f"{LIST}/{webhook}", "webhook-again")


@router.post("/{webhook}/deliveries/{delivery}/leave-out")
def leave_out_form(member: Admin, desk: TheDesk, webhook: str, delivery: str, form: Posted) -> Response:
    """Let the ones behind it have their turn."""
    with desk.database.begin() as connection:
        keeping.leave_out(connection, webhook, delivery)
    return see(f"{LIST}/{webhook}", "webhook-left-out")


def _wish(form: dict[str, str]) -> Wish:
    sites = [plain(site)[:64] for site in form.get("sites", "").split("\n") if site]
    url = form.get("url", "").strip()[: LONGEST_URL + 1]
    return Wish(url, kinds_in(form.get("kinds", "").split("\n")), tuple(dict.fromkeys(sites)))


def _form(
    request: Request, member: Member, desk: Desk, form: dict[str, str], faults: dict[str, str]
) -> Response:
    with desk.database.read() as connection:
        sites = _site_names(connection, page_language(request))
    values = {"form": form, "faults": faults, "sites": sites, "kinds": tuple(Kind), "chosen": _wish(form)}
    status = 422 if faults else 200
    return render_staff(request, member, "webhooks", "webhooks/new.html", status, **values)


def _detail(
    request: Request,
    member: Member,
    desk: Desk,
    webhook: str,
    secret: str = "",
    tested: Outcome | None = None,
    form: dict[str, str] | None = None,
    faults: dict[str, str] | None = None,
) -> Response:
    words, now = words_for(request, STAFF_FACES), desk.now()
    with desk.database.read() as connection:
        held = keeping.known(connection, webhook)
        site = _first_site(connection)
        sent = [
            Sent(each, told_at(each.tried_at or each.made_at, site, words, now), _result(each, words))
            for each in store.newest(connection, held.id)
        ]
        sites = _site_names(connection, words.language)
        waiting = store.waiting(connection).get(held.id, 0)
    until = held.old_until if held.old_until and held.old_until > now else None
    values: dict[str, Any] = {
        "held": held,
        "waiting": waiting,
        "since": _since(held, site, words, desk),
        "next_at": told_at(held.standing.next_at, site, words, now),
        "old_until": told_at(until, site, words, now) if until else "",
        "sent": sent,
        "sites": sites,
        "kinds": tuple(Kind),
        "form": form or {"url": held.url},
        "chosen": _wish(form) if form else Wish(held.url, tuple(held.kinds), tuple(held.sites)),
        "faults": faults or {},
        "secret": secret,
        "tested": "" if tested is None else _outcome_words(tested, words),
        "test_taken": tested is not None and accepted(tested),
    }
    status = 422 if faults else 200
    return render_staff(request, member, "webhooks", "webhooks/detail.html", status, **values)


def _result(delivery: Delivery, words: Words) -> str:
    """How the last try went; "" before the first."""
    if delivery.tried_at is None:
        return ""
    status = delivery.status
    return (
        fault_words(delivery.fault, words)
        if status is None
        else words.say("webhooks-status", status=str(status))
    )


def _outcome_words(outcome: Outcome, words: Words) -> str:
    if isinstance(outcome, Answer):
        return words.say("webhooks-status", status=str(outcome.status))
    return fault_words(outcome.why, words)


def fault_words(why: str, words: Words) -> str:
    """Why a receiver was not reached, or may not be."""
    return words.say(f"webhooks-fault-{why.replace('_', '-')}")


def _since(held: Subscription, site: Site | None, words: Words, desk: Desk) -> str:
    since = held.standing.failing_since
    return told_at(since, site, words, desk.now()) if since else ""


def _first_site(connection: Connection) -> Site | None:
    """The site whose clock times are told by."""
    return next(iter(catalogue.all_sites(connection)), None)


def _site_names(connection: Connection, language: str) -> list[tuple[str, str]]:
    return [(site.id, site.name(language)) for site in catalogue.all_sites(connection)]
