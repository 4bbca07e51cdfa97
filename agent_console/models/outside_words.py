"""How a record's ticket in an outside tool is told: number and state, and what somebody must know of it."""

from __future__ import annotations

from dataclasses import dataclass

from agent_console.presenters.outside import Tone, tone_of
from agent_console.speaker import Speaker
from common.outside import OutsideOut, called

NAMED = 4  # fields; of more the number is told


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence and how grave it is; an empty one: all is well."""

    text: str
    tone: Tone


def state_words(speaker: Speaker, ticket: OutsideOut) -> str:
    return speaker.say(f"console-outside-state-{ticket.state.replace('_', '-')}")


def standing_words(speaker: Speaker, desk_number: str, ticket: OutsideOut) -> str:
    """Number here, number there and state: "INC-1001 · RT 4711 · in progress"."""
    parts = (desk_number, ticket.name, state_words(speaker, ticket) if ticket.number else "")
    return " · ".join(part for part in parts if part)


def trouble(speaker: Speaker, ticket: OutsideOut) -> Told:
    """What is not as it should be, and what to do; first what somebody must act upon."""
    tone, tool = tone_of(ticket), called(ticket.connector)
    if ticket.attention:
        key = f"console-outside-why-{ticket.attention.replace('_', '-')}"
        known = key if key in speaker.words else "console-outside-why-other"
        return Told(speaker.say(known, tool=tool), tone)
    if ticket.differences:
        shown, more = ticket.differences[:NAMED], len(ticket.differences) - NAMED
        fields = ", ".join(shown) + (f" +{more}" if more > 0 else "")
        return Told(speaker.say("console-outside-dropped", tool=tool, fields=fields), tone)
    return Told("", tone)


def trouble_shortly(speaker: Speaker, ticket: OutsideOut) -> str:
    """The same in a few words, for a line of a list."""
    tool = called(ticket.connector)
    if ticket.attention:
        refused = ticket.attention == "refused"
        return speaker.say(f"console-outside-short-{'refused' if refused else 'look'}", tool=tool)
    if ticket.differences:
        fields = ", ".join(ticket.differences)
        return speaker.say("console-outside-short-dropped", tool=tool, fields=fields)
    return ""


def there_words(speaker: Speaker, ticket: OutsideOut) -> str:
    """What the tool itself says: its own word for the state, and who has it; "" for nothing."""
    if not ticket.raw_state:
        return ""
    told = {"tool": called(ticket.connector), "state": ticket.raw_state, "name": ticket.assignee}
    return speaker.say("console-outside-there-with" if ticket.assignee else "console-outside-there", **told)
