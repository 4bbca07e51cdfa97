"""What is handed over stands in the tool as it was sent, or a person is told where it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from common.ids import new_id
from desk.connectors.engine.comparing import compare
from desk.connectors.mapping.form import FieldRule, Mapping
from desk.connectors.port import (
    Connector,
    Done,
    Marker,
    Misconfigured,
    Note,
    Rejected,
    SignInFailed,
    ToolInfo,
)
from tests.contract.connectors.outside import Desk
from tests.contract.connectors.samples import done, draft, drafted

DARK = "🖥️ لا تعمل الشاشة · المسح لا يعمل · המסך כבוי · naïve Ω 日本語 \u202bعربي\u202c 👩‍💻"


@pytest.mark.needs("reads")
def test_a_record_reads_back_as_it_was_sent_in_every_field(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    sent = draft(mapping)

    ref = done(connector.create(sent))

    assert ref.id and ref.number
    assert compare(sent, done(connector.get(ref))) == ()


def test_a_record_stands_in_the_tool_once_with_what_was_sent(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    sent = draft(mapping)

    done(connector.create(sent))

    (ticket,) = outside.tickets(sent.key)
    assert sent.title in ticket.title
    assert sent.text.split() == [word for word in ticket.text.split() if word in sent.text.split()]
    assert {name: ticket.fields.get(name) for name in sent.fields} == dict(sent.fields)


@pytest.mark.needs("requester")
def test_who_came_stands_as_the_requester(outside: Desk, connector: Connector, mapping: Mapping) -> None:
    sent = draft(mapping, mail="rosa.requester@example.org", requester="Rosa Requester")

    done(connector.create(sent))

    (ticket,) = outside.tickets(sent.key)
    assert "rosa" in ticket.requester.casefold()


def test_emoji_and_text_from_right_to_left_arrive_whole(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    sent = draft(mapping, title=DARK, description=f"{DARK}\n\n{DARK}")

    ref = done(connector.create(sent))

    (ticket,) = outside.tickets(sent.key)
    assert DARK in ticket.title and DARK in ticket.text
    if connector.caps.reads:
        assert compare(sent, done(connector.get(ref))) == ()


def test_a_subject_over_the_limit_is_cut_and_told_in_full(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    title = "The printer on the third floor says " + "paper jam, " * 60 + "and there is no paper in it"
    made = drafted(mapping, title=title)

    ref = done(connector.create(made.draft))
    for text in made.notes:
        done(connector.note(ref, Note(new_id(), text)))

    (ticket,) = outside.tickets(made.draft.key)
    assert made.draft.title in ticket.title
    told = " ".join([ticket.title, ticket.text, *ticket.notes])
    assert "no paper in it" in told


@pytest.mark.needs("title_limit", "reads")
def test_a_subject_that_the_tool_itself_cuts_or_refuses_is_told(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    assert outside.traits.title_limit is not None
    sent = replace(draft(mapping), title="x" * (outside.traits.title_limit + 1))

    outcome = connector.create(sent)

    if isinstance(outcome, Done):
        assert "title" in {each.field for each in compare(sent, done(connector.get(outcome.value)))}
    else:
        assert isinstance(outcome, Rejected)
        assert outside.tickets(sent.key) == []


@pytest.mark.needs("dropped", "reads")
def test_a_value_that_the_tool_does_not_keep_is_told(
    outside: Desk, connect: Callable[..., Connector], mapping: Mapping
) -> None:
    assert outside.traits.dropped is not None
    name, value = outside.traits.dropped
    connector = connect(fields={**mapping.fields, name: FieldRule(constant=value)})
    sent = replace(draft(mapping), fields={**draft(mapping).fields, name: value})

    outcome = connector.create(sent)

    if isinstance(outcome, Done):
        assert name in {each.field for each in compare(sent, done(connector.get(outcome.value)))}
    else:
        assert isinstance(outcome, Rejected | Misconfigured)
        assert outside.tickets(sent.key) == []


def test_a_description_of_ten_megabytes_arrives_whole(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    lines = [f"line {number} of a log that somebody pasted, é" for number in range(10 * 1024 * 1024 // 46)]
    made = drafted(mapping, description="\n".join(lines))

    ref = done(connector.create(made.draft))
    for text in made.notes:
        done(connector.note(ref, Note(new_id(), text)))

    (ticket,) = outside.tickets(made.draft.key)
    assert ticket.text.splitlines()[0] == lines[0]
    told = "\n".join([ticket.text, *ticket.notes])
    assert [line for line in (lines[0], lines[len(lines) // 2], lines[-1]) if line not in told] == []
    assert len(told) >= len("\n".join(lines))


@pytest.mark.needs("search")
def test_a_search_for_a_key_that_nobody_used_finds_nothing(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    done(connector.create(draft(mapping)))

    assert done(connector.find(new_id())) == ()


@pytest.mark.needs("search")
def test_a_search_finds_every_ticket_with_the_key_the_oldest_first(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    sent = draft(mapping)
    first = done(connector.create(sent))
    others = [done(connector.create(draft(mapping))) for _ in range(2)]

    assert [ref.id for ref in done(connector.find(sent.key))] == [first.id]

    again = connector.create(sent)  # as after a lost reply, by one that does not search
    found = [ref.id for ref in done(connector.find(sent.key))]
    assert found[0] == first.id and not {ref.id for ref in others} & set(found)
    if isinstance(again, Done):
        assert found == list(dict.fromkeys([first.id, again.value.id]))


def test_a_probe_signs_in_and_finds_nothing_wrong_with_the_mapping(
    outside: Desk, connector: Connector
) -> None:
    info = done(connector.probe())

    assert isinstance(info, ToolInfo) and info.product
    assert info.faults == ()


@pytest.mark.needs("reads")
def test_a_ticket_that_is_not_there_is_no_ticket(
    outside: Desk, connector: Connector, mapping: Mapping
) -> None:
    ref = done(connector.create(draft(mapping)))
    digits = "".join("9" if letter.isdigit() else letter for letter in ref.id)
    nowhere = replace(ref, id=digits if digits != ref.id else "8" * len(ref.id), number="none")

    assert isinstance(connector.get(nowhere), Rejected)


def test_a_wrong_sign_in_is_told_as_such_and_makes_nothing(
    outside: Desk, connect: Callable[..., Connector], mapping: Mapping
) -> None:
    connector = connect(sign_in=dict.fromkeys(mapping.sign_in, "wrong"))
    sent = draft(mapping)

    assert isinstance(connector.create(sent), SignInFailed)
    assert isinstance(connector.probe(), SignInFailed)
    if connector.caps.marker is Marker.SEARCH:  # "not there" would be taken for true
        assert isinstance(connector.find(sent.key), SignInFailed)
    if connector.caps.reads:
        ours = connect()
        cursor = done(ours.changes("")).cursor
        done(ours.create(draft(mapping)))  # which anybody may see, where a tool is open to all
        assert isinstance(connector.changes(cursor), SignInFailed)
    assert outside.tickets(sent.key) == []
