"""A sample that really goes into the tool: made, found by its key, read back, noted, given a file, resolved.

One attempt at each step, as a hand-over does it, but here somebody waits for what comes of it. Without a
ticket there is nothing more to try; with one each step is tried, so that all that is wrong is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from common.ids import new_id
from desk.connectors.checking import Finding, failed
from desk.connectors.engine.comparing import Difference, compare
from desk.connectors.engine.naming import judged
from desk.connectors.mapping.drafting import Drafted, raw_of, state_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.mapping.sources import Record
from desk.connectors.port import (
    Ambiguous,
    Blob,
    Change,
    Connector,
    Done,
    Marker,
    Note,
    Outcome,
    Ref,
    Snapshot,
)
from desk.incidents.rules import State

NOTE = "This note came with the sample."


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of the sample. `ref` None: there is no ticket, or nobody knows (`findings` says which)."""

    findings: tuple[Finding, ...]
    ref: Ref | None = None

    @property
    def fit(self) -> bool:
        """Whether nothing is wrong."""
        return all(finding.fit is not False for finding in self.findings)


def send(mapping: Mapping, connector: Connector, record: Record, drafted: Drafted) -> Sent:
    """Make the sample's ticket and try on it everything that a hand-over does."""
    made: Outcome[Ref] = judged(connector.create(drafted.draft), writes=True)
    if not isinstance(made, Done):
        findings = [failed("create", made)]
        if isinstance(made, Ambiguous):
            findings.append(Finding("may-be-there", None, {"key": record.key}))
        return Sent(tuple(findings))
    ref = made.value
    created = Finding("created", True, {"number": ref.number, "url": ref.url})
    return Sent((created, *_further(mapping, connector, drafted, ref)), ref)


def _further(mapping: Mapping, connector: Connector, drafted: Drafted, ref: Ref) -> Iterator[Finding]:
    if connector.caps.marker is Marker.SEARCH:
        yield _found(connector, drafted.draft.key, ref)
    if connector.caps.reads:
        yield from _read_back(mapping, connector, drafted, ref)
    if connector.caps.notes:
        for text in (*drafted.notes, NOTE):
            key = new_id()
            yield _kept(connector, "note", connector.note(ref, Note(key, text)), ref, key)
    if connector.caps.attaches:
        key = new_id()
        blob = Blob(key, "sample.txt", "text/plain", b"This file came with the sample.\n")
        yield _kept(connector, "attach", connector.attach(ref, blob), ref, key)
    if connector.caps.reads:
        yield from _resolved(mapping, connector, ref)


def _found(connector: Connector, key: str, ref: Ref) -> Finding:
    """Whether a search by the key finds the ticket; a tool may index it only a while later."""
    outcome: Outcome[tuple[Ref, ...]] = judged(connector.find(key), writes=False)
    if not isinstance(outcome, Done):
        return failed("find", outcome)
    if any(hit.id == ref.id for hit in outcome.value):
        return Finding("found", True)
    return Finding("not-found-yet", None, {"key": key})


def _read_back(mapping: Mapping, connector: Connector, drafted: Drafted, ref: Ref) -> Iterator[Finding]:
    outcome: Outcome[Snapshot] = judged(connector.get(ref), writes=False)
    if not isinstance(outcome, Done):
        yield failed("get", outcome)
        return
    differences = compare(drafted.draft, outcome.value)
    yield from map(_different, differences)
    if not differences:
        yield Finding("as-sent", True)
    raw = outcome.value.state
    if raw and state_of(mapping, raw) is None:
        yield Finding("unknown-state", False, {"state": raw})


def _kept(connector: Connector, step: str, outcome: Outcome[str], ref: Ref, key: str) -> Finding:
    """Whether a note or file is there after it was sent."""
    if not isinstance(outcome, Done):
        return failed(step, outcome)
    if not connector.caps.reads:
        return Finding(f"{step}-taken", None)
    held = connector.holds(ref, key)
    if not isinstance(held, Done):
        return failed(step, held)
    return Finding(f"{step}-kept", True) if held.value else Finding(f"{step}-dropped", False)


def _resolved(mapping: Mapping, connector: Connector, ref: Ref) -> Iterator[Finding]:
    """The sample is resolved at once, so that nobody at the tool has to deal with it."""
    raw = raw_of(mapping, State.RESOLVED)
    if raw is None:
        yield Finding("left-open", None, {"number": ref.number})
        return
    change = Change(state=raw, resolution="The sample arrived.")
    outcome: Outcome[Snapshot] = judged(connector.apply(ref, change), writes=True)
    if not isinstance(outcome, Done):
        yield failed("resolve", outcome)
        yield Finding("left-open", None, {"number": ref.number})
        return
    differences = compare(change, outcome.value)
    yield from map(_different, differences)
    if differences:
        yield Finding("left-open", None, {"number": ref.number})
    else:
        yield Finding("resolved", True, {"state": raw})


def _different(difference: Difference) -> Finding:
    if difference.field == "key":
        return Finding("no-key", False, {"key": difference.sent})
    args = {"field": difference.field, "sent": difference.sent, "found": difference.found}
    return Finding("changed" if difference.found else "dropped", False, args)
