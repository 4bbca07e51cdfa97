"""Whatever JSON comes back, a connector makes an outcome of it and never an exception.

A tool behind a proxy, of another version or with a plugin answers with values of other kinds, rows without
ids, or something else altogether. The imitated tool answers here as it should, and then parts of its answers
are replaced or left out at random; the seed is in the test's name.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from common.ids import new_id
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import (
    Blob,
    Change,
    Connector,
    Done,
    Failure,
    Misconfigured,
    Note,
    Outcome,
    Ref,
    RetryAfter,
)
from tests.contract.connectors.descriptions import DescribedDesk
from tests.contract.connectors.desks.fake import FakeDesk, Reply, Request
from tests.contract.connectors.outside import Desk
from tests.contract.connectors.samples import done, draft

CALLS = 30
OTHER = (None, True, False, 0, 1, -3, 2.5, "", "x", "7", "null", "2026-11-22 03:00:00", "2026-11-22T03:00Z")
NAMES = ("id", "name", "result", "values", "error", "status", "data", "fields", "results", "message")
Call = Callable[[Ref, str], object]


def strange(dice: random.Random, depth: int = 0) -> Any:
    """Any JSON value."""
    thrown = dice.random()
    if depth < 3 and thrown < 0.3:
        return {dice.choice(NAMES): strange(dice, depth + 1) for _ in range(dice.randint(0, 4))}
    if depth < 3 and thrown < 0.5:
        return [strange(dice, depth + 1) for _ in range(dice.randint(0, 3))]
    return dice.choice(OTHER)


def altered(dice: random.Random, value: Any, rate: float) -> Any:
    """A value with parts replaced or left out."""
    if dice.random() < rate:
        return strange(dice)
    if isinstance(value, dict):
        kept = {name: part for name, part in value.items() if dice.random() > rate / 2}
        return {name: altered(dice, part, rate) for name, part in kept.items()}
    return [altered(dice, part, rate) for part in value] if isinstance(value, list) else value


def disturb(desk: FakeDesk, dice: random.Random) -> None:
    """From now on the tool answers strangely."""
    answer, rate = desk.answer, dice.choice([0.01, 0.03, 0.1])

    def disturbed(request: Request) -> Reply:
        if dice.random() < 0.05:
            return Reply(dice.choice([200, 201, 400, 404, 500]), strange(dice))
        reply = answer(request)
        if isinstance(reply.value, dict | list) and dice.random() < 0.7:
            return replace(reply, value=altered(dice, reply.value, rate))
        return reply

    desk.__dict__["answer"] = disturbed


def calls(connector: Connector, mapping: Mapping, dice: random.Random) -> dict[str, Call]:
    """What a worker and a poll ask of a connector, by name."""
    sent = draft(mapping)
    raw = dice.choice([raws[0] for raws in mapping.states.values()])
    return {
        "create": lambda ref, cursor: connector.create(sent),
        "find": lambda ref, cursor: connector.find(sent.key),
        "get": lambda ref, cursor: connector.get(ref),
        "apply": lambda ref, cursor: connector.apply(ref, Change(raw, "A new cable")),
        "close": lambda ref, cursor: connector.apply(ref, Change(raw, duplicate_of=ref)),
        "note": lambda ref, cursor: connector.note(ref, Note(new_id(), "a note")),
        "attach": lambda ref, cursor: connector.attach(ref, Blob(new_id(), "a.png", "image/png", b"png")),
        "holds": lambda ref, cursor: connector.holds(ref, new_id()),
        "begin": lambda ref, cursor: connector.changes(""),
        "changes": lambda ref, cursor: connector.changes(cursor),
        "probe": lambda ref, cursor: connector.probe(),
    }


@pytest.mark.needs("imitated", "reads")
@pytest.mark.parametrize("seed", range(6))
def test_no_answer_makes_a_connector_raise(
    outside: Desk, connector: Connector, mapping: Mapping, seed: int
) -> None:
    assert isinstance(outside, FakeDesk)
    if isinstance(outside, DescribedDesk):
        outside.description = None  # such answers are not as described
    dice = random.Random(seed)
    disturb(outside, dice)
    asked, ref, cursor = calls(connector, mapping, dice), Ref("1", "1"), ""
    for _ in range(CALLS):
        name = dice.choice(list(asked))
        outcome: Any = asked[name](ref, cursor)
        assert isinstance(outcome, Done | Failure), (name, outcome)
        if isinstance(outcome, Done) and name == "create":
            ref = outcome.value
        if isinstance(outcome, Done) and name in {"begin", "changes"}:
            cursor = outcome.value.cursor


@pytest.mark.needs("imitated", "reads")
@pytest.mark.parametrize("said", [b"default backend - 404", b"<html><body>Not Found</body></html>"])
def test_who_stands_before_a_tool_does_not_speak_for_it(
    outside: Desk, connector: Connector, mapping: Mapping, said: bytes
) -> None:
    """While a tool is brought up anew its proxy knows no such address: no record is refused by that, and no
    ticket is gone.
    """
    assert isinstance(outside, FakeDesk)
    ref = done(connector.create(draft(mapping)))
    outside.__dict__["answer"] = lambda request: Reply(404, said, type="text/plain")

    outcomes: list[Outcome[Any]] = [connector.create(draft(mapping)), connector.get(ref)]
    outcomes += [connector.find(new_id()), connector.note(ref, Note(new_id(), "a note"))]

    for outcome in outcomes:
        assert isinstance(outcome, Misconfigured | RetryAfter), outcome
    assert not isinstance(connector.remove(ref, "7"), Done)
