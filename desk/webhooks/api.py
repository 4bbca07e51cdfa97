"""The API of webhooks, for admins: who is told of what, and what was delivered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Response
from pydantic import BaseModel, Field

from common.wire import Id, Message
from desk.changes.rules import Kind
from desk.context import TheDesk
from desk.engine import Connection
from desk.idempotency import digest_of, key_in, once
from desk.staff.auth import require
from desk.staff.rules import Member, Role
from desk.webhooks import keeping, store
from desk.webhooks.keeping import Wish
from desk.webhooks.rules import LONGEST_URL, Answer, State, accepted

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"])
Admin = Annotated[Member, Depends(require(Role.ADMIN))]
Key = Annotated[str | None, Header(alias="Idempotency-Key")]


class WebhookBody(Message):
    """What a subscription shall be. `kinds`, `sites` empty: all."""

    url: Annotated[str, Field(min_length=1, max_length=LONGEST_URL)]
    kinds: Annotated[tuple[Kind, ...], Field(max_length=10)] = ()
    sites: Annotated[tuple[Id, ...], Field(max_length=200)] = ()

    @property
    def wish(self) -> Wish:
        return Wish(self.url, tuple(dict.fromkeys(self.kinds)), tuple(dict.fromkeys(self.sites)))


class ChangedWebhookBody(WebhookBody):
    """PUT: `state` paused or active; what has given up goes on when it is set active."""

    state: Literal["active", "paused"] = "active"


class WebhookOut(BaseModel):
    """A subscription. `waiting`: changes it was not told of, also those that do not concern it."""

    id: str
    url: str
    kinds: list[Kind]
    sites: list[str]
    state: State
    tries: int
    failing_since: datetime | None
    next_at: datetime
    waiting: int
    made_at: datetime


class NewWebhookOut(WebhookOut):
    """With the secret, which is told only now."""

    secret: str


class SecretOut(BaseModel):
    """The new secret; until `old_until` deliveries are signed with the one before, too."""

    secret: str
    old_until: datetime


class DeliveryOut(BaseModel):
    """`id` is the `webhook-id`. `status`: what the receiver answered last; `fault`: why there is none."""

    id: str
    type: str
    state: str
    tries: int
    made_at: datetime
    tried_at: datetime | None
    status: int | None
    fault: str


class TestOut(BaseModel):
    accepted: bool
    status: int | None
    fault: str


@router.get("")
def list_webhooks(member: Admin, desk: TheDesk) -> list[WebhookOut]:
    """Every subscription, the oldest first."""
    with desk.database.read() as connection:
        return [_out(connection, each) for each in store.everybody(connection)]


@router.post("", status_code=201)
def add_webhook(
    member: Admin, desk: TheDesk, body: WebhookBody, response: Response, key: Key = None
) -> NewWebhookOut:
    """Subscribe; the answer has the secret. A repeat gets the first answer with status 200.

    Refusals: `invalid` (data: `url` no_address, not_https, private; `sites` unknown).
    """

    def work() -> dict[str, Any]:
        made = keeping.known(connection, keeping.add(connection, desk, member, body.wish))
        return _out(connection, made).model_dump(mode="json") | {"secret": made.secret}

    with desk.database.begin() as connection:
        digest = digest_of(body.model_dump(mode="json"))
        answer, repeated = once(connection, f"webhook:{member.id}", key_in(key), digest, desk.now(), work)
    response.status_code = 200 if repeated else 201
    return NewWebhookOut.model_validate(answer)


@router.get("/{webhook}")
def get_webhook(member: Admin, desk: TheDesk, webhook: str) -> WebhookOut:
    """One subscription and how it goes with its receiver."""
    with desk.database.read() as connection:
        return _out(connection, keeping.known(connection, webhook))


@router.put("/{webhook}")
def change_webhook(member: Admin, desk: TheDesk, webhook: str, body: ChangedWebhookBody) -> WebhookOut:
    """Change address, kinds, sites; pause it or let it go on. A repeat changes nothing: no key is needed."""
    with desk.database.begin() as connection:
        keeping.change(connection, desk, member, webhook, body.wish)
        keeping.set_active(connection, desk, member, webhook, body.state == "active")
        return _out(connection, keeping.known(connection, webhook))


@router.delete("/{webhook}", status_code=204)
def remove_webhook(member: Admin, desk: TheDesk, webhook: str) -> None:
    """Tell it nothing any more. A repeat finds nothing: 404."""
    with desk.database.begin() as connection:
        keeping.remove(connection, desk, member, webhook)


@router.post("/{webhook}/secret")
def renew_secret(member: Admin, desk: TheDesk, webhook: str, key: Key = None) -> SecretOut:
    """A new secret; for a day both sign. A repeat gets the first answer."""

    def work() -> dict[str, Any]:
        secret = keeping.renew_secret(connection, desk, member, webhook)
        until = keeping.known(connection, webhook).old_until
        return SecretOut(secret=secret, old_until=until or desk.now()).model_dump(mode="json")

    with desk.database.begin() as connection:
        scope = f"webhook-secret:{member.id}"
        answer, _ = once(connection, scope, key_in(key), digest_of(webhook), desk.now(), work)
    return SecretOut.model_validate(answer)


@router.post("/{webhook}/test")
def test_webhook(member: Admin, desk: TheDesk, webhook: str) -> TestOut:
    """Send a delivery of type `test` now and say how it went. It changes nothing: no key is needed."""
    outcome = keeping.try_out(desk, webhook)
    told = (outcome.status, "") if isinstance(outcome, Answer) else (None, outcome.why)
    return TestOut(accepted=accepted(outcome), status=told[0], fault=told[1])


@router.get("/{webhook}/deliveries")
def list_deliveries(member: Admin, desk: TheDesk, webhook: str) -> list[DeliveryOut]:
    """The newest hundred deliveries."""
    with desk.database.read() as connection:
        found = store.newest(connection, keeping.known(connection, webhook).id)
    return [DeliveryOut.model_validate(each, from_attributes=True) for each in found]


@router.post("/{webhook}/deliveries/{delivery}/again", status_code=204)
def send_again(member: Admin, desk: TheDesk, webhook: str, delivery: str) -> None:
    """Send one again, under the same id, before those that wait. A repeat changes nothing."""
    with desk.database.begin() as connection:
        keeping.again(connection, webhook, delivery)


@router.post("/{webhook}/deliveries/{delivery}/leave-out", status_code=204)
def leave_out(member: Admin, desk: TheDesk, webhook: str, delivery: str) -> None:
    """Give up one that is never taken, so that the next get their turn. A repeat changes nothing."""
    with desk.database.begin() as connection:
        keeping.leave_out(connection, webhook, delivery)


def _out(connection: Connection, found: store.Subscription) -> WebhookOut:
    standing = found.standing
    return WebhookOut(
        id=found.id,
        url=found.url,
        kinds=sorted(found.kinds),
        sites=sorted(found.sites),
        state=standing.state,
        tries=standing.tries,
        failing_since=standing.failing_since,
        next_at=standing.next_at,
        waiting=store.waiting(connection).get(found.id, 0),
        made_at=found.made_at,
    )
