"""What is changed on a ticket, here and there: told as it came out, nobody's work lost, nothing missed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import pytest

from desk.connectors.engine.comparing import compare
from desk.connectors.mapping.drafting import raw_of, state_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Change, Connector, Done, Ref, Rejected, RetryAfter, Snapshot
from desk.incidents.rules import State
from tests.contract.connectors.outside import Desk
from tests.contract.connectors.proxy import Proxy
from tests.contract.connectors.samples import done, draft

MOST_PAGES = 50
MOST_REQUESTS = 20  # of one change

pytestmark = pytest.mark.needs("reads")


def made(connector: Connector, mapping: Mapping) -> tuple[str, Ref]:
    """A new ticket: its key, and itself."""
    sent = draft(mapping)
    return sent.key, done(connector.create(sent))


def raw(mapping: Mapping, state: State) -> str:
    found = raw_of(mapping, state)
    assert found is not None, f"the default mapping has nothing for {state}"
    return found


def test_each_state_that_the_mapping_names_can_be_set_and_reads_back(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    for state in (State.IN_PROGRESS, State.WAITING, State.RESOLVED):
        if state not in mapping.states:
            continue
        key, ref = made(connector, mapping)
        change = Change(state=raw(mapping, state), resolution="Swapped the battery")

        snapshot = done(connector.apply(ref, change))

        assert compare(change, snapshot) == ()
        assert state_of(mapping, outside.tickets(key)[0].state) is state


def test_a_change_that_is_made_twice_changes_nothing_more(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    key, ref = made(connector, mapping)
    change = Change(state=raw(mapping, State.RESOLVED), resolution="Swapped the battery")
    done(connector.apply(ref, change))
    before = outside.tickets(key)

    done(connector.apply(ref, change))

    assert outside.tickets(key) == before


def test_a_resolution_whose_words_stand_there_already_is_told_all_the_same(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    key, ref = made(connector, mapping)
    words = "The fan runs"  # as in the record's own text
    outside.change(ref.id, note=f"{words} again, says a colleague")
    before = outside.tickets(key)[0].notes

    change = Change(state=raw(mapping, State.RESOLVED), resolution=words)
    snapshot = done(connector.apply(ref, change))
    done(connector.apply(ref, change))

    added = outside.tickets(key)[0].notes[len(before) :]
    assert words in snapshot.resolution or [words in note for note in added] == [True], added


def test_a_state_that_the_tool_does_not_have_is_told_and_not_taken(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    key, ref = made(connector, mapping)
    before = outside.tickets(key)[0].state

    outcome = connector.apply(ref, Change(state=outside.traits.bad_state))

    after = outside.tickets(key)[0].state
    assert after == before
    assert isinstance(outcome, Rejected) or compare(Change(state=outside.traits.bad_state), done(outcome)), (
        outcome
    )


@pytest.mark.needs("http")
def test_somebody_who_works_in_the_tool_at_the_same_moment_loses_nothing(
    outside: Desk, connector: Connector, mapping: Mapping, proxy: Proxy
) -> None:
    wanted = Change(state=raw(mapping, State.RESOLVED), resolution="Swapped the battery")
    for nth in range(1, MOST_REQUESTS):
        key, ref = made(connector, mapping)
        proxy.strike(lambda ref=ref: outside.change(ref.id, assignee="technician"), nth)  # type: ignore[misc]  # each its own

        outcome = connector.apply(ref, wanted)
        if isinstance(outcome, RetryAfter):
            outcome = connector.apply(ref, wanted)

        if not proxy.struck():
            assert nth > 1
            return
        told, ticket = done(outcome), outside.tickets(key)[0]
        assert state_of(mapping, ticket.state) is state_of(mapping, told.state) is State.RESOLVED
        assert "technician" in ticket.assignee
    raise AssertionError(f"a change of {MOST_REQUESTS} requests")


def test_a_revision_changes_with_each_change_and_not_without(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    _, ref = made(connector, mapping)
    first = done(connector.get(ref))

    outside.change(ref.id, state=raw(mapping, State.IN_PROGRESS))
    second = done(connector.get(ref))

    assert done(connector.get(ref)).revision == second.revision != first.revision
    assert state_of(mapping, second.state) is State.IN_PROGRESS


# --- the feed of changes
def feed(connector: Connector, cursor: str) -> tuple[list[Snapshot], str]:
    """All pages from a cursor on, and the cursor after them."""
    found: list[Snapshot] = []
    for _ in range(MOST_PAGES):
        page = done(connector.changes(cursor))
        found += page.items
        cursor = page.cursor
        if not page.more:
            return found, cursor
    raise AssertionError(f"a feed of {MOST_PAGES} pages")


def seen(items: list[Snapshot], refs: Sequence[Ref]) -> set[tuple[str, str]]:
    """Which revisions of these tickets a feed told; a real tool serves other tests meanwhile."""
    ours = {ref.id for ref in refs}
    return {(item.ref.id, item.revision) for item in items if item.ref.id in ours}


@pytest.mark.needs("changes")
def test_the_feed_misses_no_change_of_anybody(outside: Desk, connector: Connector, mapping: Mapping) -> None:
    _, cursor = feed(connector, "")
    states = itertools.cycle((State.IN_PROGRESS, State.RESOLVED))
    refs = [made(connector, mapping)[1] for _ in range(6)]
    for ref, state in zip(refs, states, strict=False):
        outside.change(ref.id, state=raw(mapping, state))
    outside.ripen()

    items, cursor = feed(connector, cursor)

    now = {ref.id: done(connector.get(ref)) for ref in refs}
    assert {(ref, snapshot.revision) for ref, snapshot in now.items()} <= seen(items, refs)
    last = {item.ref.id: item.state for item in items}
    assert {ref.id: last[ref.id] for ref in refs} == {ref: snapshot.state for ref, snapshot in now.items()}


@pytest.mark.needs("changes")
def test_what_the_feed_tells_again_is_known_by_its_revision_and_what_is_new_is_not(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    _, cursor = feed(connector, "")
    refs = [made(connector, mapping)[1] for _ in range(3)]
    outside.ripen()
    items, cursor = feed(connector, cursor)
    known = seen(items, refs)

    again, cursor = feed(connector, cursor)
    assert seen(again, refs) <= known

    outside.change(refs[1].id, state=raw(mapping, State.IN_PROGRESS))
    outside.ripen()
    more, _ = feed(connector, cursor)
    assert {ref for ref, _ in seen(more, refs) - known} == {refs[1].id}


@pytest.mark.needs("changes")
def test_our_own_write_comes_back_with_the_revision_that_we_know(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    _, cursor = feed(connector, "")
    _, ref = made(connector, mapping)
    outcome = connector.apply(ref, Change(state=raw(mapping, State.IN_PROGRESS)))
    ours = done(outcome)
    outside.ripen()

    items, _ = feed(connector, cursor)

    echoes = [item for item in items if item.ref.id == ref.id]
    assert echoes and echoes[-1].revision == ours.revision
    assert (echoes[-1].state, echoes[-1].assignee) == (ours.state, ours.assignee)


@pytest.mark.needs("changes")
def test_a_feed_by_pages_gives_every_ticket_though_others_change_meanwhile(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    _, cursor = feed(connector, "")
    refs = [made(connector, mapping)[1] for _ in range(5)]
    outside.ripen()
    found: set[str] = set()
    page = done(connector.changes(cursor))
    found |= {item.ref.id for item in page.items}
    outside.change(refs[0].id, state=raw(mapping, State.IN_PROGRESS))
    outside.ripen()

    items, _ = feed(connector, page.cursor)

    assert {ref.id for ref in refs} <= found | {item.ref.id for item in items}
    assert any(
        state_of(mapping, item.state) is State.IN_PROGRESS for item in items if item.ref.id == refs[0].id
    )


def test_a_ticket_that_is_gone_takes_no_change(
    outside: Desk, connector: Connector, mapping: Mapping, connect: Callable[..., Connector]
) -> None:
    _, ref = made(connector, mapping)
    nowhere = Ref("9" * max(1, len(ref.id)) if ref.id.isdigit() else "f" * len(ref.id), "none")

    outcome = connector.apply(nowhere, Change(state=raw(mapping, State.RESOLVED)))

    assert not isinstance(outcome, Done)
