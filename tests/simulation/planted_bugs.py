"""Bugs to plant: each changes one function of the product (or of the modelled store) as a mistake would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import Connection

from common.wire import IncidentBody
from desk.bookings import rules as slot_rules
from kiosk.queue import calling, check_in, codec, decide, fold, numbers, order, passing
from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import AtCounter, held_by, no, ready
from kiosk.queue.chain import GENESIS
from kiosk.queue.line import Line
from kiosk.queue.order import Key, WaitingIndex
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Code
from kiosk.queue.settings import SiteSettings
from kiosk.queue.visits import CallRule, EndCause, Presence, Visit, VisitState
from kiosk.site import journal, writer
from kiosk.site.work import Result, Work
from tests.simulation import pair, service
from tests.simulation.storage import Commit, MemoryStore

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Bug:
    """`found_by`: the invariants of which one must break. `most`: seeds within which it does."""

    plant: Plant
    found_by: tuple[str, ...]
    real_store: bool = False
    most: int = 200


def call_who_was_called_already(patch: pytest.MonkeyPatch) -> None:
    def call_visit(line: Line, command: c.CallVisit, now: Any) -> Any:
        if refusal := ready(line, command.counter, command.agent):
            return refusal
        visit = line.visits.get(command.visit)
        if visit is None or visit.ended or visit.due_at is None:
            return no(Code.UNKNOWN_VISIT)
        called = e.VisitCalled(now, visit.id, command.counter, command.agent, CallRule.CHOSEN)
        return Decided((called,), visit.id)

    patch.setitem(decide._DECIDE, c.CallVisit, call_visit)


def lose_the_lock_on_a_counter(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(calling, "ready", lambda line, counter, agent: None)


def forget_to_look_for_repeats(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(MemoryStore, "_known", lambda *asked: None)


def forget_to_look_for_repeats_in_sqlite(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(writer.Writer, "_find_repeats", lambda self, batch, works: None)


def keep_no_answer_in_sqlite(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(writer.Writer, "_keep_answer", lambda self, batch, repeat, answer: None)


def lose_an_entry_in_sqlite(patch: pytest.MonkeyPatch) -> None:
    right = journal.append

    def append(connection: Connection, written: Sequence[journal.Written]) -> None:
        right(connection, [one for one in written if one.seq % 5])

    patch.setattr(writer, "append", append)


def go_on_with_what_was_not_stored_in_sqlite(patch: pytest.MonkeyPatch) -> None:
    """After a full disk the line with the events that were not stored is used on."""
    right = writer.Writer._give_up

    def give_up(self: writer.Writer, outcomes: Any) -> None:
        right(self, outcomes)
        self._stale = False

    patch.setattr(writer.Writer, "_give_up", give_up)


def swap_the_sort_key(patch: pytest.MonkeyPatch) -> None:
    right = order.call_key

    def call_key(visit: Visit, settings: SiteSettings) -> Key:
        key = right(visit, settings)
        return Key(key.arrived, key.beta, key.alpha, key.turn)

    patch.setattr(order, "call_key", call_key)


def let_ties_go_to_who_came_last(patch: pytest.MonkeyPatch) -> None:
    right = order.call_key

    def call_key(visit: Visit, settings: SiteSettings) -> Key:
        key = right(visit, settings)
        return Key(key.alpha, key.beta, -key.arrived, key.turn)

    patch.setattr(order, "call_key", call_key)


def forget_to_free_the_counter(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(fold, "_free_counters", lambda line, visit: None)


def forget_who_waits_when_settings_change(patch: pytest.MonkeyPatch) -> None:
    def settings_changed(line: Line, event: e.SettingsChanged) -> None:
        line.settings = event.settings
        line.waiting = WaitingIndex(event.settings, line.waiting.at)

    patch.setitem(fold._FOLDS, e.SettingsChanged, settings_changed)


def leave_somebody_in_the_index_of_people(patch: pytest.MonkeyPatch) -> None:
    right = fold._put

    def put(line: Line, visit: Visit) -> None:
        right(line, visit)
        if visit.person and visit.state is VisitState.DONE:
            line.by_person[visit.person] = visit.id

    patch.setattr(fold, "_put", put)


def look_up_nobody(patch: pytest.MonkeyPatch) -> None:
    """The check that a person has a place already is lost."""
    patch.setattr(Line, "visit_of", lambda self, person: None)


def drop_the_visit_of_a_lapsed_lease(patch: pytest.MonkeyPatch) -> None:
    def lapse(line: Line, command: c.LapseLease, now: Any) -> Decided:
        at = line.counters.get(command.counter)
        if at is None or at.agent != command.agent:
            return Decided(())
        return Decided((e.CounterClosed(now, command.counter, command.agent, EndCause.LEASE),))

    patch.setitem(decide._DECIDE, c.LapseLease, lapse)


def starve_all_but_the_quick(patch: pytest.MonkeyPatch) -> None:
    def quick(self: Any) -> str | None:
        services = [s for s in self.services if self.settings.is_quick(s)]
        return self._first(services) if self.settings.quick_every else None

    patch.setattr(calling._Choice, "_quick", quick)


def forget_the_bound_on_passing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(passing.Passing, "over", lambda self, services, bound: None)


def give_reserved_visits_to_anybody(patch: pytest.MonkeyPatch) -> None:
    right = WaitingIndex.add
    patch.setattr(WaitingIndex, "add", lambda self, visit: right(self, replace(visit, reserved_for=None)))


def give_out_a_number_twice(patch: pytest.MonkeyPatch) -> None:
    right = numbers.number_for

    def number_for(line: Line, command: c.CheckIn, prefix: str, now: Any) -> str:
        return (
            f"{prefix}{1 + len(line.visits) % 5:03d}"
            if not command.number
            else right(line, command, prefix, now)
        )

    patch.setattr(check_in, "number_for", number_for)


def restore_without_an_index(patch: pytest.MonkeyPatch) -> None:
    right = codec.restore

    def restore(data: dict[str, Any]) -> Line:
        line = right(data)
        line.by_person.clear()
        return line

    patch.setattr(codec, "restore", restore)


def break_the_chain(patch: pytest.MonkeyPatch) -> None:
    right = journal.write_down

    def write_down(event: e.Event, seq: int, prev: str, actor: str, command: str) -> journal.Written:
        return right(event, seq, GENESIS if seq % 7 == 0 else prev, actor, command)

    patch.setattr(journal, "write_down", write_down)


def lose_an_entry_on_a_crash(patch: pytest.MonkeyPatch) -> None:
    right = MemoryStore.reopen

    def reopen(self: MemoryStore) -> None:
        del self.disk.entries[-1:]
        right(self)

    patch.setattr(MemoryStore, "reopen", reopen)


def answer_though_the_disk_is_full(patch: pytest.MonkeyPatch) -> None:
    """Publish before commit: everybody is told, and nothing is there."""
    right = MemoryStore.commit

    def commit(self: MemoryStore, works: list[Work], cut: str = "") -> Commit:
        if not self.full:
            return right(self, works, cut)
        before = len(self.disk.entries)
        self.full = False
        done = right(self, works, cut)
        self.full = True
        del self.disk.entries[before:]
        return done

    patch.setattr(MemoryStore, "commit", commit)


def answer_before_the_commit(patch: pytest.MonkeyPatch) -> None:
    """The answer goes out first; the power may go off before the rest."""
    right = service.SiteService.commit

    def commit(self: service.SiteService, works: list[Work]) -> None:
        for work in works:
            if work.respond is not None and work.command is not None:
                decision = decide.decide(self.store.line, work.command, self.clock.now())
                work.done(Result(work.respond(self.store.line, decision), decision, tuple(decision.events)))
        right(self, works)

    patch.setattr(service.SiteService, "commit", commit)


def answer_before_the_standby_has_it(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pair.Position, "reaches", lambda self, other: True)


def acknowledge_before_storing(patch: pytest.MonkeyPatch) -> None:
    """The standby says that it has one entry more than is on its disk."""
    right = pair.Companion.asked

    def asked(self: pair.Companion, standby: Any, at: pair.Position, asked_at: float) -> None:
        right(self, standby, at, asked_at)
        self.acked = replace(self.acked, entry=self.acked.entry + 20, change=self.acked.change + 20)

    patch.setattr(pair.Companion, "asked", asked)


def ignore_a_higher_term(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(service.SiteService, "become_fenced", lambda self, term: None)


def count_one_place_too_many(patch: pytest.MonkeyPatch) -> None:
    right = slot_rules.slots

    def slots(*asked: Any) -> list[slot_rules.Slot]:
        return [replace(slot, free=slot.free + 1) for slot in right(*asked)]

    patch.setattr(slot_rules, "slots", slots)


def name_a_record_anew_on_each_try(patch: pytest.MonkeyPatch) -> None:
    right = service.SiteService.incident_bodies

    def bodies(self: service.SiteService) -> list[IncidentBody]:
        return [body.model_copy(update={"id": self.world.name("again-")}) for body in right(self)]

    patch.setattr(service.SiteService, "incident_bodies", bodies)


def skip_an_event_on_the_consoles(patch: pytest.MonkeyPatch) -> None:
    from agent_console import live

    right = fold.fold

    def skipping(line: Line, event: e.Event) -> Line:
        return line if isinstance(event, e.VisitHeld) else right(line, event)

    patch.setattr(live, "fold", skipping)


def take_more_than_there_is_room_for(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(check_in, "no_room", lambda *asked: None)


def forget_what_a_service_needs(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(calling, "unskilled", lambda *asked: None)


def call_who_is_on_the_way(patch: pytest.MonkeyPatch) -> None:
    right = WaitingIndex.add
    patch.setattr(
        WaitingIndex, "add", lambda self, visit: right(self, replace(visit, presence=Presence.HERE))
    )


def keep_the_place_of_who_is_late(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(check_in, "is_late", lambda *asked: False)


def miss_somebody_after_one_call(patch: pytest.MonkeyPatch) -> None:
    def no_show(line: Line, command: c.MarkNoShow, now: Any) -> Any:
        at = held_by(line, command.visit, command.agent, "no_show")
        if not isinstance(at, AtCounter):
            return at
        return Decided((e.VisitMissed(now, command.visit, command.agent),), command.visit)

    patch.setitem(decide._DECIDE, c.MarkNoShow, no_show)


def take_a_call_back_at_once(patch: pytest.MonkeyPatch) -> None:
    def lapse_call(line: Line, command: c.LapseCall, now: Any) -> Decided:
        visit = line.visits.get(command.visit)
        if visit is None or visit.state is not VisitState.CALLED:
            return Decided(())
        return Decided((e.VisitReturned(now, visit.id, EndCause.TIMEOUT),), visit.id)

    patch.setitem(decide._DECIDE, c.LapseCall, lapse_call)


def keep_the_place_of_who_closes(patch: pytest.MonkeyPatch) -> None:
    """A counter can be closed while somebody is called to it."""

    def close(line: Line, command: c.CloseCounter, now: Any) -> Any:
        at = line.counters.get(command.counter)
        if at is None or at.agent != command.agent:
            return Decided(())
        return Decided((e.CounterClosed(now, command.counter, command.agent, EndCause.AGENT),))

    patch.setitem(decide._DECIDE, c.CloseCounter, close)


BUGS: dict[str, Bug] = {
    "a check lost: who was called already is called again": Bug(
        call_who_was_called_already, ("one counter a visit",)
    ),
    "a lost lock: an agent with somebody calls the next": Bug(
        lose_the_lock_on_a_counter, ("one counter a visit", "no bug")
    ),
    "an unchecked repeat": Bug(forget_to_look_for_repeats, ("acknowledged once", "repeats")),
    "an unchecked repeat, SQLite": Bug(
        forget_to_look_for_repeats_in_sqlite, ("acknowledged once", "repeats"), True
    ),
    "an answer not kept, SQLite": Bug(keep_no_answer_in_sqlite, ("acknowledged once", "repeats"), True),
    "an entry lost, SQLite": Bug(
        lose_an_entry_in_sqlite, ("chain", "acknowledged once", "replay", "no bug"), True
    ),
    "going on with what was not stored, SQLite": Bug(
        go_on_with_what_was_not_stored_in_sqlite, ("chain", "replay", "no bug", "acknowledged once"), True
    ),
    "a swapped sort key": Bug(swap_the_sort_key, ("order",)),
    "ties go to who came last": Bug(let_ties_go_to_who_came_last, ("order",)),
    "fold forgets to free a counter": Bug(forget_to_free_the_counter, ("one counter a visit",)),
    "a change of settings forgets who waits": Bug(
        forget_who_waits_when_settings_change, ("nobody forgotten", "no bug")
    ),
    "the index of people not kept up": Bug(leave_somebody_in_the_index_of_people, ("one place a person",)),
    "a second place for one person": Bug(look_up_nobody, ("one place a person",)),
    "a lapsed lease drops the visit": Bug(drop_the_visit_of_a_lapsed_lease, ("one counter a visit",)),
    "closing drops the visit": Bug(keep_the_place_of_who_closes, ("one counter a visit",)),
    "the quick lane starves the others": Bug(starve_all_but_the_quick, ("order",)),
    "no bound on passing": Bug(forget_the_bound_on_passing, ("order",)),
    "reserved visits given to anybody": Bug(give_reserved_visits_to_anybody, ("order",)),
    "no limit to a service": Bug(take_more_than_there_is_room_for, ("capacity",)),
    "a skill that is not asked for": Bug(forget_what_a_service_needs, ("skills",)),
    "somebody on the way is called": Bug(call_who_is_on_the_way, ("presence", "order")),
    "a late visitor keeps the place": Bug(keep_the_place_of_who_is_late, ("place",)),
    "missed after one call of two": Bug(miss_somebody_after_one_call, ("place",)),
    "a call taken back at once": Bug(take_a_call_back_at_once, ("place",)),
    "a number given out twice": Bug(give_out_a_number_twice, ("numbers",)),
    "a snapshot without an index": Bug(
        restore_without_an_index, ("replay", "followers", "one place a person")
    ),
    "a broken chain": Bug(break_the_chain, ("chain", "no bug")),
    "an entry lost on a crash": Bug(
        lose_an_entry_on_a_crash, ("acknowledged once", "chain", "no bug", "replay")
    ),
    "an answer though the disk is full": Bug(
        answer_though_the_disk_is_full, ("acknowledged once", "chain", "durable first", "replay", "no bug")
    ),
    "an answer before the commit": Bug(answer_before_the_commit, ("durable first", "acknowledged once")),
    "an answer before the standby has it": Bug(
        answer_before_the_standby_has_it, ("taken over whole",), most=200
    ),
    "a standby that acknowledges before storing": Bug(
        acknowledge_before_storing, ("taken over whole",), most=200
    ),
    "no check of the term": Bug(ignore_a_higher_term, ("fencing",)),
    "one place too many in a slot": Bug(count_one_place_too_many, ("slots",)),
    "a record's id changed on each try": Bug(name_a_record_anew_on_each_try, ("incidents once",)),
    "a screen that skips an event": Bug(
        skip_an_event_on_the_consoles, ("followers", "nobody forgotten", "no bug")
    ),
}
