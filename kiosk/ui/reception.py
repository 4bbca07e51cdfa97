"""Taking a visitor in: by the site while it is in reach, else here, to be delivered later."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from common.clients.errors import ApiRefused, Unreachable
from common.clients.retry import Backoff, send_until_answered
from common.wire import CheckInBody, SiteOut, VisitOut
from common.wire_passes import PassCheckOut
from kiosk.queue.refusals import Code, Refusal
from kiosk.ui.arrivals import Arrival, Arrivals
from kiosk.ui.connection import SiteConnection
from kiosk.ui.offline import check_pass_offline
from kiosk.ui.opening import opening
from kiosk.ui.refused import Refused
from kiosk.ui.site_clock import SiteClock
from kiosk.ui.site_memory import settings_of

NOT_LET_IN = frozenset({401, 403})
TRIES_IN_TOUCH = 2
BACKOFF = Backoff(0.3, 1.0)
T = TypeVar("T")

_log = structlog.get_logger("kiosk.reception")


@dataclass(frozen=True, slots=True)
class Reception:
    """What taking somebody in needs. Its methods run off the UI thread."""

    connection: SiteConnection
    arrivals: Arrivals
    clock: SiteClock
    rng: random.Random
    stop: threading.Event

    def check_pass(self, text: str, site: SiteOut | None) -> PassCheckOut | Arrival | Refused:
        """A pass by the site's word, or, while it is out of reach, by what was kept of it.

        An arrival: this pass was taken in here before, and the site has not heard of it yet.
        """
        try:
            return _as_device(lambda: self.connection.client().check_pass(text))
        except ApiRefused as no:
            return Refused.by_site(no.problem)
        except Unreachable:
            if site is None:
                return Refused(Code.UNREACHABLE, cut_off=True)
            said = check_pass_offline(text, site, self.clock.now(), self.clock.is_sure)
            if isinstance(said, Refusal):
                return Refused.by_kiosk(said)
            return self.arrivals.of_appointment(said.appointment) or said

    def check_in(
        self, body: CheckInBody, key: str, site: SiteOut | None, appointment: str, in_touch: bool
    ) -> VisitOut | Arrival | Refused:
        """A place from the site, or a number of this kiosk's own. A repeat with the same key counts once."""
        try:
            return send_until_answered(
                lambda: self.deliver(body, key),
                self.rng,
                self.stop,
                BACKOFF,
                TRIES_IN_TOUCH if in_touch else 1,
            )
        except ApiRefused as no:
            return Refused.by_site(no.problem)
        except Unreachable:
            return self._keep(body, site, appointment)

    def arrive(self, visit: str, key: str) -> VisitOut | Refused:
        """Somebody who has a place already is here. While the site is out of reach nobody can know that."""
        try:
            return _as_device(lambda: self.connection.client().act(visit, "arrive", key))
        except ApiRefused as no:
            return Refused.by_site(no.problem)
        except Unreachable:
            return Refused(Code.UNREACHABLE, cut_off=True)

    def booked(self, person: str) -> PassCheckOut | None:
        """The appointment that somebody found by name may now check in for; None also when nobody can say."""
        try:
            return _as_device(lambda: self.connection.client().booked(person))
        except (ApiRefused, Unreachable):
            return None

    def settle(self) -> None:
        """Put right when those came whose time nobody could tell, now that the site has told it."""
        for arrival in self.arrivals.waiting():
            if arrival.unsure is not None and arrival.body.arrived_at is not None and self.clock.is_sure:
                came = self.clock.settled(arrival.body.arrived_at, arrival.unsure)
                self.arrivals.settle(arrival, came)

    def deliver(self, body: CheckInBody, key: str) -> VisitOut:
        """Send one check-in to the site. Raises ApiRefused, Unreachable."""
        return _as_device(lambda: self.connection.client().check_in(body, key))

    def _keep(self, body: CheckInBody, site: SiteOut | None, appointment: str) -> Arrival | Refused:
        """The request may have reached the site: by the same visit id it will not be taken in twice."""
        if site is None or not site.series:
            return Refused(Code.UNREACHABLE, cut_off=True)
        settings, now = settings_of(site), self.clock.now()
        if self.clock.is_sure and not opening(settings, now).may_check_in:
            return Refused(Code.SITE_CLOSED, cut_off=True)
        arrived = body.model_copy(update={"arrived_at": now})
        try:
            day, unsure = settings.local_day(now), self.clock.unsure()
            return self.arrivals.keep(arrived, f"kept-{body.id}", site.series, day, appointment, unsure)
        except OSError:
            return Refused(Code.STORAGE_FULL, cut_off=True)


def _as_device(ask: Callable[[], T]) -> T:
    """The site's answer. A token that is not let in is no visitor's fault: the site is out of reach then.

    Raises ApiRefused, Unreachable.
    """
    try:
        return ask()
    except ApiRefused as no:
        if no.problem.status in NOT_LET_IN:
            _log.error("the site does not let this kiosk in: give it a new token", code=no.problem.code)
            raise Unreachable("not let in") from no
        raise
