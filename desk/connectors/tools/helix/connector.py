"""BMC Helix ITSM (Remedy) by the AR System REST API: `HPD:IncidentInterface_Create` makes incidents,
`HPD:IncidentInterface` reads and changes them, `HPD:WorkLog` holds notes and files.

A token of `/api/jwt/login` lasts about an hour. Join and display forms answer 204 without telling what was
made, unless the fields to tell are named. A null or empty value writes over what stands there, so only what
changes is sent. Errors are lists of messages with numbers, whatever the status; some numbers mean a time-out
within the AR System, after which nobody knows.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, unknown, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import Place
from desk.connectors.http.json_tool import (
    JsonTool,
    by_pages,
    different,
    not_heeded,
    wire,
    wished,
    worked_out,
)
from desk.connectors.http.shapes import at, marked, rows, stamp
from desk.connectors.http.signed_in import SignedIn, not_done
from desk.connectors.http.tool_clock import ahead
from desk.connectors.mapping.form import Mapping, RequesterRule
from desk.connectors.port import (
    Blob,
    Change,
    Done,
    Draft,
    Failure,
    Misconfigured,
    Note,
    Outcome,
    Page,
    Ref,
    Rejected,
    SignInFailed,
    Snapshot,
    ToolInfo,
)
from desk.connectors.tools.helix.answers import entries_of, meant
from desk.connectors.tools.helix.people import ENTRY, People

MAKE, READ, LOG = "HPD:IncidentInterface_Create", "HPD:IncidentInterface", "HPD:WorkLog"
PAGE = 50
# the two forms write some names otherwise
READ_AS = {"Service_Type": "Service Type", "First_Name": "First Name", "Last_Name": "Last Name"}
SHOWN = (
    *("Incident Number", "Request ID", "Status", "Description", "Detailed Decription", "Resolution"),
    *("Priority", "Assignee", "Assigned Group", "Last Modified Date", "Last Modified By"),
    *("First Name", "Last Name"),
)
LOGGED = ("Work Log ID", "Detailed Description")
FAR_AHEAD = 4_000_000_000  # seconds: a time at which nothing was changed yet


class Helix(JsonTool):
    """One Helix ITSM, signed in by an account with a fixed or floating licence for incidents."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        http = SignedIn(
            mapping.url,
            self._sign_in,
            lambda answer: answer.status == 401,
            **wire(mapping, clock),
        )
        super().__init__(mapping, clock, http)
        self._marker = mapping.option("marker", "Vendor Ticket Number")
        self._people = People(self)

    def _sign_in(self, plain: Http) -> dict[str, str] | Failure:
        who = {"username": self.mapping.secret("user"), "password": self.mapping.secret("password")}
        answer = plain.call("POST", "/api/jwt/login", writes=False, data=who)
        if not isinstance(answer, Answer):
            return answer
        failure = self.failure(answer, False)
        token = answer.body.decode(errors="replace").strip()
        if failure is not None or not token or len(token.split()) != 1:
            return failure or SignInFailed("Helix gave no token")
        return {"Authorization": f"AR-JWT {token}"}

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        for message in rows(answer.json()):
            if at(message, "messageType") == "ERROR":
                return meant(message, writes)
        return usual(answer, writes)

    # --- looking at it
    def probe(self) -> Outcome[ToolInfo]:
        answer = self.ask("GET", f"{ENTRY}/{READ}", params=self._params("1 = 0", 1, 0))
        if not isinstance(answer, Answer):
            return answer
        faults = list(worked_out(self.mapping, "Priority"))
        if self.mapping.requester.rule is RequesterRule.CREATE:
            faults.append(("requester.rule", "People are not made in Helix: mail, look_up or free_text"))
        later = self._search(f"'Last Modified Date' >= {FAR_AHEAD}", 1)
        if not isinstance(later, list):
            return later
        if later:
            return Misconfigured(
                "", "A search for changes in the future finds some: times are not understood"
            )
        user = self.mapping.secret("user")
        info = ToolInfo("BMC Helix ITSM", "", user, tuple(faults), (), ahead(answer, self.clock))
        return self.canary() or Done(info)

    def _params(self, qualification: str, limit: int, offset: int, sort: str = "") -> dict[str, str]:
        names = [*SHOWN, self._marker, *(READ_AS.get(name, name) for name in self.mapping.fields)]
        params = {"q": qualification, "fields": f"values({', '.join(dict.fromkeys(names))})"}
        params |= {"limit": str(limit), "offset": str(offset)}
        return params | ({"sort": sort} if sort else {})

    def _search(
        self, qualification: str, limit: int = PAGE, offset: int = 0, sort: str = "Incident Number.asc"
    ) -> list[dict[str, Any]] | Failure:
        params = self._params(qualification, limit, offset, sort)
        answer = self.ask("GET", f"{ENTRY}/{READ}", params=params)
        return entries_of(answer) if isinstance(answer, Answer) else answer

    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        found = self._search(f"'{self._marker}' = \"{key}\"")
        if not isinstance(found, list):
            return found
        if any(row.get(self._marker) != key for row in found):
            return not_heeded("options.marker")
        return Done(tuple(self._ref(at(row, "Incident Number")) for row in found))

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        row = self._row(ref)
        if not isinstance(row, dict):
            return row
        customer = self._people.named(row)
        if not isinstance(customer, str):
            return customer
        return Done(replace(self._snapshot(row), requester=customer))

    def _row(self, ref: Ref) -> dict[str, Any] | Failure:
        if '"' in ref.id:
            return Rejected("id", "This is no incident number")
        found = self._search(f"'Incident Number' = \"{ref.id}\"", 2)
        if not isinstance(found, list):
            return found
        same = [row for row in found if at(row, "Incident Number") == ref.id]
        return same[0] if same else Rejected("id", "Helix does not have this incident")

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        return by_pages(PAGE, lambda page: self._logged(ref, page))

    def _logged(self, ref: Ref, page: int) -> list[Entry] | Failure:
        params = {
            "q": f"'Incident Number' = \"{ref.id}\"",
            "fields": f"values({', '.join(LOGGED)})",
            "limit": str(PAGE),
            "offset": str((page - 1) * PAGE),
            "sort": "Work Log ID.asc",
        }
        answer = self.ask("GET", f"{ENTRY}/{LOG}", params=params)
        found = entries_of(answer) if isinstance(answer, Answer) else answer
        if not isinstance(found, list):
            return found
        return [Entry(*(at(row, name) for name in LOGGED)) for row in found]

    def changes(self, cursor: str) -> Outcome[Page]:
        place = Place.of(cursor, self.clock.now())
        if place is None:
            newest = self._search("1 = 1", 1, sort="Last Modified Date.desc")
            if not isinstance(newest, list):
                return newest
            latest = stamp(newest[0].get("Last Modified Date")) if newest else None
            return Done(Page((), str(Place(latest or self.clock.now()))))
        since = f"'Last Modified Date' >= {int(place.start.timestamp())}"
        found = self._search(since, PAGE, place.skip, "Last Modified Date.asc")
        if not isinstance(found, list):
            return found
        more = len(found) == PAGE
        stamps = [stamp(row.get("Last Modified Date")) for row in found]
        return Done(Page(tuple(map(self._snapshot, found)), str(place.after(stamps, more)), more))

    # --- writing to it
    def create(self, draft: Draft) -> Outcome[Ref]:
        customer = self._people.customer(draft.requester)
        if not isinstance(customer, dict):
            return not_done(customer)
        values = {
            "z1D_Action": "CREATE",
            "Status": "New",
            **draft.fields,
            **customer,
            "Description": draft.title,
            "Detailed_Decription": draft.text,
            self._marker: draft.key,
        }
        tell = {"fields": "values(Incident Number)"}
        answer = self.ask("POST", f"{ENTRY}/{MAKE}", writes=True, json={"values": values}, params=tell)
        if not isinstance(answer, Answer):
            return answer
        number = at(answer.json(), "values.Incident Number")
        return Done(self._ref(number)) if number else unknown("Helix told no incident number", True)

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        row = self._row(ref)
        if not isinstance(row, dict):
            return row
        now = self._snapshot(row)
        state, said = wished(change, self.mapping.option("duplicate_state", "Cancelled"))
        wanted = {READ_AS.get(n, n): v for n, v in different(change.fields, now.fields).items() if v}
        if state is not None and state != now.state:
            wanted["Status"] = state
            if reason := self.mapping.option(f"reason_{state.lower().replace(' ', '_')}"):
                wanted["Status_Reason"] = reason
        if said and said not in now.resolution:
            wanted["Resolution"] = said
        if not wanted:
            return Done(now)
        entry = at(row, "Request ID") or f"{ref.id}|{ref.id}"
        answer = self.ask("PUT", f"{ENTRY}/{READ}/{entry}", writes=True, json={"values": wanted})
        return self.get(ref) if isinstance(answer, Answer) else answer

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        text = marked(note)
        return self._log(json={"values": self._log_of(ref, text.partition("\n")[0], text)})

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        values = {**self._log_of(ref, blob.name, blob.named), "z2AF Work Log01": blob.named}
        entry = (None, json.dumps({"values": values}), "application/json")
        files = {"entry": entry, "attach-z2AF Work Log01": (blob.named, blob.content, blob.type)}
        return self._log(files=files)

    def _log_of(self, ref: Ref, summary: str, text: str) -> dict[str, str]:
        return {
            "Incident Number": ref.id,
            "Work Log Type": "General Information",
            "View Access": "Public" if self.mapping.option("notes", "internal") == "public" else "Internal",
            "Secure Work Log": "No",
            "Description": summary[:100],
            "Detailed Description": text,
        }

    def _log(self, **parts: Any) -> Outcome[str]:
        tell = {"fields": "values(Work Log ID)"}
        answer = self.ask("POST", f"{ENTRY}/{LOG}", writes=True, params=tell, **parts)
        if not isinstance(answer, Answer):
            return answer
        return Done(
            at(answer.json(), "values.Work Log ID") or answer.headers.get("Location", "").rpartition("/")[2]
        )

    def _ref(self, number: str) -> Ref:
        return Ref(number, number, self.mapping.option("page").replace("{number}", number))

    def _snapshot(self, row: dict[str, Any]) -> Snapshot:
        told = [at(row, name) for name in ("Last Modified Date", "Status", "Priority", "Assignee")]
        return Snapshot(
            ref=self._ref(at(row, "Incident Number")),
            key=at(row, self._marker),
            state=at(row, "Status"),
            revision=" ".join(told),  # its stamps are of whole seconds
            changed_at=stamp(row.get("Last Modified Date")),
            title=at(row, "Description"),
            text=at(row, "Detailed Decription"),
            assignee=at(row, "Assignee") or at(row, "Assigned Group"),
            priority=at(row, "Priority"),
            resolution=at(row, "Resolution"),
            fields={name: at(row, READ_AS.get(name, name)) for name in self.mapping.fields},
            actor=at(row, "Last Modified By"),
        )


def connect(mapping: Mapping, clock: Clock) -> Helix:
    """The connector that a mapping with `tool = "helix"` describes."""
    return Helix(mapping, clock)
