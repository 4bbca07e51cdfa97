"""Signed in: whom the console works for, and over which connection."""

from __future__ import annotations

from dataclasses import dataclass

from agent_console.presenters.sign_on import Asked
from common.clients.sign_on import desks_word, offer_at, sign_in_with_word
from common.clients.site import SiteClient
from common.wire import LineOut, SignInOut, SiteOut
from common.wire_sign_on import ConsoleCodeBody


@dataclass(frozen=True)
class Session:
    """An agent at a site. The client carries the agent's token and may be used by several threads."""

    client: SiteClient
    agent: str
    agent_name: str


@dataclass(frozen=True)
class Arrival:
    """What signing in brings: the session, and the line at that moment to choose a counter from."""

    session: Session
    site: SiteOut
    line: LineOut


def arrive(base_url: str, name: str, password: str) -> Arrival:
    """Sign in and look around. Blocks; raises ApiRefused or Unreachable."""
    client = SiteClient(base_url, "")
    return _looked_around(client, client.sign_in(name, password))


def arrive_with_code(base_url: str, asked: Asked, code: str) -> Arrival:
    """The same with what the browser brought: the desk's word for it, which the site takes.

    Blocks; raises ApiRefused, DeskSilent or Unreachable.
    """
    client = SiteClient(base_url, "")
    term = offer_at(client).term  # a standby may have taken over while somebody was in the browser
    body = ConsoleCodeBody(
        code=code,
        code_verifier=asked.verifier,
        redirect_uri=asked.redirect_uri,
        site=asked.site,
        term=term,
    )
    word = desks_word(asked.desk, body)
    return _looked_around(client, sign_in_with_word(client, word))


def _looked_around(client: SiteClient, signed_in: SignInOut) -> Arrival:
    session = Session(client, signed_in.agent, signed_in.name)
    return Arrival(session, client.site(), client.line())
