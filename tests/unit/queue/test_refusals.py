"""Every refusal that the rules can give, each by the shortest way to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

import kiosk.queue
from common.i18n import Words
from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.decide import decide
from kiosk.queue.fold import fold
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.settings import Hours, Service, Span
from kiosk.queue.visits import ChosenReason, Presence, Visit, VisitState
from tests.unit.queue.room import Room, settings

S = VisitState
UNTIL_A_QUARTER_PAST = Hours(always=False, weekly={0: (Span(time(8), time(9, 15)),)})
AFTERNOON = Hours(always=False, weekly={0: (Span(time(8), time(9, 5)),)})

WAYS: dict[Code, Callable[[Room], c.Command]] = {
    Code.UNKNOWN_VISIT: lambda room: c.Start("nobody", "lena"),
    Code.UNKNOWN_SERVICE: lambda room: c.CheckIn("v", "baking"),
    Code.UNKNOWN_COUNTER: lambda room: c.OpenCounter("9", "lena"),
    Code.NOBODY_WAITING: lambda room: then(room.open(), c.CallNext("1", "lena")),
    Code.ALREADY_CALLED: lambda room: then(
        room.somebody(S.CALLED), room.open("2", "marco"), c.CallVisit("2", "marco", "v", ChosenReason.QUICK)
    ),
    Code.AGENT_BUSY: lambda room: then(room.somebody(S.SERVING), c.CallNext("1", "lena")),
    Code.COUNTER_TAKEN: lambda room: then(room.open(), c.OpenCounter("1", "marco")),
    Code.COUNTER_NOT_OPEN: lambda room: c.CallNext("1", "lena"),
    Code.COUNTER_IN_USE: lambda room: then(room.somebody(S.CALLED), c.CloseCounter("1", "lena")),
    Code.WRONG_STATE: lambda room: then(room.somebody(S.WAITING), c.Finish("v", "lena")),
    Code.NOT_YOURS: lambda room: then(room.somebody(S.CALLED), c.Start("v", "marco")),
    Code.SAME_SERVICE: lambda room: then(room.somebody(S.WAITING), c.Transfer("v", "lena", "laptop")),
    Code.LACKS_SKILL: lambda room: then(
        room.do(c.ApplySettings(settings(agent_services={"noor": ("phone",)}))),
        room.somebody(S.WAITING),
        c.Reserve("v", "lena", "noor"),
    ),
    Code.NOT_REMOTE: lambda room: then(
        fold(room.line, remote_visit(room)),
        c.AddService("v", "lena", "phone"),
    ),
    Code.SITE_CLOSED: lambda room: then(
        room.do(c.ApplySettings(settings(hours=Hours(always=False)))), c.CheckIn("v", "laptop")
    ),
    Code.LAST_CHECK_IN_OVER: lambda room: then(
        room.do(c.ApplySettings(settings(hours=AFTERNOON))), c.CheckIn("v", "laptop")
    ),
    Code.ALREADY_CHECKED_IN: lambda room: then(room.somebody(S.WAITING), c.CancelVisit("v")),
    Code.PASS_TOO_EARLY: lambda room: c.CheckIn("v", "", appointment=room.book("app", 500)),
    Code.PASS_USED: lambda room: then(shown := room.book("app", 5), used(room, shown), again(shown)),
    Code.PASS_CANCELLED: lambda room: then(
        shown := room.book("app", 5), room.do(c.CancelVisit("app")), again(shown)
    ),
    Code.SERVICE_FULL: lambda room: then(
        room.do(c.ApplySettings(settings(services=(Service("laptop", "A", {}, capacity=1),)))),
        room.check_in("first"),
        c.CheckIn("v", "laptop"),
    ),
    Code.CHECK_IN_PAUSED: lambda room: then(
        room.do(c.PauseCheckIn((), {"en": "Back at two"}, "lena")), c.CheckIn("v", "laptop")
    ),
    Code.TOO_LATE_FOR_TODAY: lambda room: then(
        room.do(c.ApplySettings(settings(hours=UNTIL_A_QUARTER_PAST))),
        room.check_in("first"),
        c.CheckIn("v", "laptop"),
    ),
    Code.NO_REMOTE_JOIN: lambda room: c.CheckIn("v", "laptop", presence=Presence.ON_THE_WAY),
    Code.PEOPLE_WAITING: lambda room: then(
        room.somebody(S.WAITING), room.open(), c.CloseCounter("1", "lena")
    ),
    Code.NOT_HERE_YET: lambda room: then(
        room.do(c.ApplySettings(settings(remote_join=True))),
        room.check_in("v", presence=Presence.ON_THE_WAY),
        room.open(),
        c.CallVisit("1", "lena", "v", ChosenReason.OTHER),
    ),
    Code.CALL_AGAIN_FIRST: lambda room: then(
        room.do(c.ApplySettings(settings(calls_before_no_show=2))),
        room.somebody(S.CALLED),
        c.MarkNoShow("v", "lena"),
    ),
    Code.FENCED: lambda room: c.TakeOver(0, 0, True, "console"),
    Code.INVALID: lambda room: c.ApplySettings(settings(timezone="Nowhere")),
}


def then(*steps: object) -> c.Command:
    """What was done before is done; the last step is the command that is refused."""
    last = steps[-1]
    assert isinstance(last, c.Command)
    return last


def remote_visit(room: Room) -> e.VisitCheckedIn:
    return e.VisitCheckedIn(room.now, "v", "laptop", "A001", room.now, room.now, presence=Presence.REMOTE)


def again(claim: c.AppointmentClaim) -> c.Command:
    return c.CheckIn("again", "", appointment=claim)


def used(room: Room, claim: c.AppointmentClaim) -> Visit:
    room.check_in("new", appointment=claim)
    room.open()
    return room.serve()


def test_every_refusal_in_the_rules_has_a_way_here() -> None:
    folder = Path(kiosk.queue.__path__[0])
    files = [file for file in folder.glob("*.py") if file.name != "refusals.py"]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    assert set(WAYS) == {Code[name] for name in re.findall(r"\bCode\.([A-Z_]+)", text)}


@pytest.mark.parametrize("code", WAYS)
def test_a_refusal_is_reached_is_given_again_and_changes_nothing(code: Code) -> None:
    room = Room()
    command = WAYS[code](room)
    before, visits = room.line.sequence, dict(room.line.visits)
    refused = decide(room.line, command, room.now)
    assert isinstance(refused, Refusal) and refused.code is code
    assert decide(room.line, command, room.now) == refused
    assert (room.line.sequence, room.line.visits) == (before, visits)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("code", WAYS)
def test_a_refusal_brings_the_data_that_its_words_need(code: Code, language: str) -> None:
    room = Room()
    data = room.data_of(WAYS[code](room))
    assert all(isinstance(value, str) for value in data.values())
    needed = Words(language, ("refusals", "common")).arguments()[f"refusal-{code.value.replace('_', '-')}"]
    assert set(needed) <= set(data)


def test_codes_are_settled() -> None:
    """Other programs and the translations know them by these texts."""
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code.value) for code in Code)
    assert all(code.value.upper() == code.name for code in Code)
