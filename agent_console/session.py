"""Signed in: whom the console works for, and over which connection."""

from __future__ import annotations

from dataclasses import dataclass

from common.clients.site import SiteClient
from common.wire import LineOut, SiteOut


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
    signed_in = client.sign_in(name, password)
    session = Session(client, signed_in.agent, signed_in.name)
    return Arrival(session, client.site(), client.line())
