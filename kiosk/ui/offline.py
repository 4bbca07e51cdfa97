"""Checking a pass without the site: genuine by the desk's keys that were kept, and not too early."""

from __future__ import annotations

from datetime import datetime, timedelta

from common.passes import PREFIX, PassRefused, pass_in, verify
from common.wire import PassCheckOut, SiteOut
from kiosk.queue.refusals import Code, Refusal
from kiosk.ui.site_memory import keys_of, settings_of


def check_pass_offline(text: str, site: SiteOut, now: datetime) -> PassCheckOut | Refusal:
    """What can be known of a pass while cut off. The six characters to type need the site: `unreachable`.

    Raises ValueError when what was kept of the site cannot be understood.
    """
    if not pass_in(text).startswith(PREFIX):
        code_to_type = len(text.strip()) <= 8
        return Refusal(Code.UNREACHABLE if code_to_type else Code.PASS_UNREADABLE)
    try:
        content = verify(text, keys_of(site), site.site, now)
    except PassRefused as refused:
        return Refusal(refused.code)
    early = timedelta(minutes=settings_of(site).early_check_in)
    if content.start - now > early:
        return Refusal(Code.PASS_TOO_EARLY, {"start": content.start.isoformat()})
    return PassCheckOut(
        appointment=content.appointment, service=content.service, start=content.start, verified_offline=True
    )
