"""What facts teach."""

from __future__ import annotations

import json

import numpy as np
import pytest

from kiosk.queue.forecast import facts as f
from kiosk.queue.forecast.learn import History
from kiosk.queue.forecast.pace import mean
from kiosk.queue.forecast.room import DAY

SITE = f.SiteFacts({"repair": 15.0})


def history(*facts: f.Fact) -> History:
    made = History(SITE)
    for fact in (f.DayStarted(0.0), *facts):
        made.observe(fact)
    return made


def served(visit: str, came: float, called: float, finished: float, agent: str = "a") -> list[f.Fact]:
    return [
        f.CheckedIn(came, visit, "repair"),
        f.Called(called, visit, agent),
        f.Finished(finished, visit, agent),
    ]


def test_a_service_lasts_from_its_call_to_its_end() -> None:
    made = history(*served("v1", 480, 490, 510))
    assert [s.minutes for s in made.times.seen] == [20.0]
    assert made.times.seen[0].hour == 8


def test_a_service_that_was_broken_off_teaches_no_time() -> None:
    made = history(
        f.CheckedIn(480, "v1", "repair"), f.Called(490, "v1", "a"), f.Finished(491, "v1", "a", whole=False)
    )
    assert made.times.seen == []


def test_the_gap_counts_only_while_somebody_waited() -> None:
    waited = history(*served("v1", 480, 480, 500), f.CheckedIn(495, "v2", "repair"), f.Called(503, "v2", "a"))
    assert waited.habits.gap.seen == [3.0]
    nobody = history(*served("v1", 480, 480, 500), f.CheckedIn(501, "v2", "repair"), f.Called(503, "v2", "a"))
    assert nobody.habits.gap.seen == []


def test_a_break_is_no_gap() -> None:
    made = history(
        f.CheckedIn(480, "v2", "repair"),
        *served("v1", 480, 480, 500),
        f.AgentOff(500, "a"),
        f.AgentOn(530, "a"),
        f.Called(531, "v2", "a"),
    )
    assert made.habits.gap.seen == []


def test_what_a_no_show_costs_is_learned_by_itself() -> None:
    made = history(
        f.CheckedIn(480, "v1", "repair"),
        f.CheckedIn(481, "v2", "repair"),
        f.Called(490, "v1", "a"),
        f.NoShow(494, "v1", "a"),
        f.Called(495, "v2", "a"),
    )
    assert made.habits.lost.seen == [5.0] and made.habits.gap.seen == []
    assert made.habits.gone[0].true == 1


def test_leaving_is_learned_and_so_is_staying() -> None:
    made = history(f.CheckedIn(480, "v1", "repair"), f.Left(487, "v1"), *served("v2", 480, 490, 500))
    assert sum(made.habits.patience.left[0]) == 1
    assert sum(made.habits.patience.waited[0]) == 17


def test_punctuality_and_missed_bookings() -> None:
    made = history(f.CheckedIn(595, "b1", "repair", slot=600), f.BookingMissed(640, "b2"))
    assert made.habits.punctual.seen == [DAY - 5]
    assert (made.habits.shows.true, made.habits.shows.cases) == (1, 2)


def test_who_comes_back_into_the_line_is_no_new_arrival() -> None:
    made = history(*served("v1", 480, 485, 490), f.CheckedIn(490, "v1", "repair", slot=430))
    assert made.habits.arrivals.today == 1
    assert made.habits.punctual.seen == []


def test_a_late_agent_is_late_once_a_window() -> None:
    made = history(
        f.Rostered(470, "a", ((480.0, 600.0), (630.0, 960.0))),
        f.AgentOn(484, "a"),
        f.AgentOff(500, "a"),
        f.AgentOn(510, "a"),
        f.AgentOff(600, "a"),
        f.AgentOn(632, "a"),
    )
    assert made.habits.lateness.seen == [4.0, 2.0]


def test_who_never_came_was_absent() -> None:
    plan = ((480.0, 960.0),)
    made = history(
        f.Rostered(470, "a", plan), f.Rostered(470, "b", plan), f.AgentOn(480, "a"), f.DayStarted(DAY)
    )
    assert (made.habits.absent.true, made.habits.absent.cases) == (1, 2)


def test_a_call_taken_back_is_no_service() -> None:
    made = history(
        f.CheckedIn(480, "v1", "repair"),
        f.Called(490, "v1", "a"),
        f.Returned(492, "v1", "a"),
        f.Called(495, "v1", "b"),
        f.Finished(505, "v1", "b"),
    )
    assert [(s.agent, s.minutes) for s in made.times.seen] == [("b", 10.0)]


def test_strangers_are_taken_in_silence() -> None:
    made = history(
        f.Called(490, "?", "a"), f.Finished(495, "?", "a"), f.Left(495, "??"), f.NoShow(496, "?", "a")
    )
    assert made.times.seen == []


def test_what_is_no_fact_is_refused() -> None:
    with pytest.raises(TypeError):
        history().observe("checked in")  # type: ignore[arg-type]  # that is the point


def test_the_pace_of_a_slow_morning_is_forgotten_at_night() -> None:
    def day(start: float, minutes: float) -> list[f.Fact]:
        calls = [start + 480 + 40 * n for n in range(12)]
        return [fact for at in calls for fact in served(f"v{at}", at - 5, at, at + minutes)]

    usual = [fact for d in range(5) for fact in (f.DayStarted(d * DAY), *day(d * DAY, 15.0 + d))]
    made = history(*usual, f.DayStarted(5 * DAY), *day(5 * DAY, 36.0))
    today = mean(made.pace.belief)
    made.observe(f.DayStarted(6 * DAY))
    assert today > 1.6 and mean(made.pace.belief) < 1.15


def test_it_comes_back_from_json_as_it_was() -> None:
    facts: list[f.Fact] = [f.Rostered(470, "a", ((480.0, 960.0),)), f.AgentOn(481, "a")]
    for n in range(9):
        facts += served(f"v{n}", 480, 485 + 20 * n, 503 + 20 * n)
    made = history(*facts, f.CheckedIn(700, "w", "repair"), f.Called(701, "w", "a"))
    again = History.from_json(SITE, json.loads(json.dumps(made.to_json())))
    assert again.to_json() == made.to_json()
    assert np.allclose(again.pace.belief, made.pace.belief, atol=1e-6)
    for one in (made, again):
        one.observe(f.Finished(720, "w", "a"))
    assert again.times.seen == made.times.seen
