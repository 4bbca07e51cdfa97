"""What an admin types about the rules of the line: who is next, who may serve, how many.

Fields that a form does not show keep what was there. Faults are codes: `staff-fault-<code>` are their words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kiosk.queue.settings import Service, SiteSettings

Fields = Mapping[str, str]
Faults = dict[str, str]

NUMBERS: dict[str, dict[str, tuple[float, float]]] = {  # group: field: (least, most)
    "order": {
        "urgent_credit": (0, 240),
        "accessibility_credit": (0, 240),
        "vip_credit": (0, 240),
        "most_passed": (0, 100),
        "walk_up_points": (0.1, 100.0),
        "booked_points": (0.1, 100.0),
        "marked_points": (0.1, 100.0),
        "quick_every": (0, 100),
        "quick_minutes": (0.0, 60.0),
    },
    "back": {
        "hold_keeps": (0, 480),
        "calls_before_no_show": (1, 10),
        "return_within": (0, 240),
        "accept_within": (0, 120),
    },
    "serve": {"prefer_within": (0, 240), "reserved_wait": (0, 240)},
    "many": {"most_on_the_way": (0, 500)},
}
YES_OR_NO = ("closing_work", "remote_join")
SHOWN = "line_shown"  # a hidden field: an unticked box says no only where the boxes were shown
SKILL = re.compile(r"[\w][\w .+-]{0,39}")
MOST_CAPACITY = 1000


def rule_fields(rules: SiteSettings, logins: Mapping[str, str]) -> dict[str, str]:
    """The rules as the form's fields. `logins`: sign-in name -> id of each member of staff."""
    names = {member: login for login, member in logins.items()}
    skills = {names.get(member, member): words for member, words in rules.agent_skills.items()}
    return {
        SHOWN: "yes",
        **{name: f"{getattr(rules, name):g}" for group in NUMBERS.values() for name in group},
        **{name: "yes" if getattr(rules, name) else "" for name in YES_OR_NO},
        "quick_counters": ", ".join(rules.quick_counters),
        "counter_services": _lines(rules.counter_services),
        "agent_skills": _lines(skills),
    }


def read_rules(form: Fields, rules: SiteSettings, logins: Mapping[str, str], faults: Faults) -> SiteSettings:
    """The rules that were typed; `rules`: the others, with counters and services as they will be."""
    found: dict[str, Any] = {}
    for group in NUMBERS.values():
        for name, ends in group.items():
            if name in form:
                found[name] = _number(form[name], name, ends, faults)
    if SHOWN in form:
        found |= {name: bool(form.get(name)) for name in YES_OR_NO}
    if "quick_counters" in form:
        found["quick_counters"] = _words(form["quick_counters"])
        if not set(found["quick_counters"]) <= set(rules.counters):
            faults["quick_counters"] = "no_such_counter"
    if "counter_services" in form:
        found["counter_services"] = _read_lines(form["counter_services"], "counter_services", faults)
        services = {service.id for service in rules.services}
        if not found["counter_services"].keys() <= set(rules.counters):
            faults["counter_services"] = "no_such_counter"
        elif any(not set(row) <= services for row in found["counter_services"].values()):
            faults["counter_services"] = "no_such_service"
    if "agent_skills" in form:
        found["agent_skills"] = _skills(form["agent_skills"], rules, logins, faults)
    return replace(rules, **found)


def service_rule_fields(service: Service) -> dict[str, str]:
    """What the rules know of a service beside its name, as the form's fields."""
    return {
        SHOWN: "yes",
        "capacity": "" if service.capacity is None else str(service.capacity),
        "needs": ", ".join(service.needs),
        "prefers": ", ".join(service.prefers),
        "agents": str(service.agents),
        "remote": "yes" if service.remote else "",
    }


def read_service_rules(form: Fields, service: Service, faults: Faults) -> Service:
    found: dict[str, Any] = {}
    if "capacity" in form:
        typed = form["capacity"].strip()
        found["capacity"] = _number(typed, "capacity", (1, MOST_CAPACITY), faults) if typed else None
    for name in ("needs", "prefers"):
        if name in form:
            found[name] = _words(form[name])
            if not all(SKILL.fullmatch(skill) for skill in found[name]):
                faults[name] = "skill"
    if "agents" in form:
        found["agents"] = 2 if form["agents"] == "2" else 1
    if SHOWN in form:
        found["remote"] = bool(form.get("remote"))
    return replace(service, **found)


def _skills(
    text: str, rules: SiteSettings, logins: Mapping[str, str], faults: Faults
) -> dict[str, tuple[str, ...]]:
    """Skills by the id of a member of staff; those whose sign-in name has gone are kept under their id."""
    rows = _read_lines(text, "agent_skills", faults)
    if not all(name in logins or name in rules.agent_skills for name in rows):
        faults["agent_skills"] = "nobody"
    elif not all(SKILL.fullmatch(skill) for row in rows.values() for skill in row):
        faults["agent_skills"] = "skill"
    return {logins.get(name, name): row for name, row in rows.items()}


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (word.strip() for word in text.split(",")))))


def _lines(rows: Mapping[str, tuple[str, ...]]) -> str:
    return "\n".join(f"{name}: {', '.join(words)}" for name, words in sorted(rows.items()) if words)


def _read_lines(text: str, field: str, faults: Faults) -> dict[str, tuple[str, ...]]:
    """`name: one, two` a line."""
    rows = {}
    for line in filter(None, (each.strip() for each in text.splitlines())):
        name, colon, words = line.partition(":")
        if not colon or not name.strip():
            faults[field] = "lines"
            continue
        rows[name.strip()] = _words(words)
    return {name: words for name, words in rows.items() if words}


def _number(typed: str, name: str, ends: tuple[float, float], faults: Faults) -> float | int:
    """A number between both ends, whole where these are; `ends[0]` stands in for a faulty one."""
    least, most = ends
    try:
        number = type(least)(typed.strip().replace(",", "."))
    except ValueError:
        number = most + 1
    if not least <= number <= most:
        faults[name] = "number"
        return least
    return number
