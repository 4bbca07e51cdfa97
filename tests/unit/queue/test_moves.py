"""The table of moves, walked: every command in every state does what the table says or is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.decide import decide
from kiosk.queue.moves import MOVES, may
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.visits import AT_COUNTER, ENDED, PRESENT, ChosenReason, VisitState
from tests.unit.queue.room import MONDAY_NINE, Room, settings

S = VisitState

COMMANDS: dict[str, Callable[[str], c.Command]] = {
    "check_in": lambda v: c.CheckIn(v, "laptop"),
    "book": lambda v: c.BookVisit(c.AppointmentClaim(v, "laptop", MONDAY_NINE + timedelta(hours=3))),
    "cancel": c.CancelVisit,
    "call": lambda v: c.CallVisit("1", "lena", v, ChosenReason.URGENT),
    "recall": lambda v: c.Recall(v, "lena"),
    "give_back": lambda v: c.LapseLease("1", "lena"),
    "put_back": lambda v: c.PutBack(v, "lena"),
    "start": lambda v: c.Start(v, "lena"),
    "hold": lambda v: c.Hold(v, "lena"),
    "resume": lambda v: c.Resume(v, "lena"),
    "transfer": lambda v: c.Transfer(v, "lena", "phone"),
    "finish": lambda v: c.Finish(v, "lena"),
    "next_service": lambda v: c.Finish(v, "lena"),
    "no_show": lambda v: c.MarkNoShow(v, "lena"),
    "come_back": c.ComeBack,
    "leave": c.Leave,
    "day_end": lambda v: c.EndDay(),
}
EVERY_PAIR = [(move, state) for move in MOVES for state in VisitState]

ALREADY_SO = {
    # what asks for the state that is there, by whoever brought it about: done before, not refused
    ("check_in", S.WAITING), ("check_in", S.CALLED), ("check_in", S.SERVING), ("check_in", S.HELD),
    ("check_in", S.DONE), ("check_in", S.NO_SHOW), ("check_in", S.LEFT),
    *(("book", s) for s in (*PRESENT, S.DONE, S.CANCELLED)),
    ("cancel", S.CANCELLED), ("call", S.CALLED), ("start", S.SERVING), ("hold", S.HELD),
    ("resume", S.SERVING), ("finish", S.DONE), ("next_service", S.DONE), ("no_show", S.NO_SHOW),
    ("leave", S.LEFT), ("put_back", S.WAITING),
    ("come_back", S.WAITING), ("come_back", S.CALLED), ("come_back", S.SERVING), ("come_back", S.HELD),
}  # fmt: skip
OTHER_REFUSALS = {
    ("check_in", S.CANCELLED): Code.PASS_CANCELLED,
    ("call", S.SERVING): Code.AGENT_BUSY,
    **{("cancel", s): Code.ALREADY_CHECKED_IN for s in (*PRESENT, S.DONE)},
}


def in_state(state: VisitState) -> Room:
    """A room with one visit, "v", in `state`, and lena's counter open."""
    room = Room()
    room.somebody(state)
    room.open()
    return room


def test_every_move_has_a_command_here() -> None:
    assert set(COMMANDS) == set(MOVES)


@pytest.mark.parametrize(("move", "state"), EVERY_PAIR)
def test_a_move_is_made_when_the_table_allows_it_and_else_changes_nothing(
    move: str, state: VisitState
) -> None:
    room = in_state(state)
    if move == "next_service" and state is S.SERVING:  # something is left that lena does not serve
        room.do(c.AddService("v", "lena", "phone"))
        room.do(c.ApplySettings(settings(agent_services={"lena": ("laptop",)})))
    before = room.line.visits["v"]
    decision = decide(room.line, COMMANDS[move]("v"), room.now)
    if may(move, state):
        assert isinstance(decision, Decided) and decision.events
        room.do(COMMANDS[move]("v"))
        if move == "day_end":  # who ended is forgotten at the end of the day
            assert "v" not in room.line.visits
        else:
            assert room.state("v") is MOVES[move][1]
        return
    if move == "day_end":  # who ended is forgotten, and nobody moves
        assert room.do(c.EndDay()).events[-1] == e.DayEnded(room.now, 0)
    elif move == "give_back":  # a lease lapses whoever sits there; being served is not given back but held
        room.do(COMMANDS[move]("v"))
        assert room.state("v") is (S.HELD if state is S.SERVING else state)
    elif (move, state) in ALREADY_SO:
        assert decision == Decided((), "v")
    else:
        assert isinstance(decision, Refusal)
        assert decision.code is OTHER_REFUSALS.get((move, state), Code.WRONG_STATE)
        assert room.line.visits["v"] == before


@pytest.mark.parametrize(("move", "state"), [p for p in EVERY_PAIR if p not in OTHER_REFUSALS])
def test_a_refusal_of_a_wrong_state_names_the_state_and_the_number(move: str, state: VisitState) -> None:
    room = in_state(state)
    decision = decide(room.line, COMMANDS[move]("v"), room.now)
    if isinstance(decision, Refusal):
        assert decision.data == {"state": state.value, "number": room.line.visits["v"].number or ""}


@pytest.mark.parametrize(
    "command",
    [
        make("nobody")
        for move, make in COMMANDS.items()
        if move not in ("check_in", "book", "give_back", "day_end")
    ],
    ids=lambda command: type(command).__name__,
)
def test_a_visit_that_nobody_knows_is_said_to_be_unknown(command: c.Command) -> None:
    room = Room()
    room.open()
    assert room.no(command) is Code.UNKNOWN_VISIT


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (S.CALLED, c.Recall),
        (S.CALLED, c.Start),
        (S.CALLED, c.Hold),
        (S.CALLED, c.MarkNoShow),
        (S.SERVING, c.Hold),
        (S.SERVING, c.Finish),
    ],
)
def test_another_agent_may_not_act_on_my_visitor(
    state: VisitState, kind: type[c.Recall | c.Start | c.Hold | c.MarkNoShow | c.Finish]
) -> None:
    room = in_state(state)
    room.open("2", "marco")
    assert room.no(kind("v", "marco")) is Code.NOT_YOURS
    assert room.data_of(kind("v", "marco")) == {"counter": "1"}


@pytest.mark.parametrize("state", [S.CALLED, S.SERVING])
def test_another_agent_may_not_transfer_my_visitor(state: VisitState) -> None:
    room = in_state(state)
    assert room.no(c.Transfer("v", "marco", "phone")) is Code.NOT_YOURS


@pytest.mark.parametrize("state", [S.SERVING, S.HELD, S.DONE, S.NO_SHOW])
def test_what_another_agent_has_done_is_not_taken_for_my_repeat(state: VisitState) -> None:
    room = in_state(state)
    room.open("2", "marco")
    again: dict[VisitState, c.Command] = {
        S.SERVING: c.Start("v", "marco"),
        S.HELD: c.Hold("v", "marco"),
        S.DONE: c.Finish("v", "marco"),
        S.NO_SHOW: c.MarkNoShow("v", "marco"),
    }
    assert room.no(again[state]) is Code.WRONG_STATE


def test_every_state_can_be_reached_and_only_who_was_missed_comes_back_or_is_booked_again() -> None:
    reached = {to for _, to in MOVES.values()} | {S.BOOKED}
    assert reached == set(VisitState)
    assert {move for move, (starts, _) in MOVES.items() if starts & ENDED} == {"book", "come_back"}


def test_somebody_is_booked_present_or_gone() -> None:
    assert frozenset(VisitState) == PRESENT | ENDED | {S.BOOKED}
    assert not PRESENT & ENDED
    assert AT_COUNTER < PRESENT
