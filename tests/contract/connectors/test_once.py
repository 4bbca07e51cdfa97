"""Each thing is handed over once, whatever happens to any of the requests that it takes.

The desk's own carrier does the work. A fault strikes the first request of a hand-over, then, in a new one,
the second, and so on until there was none: sign-ins, look-ups, uploads and searches have their turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from desk.connectors.engine.delivery import Stage, Why
from desk.connectors.mapping.drafting import state_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Ambiguous, Blob, Connector, Note
from desk.incidents.rules import State
from tests.contract.connectors.counter import Counter
from tests.contract.connectors.outside import Desk, Ticket
from tests.contract.connectors.proxy import Fault, Proxy
from tests.contract.connectors.samples import done, draft

FAULTS = (Fault.CLOSED, Fault.LOST, Fault.GATEWAY, Fault.LATE, Fault.BUSY, Fault.CRASH)
WORST = (Fault.LOST, Fault.LATE)  # of these the tool did what nobody was told
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
MOST_REQUESTS = 40  # of one hand-over

pytestmark = pytest.mark.needs("search", "http")


class ProcessDied(BaseException):
    """The desk's process is gone: nothing after this point was done."""


class Dying:
    """A connector whose process dies right after it made a certain call."""

    def __init__(self, connector: Connector, dies_after: str) -> None:
        self._connector = connector
        self._dies_after = dies_after

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._connector, name)
        if name != self._dies_after:
            return found

        def call(*arguments: Any) -> Any:
            found(*arguments)
            raise ProcessDied

        return call


class Deaf:
    """A connector to which the answer to a certain call never comes, though the tool did what was asked."""

    def __init__(self, connector: Connector, call: str) -> None:
        self._connector = connector
        self._call = call

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._connector, name)
        if name != self._call:
            return found

        def call(*arguments: Any) -> Any:
            done(found(*arguments))
            return Ambiguous("the answer was lost")

        return call


@pytest.fixture
def counter(tmp_path: Path, mapping: Mapping, proxy: Proxy) -> Iterator[Counter]:
    counter = Counter(tmp_path, mapping, proxy.settle)
    yield counter
    counter.close()


def each_request(proxy: Proxy, fault: Fault, first: int = 1) -> Iterator[None]:
    """Strikes the n-th request from now, for each n until there was none left to strike."""
    for nth in range(first, first + MOST_REQUESTS):
        proxy.strike(fault, nth)
        yield
        if not proxy.struck():
            return
    raise AssertionError(f"a hand-over of {MOST_REQUESTS} requests")


def only_ticket(outside: Desk, key: str) -> Ticket:
    (ticket,) = outside.tickets(key)
    return ticket


@pytest.mark.parametrize("fault", FAULTS)
def test_a_record_is_there_once_whichever_request_meets_a_fault(
    fault: Fault, outside: Desk, proxy: Proxy, connector: Connector, counter: Counter
) -> None:
    for _ in each_request(proxy, fault):
        key = counter.record(f"Screen stays dark after a fault: {fault}")

        counter.carry(connector)

        ticket, delivery = only_ticket(outside, key), counter.delivery(key)
        assert (delivery.stage, delivery.differences) == (Stage.DONE, ())
        assert delivery.ref is not None and delivery.ref.id == ticket.id
        assert "Screen stays dark" in ticket.title


@pytest.mark.needs("notes")
@pytest.mark.parametrize("fault", WORST)
def test_a_note_is_there_once_whichever_request_meets_a_fault(
    fault: Fault, outside: Desk, proxy: Proxy, connector: Connector, counter: Counter
) -> None:
    key = counter.record()
    counter.carry(connector)
    texts: list[str] = []
    for _ in each_request(proxy, fault):
        texts.append(f"Tried it with lamp {len(texts)} of ours, after {fault}")
        note = counter.note(key, texts[-1])

        counter.carry(connector)

        assert counter.delivery(note).stage is Stage.DONE
    notes = only_ticket(outside, key).notes
    assert [sum(text in note for note in notes) for text in texts] == [1] * len(texts)


@pytest.mark.needs("attaches")
@pytest.mark.parametrize("fault", WORST)
def test_a_file_is_there_once_whichever_request_meets_a_fault(
    fault: Fault, outside: Desk, proxy: Proxy, connector: Connector, counter: Counter
) -> None:
    key = counter.record()
    counter.carry(connector)
    sent = []
    for number, _ in enumerate(each_request(proxy, fault)):
        content = PICTURE + bytes([number])
        file = counter.file(key, "screen.png", content)
        sent.append((f"screen.{file}.png", content))

        counter.carry(connector)

        assert counter.delivery(file).stage is Stage.DONE
    assert sorted(only_ticket(outside, key).files) == sorted(sent)


@pytest.mark.parametrize("fault", WORST)
def test_a_record_that_is_resolved_here_is_resolved_there_whichever_request_meets_a_fault(
    fault: Fault, outside: Desk, proxy: Proxy, connector: Connector, counter: Counter, mapping: Mapping
) -> None:
    counter.record()
    counter.carry(connector)
    for _ in each_request(proxy, fault, first=len(proxy.requests) + 1):
        key = counter.record(resolved=True)

        counter.carry(connector)

        assert state_of(mapping, only_ticket(outside, key).state) is State.RESOLVED


def test_a_restart_between_the_request_and_its_commit_makes_no_second_ticket(
    outside: Desk, connector: Connector, counter: Counter
) -> None:
    key = counter.record()
    dying = cast(Connector, Dying(connector, "create"))
    with pytest.raises(ProcessDied):
        counter.carry(dying)

    counter.carry(connector)

    assert counter.delivery(key).stage is Stage.DONE
    assert len(outside.tickets(key)) == 1


@pytest.mark.needs("notes", "attaches")
def test_a_restart_after_a_note_and_after_a_file_sends_neither_twice(
    outside: Desk, connector: Connector, counter: Counter
) -> None:
    key = counter.record()
    counter.carry(connector)
    counter.note(key, "Borrowed a charger")
    counter.file(key, "screen.png", PICTURE)
    for call in ("note", "attach"):
        with pytest.raises(ProcessDied):
            counter.carry(cast(Connector, Dying(connector, call)))

    counter.carry(connector)

    ticket = only_ticket(outside, key)
    assert sum("Borrowed a charger" in note for note in ticket.notes) == 1
    assert len(ticket.files) == 1


@pytest.mark.needs("doubles")
@pytest.mark.expect_log("duplicate_found")
def test_a_second_ticket_that_came_late_is_closed_as_a_duplicate_and_told(
    outside: Desk, connector: Connector, counter: Counter, mapping: Mapping
) -> None:
    key = counter.record()
    counter.carry(connector)
    kept = only_ticket(outside, key)
    late = done(connector.create(draft(mapping, key=key)))

    counter.carry(connector, audits=True)

    states = {ticket.id: state_of(mapping, ticket.state) for ticket in outside.tickets(key)}
    assert [ref.id for ref in counter.delivery(key).duplicates] == [late.id]
    assert states[late.id] in {State.CLOSED, State.RESOLVED}
    assert states[kept.id] not in {State.CLOSED, State.RESOLVED}


@pytest.mark.needs("doubles", "notes")
@pytest.mark.expect_log("duplicate_found")
def test_a_second_note_that_came_late_is_removed_or_told_and_what_quotes_it_is_left_alone(
    outside: Desk, connector: Connector, counter: Counter
) -> None:
    key = counter.record()
    counter.carry(connector)
    note = counter.note(key, "Borrowed a charger")
    counter.carry(cast(Connector, Deaf(connector, "note")))
    ref = counter.delivery(note).ref
    assert ref is not None
    done(connector.note(ref, Note(note, "Borrowed a charger")))
    outside.change(ref.id, note=f"They brought it back.\n> Borrowed a charger\n> [{note}]")

    counter.carry(connector, audits=True)

    delivery, notes = counter.delivery(note), only_ticket(outside, key).notes
    assert len(delivery.duplicates) == 1
    assert sum("brought it back" in each for each in notes) == 1
    standing = sum("Borrowed a charger" in each and "brought it back" not in each for each in notes)
    assert standing == 1 or (standing, delivery.fault and delivery.fault.why) == (2, Why.TWICE)


@pytest.mark.needs("doubles", "attaches")
@pytest.mark.expect_log("duplicate_found")
def test_a_second_file_that_came_late_is_removed_or_told(
    outside: Desk, connector: Connector, counter: Counter
) -> None:
    key = counter.record()
    counter.carry(connector)
    file = counter.file(key, "screen.png", PICTURE)
    counter.carry(cast(Connector, Deaf(connector, "attach")))
    ref = counter.delivery(file).ref
    assert ref is not None
    done(connector.attach(ref, Blob(file, "screen.png", "image/png", PICTURE)))

    counter.carry(connector, audits=True)

    delivery, files = counter.delivery(file), only_ticket(outside, key).files
    assert len(delivery.duplicates) == 1
    assert len(files) == 1 or (len(files), delivery.fault and delivery.fault.why) == (2, Why.TWICE)
