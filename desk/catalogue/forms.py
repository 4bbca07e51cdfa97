"""What an admin types about a site or a service: read, checked, and told back field by field.

A fault is a code: `staff-fault-<code>` are its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from common.wire import Line1
from desk.catalogue.line_forms import read_rules, read_service_rules, rule_fields, service_rule_fields
from desk.catalogue.rules import (
    COUNTER,
    SERVICE_ID,
    SITE_ID,
    WEEKDAYS,
    HoursUnreadable,
    Offer,
    Site,
    exceptions_in,
    exceptions_text,
    is_timezone,
    spans_in,
    spans_text,
)
from kiosk.queue.settings import Hours, Service, SiteSettings
from kiosk.queue.visits import CallRule

Fields = Mapping[str, str]
Faults = dict[str, str]
Number = TypeVar("Number", int, float)

RULES = (CallRule.DUE_TIME, CallRule.FIRST_COME, CallRule.APPOINTMENTS_FIRST, CallRule.ACCUMULATING)
ICONS = (
    "laptop", "monitor", "smartphone", "tablet", "key-round", "lock", "shield-check", "package", "printer",
    "wifi", "network", "usb", "keyboard", "headphones", "battery-low", "mail", "app-window", "download",
    "wrench", "settings", "id-card", "message-square", "circle-question-mark",
)  # fmt: skip
MINUTES = {  # field: (least, most)
    "walk_up_credit": (0, 240),
    "late_grace": (0, 240),
    "early_check_in": (0, 1440),
    "last_check_in": (0, 240),
    "clear_after": (0, 720),
    "days_ahead": (0, 365),
    "change_minutes": (0, 10080),
    "overbook_percent": (0, 50),
}
OF_BOOKING = ("days_ahead", "change_minutes", "overbook_percent")
MOST_COUNTERS = 40
NOBODY: Mapping[str, str] = {}

_line = TypeAdapter(Line1)


def service_fields(offer: Offer, languages: tuple[str, ...]) -> dict[str, str]:
    """An offer as the form's fields."""
    service = offer.service
    return {
        **{f"name_{tag}": service.names.get(tag, "") for tag in languages},
        "prefix": service.prefix,
        "icon": service.icon,
        "expected_minutes": f"{service.expected_minutes:g}",
        "slot_minutes": str(offer.slot_minutes),
        "per_slot": str(offer.per_slot),
        "bookable": "yes" if offer.bookable else "",
        "active": "yes" if service.active else "",
        **service_rule_fields(service),
    }


def read_offer(
    form: Fields, site: Site, service_id: str, languages: tuple[str, ...]
) -> tuple[Offer | None, Faults]:
    """The offer that was typed, or what is wrong with it. `service_id` "": a new one, named by its field."""
    faults: Faults = {}
    wanted = service_id or form.get("id", "").strip().lower()
    others = [o for o in site.offers if o.service.id != service_id]
    if not SERVICE_ID.fullmatch(wanted):
        faults["id"] = "form"
    elif not service_id and any(o.service.id == wanted for o in others):
        faults["id"] = "taken"
    prefix = form.get("prefix", "").strip().upper()
    if len(prefix) != 1 or not "A" <= prefix <= "Z":
        faults["prefix"] = "letter"
    elif any(o.service.prefix == prefix and o.service.active for o in others):
        faults["prefix"] = "letter_taken"
    known = next((o.service for o in site.offers if o.service.id == service_id), Service(wanted, prefix, {}))
    service = replace(
        known,
        id=wanted,
        prefix=prefix,
        names=_texts(form, "name", languages, faults, needed=True),
        icon=form.get("icon", "") if form.get("icon", "") in ICONS else ICONS[-1],
        expected_minutes=_number(form, "expected_minutes", 1.0, 480.0, faults),
        active=bool(form.get("active")),
    )
    offer = Offer(
        read_service_rules(form, service, faults),
        slot_minutes=_number(form, "slot_minutes", 5, 480, faults),
        per_slot=_number(form, "per_slot", 1, 100, faults),
        bookable=bool(form.get("bookable")),
    )
    return (None if faults else offer), faults


def site_fields(site: Site, languages: tuple[str, ...], logins: Mapping[str, str] = NOBODY) -> dict[str, str]:
    """A site as the form's fields. `logins`: sign-in name -> id of each member of staff."""
    rules = site.rules
    return {
        "id": rules.site,
        **{f"name_{tag}": rules.names.get(tag, "") for tag in languages},
        **{f"directions_{tag}": site.directions.get(tag, "") for tag in languages},
        **{f"message_{tag}": rules.message.get(tag, "") for tag in languages},
        "timezone": rules.timezone,
        "counters": ", ".join(rules.counters),
        "rule": rules.rule.value,
        "always": "yes" if rules.hours.always else "",
        **{f"hours_{day}": spans_text(rules.hours.weekly.get(day, ())) for day in WEEKDAYS},
        "exceptions": exceptions_text(rules.hours),
        **{name: str(getattr(site if name in OF_BOOKING else rules, name)) for name in MINUTES},
        **rule_fields(rules, logins),
    }


def read_site(
    form: Fields,
    known: Site | None,
    taken: list[str],
    languages: tuple[str, ...],
    logins: Mapping[str, str] = NOBODY,
) -> tuple[Site | None, Faults]:
    """The site that was typed, or what is wrong with it. `known`: the one to change; None: a new one."""
    faults: Faults = {}
    wanted = known.id if known else form.get("id", "").strip().lower()
    if not SITE_ID.fullmatch(wanted):
        faults["id"] = "form"
    elif known is None and wanted in taken:
        faults["id"] = "taken"
    zone = form.get("timezone", "").strip()
    if not is_timezone(zone):
        faults["timezone"] = "timezone"
    rule = form.get("rule", "")
    numbers = {name: _number(form, name, *ends, faults) for name, ends in MINUTES.items()}
    rules = replace(
        known.rules if known else SiteSettings(services=()),
        site=wanted,
        names=_texts(form, "name", languages, faults, needed=True),
        timezone=zone,
        counters=_counters(form, faults),
        hours=_hours(form, faults),
        rule=CallRule(rule) if rule in RULES else CallRule.DUE_TIME,
        message=_texts(form, "message", languages, faults),
        walk_up_credit=numbers["walk_up_credit"],
        late_grace=numbers["late_grace"],
        early_check_in=numbers["early_check_in"],
        last_check_in=numbers["last_check_in"],
        clear_after=numbers["clear_after"],
    )
    site = Site(
        read_rules(form, rules, logins, faults),
        known.offers if known else (),
        _texts(form, "directions", languages, faults),
        **{name: numbers[name] for name in OF_BOOKING},
    )
    return (None if faults else site), faults


def _texts(
    form: Fields, stem: str, languages: tuple[str, ...], faults: Faults, needed: bool = False
) -> dict[str, str]:
    """A text in each language, the empty ones left out."""
    found = {}
    for tag in languages:
        try:
            text = _line.validate_python(form.get(f"{stem}_{tag}", ""))
        except ValidationError:
            faults[f"{stem}_{tag}"] = "too_long"
            continue
        if text:
            found[tag] = text
        elif needed:
            faults[f"{stem}_{tag}"] = "empty"
    return found


def _number(form: Fields, name: str, least: Number, most: Number, faults: Faults) -> Number:
    """A number within its ends; `least` stands in for a faulty one."""
    try:
        number = type(least)(form.get(name, "").strip().replace(",", "."))
    except ValueError:
        faults[name] = "number"
        return least
    if not least <= number <= most:
        faults[name] = "number"
        return least
    return number


def _counters(form: Fields, faults: Faults) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(filter(None, (c.strip() for c in form.get("counters", "").split(",")))))
    if not names or len(names) > MOST_COUNTERS or not all(COUNTER.fullmatch(name) for name in names):
        faults["counters"] = "counters"
    return names


def _hours(form: Fields, faults: Faults) -> Hours:
    weekly = {}
    for day in WEEKDAYS:
        try:
            weekly[day] = spans_in(form.get(f"hours_{day}", ""))
        except HoursUnreadable as fault:
            faults[f"hours_{day}"] = f"hours_{fault.why}"
    try:
        exceptions = exceptions_in(form.get("exceptions", ""))
    except HoursUnreadable as fault:
        faults["exceptions"] = f"hours_{fault.why}"
        exceptions = {}
    return Hours(bool(form.get("always")), {d: s for d, s in weekly.items() if s}, exceptions)
