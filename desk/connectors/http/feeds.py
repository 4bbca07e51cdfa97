"""Where a feed of changes by time stands, for tools that can only be asked "what changed since then". Pure.

Each new poll looks back over the last cursor by `OVERLAP`, since stamps are coarse and clocks of a tool's
several servers differ; the reader drops what it saw before. Within one poll the next page starts at the last
row's second instead of at an offset: a row that changes while pages are read moves to the end, and an offset
would jump over the one that takes its place. Only when a whole page shares one second is it counted through;
what is jumped over then, the next poll finds in the overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.connectors.http.shapes import stamp, zulu

OVERLAP = timedelta(seconds=120)
FARTHEST = timedelta(days=1)  # that a tool's clock, or a zone that we do not know, may be ahead


def not_ahead(since: datetime, now: datetime) -> datetime:
    """Since when to read: now, where one wrong stamp has put that so far ahead that nothing would be read."""
    return now if since > now + FARTHEST else since


@dataclass(frozen=True, slots=True)
class Place:
    """Everything changed at `since` or later, but for the first `skip` rows. `within`: between two pages."""

    since: datetime
    skip: int = 0
    within: bool = False

    @classmethod
    def of(cls, cursor: str, now: datetime) -> Place | None:
        """The place that a cursor names; None for the empty one or one that is no cursor of ours."""
        when, _, rest = cursor.partition("|")
        since = stamp(when)
        if since is None:
            return None
        if not_ahead(since, now) != since:
            return cls(now)
        return cls(since, int(rest), within=True) if rest.isdigit() else cls(since)

    @property
    def start(self) -> datetime:
        """From when to ask."""
        return self.since if self.within else self.since - OVERLAP

    def after(self, stamps: Sequence[datetime | None], more: bool) -> Place:
        """The place after a page whose rows changed at these times, the oldest first."""
        known = [moment.replace(microsecond=0) for moment in stamps if moment is not None]
        newest = max([self.since, *known])
        if not more:
            return Place(newest)
        last = known[-1] if known else self.start
        if last > self.start:
            return Place(last, 0, within=True)
        return Place(self.start, self.skip + len(stamps), within=True)

    def __str__(self) -> str:
        return f"{zulu(self.since)}|{self.skip}" if self.within else zulu(self.since)
