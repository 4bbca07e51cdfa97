"""A visit as an answer: what its own screens may see of it, and what only agents may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from common.clock import Clock
from common.wire import CounterOut, VisitOut
from kiosk.queue.board import place_of
from kiosk.queue.events import VisitArrived, VisitCameBack
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.visits import Visit
from kiosk.site.faces import Face, Faces
from kiosk.site.problems import refusal_answer
from kiosk.site.work import Answer

Respond = Callable[[Line, Decided | Refusal], Answer]
Came = Literal["", "arrived", "kept_place", "new_place"]


@dataclass(frozen=True, slots=True)
class VisitAnswers:
    """Makes answers about visits. `desk_url`: where phones find the desk, "" for nowhere."""

    faces: Faces
    desk_url: str
    clock: Clock

    def out(self, line: Line, visit: Visit, for_agent: bool) -> VisitOut:
        return self.of(line, visit, self.faces.of(visit.id), for_agent)

    def of(
        self,
        line: Line,
        visit: Visit,
        face: Face,
        for_agent: bool,
        existing: bool = False,
        came: Came = "",
    ) -> VisitOut:
        """The visit for its own screen, with what only agents may know if `for_agent`."""
        place = place_of(line, visit, self.clock.now())
        return VisitOut(
            id=visit.id,
            state=visit.state.value,
            service=visit.service,
            number=visit.number,
            person=visit.person,
            name=self.faces.room(visit.id, visit.call_as, visit.number),
            full_name=face.name if for_agent else "",
            note=face.note if for_agent else "",
            language=visit.language,
            call_as=visit.call_as.value,
            booked_for=visit.booked_for,
            checked_in_at=visit.checked_in_at,
            due_at=visit.due_at,
            verified_offline=visit.verified_offline,
            counter=visit.counter,
            agent=visit.agent,
            called_at=visit.called_at,
            started_at=visit.started_at,
            calls=visit.calls,
            ahead=place.ahead if place else None,
            low_minutes=place.low_minutes if place else None,
            high_minutes=place.high_minutes if place else None,
            told_low_minutes=visit.promise.low_minutes if visit.promise else None,
            told_high_minutes=visit.promise.high_minutes if visit.promise else None,
            existing=existing,
            follow_url=f"{self.desk_url}/v/{face.follow or visit.id}" if self.desk_url else "",
            earlier_visits=face.earlier if for_agent else 0,
            marks=visit.marks,
            people=visit.people,
            companions=visit.companions if for_agent else (),
            further=visit.further,
            presence=visit.presence,
            reserved_for=visit.reserved_for,
            colleagues=visit.colleagues,
            because=visit.because,
            reason=visit.chosen_reason,
            came=came,
        )

    def about_visit(self, for_agent: bool, arrives: bool = False) -> Respond:
        """Answers with the visit that a command was about. `arrives`: and how its visitor comes to it."""

        def respond(line: Line, decision: Decided | Refusal) -> Answer:
            visit = _visit(line, decision)
            if isinstance(visit, Refusal):
                return refusal_answer(visit)
            existing = arrives and isinstance(decision, Decided) and not decision.events
            came = _came(decision, visit) if arrives else ""
            told = self.of(line, visit, self.faces.of(visit.id), for_agent, existing, came)
            return Answer(200, told.model_dump_json().encode(), visit.person or "")

        return respond

    def about_check_in(self, for_agent: bool) -> Respond:
        """201 for a new place, 200 with `existing` for one that was there."""

        def respond(line: Line, decision: Decided | Refusal) -> Answer:
            visit = _visit(line, decision)
            if isinstance(visit, Refusal):
                return refusal_answer(visit)
            existing = isinstance(decision, Decided) and not decision.events
            came = _came(decision, visit)
            told = self.of(line, visit, self.faces.of(visit.id), for_agent, existing, came)
            return Answer(200 if existing else 201, told.model_dump_json().encode(), visit.person or "")

        return respond

    def about_counter(self, counter: str) -> Respond:
        """Answers with a counter and who was called to it."""

        def respond(line: Line, decision: Decided | Refusal) -> Answer:
            if isinstance(decision, Refusal):
                return refusal_answer(decision)
            at, visit = line.counters.get(counter), line.visit_at(counter)
            helped = line.visits[at.helping] if at and at.helping else None
            answer = CounterOut(
                counter=counter,
                agent=at.agent if at else "",
                visit=self.out(line, visit, for_agent=True) if visit else None,
                helping=self.out(line, helped, for_agent=True) if helped else None,
            )
            about = visit or helped
            return Answer(200, answer.model_dump_json().encode(), about.person or "" if about else "")

        return respond


def _came(decision: Decided | Refusal, visit: Visit) -> Came:
    """How somebody who had a place before comes to it; "" for everybody else."""
    for event in decision.events:
        if isinstance(event, VisitArrived):
            return "arrived"
        if isinstance(event, VisitCameBack):
            return "new_place" if visit.placed_at == event.at else "kept_place"
    return ""


def _visit(line: Line, decision: Decided | Refusal) -> Visit | Refusal:
    if isinstance(decision, Refusal):
        return decision
    visit = line.visits.get(decision.visit or "")
    return visit if visit is not None else Refusal(Code.UNKNOWN_VISIT)
