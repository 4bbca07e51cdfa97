"""`mostrador plan SITE`: a plan from the desk here, from a desk by HTTP, or from the site's own journal."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from common.clients.errors import ApiRefused, Unreachable
from common.clock import SystemClock
from common.i18n import Words
from common.settings import Settings
from kiosk.queue import codec
from kiosk.queue.planning.back_test import BackTest, back_test
from kiosk.queue.planning.days import Calendar
from kiosk.queue.planning.happened import Happened
from kiosk.queue.planning.history import History, count
from kiosk.queue.planning.plan import Known, Wish, make
from kiosk.queue.planning.planned import Plan
from kiosk.queue.planning.specialists import groups_of
from kiosk.queue.planning.staffing import Promise
from kiosk.queue.planning.what_if import Change
from kiosk.queue.settings import SiteSettings
from mostrador.main import WEEKDAYS
from mostrador.plan_table import sayings

Told = dict[str, Any]
NOT_DONE = 1


class NoPlan(Exception):
    """There is none; the text says why, in the reader's words."""


def plan(chosen: Namespace, settings: Settings) -> int:
    """Print the plan; 1 when there is nobody to ask, or nothing known of the site."""
    words = Words(settings.language, ["operate", "common"])
    try:
        told = _source(settings)(chosen, settings, words)
    except NoPlan as none:
        print(none, file=sys.stderr)
        return NOT_DONE
    if chosen.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        for line in sayings(words, chosen.site, told):
            print(line)
    return 0


def _source(settings: Settings) -> Callable[[Namespace, Settings, Words], Told]:
    """Where the past is: a desk here, a desk elsewhere, this machine's own journal."""
    here = settings.data_folder / "desk" / "desk.db"
    if settings.desk.database_url.get_secret_value() or here.exists():
        return _by_own_desk
    return _by_http if settings.site.desk_url else _by_journal


def change_of(chosen: Namespace) -> Change:
    """The what-if of the command line. Raises ValueError."""
    shorter = {}
    for each in chosen.shorter:
        service, _, minutes = each.rpartition(":")
        shorter[service] = float(minutes)
    days = frozenset(WEEKDAYS.index(day) for day in chosen.without_agent)
    return Change(chosen.agents or (-1 if days else 0), days, 1 + chosen.arrivals / 100, shorter)


def _by_own_desk(chosen: Namespace, settings: Settings, words: Words) -> Told:
    from desk.problems import Refused
    from desk.program import open_desk
    from desk.reports import planning

    desk = open_desk(settings)
    try:
        past = planning.past_of(desk, chosen.site, frozenset(chosen.holiday))
        wish = _wish(chosen, words, past.site.rules.local_day(desk.now()))
        made = planning.plan_of(desk, past, wish)
        tested = None if chosen.no_back_test else planning.tested(past, wish.promise)
        return _told(made, tested, past.site.rules)
    except Refused:
        raise NoPlan(words.say("plan-unknown-site", site=chosen.site)) from None
    finally:
        desk.database.close()


def _by_http(chosen: Namespace, settings: Settings, words: Words) -> Told:
    from common.clients.desk import DeskClient

    asked: dict[str, Any] = {"site": chosen.site}
    asked |= {"promise_share": chosen.promise[0], "promise_minutes": chosen.promise[1]}
    asked["holiday"] = [day.isoformat() for day in chosen.holiday]
    change = _wish(chosen, words, date.min).change
    assert change is not None
    more: dict[str, Any] = {"days": chosen.days, "agents": change.agents, "weekday": chosen.without_agent}
    more |= {"arrivals_percent": chosen.arrivals, "shorter": chosen.shorter}
    if chosen.first:
        more["from"] = chosen.first.isoformat()
    client = DeskClient(settings.site.desk_url, settings.site.desk_token.get_secret_value(), timeout=10)
    try:
        made = client.report("plan", asked | more)
        tested = None if chosen.no_back_test else client.report("back-test", asked)["tested"]
    except ApiRefused as refused:
        title = refused.problem.title
        raise NoPlan(words.say("plan-refused", site=chosen.site, why=title)) from None
    except Unreachable:
        raise NoPlan(words.say("plan-not-reached", address=settings.site.desk_url)) from None
    finally:
        client.close()
    return {"plan": made, "back_test": tested, "names": {}}


def _by_journal(chosen: Namespace, settings: Settings, words: Words) -> Told:
    path = settings.data_folder / "site" / "journal.db"
    if not path.exists():
        raise NoPlan(words.say("plan-nobody-to-ask", folder=str(settings.data_folder)))
    record = _read(path)
    rules = codec.settings_from_json(record.settings) if record.settings else SiteSettings()
    if rules.site != chosen.site:
        raise NoPlan(words.say("plan-other-site", site=chosen.site, here=rules.site))
    today = rules.local_day(SystemClock().now())
    calendar = Calendar(rules.hours, rules.zone, frozenset(chosen.holiday))
    services = [service.id for service in rules.services if service.active]
    history: History = count(record.all_legs(), record.duties, services, calendar, today)
    guesses = {s.id: s.expected_minutes for s in rules.services}
    known = Known(guesses, shifts=rules.shifts, groups=groups_of(rules))
    wish = _wish(chosen, words, today)
    tested = None if chosen.no_back_test else back_test(history, calendar, known.guesses, wish.promise)
    return _told(make(history, calendar, known, wish), tested, rules)


def _read(path: Path) -> Happened:
    """Everything that the journal tells, read while the service may go on writing."""
    from kiosk.site.database import open_reader
    from kiosk.site.journal import all_entries

    record = Happened()
    connection = open_reader(path)
    try:
        for entry in all_entries(connection):
            record.follow(entry.type, json.loads(entry.data))
    finally:
        connection.close()
    return record


def _wish(chosen: Namespace, words: Words, today: date) -> Wish:
    try:
        change = change_of(chosen)
    except ValueError:
        raise NoPlan(words.say("plan-shorter-unreadable")) from None
    return Wish(chosen.first or today, chosen.days, Promise(*chosen.promise), change)


def _told(made: Plan, tested: BackTest | None, rules: SiteSettings) -> Told:
    """As the desk's API tells it."""
    return {
        "plan": TypeAdapter(Plan).dump_python(made, mode="json"),
        "back_test": TypeAdapter(BackTest | None).dump_python(tested, mode="json"),
        "names": {service.id: service.names for service in rules.services},
    }
