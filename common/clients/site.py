"""The site service's API, one method a route, wire models in and out.

Every method blocks and raises ApiRefused (the service says no, with a code) or Unreachable (no answer).
`key` is the idempotency key of something that changes the line: make it before the first try, and use it for
each repeat.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from urllib.parse import quote

from pydantic import TypeAdapter

from common.clients.api import Api, json_of, read
from common.wire import (
    CLOCK_HEADER,
    BoardOut,
    CheckInBody,
    CounterOut,
    IncidentBody,
    IncidentOut,
    LineOut,
    Message,
    PersonFound,
    ServiceWaitOut,
    SignInBody,
    SignInOut,
    SiteOut,
    VisitOut,
)
from common.wire_changes import (
    CallBody,
    CloseBody,
    FinishBody,
    JoinBody,
    MarksBody,
    PauseBody,
    PausesOut,
    ReopenBody,
    ReserveBody,
    ServiceBody,
    TransferBody,
)
from common.wire_passes import BookedOut, PassCheckBody, PassCheckOut
from kiosk.queue.visits import ChosenReason, Mark, Remaining

Action = Literal[
    "start",
    "finish",
    "hold",
    "resume",
    "recall",
    "no-show",
    "leave",
    "put-back",
    "come-back",
    "arrive",
    "withdraw",
]

_PEOPLE = TypeAdapter(list[PersonFound])
_VISITS = TypeAdapter(list[VisitOut])
_WAITS = TypeAdapter(list[ServiceWaitOut])
_INCIDENTS = TypeAdapter(list[IncidentOut])


def _part(text: str) -> str:
    """One part of a path, whatever characters are in it."""
    return quote(text, safe="")


class SiteClient(Api):
    """The site service at `base_url`; `token` of a device or an agent. May be used by several threads."""

    # --- what is so
    def site(self) -> SiteOut:
        """What a device needs to know of the site, and keeps for when it is cut off."""
        return read(SiteOut.model_validate_json, self.request("GET", "/api/v1/site"))

    def healthz(self) -> dict[str, Any]:
        """How the service is, and how far behind the desk."""
        health: dict[str, Any] = json_of(self.request("GET", "/healthz"))
        return health

    def people(self, query: str) -> list[PersonFound]:
        """Up to six people by name, mail or exact badge; from two letters on."""
        found = self.request("GET", "/api/v1/people", params={"q": query})
        return read(_PEOPLE.validate_json, found)

    def earlier_visits(self, person: str) -> list[VisitOut]:
        """A person's ended visits that this site remembers, newest first."""
        return read(_VISITS.validate_json, self.request("GET", f"/api/v1/people/{_part(person)}/visits"))

    def booked(self, person: str) -> PassCheckOut | None:
        """The appointment that somebody found by name may now check in for."""
        path = f"/api/v1/people/{_part(person)}/appointment"
        return read(BookedOut.model_validate_json, self.request("GET", path)).booked

    def check_pass(self, text: str) -> PassCheckOut:
        """Whether a pass (its text, its page's address, or its six characters) may check in now."""
        body = PassCheckBody.model_validate({"pass": text})
        return read(PassCheckOut.model_validate_json, self.request("POST", "/api/v1/passes/check", body))

    def visit(self, visit: str) -> VisitOut:
        return read(VisitOut.model_validate_json, self.request("GET", f"/api/v1/visits/{_part(visit)}"))

    def line(self) -> LineOut:
        """The whole line with the sequence it stands at: fold the journal's later entries onto it."""
        return read(LineOut.model_validate_json, self.request("GET", "/api/v1/line"))

    def board(self) -> BoardOut:
        return read(BoardOut.model_validate_json, self.request("GET", "/api/v1/board"))

    def waits(self, own_time: str = "") -> list[ServiceWaitOut]:
        """The waits now. `own_time`: what this machine's clock says; staff hear of one that is wrong."""
        told = {CLOCK_HEADER: own_time} if own_time else None
        return read(_WAITS.validate_json, self.request("GET", "/api/v1/waits", told=told))

    # --- the line
    def check_in(self, body: CheckInBody, key: str) -> VisitOut:
        """A place in the line; `existing` when the person had it already."""
        return read(VisitOut.model_validate_json, self.request("POST", "/api/v1/visits", body, key))

    def act(self, visit: str, action: Action, key: str) -> VisitOut:
        path = f"/api/v1/visits/{_part(visit)}/{action}"
        return read(VisitOut.model_validate_json, self.request("POST", path, key=key))

    def finish(self, visit: str, service: str, key: str) -> VisitOut:
        """This matter is done; `act(visit, "finish", key)` ends whichever it is."""
        return self._change(visit, "finish", FinishBody(service=service), key)

    def transfer(self, visit: str, service: str, key: str, to_agent: str | None = None) -> VisitOut:
        """The visit waits for another service, or a colleague, with its place kept."""
        return self._change(visit, "transfer", TransferBody(service=service, to_agent=to_agent), key)

    def mark(self, visit: str, marks: tuple[Mark, ...], key: str) -> VisitOut:
        """The visit has these marks from now on."""
        return self._change(visit, "marks", MarksBody(marks=marks), key)

    def reserve(self, visit: str, agent: str | None, key: str) -> VisitOut:
        """The visit waits for this agent; None: for anybody again."""
        return self._change(visit, "reserve", ReserveBody(agent=agent), key)

    def add_service(self, visit: str, service: str, key: str) -> VisitOut:
        """One more matter in the same visit."""
        return self._change(visit, "services", ServiceBody(service=service), key)

    def join(self, visit: str, counter: str, key: str) -> VisitOut:
        """Help a colleague; `counter`: one's own. `act(visit, "withdraw", key)` ends it."""
        return self._change(visit, "join", JoinBody(counter=counter), key)

    def _change(self, visit: str, what: str, body: Message, key: str) -> VisitOut:
        path = f"/api/v1/visits/{_part(visit)}/{what}"
        return read(VisitOut.model_validate_json, self.request("POST", path, body, key))

    def open(self, counter: str, key: str) -> CounterOut:
        """Take a counter; `visit`: who was at this counter already (after a console's restart)."""
        path = f"/api/v1/counters/{_part(counter)}/open"
        return read(CounterOut.model_validate_json, self.request("POST", path, key=key))

    def close(self, counter: str, key: str, people: Remaining | None = None) -> CounterOut:
        """Leave a counter; `people`: what becomes of those whom nobody else on duty could serve."""
        path = f"/api/v1/counters/{_part(counter)}/close"
        body = CloseBody(people=people) if people else None
        return read(CounterOut.model_validate_json, self.request("POST", path, body, key))

    def call(
        self, counter: str, key: str, visit: str | None = None, reason: ChosenReason | None = None
    ) -> VisitOut:
        """Call the next one to this counter, or this `visit` with a `reason`."""
        path = f"/api/v1/counters/{_part(counter)}/call"
        body = CallBody(visit=visit, reason=reason)
        return read(VisitOut.model_validate_json, self.request("POST", path, body, key))

    def renew(self, counter: str) -> None:
        """Say that this console lives; at least every third of the lease."""
        self.request("POST", f"/api/v1/counters/{_part(counter)}/renew")

    def pauses(self) -> PausesOut:
        """What takes no walk-ups now."""
        return read(PausesOut.model_validate_json, self.request("GET", "/api/v1/pauses"))

    def pause(self, body: PauseBody, key: str) -> PausesOut:
        """Take no walk-ups for a while, with a message; what is paused then."""
        return read(PausesOut.model_validate_json, self.request("POST", "/api/v1/pauses", body, key))

    def reopen(self, services: tuple[str, ...], key: str) -> PausesOut:
        """Take walk-ups again, for these services or (none) for all."""
        answer = self.request("POST", "/api/v1/pauses/end", ReopenBody(services=services), key)
        return read(PausesOut.model_validate_json, answer)

    # --- records
    def record(self, body: IncidentBody, key: str) -> IncidentOut:
        return read(IncidentOut.model_validate_json, self.request("POST", "/api/v1/incidents", body, key))

    def incidents(self, day: date) -> list[IncidentOut]:
        """The day's records with where each stands, oldest first."""
        found = self.request("GET", "/api/v1/incidents", params={"day": day.isoformat()})
        return read(_INCIDENTS.validate_json, found)

    def incident(self, incident: str) -> IncidentOut:
        path = f"/api/v1/incidents/{_part(incident)}"
        return read(IncidentOut.model_validate_json, self.request("GET", path))

    # --- agents
    def sign_in(self, name: str, password: str) -> SignInOut:
        """A token for an agent, used by this client from now on."""
        body = SignInBody(name=name, password=password)
        answer = read(SignInOut.model_validate_json, self.request("POST", "/api/v1/sessions", body))
        self.token = answer.token
        return answer

    def sign_out(self) -> None:
        """End the agent's token."""
        self.request("DELETE", "/api/v1/sessions/current")
        self.token = ""
