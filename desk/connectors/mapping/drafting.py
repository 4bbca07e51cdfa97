"""How an incident becomes a ticket of one tool at one organisation, by its mapping. Pure.

A mapping names the tool, how to sign in, who stands as the requester, which value goes into which of the
tool's fields (a source of ours, a constant, or a value table over a source), how long texts may be and what
the tool's states mean.
"""

from __future__ import annotations

from dataclasses import dataclass

from common.i18n import Words
from desk.connectors.mapping.cutting import cut, cut_bytes, parts_of
from desk.connectors.mapping.form import FieldRule, Mapping, RequesterRule
from desk.connectors.mapping.sources import LEVELS, NAMES, Record, keys_of, value_of
from desk.connectors.port import Draft, Requester
from desk.incidents.rules import State

WORTH_TELLING = tuple(name for name in NAMES if name not in ("key", "link", "kind", "title", "description"))
KEY_ROOM = 80  # characters of a note that are left for its key
ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Drafted:
    """A record as a ticket. `notes`: texts that follow it, in order, for what was over a limit; `lost`: the
    sources of which something is told nowhere in the tool.
    """

    draft: Draft
    notes: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def draft_of(mapping: Mapping, record: Record) -> Drafted:
    """The record in the tool's own words, each text within its limit; nothing of a text is left out."""
    words = Words(mapping.language, ["connectors"])
    taken: set[str] = {"title", "description"}
    notes: list[str] = []
    fields = {}
    for name, rule in mapping.fields.items():
        value, whole = _rendered(mapping, rule, record)
        if rule.limit is not None and len(value) > rule.limit:
            notes += _in_full(mapping, words, name, value)
            value = cut(value, rule.limit)
        if value:
            fields[name] = value
        if whole and rule.source:
            taken.add(rule.source)
    title, text = _title(mapping, record.title), _text(mapping, words, record, taken)
    if title != record.title:
        notes += _in_full(mapping, words, words.say("source-title"), record.title)
    if len(text) > mapping.limits.text:
        text, *more = _continued(mapping, words, text)
        notes += more
    draft = Draft(
        key=record.key,
        number=record.number,
        kind=record.kind,
        title=title,
        text=text or title,
        requester=_requester(mapping, record),
        fields=fields,
        link=record.link,
    )
    return Drafted(draft, tuple(notes), lost_of(mapping, record, taken))


def _rendered(mapping: Mapping, rule: FieldRule, record: Record) -> tuple[str, bool]:
    """The value of a field, "" for none, and whether it says what the source said."""
    if rule.source is None:
        return rule.constant or "", True
    value = value_of(record, rule.source)
    if not rule.table:
        return value or rule.default or "", True
    table = mapping.tables[rule.table]
    for key in keys_of(record, rule.source):
        if key in table:
            return table[key], True
    return rule.default or "", not value


def _title(mapping: Mapping, title: str) -> str:
    """The title as far as the tool keeps it, with a sign where it was cut."""
    limits = mapping.limits
    most = limits.title_bytes or 4 * limits.title
    if len(title) <= limits.title and len(title.encode(errors="replace")) <= most:
        return title
    short = cut(title, limits.title - len(ELLIPSIS))
    return cut_bytes(short, most - len(ELLIPSIS.encode())) + ELLIPSIS


def _text(mapping: Mapping, words: Words, record: Record, taken: set[str]) -> str:
    """The description, and below it a line for each detail that no field takes."""
    lines = [
        f"{words.say('source-' + source.replace('_', '-').replace('.', '-'))}: {value}"
        for source in mapping.details
        if source not in taken and (value := value_of(record, source))
    ]
    return "\n\n".join(part for part in (record.description, "\n".join(lines)) if part)


def _requester(mapping: Mapping, record: Record) -> Requester:
    """Who came, for the connector's rule; nobody where the rule says that the text tells it."""
    if mapping.requester.rule is RequesterRule.FREE_TEXT:
        return Requester()
    return Requester(name=record.requester, mail=record.mail)


def _in_full(mapping: Mapping, words: Words, field: str, value: str) -> list[str]:
    """Notes that tell a value which a field has cut."""
    return _numbered(
        words, words.say("note-in-full", field=field), parts_of(value, _room(mapping, words, field))
    )


def _continued(mapping: Mapping, words: Words, text: str) -> list[str]:
    """The text up to its limit, and notes with what comes after."""
    sign = words.say("text-continues", count=9999)
    first = parts_of(text, mapping.limits.text - len(sign) - 2)[0]
    rest = parts_of(text[len(first) :], _room(mapping, words, words.say("source-description")))
    count = len(rest) + 1
    notes = [
        f"{words.say('note-continued', place=place, count=count)}\n{part}"
        for place, part in enumerate(rest, 2)
    ]
    return [f"{first}\n\n{words.say('text-continues', count=count)}", *notes]


def _numbered(words: Words, heading: str, parts: list[str]) -> list[str]:
    """Notes of one value: the first under its heading, the others as its continuation."""
    count = len(parts)
    if count == 1:
        return [f"{heading}\n{parts[0]}"]
    said = [words.say("note-continued", place=place, count=count) for place in range(1, count + 1)]
    return [f"{heading} · {sign}\n{part}" for sign, part in zip(said, parts, strict=True)]


def _room(mapping: Mapping, words: Words, field: str) -> int:
    """How much of a value goes into one note below the longest heading."""
    sign = words.say("note-continued", place=9999, count=9999)
    return mapping.limits.note - KEY_ROOM - len(words.say("note-in-full", field=field)) - len(sign) - 4


def lost_of(mapping: Mapping, record: Record, taken: set[str]) -> tuple[str, ...]:
    """The sources of a record that have a value and reach neither a field nor the text."""
    told = taken | set(mapping.details)
    if mapping.requester.rule is not RequesterRule.FREE_TEXT and record.mail:
        told |= {"requester", "mail"}
    if State.RESOLVED in mapping.states:
        told.add("resolution")  # goes with the change to that state
    if "category" in told or all(f"category.{n}" in told for n in range(len(record.category))):
        told |= {"category", *(f"category.{n}" for n in range(LEVELS))}
    told |= {"site", "site_name"} if told & {"site", "site_name"} else set()
    told |= {"priority"} if {"impact", "urgency"} <= told else set()
    return tuple(source for source in WORTH_TELLING if source not in told and value_of(record, source))


def state_of(mapping: Mapping, raw: str) -> State | None:
    """What a state of the tool means for us; None: the mapping does not say, keep the last known one.

    Where two of ours share a raw value, the earlier one of new … closed is meant.
    """
    for state in State:
        if any(raw.casefold() == known.casefold() for known in mapping.states.get(state, ())):
            return state
    return None


def raw_of(mapping: Mapping, state: State) -> str | None:
    """The tool's own state that we write for one of ours; None: it has none."""
    known = mapping.states.get(state)
    return known[0] if known else None
