"""Serving: from hello to goodbye, with pauses, other services and colleagues in between.

One visit may have several matters: `further` lists those still to be seen to. Finishing one begins the
next: at this counter if its agent serves it, else from the line with the place kept.
"""

from __future__ import annotations

from datetime import datetime

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import AtCounter, held_by, no, not_now, ready, takes, unskilled, wrong_state
from kiosk.queue.line import Line
from kiosk.queue.moves import may
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.settings import Service
from kiosk.queue.visits import PRESENT, EndCause, Presence, Visit, VisitState

RESERVABLE = frozenset({VisitState.BOOKED, VisitState.WAITING, VisitState.HELD})


def start(line: Line, command: c.Start, now: datetime) -> Decision:
    at = held_by(line, command.visit, command.agent, "start")
    if not isinstance(at, AtCounter):
        return at
    return Decided((e.VisitStarted(now, command.visit, at.counter, command.agent),), command.visit)


def hold(line: Line, command: c.Hold, now: datetime) -> Decision:
    at = held_by(line, command.visit, command.agent, "hold")
    if not isinstance(at, AtCounter):
        return at
    return Decided((e.VisitHeld(now, command.visit, EndCause.AGENT),), command.visit)


def resume(line: Line, command: c.Resume, now: datetime) -> Decision:
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if not may("resume", visit.state):
        return not_now(visit, command.agent, "resume")
    counter = line.by_agent.get(command.agent)
    if counter is None:
        return no(Code.COUNTER_NOT_OPEN, counter="")
    if refusal := ready(line, counter, command.agent) or unskilled(line, command.agent, visit.service):
        return refusal
    return Decided((e.VisitResumed(now, visit.id, counter, command.agent),), visit.id)


def transfer(line: Line, command: c.Transfer, now: datetime) -> Decision:
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if not may("transfer", visit.state):
        return wrong_state(visit)
    if visit.at_counter and visit.agent != command.agent:
        return no(Code.NOT_YOURS, counter=visit.counter or "")
    service = _offered(line, command.service, visit)
    if isinstance(service, Refusal):
        return service
    to_agent = command.to_agent
    if to_agent is not None and not line.settings.serves(to_agent, service.id):
        return no(Code.LACKS_SKILL, service=service.id)
    if visit.service == service.id and (answer := _same_service(visit, command, now)):
        return answer
    return Decided(
        (e.VisitTransferred(now, visit.id, service.id, command.agent, to_agent),),
        visit.id,
    )


def _same_service(visit: Visit, command: c.Transfer, now: datetime) -> Decision | None:
    """A transfer to the service that it is: a repeat, for a colleague, or a slip. None: hand it over."""
    waits = visit.state is VisitState.WAITING
    if waits and visit.transferred_by == command.agent and visit.reserved_for == command.to_agent:
        return Decided((), visit.id)
    if command.to_agent is None or command.to_agent == visit.agent:
        return no(Code.SAME_SERVICE)
    if waits:
        return _reserved(visit, command.agent, command.to_agent, now)
    return None


def _offered(line: Line, service_id: str, visit: Visit) -> Service | Refusal:
    """The service, if it is offered and this visitor, perhaps at the phone, can be served in it."""
    service = line.settings.service(service_id)
    if service is None or not service.active:
        return no(Code.UNKNOWN_SERVICE)
    if visit.presence is Presence.REMOTE and not service.remote:
        return no(Code.NOT_REMOTE, service=service_id)
    return service


def reserve(line: Line, command: c.Reserve, now: datetime) -> Decision:
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if visit.state not in RESERVABLE:
        return wrong_state(visit)
    chosen = command.for_agent
    if chosen is not None and not line.settings.serves(chosen, visit.service):
        return no(Code.LACKS_SKILL, service=visit.service)
    return _reserved(visit, command.agent, chosen, now)


def _reserved(visit: Visit, by: str, chosen: str | None, now: datetime) -> Decided:
    if visit.reserved_for == chosen:
        return Decided((), visit.id)
    return Decided((e.VisitReserved(now, visit.id, chosen, by),), visit.id)


def finish(line: Line, command: c.Finish, now: datetime) -> Decision:
    visit = line.visits.get(command.visit)
    if visit is not None and _done_before(visit, command.service):
        return Decided((), visit.id)
    at = held_by(line, command.visit, command.agent, "finish")
    if not isinstance(at, AtCounter):
        return at
    if command.service is not None and command.service != at.visit.service:  # it is still to come
        return wrong_state(at.visit)
    if at.visit.further:
        return _next_matter(line, at, now)
    return Decided((e.VisitFinished(now, command.visit, command.agent),), command.visit)


def _done_before(visit: Visit, service: str | None) -> bool:
    """Whether the matter that shall be finished is neither the present one nor still to come."""
    return service is not None and visit.state in PRESENT and service not in (visit.service, *visit.further)


def _next_matter(line: Line, at: AtCounter, now: datetime) -> Decision:
    """Go on with the next matter. Colleagues stay only if that one, too, takes two."""
    visit, agent = at.visit, at.visit.agent or ""
    following = visit.further[0]
    stays = takes(line, at.counter, agent, following)
    service = line.settings.service(following)
    go: tuple[e.Event, ...] = ()
    if stays and (service is None or service.agents < 2):
        go = tuple(_left(line, visit, colleague, now) for colleague in visit.colleagues)
    return Decided((*go, e.VisitContinued(now, visit.id, following, agent, stays)), visit.id)


def add_service(line: Line, command: c.AddService, now: datetime) -> Decision:
    """One more matter, as long as the visitor is here; at a counter only by who is with them."""
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if visit.state not in PRESENT:
        return wrong_state(visit)
    if visit.at_counter and command.agent not in (visit.agent, *visit.colleagues):
        return no(Code.NOT_YOURS, counter=visit.counter or "")
    if command.service in visit.further:
        return Decided((), visit.id)
    if command.service == visit.service:
        return no(Code.SAME_SERVICE)
    service = _offered(line, command.service, visit)
    if isinstance(service, Refusal):
        return service
    return Decided((e.ServiceAdded(now, visit.id, service.id, command.agent),), visit.id)


def join(line: Line, command: c.Join, now: datetime) -> Decision:
    """Any free agent may help at any counter where somebody is."""
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if command.agent in visit.colleagues:
        return Decided((), visit.id)
    if not visit.at_counter:
        return wrong_state(visit)
    if refusal := ready(line, command.counter, command.agent):
        return refusal
    return Decided((e.ColleagueJoined(now, visit.id, command.counter, command.agent),), visit.id)


def withdraw(line: Line, command: c.Withdraw, now: datetime) -> Decision:
    """Back to the own counter. Nothing to do for who is not with this visit (any more)."""
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if command.agent == visit.agent and visit.at_counter:  # theirs is the visitor: finish, hold, or transfer
        return wrong_state(visit)
    if command.agent not in visit.colleagues:
        return Decided((), visit.id)
    return Decided((_left(line, visit, command.agent, now),), visit.id)


def _left(line: Line, visit: Visit, colleague: str, now: datetime) -> e.ColleagueLeft:
    return e.ColleagueLeft(now, visit.id, line.by_agent[colleague], colleague, EndCause.AGENT)
