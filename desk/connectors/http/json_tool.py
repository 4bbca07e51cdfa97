"""What connectors to tools with JSON over HTTP have in common: one call with its failure sorted out, the look
at a mapping's values, and the canary.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from typing import Any

from common.clock import Clock
from common.ids import new_id
from desk.connectors.http.calls import Answer, Http, usual
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Done, Failure, Misconfigured, Outcome, Ref

Fault = tuple[str, str]  # where in the mapping, and a sentence


class JsonTool(ABC):
    """Base of a connector. Its tool's own part says what answers mean (`failure`) and finds by key."""

    def __init__(self, mapping: Mapping, clock: Clock, http: Http) -> None:
        self.mapping = mapping
        self.clock = clock
        self.http = http

    def close(self) -> None:
        self.http.close()

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        """What an answer means at this tool; None: it is a yes."""
        return usual(answer, writes)

    @abstractmethod
    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        """As the port says; the canary asks it."""

    def ask(self, method: str, path: str, writes: bool = False, **parts: Any) -> Answer | Failure:
        """One call: an answer that is a yes, or what came of it instead."""
        answer = self.http.call(method, path, writes=writes, **parts)
        if not isinstance(answer, Answer):
            return answer
        return self.failure(answer, writes) or answer

    def canary(self) -> Failure | None:
        """Whether a search for a key that nobody ever used finds nothing, as it must."""
        found = self.find(new_id())
        if not isinstance(found, Done):
            return found
        if found.value:
            return Misconfigured("", "A search for a key that nobody used finds tickets: none can be trusted")
        return None


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
        yield (f"fields.{field}", f"The tool has no {value}")


def absent_states(mapping: Mapping, known: Collection[str]) -> Iterable[Fault]:
    """A fault for each state that we would write and the tool does not have."""
    lower = {name.casefold() for name in known}
    for state, raws in mapping.states.items():
        if raws[0].casefold() not in lower:
            yield (f"states.{state}", f"The tool has no state {raws[0]}")
