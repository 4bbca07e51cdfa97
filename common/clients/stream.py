"""Follow a site's journal: entries as they happen, notices, and a beat that says that all is well."""

from __future__ import annotations

import contextlib
import json
import random
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import requests
from pydantic import ValidationError

from common.clients.addresses import Addresses
from common.clients.api import Api
from common.clients.errors import ApiRefused, Unreachable
from common.clients.retry import Backoff, may_pass
from common.outside import OutsideOut
from common.wire import EntryOut, Problem
from kiosk.queue.refusals import Code

SILENCE_SECONDS = 5.0  # the service beats every 2 s; after so long without a byte it is out of touch


@dataclass(frozen=True, slots=True)
class Beat:
    """The service is well; `sequence`: its last entry, `desk_in_touch`: whether it reaches the desk.

    `term`: how often a standby took over at this site; `clocks`: kiosks whose own clock is wrong, and by how
    many seconds it is ahead.
    """

    now: datetime
    sequence: int
    desk_in_touch: bool
    term: int = 0
    clocks: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A record's standing changed (sent to agents only): kind "incident". `outside`: its ticket, if any."""

    kind: str
    id: str
    standing: str
    why: str
    desk_number: str
    outside: OutsideOut | None = None


Item = EntryOut | Notice | Beat


class JournalStream:
    """The journal of the site at `url`, from an entry on. One follower an object.

    `stop()` may be called from another thread and ends the following at once.
    """

    def __init__(self, url: str | Addresses, token: str) -> None:
        self._api = Api(url, token)
        self._term = self._api.addresses.term
        self._open: requests.Response | None = None
        self._stopped = threading.Event()
        self.after = 0

    def stop(self) -> None:
        """End the following; wakes a reader that waits for the next byte."""
        self._stopped.set()
        if (response := self._open) is not None:
            with contextlib.suppress(OSError, ValueError, RuntimeError):  # it may be closed already
                response.raw.shutdown()

    def follow(self, after: int) -> Iterator[Item]:
        """Entries after `after` in order, and what comes beside them, until the connection ends.

        Raises ApiRefused (`unauthenticated`; `out_of_order` when the journal does not reach so far, or
        another machine writes it now: fetch the line anew), Unreachable when the connection ends or is silent
        for SILENCE_SECONDS.
        """
        self.after = after
        response = self._api.stream(
            f"/api/v1/journal?after={after}", {"Accept": "text/event-stream"}, SILENCE_SECONDS
        )
        self._open = response
        try:
            self._same_writer()
            for kind, data in _events(response):
                if self._stopped.is_set():
                    return
                item = _item(kind, data)
                if isinstance(item, Beat) and self._api.addresses.is_outdated(item.term):
                    self._api.addresses.leave(self._api.addresses.current)
                    raise Unreachable("another machine took over from this one")
                if isinstance(item, EntryOut):
                    self.after = item.seq
                if item is not None:
                    yield item
        except (requests.RequestException, OSError, ValueError, AttributeError) as error:
            if not self._stopped.is_set():
                raise Unreachable(type(error).__name__) from error
        finally:
            self._open = None
            response.close()
            self._api.hang_up()
        if not self._stopped.is_set():
            raise Unreachable("the connection ended")

    def _same_writer(self) -> None:
        """Another machine may lack entries that we saw. Raises ApiRefused once a take-over."""
        known, self._term = self._term, self._api.addresses.term
        if known != self._term and self.after:
            told = Problem(title="Another machine took over", status=409, code=Code.OUT_OF_ORDER.value)
            raise ApiRefused(told)

    def follow_forever(
        self,
        stop: threading.Event,
        on_item: Callable[[Item], None],
        on_state: Callable[[bool], None],
        after: int = 0,
        rng: random.Random | None = None,
        backoff: Backoff | None = None,
    ) -> None:
        """Follow until `stop` is set (then call `self.stop()` too, to be quick), coming back after each loss.

        `on_item` gets each entry once and in order; `on_state` hears whether we are in touch, at each change.
        Raises ApiRefused for a no that stays a no: a token that ended, a journal that is not the one we know.
        """
        dice, pauses = rng or random.Random(), backoff or Backoff(0.2, 3.0)
        self.after = after
        state: bool | None = None
        tries = 0
        while not (stop.is_set() or self._stopped.is_set()):
            try:
                for item in self.follow(self.after):
                    tries = 0
                    if state is not True:
                        state = True
                        on_state(True)
                    on_item(item)
                    if stop.is_set():
                        return
            except (ApiRefused, Unreachable) as failure:
                if state is not False and not stop.is_set():
                    state = False
                    on_state(False)
                if not may_pass(failure):
                    raise
                tries += 1
                stop.wait(pauses.pause(tries, dice))


def _events(response: requests.Response) -> Iterator[tuple[str, str]]:
    """Server-sent events (WHATWG HTML, 9.2.6) as (event, data), as they arrive."""
    rest = b""
    for chunk in response.iter_content(chunk_size=None):
        *blocks, rest = (rest + chunk).split(b"\n\n")
        for block in blocks:
            kind, data = "message", []
            for line in block.decode("utf-8").split("\n"):
                name, _, value = line.partition(":")
                if name == "event":
                    kind = value.removeprefix(" ")
                elif name == "data":
                    data.append(value.removeprefix(" "))
            if data:
                yield kind, "\n".join(data)


def _item(kind: str, data: str) -> Item | None:
    """Raises ValueError on what this service would not send; None for a kind of a later version."""
    if kind == "entry":
        try:
            return EntryOut.model_validate_json(data)
        except ValidationError as error:
            raise ValueError("not an entry") from error
    fields = json.loads(data)
    if kind == "beat":
        now, term = datetime.fromisoformat(fields["now"]), int(fields.get("term", 0))
        clocks = tuple((str(name), int(off)) for name, off in dict(fields.get("clocks", {})).items())
        return Beat(now, fields["sequence"], fields["desk_in_touch"], term, clocks)
    if kind == "notice":
        kind, name, standing, why, number = (
            str(fields.get(each, "")) for each in ("kind", "id", "standing", "why", "desk_number")
        )
        ticket = fields.get("outside")
        told = OutsideOut.model_validate(ticket) if ticket is not None else None
        return Notice(kind, name, standing, why, number, told)
    return None
