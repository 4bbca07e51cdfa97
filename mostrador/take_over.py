"""`mostrador take-over`: the word to the standby on this machine, and what it says of what may be missing."""

from __future__ import annotations

import sys

from common.clients.errors import ApiRefused, Unreachable
from common.clients.health import reach
from common.clients.replica import StandbyClient
from common.i18n import Words
from common.settings import Settings
from common.wire import TakeOverOut

TOKEN_FILE = "standby-token"  # kiosk.site.standby.face writes it


def take_over(settings: Settings, by: str = "operator") -> int:
    """Make this machine's standby the primary. 0: it is; 1: it is not, and why on stderr."""
    words, url = Words(settings.language, ["operate"]), settings.local_site_url
    health = reach(url)
    if health is None:
        return _no(words.say("take-over-nobody", url=url))
    if health.get("role") != "standby":
        return _no(words.say("take-over-no-standby", url=url))
    try:
        token = (settings.data_folder / "site" / TOKEN_FILE).read_text(encoding="utf-8").strip()
        told = StandbyClient(url, token).take_over(by)
    except OSError:
        return _no(words.say("take-over-no-token", folder=str(settings.data_folder / "site")))
    except ApiRefused as refused:
        why = "take-over-copying" if refused.problem.code == "standby" else "take-over-refused"
        return _no(words.say(why, code=refused.problem.code))
    except Unreachable:
        return _no(words.say("take-over-nobody", url=url))
    print(said_of(words, told))
    return 0


def say_at_desk(settings: Settings, site: str) -> int:
    """Say at the desk, on the desk's machine, that the standby of a site takes over."""
    from desk.catalogue.store import site_ids
    from desk.program import open_desk
    from desk.standby.store import ORDER_HOLDS, order

    words, desk = Words(settings.language, ["operate"]), open_desk(settings)
    try:
        with desk.database.begin() as connection:
            if site not in site_ids(connection):
                return _no(words.say("take-over-no-site", site=site))
            term = order(connection, site, desk.now())
    finally:
        desk.database.close()
    print(words.say("take-over-said", site=site, term=term, minutes=int(ORDER_HOLDS.total_seconds() // 60)))
    return 0


def said_of(words: Words, told: TakeOverOut) -> str:
    """What became of it, and what may be missing, in words."""
    first = words.say("take-over-done", term=told.term, seconds=f"{told.seconds:.1f}")
    if told.handed_over:
        return f"{first}\n{words.say('take-over-handed-over', after=told.after)}"
    if told.in_touch:
        return f"{first}\n{words.say('take-over-complete', after=told.after)}"
    since = told.missing_since
    if since is None:
        return f"{first}\n{words.say('take-over-missing-unknown', after=told.after)}"
    local = since.astimezone()
    at = f"{local:%Y-%m-%d %H:%M:%S}"
    return f"{first}\n{words.say('take-over-missing', after=told.after, at=at)}"


def _no(text: str) -> int:
    print(text, file=sys.stderr)
    return 1
