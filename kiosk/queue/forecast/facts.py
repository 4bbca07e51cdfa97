"""What the forecast learns from: facts in the order in which they happened. `at` is in minutes (see the
package).

The caller translates its journal into these; an unknown visit or agent is taken in silence (a journal may
begin in the middle of a day), times may repeat but not go back.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is known before the first visitor. `guesses`: expected minutes of each service, by the catalogue.

    A service that is not named here is taken to last `usual` minutes until it has been seen.
    """

    guesses: dict[str, float]
    usual: float = 12.0


@dataclass(frozen=True, slots=True)
class DayStarted:
    """A new day: nobody is in the line, no agent is on. `at`: a time of it, before its first arrival."""

    at: float


@dataclass(frozen=True, slots=True)
class Rostered:
    """An agent's planned windows of today, (start, end) each; a later one of the same day replaces it."""

    at: float
    agent: str
    windows: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class AgentOn:
    """An agent opened a counter, came back from a break or took up work again."""

    at: float
    agent: str


@dataclass(frozen=True, slots=True)
class AgentOff:
    """An agent closed the counter or went on a break."""

    at: float
    agent: str


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """Somebody joined the line; `slot` when they had booked. Also who is put back with a new place."""

    at: float
    visit: str
    service: str
    slot: float | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """An agent called somebody."""

    at: float
    visit: str
    agent: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The agent is free again. `whole` False: held or transferred, which tells no service time."""

    at: float
    visit: str
    agent: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class NoShow:
    """The one who was called did not come to the counter."""

    at: float
    visit: str
    agent: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A call was taken back (nobody accepted it in time): the visit waits again, with its place."""

    at: float
    visit: str
    agent: str


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody left the line without being called."""

    at: float
    visit: str


@dataclass(frozen=True, slots=True)
class BookingMissed:
    """The visitor of an appointment did not come."""

    at: float
    booking: str


Fact = (
    DayStarted
    | Rostered
    | AgentOn
    | AgentOff
    | CheckedIn
    | Called
    | Finished
    | NoShow
    | Returned
    | Left
    | BookingMissed
)
