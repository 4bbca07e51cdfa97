"""Signing a console in with the organisation's account: what its site offers, the desk's word, the site."""

from __future__ import annotations

from common.clients.api import Api, read
from common.clients.errors import Unreachable
from common.clients.site import SiteClient
from common.wire import SignInOut
from common.wire_sign_on import AssertionOut, ConsoleCodeBody, SignOnOut, WorkAccountBody


class DeskSilent(Unreachable):
    """It is the desk that does not answer; the site may."""


class _DesksDoor(Api):
    """The desk as programs of this machine reach it: by its proxy, with the authorities of its settings."""

    def __init__(self, address: str) -> None:
        super().__init__(address, timeout=10.0)
        self._session.trust_env = address.startswith("https:")  # a proxy cannot reach our own loopback


def sign_on_offer(site_url: str) -> SignOnOut:
    """What a site's desk offers its consoles. Raises ApiRefused (also: an older site) or Unreachable."""
    client = SiteClient(site_url, "")
    try:
        return offer_at(client)
    finally:
        client.hang_up()


def offer_at(client: SiteClient) -> SignOnOut:
    """The same, over a connection that goes on."""
    return read(SignOnOut.model_validate_json, client.request("GET", "/api/v1/sign-on"))


def desks_word(desk: str, body: ConsoleCodeBody) -> str:
    """The desk's word for who the code stands for. Raises ApiRefused or DeskSilent."""
    door = _DesksDoor(desk)
    try:
        return read(
            AssertionOut.model_validate_json, door.request("POST", "/api/v1/console-sign-ins", body)
        ).assertion
    except Unreachable as error:
        raise DeskSilent(str(error)) from error
    finally:
        door.hang_up()


def sign_in_with_word(client: SiteClient, assertion: str) -> SignInOut:
    """A token for an agent, used by this client from now on. Raises ApiRefused or Unreachable."""
    body = WorkAccountBody(assertion=assertion)
    answer = read(
        SignInOut.model_validate_json, client.request("POST", "/api/v1/sessions/work-account", body)
    )
    client.token = answer.token
    return answer
