"""Which slots there are and which are free; codes; how long a pass lives. Pure.

Slots follow each other in elapsed time from the moment a span opens to the moment it closes, so that a day
on which the clocks change has none that do not exist and none twice: 25 hours hold more, 23 hours fewer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from common import join_code
from desk.calendars.rules import Server, places_left
from desk.catalogue.rules import Offer, Site
from kiosk.queue.planning.overbooking import Kept, show_rates
from kiosk.queue.planning.overbooking import places as overbooked
from kiosk.queue.refusals import Code, Refusal
from kiosk.queue.settings import SiteSettings, Span
from kiosk.queue.visits import Mark

CODE_LETTERS = join_code.CODE_LETTERS
CODE_LENGTH = join_code.CODE_LENGTH
PASS_GRACE = timedelta(hours=2)
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Booked:
    """A place that is taken."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Agreed:
    """What staff agreed with whoever comes; the visit has it from check-in on.

    `reserved_for`: the agent who shall serve; `people`: how many come; `further`: services after the first.
    """

    reserved_for: str | None = None
    marks: tuple[Mark, ...] = ()
    people: int = 1
    further: tuple[str, ...] = ()


NOTHING_AGREED = Agreed()


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be booked, in the site's zone; `free`: places left."""

    start: datetime
    end: datetime
    free: int


def slots(
    site: Site,
    offer: Offer,
    day: date,
    taken: Sequence[Booked],
    now: datetime,
    servers: Sequence[Server] = (),
    agent: Server | None = None,
) -> list[Slot]:
    """The slots of a local day that are not over for booking, also the full ones, the earliest first.

    `taken`: what is booked of this service on that day (other days do no harm). None before `now`, none
    beyond `days_ahead`, none that begins when nobody can check in any more or ends after closing. `servers`:
    who serves it; those who are away take their share of the places along. `agent`: the one who shall serve;
    a slot at which they are not free has no place.
    """
    if not is_within_reach(site, day, now):
        return []
    found = []
    for span in site.rules.hours.spans(day):
        for start, end in _starts(site.rules, day, span, timedelta(minutes=offer.slot_minutes)):
            if start > now:
                used = sum(1 for booked in taken if booked.start < end and start < booked.end)
                free = max(0, places_left(offer.per_slot, servers, start, end) - used)
                if agent is not None and agent.is_away(start, end):
                    free = 0
                found.append(Slot(start.astimezone(site.zone), end.astimezone(site.zone), free))
    return found


def _starts(
    rules: SiteSettings, day: date, span: Span, length: timedelta
) -> Iterator[tuple[datetime, datetime]]:
    """Start and end (UTC) of every slot of one opening span."""
    start = datetime.combine(day, span.opens, rules.zone).astimezone(UTC)
    if rules.hours.always:
        closes = datetime.combine(day + timedelta(days=1), time(0), rules.zone).astimezone(UTC)
        last = closes
    else:
        closes = datetime.combine(day, span.closes, rules.zone).astimezone(UTC)
        if span.closes >= time(23, 59):
            closes = datetime.combine(day + timedelta(days=1), time(0), rules.zone).astimezone(UTC)
        last = closes - timedelta(minutes=rules.last_check_in)
    while start + length <= closes and start < last:
        yield start, start + length
        start += length


def places(offer: Offer, seen: Mapping[str, Kept], bound_percent: int) -> int:
    """How many may be booked into a slot: what there is room for, and those who will not come.

    `seen`: appointments kept and missed by service. More than `per_slot` come with a chance of at most
    `bound_percent` of a hundred; never more than twice `per_slot` are booked.
    """
    rate = show_rates(seen, (offer.service.id,))[offer.service.id]
    return overbooked(offer.per_slot, rate, bound_percent / 100)


def days(site: Site, now: datetime) -> list[date]:
    """The local days on which something may be booked, today first."""
    today = site.rules.local_day(now)
    return [today + timedelta(days=ahead) for ahead in range(min(site.days_ahead, MOST_DAYS) + 1)]


def is_within_reach(site: Site, day: date, now: datetime) -> bool:
    """Whether a local day is one of those that can be booked."""
    return 0 <= (day - site.rules.local_day(now)).days <= min(site.days_ahead, MOST_DAYS)


def day_bounds(site: Site, day: date) -> tuple[datetime, datetime]:
    """When a local day begins and ends, UTC; 23 to 25 hours apart."""
    begins, ends = (datetime.combine(d, time(0), site.zone) for d in (day, day + timedelta(days=1)))
    return begins.astimezone(UTC), ends.astimezone(UTC)


def slot_at(found: Sequence[Slot], start: datetime) -> Slot | Refusal:
    """The free slot that begins at `start`, or why there is none."""
    slot = next((each for each in found if each.start == start), None)
    if slot is None:
        return Refusal(Code.SLOT_GONE)
    return slot if slot.free else Refusal(Code.SLOT_TAKEN)


def may_change(site: Site, start: datetime, now: datetime) -> bool:
    """Whether an appointment that begins at `start` may still be cancelled or moved."""
    return now < start - timedelta(minutes=site.change_minutes)


def pass_expires(site: Site, start: datetime) -> datetime:
    """When a pass stops working: a while after the end of the appointment's local day."""
    return day_bounds(site, site.rules.local_day(start))[1] + PASS_GRACE


def code_of(picks: Sequence[int]) -> str:
    """Six letters from six random numbers."""
    return "".join(CODE_LETTERS[pick % len(CODE_LETTERS)] for pick in picks[:CODE_LENGTH])
