"""How many: whether there is room for one more today, pausing, and who was turned away.

A walk-up is turned away when the site is closed or near its closing, when check-in is paused, when as many
people wait for the service as it takes, or when those ahead cannot be expected to be done by closing. Whoever
is booked was promised a time, and whoever was given a number by a kiosk that was cut off holds it in the
hand: these meet the opening hours alone. Nobody who waits is ever sent away because a limit was lowered.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from kiosk.queue import commands as c
from kiosk.queue import events as e
from kiosk.queue.at_counter import no
from kiosk.queue.line import Line
from kiosk.queue.outcome import Decided, Decision
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.visits import Presence, VisitState
from kiosk.queue.wait import service_moments

EVERY_SERVICE = ""  # in `Line.paused`: all of them
ASKED_AGAIN = timedelta(minutes=10)  # the same person, for the same service: one unmet demand
HALF = 0.5  # who is being served is, on average, half done


def is_late(line: Line, claim: c.AppointmentClaim, at: datetime) -> bool:
    """Whether somebody who comes `at` then joins as a walk-up."""
    return at - claim.start > timedelta(minutes=line.settings.late_grace)


def closed(line: Line, at: datetime, claim: c.AppointmentClaim | None) -> Refusal | None:
    """Walk-ups come between opening and last check-in; whoever is booked also before, and until closing."""
    if line.settings.hours.always:
        return None
    local = at.astimezone(line.settings.zone)
    closing = line.settings.hours.closing(local)
    if closing is None:
        return None if claim is not None and not is_late(line, claim, at) else Refusal(Code.SITE_CLOSED)
    if claim is not None:
        return None
    last = datetime.combine(local.date(), closing, local.tzinfo) - timedelta(
        minutes=line.settings.last_check_in
    )
    return no(Code.LAST_CHECK_IN_OVER, closes=closing.strftime("%H:%M")) if local >= last else None


def no_room(line: Line, command: c.CheckIn, service: str, now: datetime) -> Refusal | None:
    """Why one more walk-up with `command.people` cannot be taken for `service` now, if so."""
    message = line.paused.get(service, line.paused.get(EVERY_SERVICE))
    if message is not None:
        return no(Code.CHECK_IN_PAUSED, message=in_language(message, command.language))
    offered = line.settings.service(service)
    waiting = line.heads.waiting.get(service, 0)
    if offered and offered.capacity is not None and waiting + command.people > offered.capacity:
        return no(Code.SERVICE_FULL, waiting=str(waiting), capacity=str(offered.capacity))
    most = line.settings.most_on_the_way
    if command.presence is Presence.ON_THE_WAY and line.heads.on_the_way >= most:
        return no(Code.SERVICE_FULL, waiting=str(line.heads.on_the_way), capacity=str(most))
    return _too_late(line, command, service, now)


def in_language(message: dict[str, str], language: str) -> str:
    return message.get(language) or message.get("en") or next(iter(message.values()), "")


def _too_late(line: Line, command: c.CheckIn, service: str, now: datetime) -> Refusal | None:
    """Whether the newcomer's own work would end after closing."""
    if not line.settings.closing_work or line.settings.hours.always:
        return None
    local = now.astimezone(line.settings.zone)
    closing = line.settings.hours.closing(local)
    if closing is None:
        return None
    own = sum(service_moments(line, s)[0] for s in (service, *command.further))
    ends = datetime.combine(local.date(), closing, local.tzinfo).astimezone(UTC)  # clocks may change
    left = (ends - now).total_seconds() / 60.0
    if work_ahead(line, service, now) + own <= left:
        return None
    return no(Code.TOO_LATE_FOR_TODAY, closes=closing.strftime("%H:%M"))


def work_ahead(line: Line, service: str, now: datetime) -> float:
    """Minutes until an agent is free for somebody who joins `service` now, as far as can be expected.

    Counted is whatever those on duty who take this service have before them: who waits, who is with them
    (half done), and who is booked before a walk-up would be due. Nobody on duty counts as one agent.
    """
    rules = line.settings
    at_work = [at for name, at in line.counters.items() if rules.serves(at.agent, service, name)]
    shared = {service} | {s.id for s in rules.services if any(rules.serves(at.agent, s.id) for at in at_work)}
    first = now - timedelta(minutes=rules.late_grace)
    due = now + timedelta(minutes=rules.walk_up_credit)
    work = sum(
        (line.waiting.count(s) + line.heads.due_between(s, first, due)) * service_moments(line, s)[0]
        for s in sorted(shared)
    )
    here = (line.visits[visit] for at in at_work if (visit := at.visit or at.helping))
    work += sum(HALF * service_moments(line, visit.service)[0] for visit in here)
    return work / max(1, len(at_work))


def turned_away(
    line: Line, refusal: Refusal, command: c.CheckIn, service: str, person: str | None, now: datetime
) -> Refusal:
    """The refusal, with the demand that it leaves unmet; once for the same person in ten minutes."""
    asked = line.turned_away.get(person) if person else None
    if asked is not None and asked[0] == service and timedelta(0) <= now - asked[1] < ASKED_AGAIN:
        return refusal
    unmet = e.DemandUnmet(now, service, refusal.code.value, command.people, person)
    return replace(refusal, events=(unmet,))


def arrive(line: Line, command: c.Arrive, now: datetime) -> Decision:
    """Somebody who joined by phone says, or is seen, to be here."""
    visit = line.visits.get(command.visit)
    if visit is None:
        return no(Code.UNKNOWN_VISIT)
    if visit.ended or visit.state is VisitState.BOOKED:
        return no(Code.WRONG_STATE, state=visit.state.value, number=visit.number or "")
    if visit.presence is not Presence.ON_THE_WAY:
        return Decided((), visit.id)
    return Decided((e.VisitArrived(now, visit.id),), visit.id)


def pause(line: Line, command: c.PauseCheckIn, now: datetime) -> Decision:
    """Take no more walk-ups, for some services or (none named) for all."""
    if unknown := [s for s in command.services if line.settings.service(s) is None]:
        return no(Code.UNKNOWN_SERVICE, service=unknown[0])
    wanted = command.services or (EVERY_SERVICE,)
    new = tuple(s for s in dict.fromkeys(wanted) if line.paused.get(s) != command.message)
    if not new:
        return Decided(())
    named = () if new == (EVERY_SERVICE,) else new
    return Decided((e.CheckInPaused(now, named, command.message, command.agent),))


def reopen(line: Line, command: c.ReopenCheckIn, now: datetime) -> Decision:
    """Take walk-ups again. Where all are paused and some are reopened, the others stay paused."""
    everywhere = line.paused.get(EVERY_SERVICE)
    if not command.services or everywhere is None:
        named = tuple(s for s in dict.fromkeys(command.services) if s in line.paused)
        if not line.paused or (command.services and not named):
            return Decided(())
        return Decided((e.CheckInReopened(now, named, command.agent),))
    still = {
        s.id: line.paused.get(s.id, everywhere)
        for s in line.settings.services
        if s.id not in command.services
    }
    again = tuple(e.CheckInPaused(now, (s,), message, command.agent) for s, message in still.items())
    return Decided((e.CheckInReopened(now, (), command.agent), *again))
