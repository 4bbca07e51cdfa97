"""What the console says of a call, of who is with whom, and of what happens by itself; without a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from agent_console.presenters.actions import allowed, calls_needed, may_do, situation
from agent_console.presenters.pauses import message_languages, pause_body, pause_told, suggested_message
from agent_console.presenters.person import company, facts, signs_told
from agent_console.presenters.queue_rows import queue_rows
from agent_console.presenters.record import served_seconds
from agent_console.presenters.scene import Scene
from agent_console.presenters.tidings import left_alone, tiding
from agent_console.presenters.why import call_of, calls_before, explanation, reason_of
from common.i18n import Words, languages
from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.fold import fold
from kiosk.queue.settings import Service, SiteSettings
from kiosk.queue.visits import Because, ChosenReason, EndCause, Mark, Visit, VisitState, Wait
from tests.unit.console.sample_line import NOW, SampleLine, full_morning, special_morning

AGENTS = {"marco": "Marco Ruiz", "lena": "Lena Vogel"}


def scene(sample: SampleLine, agent: str = "lena", language: str = "en", minutes: float = 0) -> Scene:
    now = NOW + timedelta(minutes=minutes)
    return Scene(sample.line, sample.names | AGENTS, agent, Words(language, ["console", "common"]), now)


def set_rules(sample: SampleLine, **changes: object) -> None:
    settings: SiteSettings = replace(sample.line.settings, **changes)  # type: ignore[arg-type]  # any field
    sample.do(c.ApplySettings(settings))


# --- why this one
def called(**changes: object) -> Visit:
    known = Visit("v", "laptop", VisitState.CALLED, number="A001", checked_in_at=NOW, agent="lena")
    return replace(known, **changes)  # type: ignore[arg-type]  # any field


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("because", list(Because))
def test_every_reason_has_words(because: Because, language: str) -> None:
    visit = called(because=because, chosen_reason=ChosenReason.QUICK, booked_for=NOW, passed=6)
    assert len(reason_of(scene(SampleLine(), language=language), visit)) > 5


def test_a_call_says_its_reason_with_its_times() -> None:
    said = scene(SampleLine())
    assert reason_of(said, called(because=Because.DUE)) == "Next in turn, here since 12:24"
    booked = called(because=Because.BOOKED, booked_for=NOW + timedelta(minutes=6))
    assert reason_of(said, booked) == "Booked for 12:30, due before the others"
    assert "6 times" in reason_of(said, called(because=Because.PASSED, passed=6))
    assert reason_of(said, called(because=Because.RESERVED)) == "Waits for you"
    assert reason_of(said, called(because=Because.RESERVED, agent="marco")) == "waits for Marco Ruiz"
    assert reason_of(said, called()) == "", "a journal of an earlier version has no reason"


def test_who_waits_is_told_why_another_was_called() -> None:
    sample = full_morning()
    sample.do(c.MarkVisit("v4", "lena", (Mark.URGENT,)), 20)
    sample.do(c.CallNext("3", "lena"))
    now = scene(sample)
    first = now.line.recent_calls[0]
    asked = [call.visit for call in calls_before(now, "v10")]
    assert asked[0] == first and "v0" in asked
    assert [call.visit for call in calls_before(now, first)] == [], "who is called asks nothing"
    call = call_of(now, now.line.visits[first])
    assert call is not None
    told = explanation(now, call, "v10")
    assert told is not None and told.question == "Why was E001 called before A003?"
    assert told.answer == "E001 was due at 12:15, A003 is due at 12:39.", "the mark did not matter here"
    earlier = explanation(now, call, "v1")
    assert earlier is not None
    assert earlier.answer == "E001 is urgent, and so counts as having come earlier."


def test_who_was_no_rival_is_told_so_first() -> None:
    sample = full_morning()
    now = scene(sample)
    call = call_of(now, now.line.visits["v0"])
    assert call is not None
    told = explanation(now, call, "v2")  # Marco takes laptops and phones alone
    assert told is not None and told.answer.splitlines()[0].startswith(
        "The counter that called does not take"
    )


def test_somebody_who_came_after_a_call_is_not_told_about_it() -> None:
    sample = full_morning()
    sample.check_in(12, 0)
    assert calls_before(scene(sample), "v12") == []


# --- what is special about them
def test_signs_say_what_is_special_the_weightiest_first() -> None:
    sample = special_morning()
    said = {
        visit: [text for _, text in signs_told(scene(sample), sample.line.visits[visit])]
        for visit in ("v2", "v3", "v5", "v11")
    }
    assert said["v2"] == ["urgent", "accessibility"]
    assert said["v3"] == ["VIP", "waits for you", "then Laptop"]
    assert said["v5"] == ["waits for Marco Ruiz"]
    assert said["v11"] == ["on the way", "3 people together"]


def test_what_is_left_of_a_forecast_counts_down_until_it_is_overdue() -> None:
    sample = full_morning()
    sample.do(c.PromiseWaits(sample.line.sequence, {"v10": Wait(12, 20, 15)}, {}), 0)

    def row(minutes: float) -> tuple[tuple[int, int] | None, bool]:
        rows = queue_rows(sample.line, {}, "lena", "en", NOW + timedelta(minutes=minutes))
        found = next(one for one in rows if one.visit == "v10")
        return found.left, found.late

    assert row(0) == ((10, 20), False)
    assert row(9) == ((0, 15), False)
    assert row(20) == ((0, 0), False)
    assert row(21) == ((0, 0), True)
    assert "longer than we said" in " ".join(facts(scene(sample, minutes=21), sample.line.visits["v10"]))
    assert "to go: up to 15 min" in " ".join(facts(scene(sample, minutes=9), sample.line.visits["v10"]))


def test_no_shows_stay_in_the_table_while_they_may_have_the_old_place_and_are_found_all_day() -> None:
    sample = full_morning()
    sample.do(c.CallNext("3", "lena"))
    sample.do(c.MarkNoShow("v1", "lena"))

    def shown(minutes: float, whole_day: bool = False) -> bool:
        now = NOW + timedelta(minutes=minutes)
        return "v1" in [r.visit for r in queue_rows(sample.line, {}, "lena", "en", now, whole_day)]

    assert shown(15) and not shown(16) and shown(16, whole_day=True)


# --- what may be done
def can(sample: SampleLine, visit: str, agent: str = "lena") -> set[str]:
    now = situation(sample.line, agent, visit)
    return set(may_do(sample.line, agent, now, sample.line.visits[visit]))


def test_the_menu_offers_what_fits_where_a_visit_stands() -> None:
    sample = special_morning()
    waits = {"transfer", "add_service", "leave", "mark", "reserve"}
    assert can(sample, "v3") == waits, "Lena is with somebody: nobody else can be called"
    assert can(sample, "v11") == waits | {"arrive"}
    assert can(sample, "b9") == {"transfer", "add_service", "leave", "put_back"}
    assert can(sample, "v0") == set(), "who is with a visitor does not join another"
    assert can(sample, "b0") == {"reserve"}
    sample.do(c.PutBack("b9", "lena"))
    assert can(sample, "v3") == waits | {"call_this"}
    assert can(sample, "v11") == waits | {"arrive"}, "who is on the way is not called"
    assert can(sample, "v0") == {"join"}


def test_a_no_show_needs_as_many_calls_as_the_site_asks_for() -> None:
    sample = full_morning()
    set_rules(sample, calls_before_no_show=2)
    sample.do(c.CallNext("3", "lena"))
    now = situation(sample.line, "lena", None)
    assert now.at_counter is not None and calls_needed(sample.line, now.at_counter) == 1
    assert "no_show" not in allowed(sample.line, "lena", now)
    assert "called 1 of 2 times" in facts(scene(sample), now.at_counter)
    sample.do(c.Recall("v1", "lena"))
    assert "no_show" in allowed(sample.line, "lena", situation(sample.line, "lena", None))


def test_a_second_agent_is_with_the_visitor_and_can_only_go_back() -> None:
    sample = full_morning()
    sample.do(c.Join("v0", "3", "lena"))
    now = situation(sample.line, "lena", "v3")
    assert now.helping is not None and now.shown is now.helping and not now.free
    assert allowed(sample.line, "lena", now) == {"withdraw"}
    visit = sample.line.visits["v0"]
    assert company(scene(sample), visit) == "You are the second one with Marco Ruiz at counter 1"
    assert company(scene(sample, "marco"), visit) == "Lena Vogel is with you"


def test_call_next_is_offered_to_who_would_only_join_a_colleague() -> None:
    sample = SampleLine()
    two = tuple(replace(s, agents=2 if s.id == "laptop" else 1) for s in sample.line.settings.services)
    set_rules(sample, services=two)
    sample.do(c.OpenCounter("1", "marco"))
    sample.do(c.OpenCounter("3", "lena"))
    sample.check_in(0, 0, "laptop")
    sample.do(c.CallNext("1", "marco"))
    assert allowed(sample.line, "lena", situation(sample.line, "lena", None)) == {"call_next"}
    assert "takes two" in company(scene(sample, "marco"), sample.line.visits["v0"])
    sample.do(c.CallNext("3", "lena"))
    assert allowed(sample.line, "lena", situation(sample.line, "lena", None)) == {"withdraw"}


def test_the_time_of_a_record_is_that_of_its_matter() -> None:
    sample = full_morning()
    sample.do(c.AddService("v0", "marco", "phone"), 4)
    sample.do(c.Finish("v0", "marco", "laptop"), 1)
    assert served_seconds(sample.line.visits["v0"], NOW) == 60


# --- what happens by itself
def test_a_call_that_is_left_alone_is_warned_of_a_minute_before_and_told_when_it_went() -> None:
    sample = full_morning()
    sample.do(c.CallNext("3", "lena"))

    def warned(minutes: float) -> bool:
        now = scene(sample, minutes=minutes)
        return left_alone(now, situation(now.line, "lena", None)) is not None

    assert [warned(minutes) for minutes in (0, 8.9, 9, 9.9)] == [False, False, True, True]
    before = situation(sample.line, "lena", None)
    event = e.VisitReturned(NOW + timedelta(minutes=10), "v1", EndCause.TIMEOUT)
    fold(sample.line, event)
    told = tiding(scene(sample), event, before)
    assert told is not None and "B001 is at the front" in scene(sample).say(told.key, **told.args)
    assert not warned(10)
    assert tiding(scene(sample, "marco"), event, situation(sample.line, "marco", None)) is None
    by_hand = replace(event, cause=EndCause.AGENT)
    assert tiding(scene(sample), by_hand, before) is None, "who puts somebody back knows it"


def test_nothing_is_warned_of_where_calls_never_lapse() -> None:
    sample = full_morning()
    set_rules(sample, accept_within=0)
    sample.do(c.CallNext("3", "lena"))
    late = scene(sample, minutes=600)
    assert left_alone(late, situation(sample.line, "lena", None)) is None


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (e.VisitContinued(NOW, "v0", "phone", "marco", True), "A001 stays with you: next is Phone."),
        (e.VisitContinued(NOW, "v0", "phone", "marco", False), "A001 waits for Phone now"),
        (e.ColleagueJoined(NOW, "v0", "3", "lena"), "Lena Vogel is with you now."),
        (e.ColleagueLeft(NOW, "v0", "3", "lena", EndCause.AGENT), "Lena Vogel has gone back"),
        (e.SiteTakenOver(NOW, 2, 100, True, "desk"), "Nothing was lost"),
        (e.SiteTakenOver(NOW, 2, 100, False, "desk"), "please look at the queue"),
    ],
)
def test_tidings_are_told_in_words(event: e.Event, words: str) -> None:
    sample = full_morning()
    before = situation(sample.line, "marco", None)
    told = tiding(scene(sample, "marco"), event, before)
    assert told is not None and words in scene(sample, "marco").say(told.key, **told.args)


# --- pausing
def test_a_pause_names_what_is_paused_and_the_message() -> None:
    sample = special_morning()
    assert pause_told(scene(sample)) == "Check-in is paused for Laptop, Phone.  “Back at 11.”"
    assert "«Volvemos a las 11.»" in pause_told(scene(sample, language="es"))
    sample.do(c.ReopenCheckIn((), "lena"))
    assert pause_told(scene(sample)) == ""
    sample.do(c.PauseCheckIn((), {}, "lena"))
    assert pause_told(scene(sample)) == "Check-in is paused."


def test_a_pause_is_written_in_the_languages_of_the_site() -> None:
    assert message_languages(["es", "xx", "en"]) == ["es", "en"]
    assert message_languages([]) == ["en"]
    assert suggested_message("es") != suggested_message("en")
    body = pause_body(["laptop"], {"en": " Back at 11. ", "es": "  "})
    assert body.services == ("laptop",) and body.message == {"en": "Back at 11."}


def test_only_colleagues_at_work_who_may_serve_are_offered() -> None:
    sample = full_morning()
    assert scene(sample).colleagues("laptop") == ["marco"]
    assert scene(sample).colleagues("setup") == []
    skilled = Service("safe", "S", {"en": "Safe"}, needs=("locks",))
    set_rules(sample, services=(*sample.line.settings.services, skilled))
    assert scene(sample, "marco").colleagues("safe") == []
