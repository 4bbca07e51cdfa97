"""What connectors to tools with JSON over HTTP have in common: one call with its failure sorted out, the
notes and files of a ticket, what of a change is yet to be made, the look at a mapping's values, the canary.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable
from collections.abc import Mapping as Values
from typing import Any, TypeVar

from common.clock import Clock
from common.ids import new_id
from desk.connectors.http.calls import Answer, Http, unknown, usual
from desk.connectors.http.entries import Entry, copies_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Caps, Change, Done, Failure, Misconfigured, Outcome, Ref, Rejected

SHOWN = 20  # of the values that a tool has, in a sentence about one that it has not

T = TypeVar("T")
MOST_PAGES = 200  # of one list
Fault = tuple[str, str]  # where in the mapping, and a sentence


class JsonTool(ABC):
    """Base of a connector. Its tool's own part says what answers mean (`failure`) and finds by key."""

    def __init__(self, mapping: Mapping, clock: Clock, http: Http) -> None:
        self.mapping = mapping
        self.clock = clock
        self.http = http

    @property
    def caps(self) -> Caps:
        return Caps(settle_seconds=self.mapping.timing.settle)

    def close(self) -> None:
        self.http.close()

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        """What an answer means at this tool; None: it is a yes."""
        return usual(answer, writes)

    @abstractmethod
    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        """As the port says; the canary asks it."""

    @abstractmethod
    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        """The notes and files of a ticket, the oldest first; those without the key may be left out."""

    def holds(self, ref: Ref, key: str) -> Outcome[bool]:
        found = self.entries(ref, key)
        return Done(any(key in each.text for each in found)) if isinstance(found, list) else found

    def says(self, ref: Ref, words: str) -> Outcome[bool]:
        """Whether somebody told just these words at the ticket: what resolved it may be said in few, which
        stand in longer texts as well.
        """
        found = self.entries(ref, words)
        if not isinstance(found, list):
            return found
        return Done(any(each.text.split() == words.split() for each in found))

    def copies(self, ref: Ref, key: str) -> Outcome[tuple[str, ...]]:
        found = self.entries(ref, key)
        return Done(copies_of(found, key)) if isinstance(found, list) else found

    def remove(self, ref: Ref, copy: str) -> Outcome[None]:
        return Rejected("", "Its interface does not let notes or files be removed")

    def ask(self, method: str, path: str, writes: bool = False, **parts: Any) -> Answer | Failure:
        """One call: an answer that is a yes, or what came of it instead."""
        answer = self.http.call(method, path, writes=writes, **parts)
        if not isinstance(answer, Answer):
            return answer
        return self._meant(answer, writes) or answer

    def _meant(self, answer: Answer, writes: bool) -> Failure | None:
        """What the tool means; where a proxy knows no such address, the tool itself said nothing."""
        said = usual if answer.status == 404 and answer.is_foreign() else self.failure
        return said(answer, writes)

    def there(self, path: str, **parts: Any) -> Answer | Failure:
        """What stands at the address of a ticket; a refusal means that there is none."""
        answer = self.ask("GET", path, **parts)
        return Rejected("id", answer.message) if isinstance(answer, Rejected) else answer

    def delete(self, path: str, **parts: Any) -> Outcome[None]:
        """Remove what stands at an address. Without the right to it only this is refused."""
        answer = self.http.call("DELETE", path, writes=True, **parts)
        if not isinstance(answer, Answer):
            return answer
        gone = answer.status == 404 and not answer.is_foreign()
        failed = None if gone else self._meant(answer, True)
        if isinstance(failed, Misconfigured):
            return Rejected(failed.field, failed.message)
        return failed or Done(None)

    def canary(self) -> Failure | None:
        """Whether a search for a key that nobody ever used finds nothing, as it must."""
        found = self.find(new_id())
        if not isinstance(found, Done):
            return found
        if found.value:
            return Misconfigured("", "A search for a key that nobody used finds tickets: none can be trusted")
        return None


def not_heeded(place: str) -> Misconfigured:
    """For a search by key that answers with tickets which do not have it: ours may be among those that it
    does not show, so it has not said "not there". `place`: what of the mapping it is about.
    """
    why = "The search for a key finds tickets without it: is the field there, and may it be searched?"
    return Misconfigured(place, why)


def by_pages(size: int, read: Callable[[int], list[T] | Failure]) -> list[T] | Failure:
    """Every row of a list whose pages have so many: `read` 1, 2, …, until one is not full."""
    found: list[T] = []
    for page in range(1, MOST_PAGES + 1):
        rows = read(page)
        if not isinstance(rows, list):
            return rows
        found += rows
        if len(rows) < size:
            return found
    return endless()


def endless() -> Failure:
    """What a list says that goes on and on, as where a tool heeds no page: nothing."""
    return unknown(f"A list has not ended after {MOST_PAGES} pages", False)


def wire(mapping: Mapping, clock: Clock) -> dict[str, Any]:
    """What every `Http` of a mapping is made with."""
    return {"timeout_seconds": mapping.timing.timeout, "verify": mapping.verify, "clock": clock}


def different(wanted: Values[str, str], found: Values[str, str]) -> dict[str, str]:
    """The fields that do not stand there yet."""
    return {name: value for name, value in wanted.items() if found.get(name) != value}


def wished(change: Change, duplicate_state: str, number_sign: str = "") -> tuple[str | None, str]:
    """The state and the words of a change; of a ticket made twice these say so, and which one stays."""
    if change.duplicate_of is None:
        return change.state, change.resolution
    said = f"Duplicate of {number_sign}{change.duplicate_of.number}"
    return duplicate_state, "\n".join(filter(None, [change.resolution, said]))


def values_of(mapping: Mapping, field: str) -> frozenset[str]:
    """Every value that a mapping can write into a field, as far as the mapping itself says."""
    rule = mapping.fields.get(field)
    if rule is None:
        return frozenset()
    if rule.constant is not None:
        return frozenset({rule.constant})
    known = set(mapping.tables.get(rule.table, {}).values()) if rule.table else set()
    return frozenset(known | ({rule.default} if rule.default else set()))


def absent(mapping: Mapping, field: str, known: Collection[str]) -> Iterable[Fault]:
    """A fault for each value of a field that the tool does not have."""
    for value in sorted(values_of(mapping, field) - set(known)):
        yield (f"fields.{field}", f"The tool has no {value}{instead(known)}")


def instead(known: Collection[str]) -> str:
    """What there is in place of what is not there, to end a sentence with."""
    shown = ", ".join(sorted(known)[:SHOWN])
    more = f" and {len(known) - SHOWN} more" if len(known) > SHOWN else ""
    return f". It has: {shown}{more}" if known else ""


def worked_out(mapping: Mapping, field: str) -> Iterable[Fault]:
    """A fault where a mapping sends a priority that the tool works out of impact and urgency by itself."""
    if field in mapping.fields:
        yield (f"fields.{field}", "The tool works it out of impact and urgency: send these two instead")


def needed(mapping: Mapping, fields: Iterable[str]) -> Iterable[Fault]:
    """A fault for each field without which the tool takes nothing, and that the mapping does not give."""
    for field in fields:
        if field not in mapping.fields:
            yield (f"fields.{field}", "The tool takes nothing without it")


def absent_states(mapping: Mapping, known: Collection[str]) -> Iterable[Fault]:
    """A fault for each state that we would write and the tool does not have."""
    lower = {name.casefold() for name in known}
    for state, raws in mapping.states.items():
        if raws[0].casefold() not in lower:
            yield (f"states.{state}", f"The tool has no state {raws[0]}{instead(known)}")
