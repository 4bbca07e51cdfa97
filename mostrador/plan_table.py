"""A plan as lines of text for a terminal: a table a day, and what it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from babel.numbers import format_decimal

from common.i18n import Words, say_date

Told = dict[str, Any]


def sayings(words: Words, site: str, told: Told) -> Iterator[str]:
    """Everything that is printed. `told`: as `mostrador.planning` makes it."""
    plan = told["plan"]
    promise = plan["promise"]
    share, minutes = percent(promise["share"]), promise["minutes"]
    yield words.say("plan-title", site=site, share=share, minutes=minutes)
    yield from _basis(words, plan["basis"])
    for day in plan["days"]:
        yield ""
        yield from _day(words, day, _names(words, told))
    if plan["days"]:
        yield ""
        yield from _tested(words, told["back_test"])


def percent(share: float) -> int:
    return round(100 * share)


def _said(number: float, language: str) -> str:
    """With one decimal, as the language writes it."""
    return str(format_decimal(number, format="0.0", locale=language.replace("-", "_")))


def _names(words: Words, told: Told) -> dict[str, str]:
    """Services by id in the reader's language, as far as names are known."""
    return {key: names.get(words.language) or names.get("en", key) for key, names in told["names"].items()}


def _basis(words: Words, basis: Told) -> Iterator[str]:
    if basis["first"]:
        first = say_date(date.fromisoformat(basis["first"]), words.language, year=True)
        days, visitors = basis["open_days"], basis["visitors"]
        yield words.say("plan-basis", days=days, visitors=visitors, first=first)
    for code in basis["assumed"]:
        yield words.say(f"plan-assumed-{code.replace('_', '-')}")


def _day(words: Words, day: Told, names: dict[str, str]) -> Iterator[str]:
    when = say_date(date.fromisoformat(day["day"]), words.language)
    if not day["open"]:
        yield words.say("plan-day-closed", day=when)
        return
    come = day["arrivals"]
    yield words.say(
        "plan-day", day=when, mean=round(come["mean"]), low=come["low"], high=come["high"],
        hours=day["agent_hours"],
    )  # fmt: skip
    if day["kind"] != "usual":
        yield words.say(f"plan-kind-{day['kind']}")
    usual, changed = day["waits_usual"], day["waits_changed"]
    if usual:
        hours = day["usual_agent_hours"]
        yield words.say("plan-usual", hours=hours, share=percent(usual["within"]), **_minutes(usual))
    if changed:
        yield words.say("plan-changed", share=percent(changed["within"]), **_minutes(changed))
    if not day["kept"]:
        yield words.say("plan-not-kept")
    yield from _table(_rows(words, day, names))


def _minutes(waits: Told) -> dict[str, int]:
    return {"mean": round(waits["mean"]), "most": round(waits["p90"])}


def _rows(words: Words, day: Told, names: dict[str, str]) -> list[list[str]]:
    """The head and a row a half hour; columns that this plan has nothing for are left out."""
    usual, changed = day["waits_usual"] is not None, day["waits_changed"] is not None
    slots = any(row["slots"] for row in day["half_hours"])
    columns = ["time", "visitors", "range", "agents"]
    columns += ["usual", "in-time", "wait"] * usual + ["in-time-changed", "wait-changed"] * changed
    knowing = any(row["specialists"] for row in day["half_hours"])
    columns += ["slots"] * slots + ["specialists"] * knowing
    rows = [[words.say(f"plan-column-{name}") for name in columns]]
    for half in day["half_hours"]:
        come = half["arrivals"]
        mean, ends = _said(come["mean"], words.language), f"{come['low']}–{come['high']}"
        row = [half["start"], mean, ends, str(half["agents"])]
        row += [str(half["usual_agents"]), *_waits(half["waits_usual"])] * usual
        row += _waits(half["waits_changed"]) * changed
        more = [f"{each['places']} {names.get(each['service'], each['service'])}" for each in half["slots"]]
        row += [", ".join(more)] * slots
        row += [", ".join(_group(each, names) for each in half["specialists"])] * knowing
        rows.append(row)
    return rows


def _group(each: Told, names: dict[str, str]) -> str:
    """So many who know these services."""
    return f"{each['agents']} {' + '.join(names.get(service, service) for service in each['services'])}"


def _waits(waits: Told | None) -> list[str]:
    """Share in time and mean wait; nothing where nobody comes."""
    if waits is None or waits["within"] is None:
        return ["", ""]
    return [f"{percent(waits['within'])} %", f"{waits['mean']:.0f}"]


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns of even width, numbers to the right, the last one (words) to the left."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        yield "  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _tested(words: Words, tested: Told | None) -> Iterator[str]:
    if tested is None:
        yield words.say("plan-not-tested")
        return
    service, whole = tested["overall"], tested["half_hours"]
    yield words.say(
        "plan-tested",
        weeks=tested["weeks"],
        half=percent(whole["wape"]),
        naive=percent(whole["naive_wape"]),
        service=percent(service["wape"]),
        service_naive=percent(service["naive_wape"]),
        covered=percent(whole["covered"]),
    )
    ours, naive = tested["staffing"], tested["naive_staffing"]
    if ours and naive:
        yield words.say(
            "plan-tested-staffing",
            days=ours["days"],
            share=percent(ours["within"]),
            kept=percent(ours["kept"]),
            worst=percent(ours["worst"]),
            hours=round(ours["agent_hours"], 1),
            naive=percent(naive["within"]),
            naive_hours=round(naive["agent_hours"], 1),
        )
