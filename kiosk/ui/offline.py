"""Checking a pass without the site: genuine by the desk's keys that were kept, and not too early."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from common.ids import is_id
from common.passes import PREFIX, PassRefused, pass_in, verify
from common.wire import SiteOut
from common.wire_passes import PassCheckOut
from kiosk.queue.refusals import Code, Refusal
from kiosk.ui.site_memory import keys_of, settings_of

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def check_pass_offline(
    text: str, site: SiteOut, now: datetime, is_sure: bool = True
) -> PassCheckOut | Refusal:
    """What can be known of a pass while cut off. Codes to type, and places, need the site: `unreachable`.

    `is_sure`: whether `now` can be relied on; if not, no pass is too early or too old.

    Raises ValueError when what was kept of the site cannot be understood.
    """
    shown = pass_in(text)
    if not shown.startswith(PREFIX):
        of_the_site = len(text.strip()) <= 8 or is_id(shown)  # a code, or the page of who joined by phone
        return Refusal(Code.UNREACHABLE if of_the_site else Code.PASS_UNREADABLE)
    try:
        content = verify(text, keys_of(site), site.site, now if is_sure else LONG_AGO)
    except PassRefused as refused:
        return Refusal(refused.code)
    early = timedelta(minutes=settings_of(site).early_check_in)
    if is_sure and content.start - now > early:
        return Refusal(Code.PASS_TOO_EARLY, {"start": content.start.isoformat()})
    return PassCheckOut(
        appointment=content.appointment, service=content.service, start=content.start, verified_offline=True
    )
