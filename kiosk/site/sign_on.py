"""The desk's word for who an agent is: checked with the desk's keys that the site has, and good for once."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection, delete, insert

from kiosk.queue.refusals import Code
from kiosk.site.problems import Refused
from kiosk.site.schema import spent
from kiosk.site.service import Site

if TYPE_CHECKING:
    from common.assertions import Assertion

REMEMBERED_SECONDS = 24 * 3600.0  # far longer than any is in time: this clock may be set back in between
log = structlog.get_logger("site.sign_on")


def desks_word(site: Site, text: str) -> Assertion:
    """What a genuine assertion for this site says, in time and in this term: here nobody may know what the
    machine before this one took in its last moments. Raises Refused.
    """
    from common.assertions import AssertionRefused, Fault, verify  # cryptography takes 6 MiB

    keys = {name: base64.b64decode(key) for name, key in site.keys.items()}
    try:
        return verify(text, keys, site.settings.site.id, site.clock.now(), site.published.line.term)
    except AssertionRefused as refused:
        told = log.info if refused.fault is Fault.UNREADABLE else log.warning  # anybody can send rubbish
        told("assertion_refused", why=refused.fault.value)
        late = refused.fault is Fault.OUT_OF_TIME
        raise Refused(Code.SIGN_ON_OUT_OF_TIME if late else Code.SIGN_ON_NOT_TAKEN) from refused


def spend(connection: Connection, word: Assertion, now: float) -> bool:
    """Use it up, in the caller's transaction; False when it was used before. `now`: Unix seconds."""
    connection.execute(delete(spent).where(spent.c.until < now))
    row = {"assertion": word.id, "until": now + REMEMBERED_SECONDS}
    stored = connection.execute(insert(spent).prefix_with("OR IGNORE").values(row))
    return stored.rowcount == 1
