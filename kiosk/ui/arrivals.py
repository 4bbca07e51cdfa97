"""Arrivals that a cut-off kiosk took in: one JSON file each, delivered later, never dropped.

Theory of operation. The visitor was told a number of the kiosk's own series. Their arrival is on disk
(written aside, synced, renamed) before the number is shown. `waiting/` holds what has not been delivered, in
the order of the file names; each keeps the id, the idempotency key and the body of its one request, so that a
repeat is in effect once. What the site refuses for good goes to `refused/` with the reason, and stays there
until a person of the staff has dealt with it. What was delivered is deleted: it holds personal data.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common.files import write_whole
from common.wire import CheckInBody
from kiosk.ui.site_clock import Unsure

_log = structlog.get_logger("kiosk.arrivals")


class Arrival(BaseModel):
    """One visitor who was taken in while cut off. `reason`: the code of the refusal, once refused.

    `unsure`: by what the time was noted, where this kiosk could not tell it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    order: int
    key: str
    body: CheckInBody
    appointment: str = ""
    reason: str = ""
    unsure: Unsure | None = None

    @property
    def file_name(self) -> str:
        return f"{self.order:08d}-{self.body.id}.json"


class Series(BaseModel):
    """How far the kiosk's own numbers have come on `day`; `order` counts arrivals for ever."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: date = date.min
    last: int = Field(default=0, ge=0)
    order: int = Field(default=0, ge=0)


class Arrivals:
    """The arrivals in `folder`. Used by one process; reading and delivering may be in different threads."""

    def __init__(self, folder: Path) -> None:
        self._waiting = folder / "waiting"
        self._refused = folder / "refused"
        self._series = folder / "series.json"

    def keep(
        self,
        body: CheckInBody,
        key: str,
        series: str,
        day: date,
        appointment: str = "",
        unsure: Unsure | None = None,
    ) -> Arrival:
        """Give `body` the next number of `series` and keep it for delivery. Raises OSError: nothing was kept.

        A number that was used up by a failed attempt is not given again.
        """
        before = self._read_series()
        last = before.last + 1 if before.day == day else 1
        write_whole(self._series, Series(day=day, last=last, order=before.order + 1).model_dump_json())
        numbered = body.model_copy(update={"number": f"{series}{last:02d}"})
        order = before.order + 1
        arrival = Arrival(order=order, key=key, body=numbered, appointment=appointment, unsure=unsure)
        self._write(self._waiting, arrival)
        return arrival

    def settle(self, arrival: Arrival, arrived_at: datetime) -> None:
        """The time at which somebody came is known now. Before the first delivery: it is part of the request.

        Raises OSError: nothing was changed.
        """
        body = arrival.body.model_copy(update={"arrived_at": arrived_at})
        self._write(self._waiting, arrival.model_copy(update={"body": body, "unsure": None}))

    def waiting(self) -> list[Arrival]:
        """What has not been delivered, the oldest first."""
        return self._read(self._waiting)

    def refused(self) -> list[Arrival]:
        """What the site would not take, with the reason: for the staff to deal with."""
        return self._read(self._refused)

    def has_waiting(self) -> bool:
        return self._waiting.is_dir() and any(self._waiting.glob("*.json"))

    def of_appointment(self, appointment: str) -> Arrival | None:
        """The arrival that was kept for an appointment, so that the same pass gives the same number."""
        return next((kept for kept in self.waiting() if kept.appointment == appointment), None)

    def delivered(self, arrival: Arrival) -> None:
        """The site has it: forget it here."""
        (self._waiting / arrival.file_name).unlink(missing_ok=True)

    def was_refused(self, arrival: Arrival, code: str) -> None:
        """The site will never take it: keep it, with the reason, for the staff."""
        self._write(self._refused, arrival.model_copy(update={"reason": code}))
        (self._waiting / arrival.file_name).unlink(missing_ok=True)

    def _write(self, folder: Path, arrival: Arrival) -> None:
        text = arrival.model_dump_json(by_alias=True, exclude_unset=True)
        write_whole(folder / arrival.file_name, text)

    def _read(self, folder: Path) -> list[Arrival]:
        """A file that cannot be read stays where it is, and is told in the log."""
        found = []
        for path in sorted(folder.glob("*.json")):
            try:
                found.append(Arrival.model_validate_json(path.read_text(encoding="utf-8")))
            except FileNotFoundError:
                continue
            except (OSError, ValidationError) as error:
                _log.error("a kept arrival cannot be read", file=path.name, error=type(error).__name__)
        return found

    def _read_series(self) -> Series:
        """Raises OSError when the counter is there but unreadable: a number must not be given twice."""
        try:
            return Series.model_validate_json(self._series.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Series()
        except ValidationError as error:
            raise OSError("the counter of the kiosk's own numbers is damaged") from error
