"""The term goes with every answer and is looked for in every question: so a machine learns of its fence."""

from __future__ import annotations

from starlette.types import Scope

from common.wire import TERM_HEADER
from kiosk.queue.refusals import Code, Refusal
from kiosk.site.service import Site

_NAME = TERM_HEADER.lower().encode()
STILL_OPEN = frozenset({"/healthz", "/metrics", "/openapi.json"})
STILL_OPEN_BELOW = "/api/v1/replica"  # the new one fetches what it lacks


class Terms:
    """What the gate asks about terms for a running site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._told = (-1, (_NAME, b""))

    def header(self) -> tuple[bytes, bytes]:
        """The header that carries this journal's term."""
        term = self._site.published.line.term
        if self._told[0] != term:
            self._told = (term, (_NAME, str(term).encode()))
        return self._told[1]

    async def check(self, scope: Scope) -> Refusal | None:
        """Why a fenced machine does not answer; a higher term from somebody with a token fences it."""
        site = self._site
        for name, value in scope["headers"]:
            if name == _NAME and value.isdigit() and len(value) < 10 and "caller" in scope:
                shown = int(value)
                if shown > site.published.line.term and shown > site.fence.term:
                    await site.fenced_by(shown, scope["caller"].scope)
        path: str = scope["path"]
        if site.fence.up and path not in STILL_OPEN and not path.startswith(STILL_OPEN_BELOW):
            return Refusal(Code.FENCED, {"term": str(site.fence.term)})
        return None
