"""ServiceNow by its Table API, with a token (OAuth client credentials) or with user and password.

The marker is `correlation_id`; `correlation_display` says that a record is ours. ServiceNow ignores the part
of a query that it does not understand and then finds everything, and it applies limits before rights, so a
page may be short or empty though more is there: each hit is read back, and a search that answers with
strangers, or counts more than it shows, is an error and never "not there".

A visit may become an `interaction` to which its incident is related (`visits`); with the option
`import_set` incidents go in by an import set whose transform map coalesces.
"""

from __future__ import annotations

from collections.abc import Mapping as Values

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, unknown, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import Place
from desk.connectors.http.json_tool import wire
from desk.connectors.http.shapes import marked, record, rows, stamp
from desk.connectors.http.signed_in import SignedIn, not_done
from desk.connectors.http.tool_clock import LOCAL, ahead, time_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import (
    Ambiguous,
    Blob,
    Change,
    Connector,
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
from desk.connectors.tools.servicenow.checks import faults
from desk.connectors.tools.servicenow.people import caller_of
from desk.connectors.tools.servicenow.table import Line, Tables, file_of, journal, query, shape, shown, value
from desk.connectors.tools.servicenow.visits import OF_VISIT, fields_of, related, visit_of

FILES = "/api/now/v1/attachment"
OURS = "Mostrador"  # in correlation_display
PAGE = 100
STANDARD = (
    *("sys_id", "number", "correlation_id", "state", "sys_mod_count", "sys_updated_on", "sys_updated_by"),
    *(
        "short_description",
        "description",
        "assigned_to",
        "priority",
        "close_notes",
        "caller_id",
        "caller_id.email",
    ),
)


def connect(mapping: Mapping, clock: Clock) -> Connector:
    """The connector for an instance `https://NAME.service-now.com`."""
    if "client_id" in mapping.sign_in:
        return ServiceNow(mapping, clock, _with_token(mapping, clock))
    http = Http(
        mapping.url,
        auth=(mapping.secret("user"), mapping.secret("password")),
        **wire(mapping, clock),
    )
    return ServiceNow(mapping, clock, http)


def _with_token(mapping: Mapping, clock: Clock) -> Http:
    """Signed in by OAuth's client credentials; tokens live for about half an hour."""
    form = {
        "grant_type": "client_credentials",
        "client_id": mapping.secret("client_id"),
        "client_secret": mapping.secret("client_secret"),
    }

    def sign_in(http: Http) -> Values[str, str] | Failure:
        answer = http.call("POST", "/oauth_token.do", writes=False, data=form)
        if not isinstance(answer, Answer):
            return answer
        if answer.status in {400, 401, 403}:
            return SignInFailed(answer.words())
        token = record(answer.json()).get("access_token")
        if not token:
            return usual(answer, False) or unknown("No token came", False)
        return {"Authorization": f"Bearer {token}"}

    return SignedIn(
        mapping.url,
        sign_in,
        lambda answer: answer.status == 401,
        **wire(mapping, clock),
    )


class ServiceNow(Tables):
    """One table (`incident`) of one instance."""

    def __init__(self, mapping: Mapping, clock: Clock, http: Http) -> None:
        super().__init__(mapping, clock, http)
        self.table = mapping.option("table", "incident")
        self.marker = mapping.option("marker", "correlation_id")
        own = [name for name in mapping.fields if not name.startswith(OF_VISIT)]
        self.columns = ",".join(dict.fromkeys((*STANDARD, self.marker, *own)))
        self.own = own
        self.visits = len(own) < len(mapping.fields)

    # --- what goes out
    def create(self, draft: Draft) -> Outcome[Ref]:
        """Caller and interaction first, which can be asked for again without harm; then the incident."""
        caller = caller_of(self, draft.requester)
        if not isinstance(caller, str):
            return not_done(caller)
        values = {name: value for name, value in draft.fields.items() if not name.startswith(OF_VISIT)}
        values |= {"short_description": draft.title, "description": draft.text}
        values |= {self.marker: draft.key, "correlation_display": OURS}
        if caller:
            values["caller_id"] = caller
        visit = visit_of(self, draft, caller) if self.visits else ""
        if not isinstance(visit, str):
            return not_done(visit)
        made = self._make(values | ({"parent": visit} if visit else {}))
        return related(self, visit, made.value, self.table) if isinstance(made, Done) and visit else made

    def _make(self, values: Values[str, str]) -> Outcome[Ref]:
        staging = self.mapping.option("import_set")
        if staging:
            return self._imported(self.listed("POST", f"/api/now/import/{staging}", writes=True, json=values))
        row = self.row("POST", self.path(), writes=True, json=values, params=shape("sys_id,number"))
        return self._made(row.get("sys_id"), row.get("number")) if isinstance(row, dict) else row

    def _imported(self, told: tuple[list[Line], int] | Failure) -> Outcome[Ref]:
        """What a transform map made of the one row that the Import Set API was given."""
        if not isinstance(told, tuple):
            return told
        for row in told[0]:
            if row.get("table") == self.table and row.get("status") in {"inserted", "updated", "ignored"}:
                return self._made(row.get("sys_id"), row.get("display_value"))
        said = [str(row.get("error_message") or row.get("status_message") or "") for row in told[0]]
        return Rejected("", " ".join(filter(None, said)) or "The transform map made no record")

    def _made(self, sys_id: object, number: object) -> Outcome[Ref]:
        if not isinstance(sys_id, str) or not sys_id:
            return Ambiguous("The answer names no record")
        return Done(self._ref(sys_id, str(number or sys_id)))

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        before = self.get(ref)
        if not isinstance(before, Done):
            return before
        wanted, now = self._wanted(change), before.value
        found = {**now.fields, "state": now.state, "close_notes": now.resolution}
        counts = {"state", *change.fields} | ({"close_notes"} if change.resolution else set())
        if all(found.get(name) == value for name, value in wanted.items() if name in counts):
            return before
        row = self.row("PATCH", self.path(ref), writes=True, json=wanted, params={"sysparm_fields": "sys_id"})
        return self.get(ref) if isinstance(row, dict) else row

    def _wanted(self, change: Change) -> dict[str, str]:
        """The fields of a change, with those that the state cannot do without."""
        option, wanted = self.mapping.option, dict(change.fields)
        state = option("duplicate_state", "8") if change.duplicate_of else change.state
        if state is not None:
            wanted["state"] = state
        if change.duplicate_of:
            said = f"Duplicate of {change.duplicate_of.number}"
            code = option("duplicate_code", "Duplicate")
            return wanted | {"work_notes": said, "close_notes": said, "close_code": code}
        if state in {option("resolved_state", "6"), option("closed_state", "7")}:
            wanted["close_code"] = option("close_code", "Solved (Permanently)")
            wanted["close_notes"] = change.resolution or option("close_notes", "Resolved at the counter")
        elif change.resolution:
            wanted["close_notes"] = change.resolution
        if state == option("hold_state", "3"):
            wanted["hold_reason"] = option("hold_reason", "1")
        return wanted

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        text = {self.mapping.option("note_field", "work_notes"): marked(note)}
        row = self.row("PATCH", self.path(ref), writes=True, json=text, params={"sysparm_fields": "sys_id"})
        return Done("") if isinstance(row, dict) else row

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        where = {"table_name": self.table, "table_sys_id": ref.id, "file_name": blob.named}
        kind = {"Content-Type": blob.type or "application/octet-stream"}
        row = self.row("POST", f"{FILES}/file", writes=True, params=where, data=blob.content, headers=kind)
        return Done(str(row.get("sys_id", ""))) if isinstance(row, dict) else row

    # --- what comes back
    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        """Every record with this key; each is related to its interaction if it is not yet."""
        columns = f"sys_id,number,parent,{self.marker}"
        told = self.listed(
            "GET", self.path(), params=query(f"{self.marker}={key}^ORDERBYsys_created_on", columns, 20)
        )
        if not isinstance(told, tuple):
            return told
        if any(line.get(self.marker) != key for line in told[0]):
            why = f"The search for {self.marker} is ignored: is the field there, and may it be read?"
            return Misconfigured("options.marker", why)
        if told[1] > len(told[0]):
            return Misconfigured("sign_in", "A record with this key exists that this account may not read")
        if not all(value(line, "sys_id") for line in told[0]):
            return unknown("The search names no ids", False)
        found = tuple(self._ref(value(line, "sys_id"), value(line, "number")) for line in told[0])
        if self.visits and found and (visit := value(told[0][0], "parent")):
            mended = related(self, visit, found[0], self.table)
            return Done(found) if isinstance(mended, Done) else not_done(mended)
        return Done(found)

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        row = self.row("GET", self.path(ref), params=shape(f"{self.columns},parent", "all"))
        if not isinstance(row, dict):
            return row
        visit = fields_of(self, value(row, "parent")) if self.visits else {}
        return Done(self._snapshot(row, visit)) if isinstance(visit, dict) else visit

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        """What stands in the journals, and the files with this key in their names."""
        row = self.row("GET", self.path(ref), params=shape("work_notes,comments", "all"))
        if not isinstance(row, dict):
            return row
        asked = f"table_name={self.table}^table_sys_id={ref.id}^file_nameLIKE{key}^ORDERBYsys_created_on"
        params = {"sysparm_query": asked, "sysparm_limit": "20"}
        told = self.listed("GET", FILES, params=params)
        if not isinstance(told, tuple):
            return told
        files = [file_of(file) for file in told[0] if value(file, "table_sys_id") == ref.id]
        return [*journal(shown(row, "work_notes")), *journal(shown(row, "comments")), *files]

    def remove(self, ref: Ref, copy: str) -> Outcome[None]:
        """A file only: what stands in a journal stays there."""
        return super().remove(ref, copy) if copy.startswith("#") else self.delete(f"{FILES}/{copy}")

    def changes(self, cursor: str) -> Outcome[Page]:
        at = Place.of(cursor, self.clock.now())
        if at is None:
            answer = self.ask("GET", self.path(), params=query("", "sys_id", 1))
            if not isinstance(answer, Answer):
                return answer
            return Done(Page((), str(Place(time_of(answer, self.clock).replace(microsecond=0)))))
        asked = f"correlation_display={OURS}^sys_updated_on>={at.start:{LOCAL}}^ORDERBYsys_updated_on"
        params = query(asked, self.columns, PAGE, "all") | {"sysparm_offset": str(at.skip)}
        told = self.listed("GET", self.path(), params=params)
        if not isinstance(told, tuple):
            return told
        items = [self._snapshot(row, {}) for row in told[0]]
        more = told[1] > at.skip + PAGE
        hidden = [None] * (PAGE - len(items) if more else 0)  # rows of the page that rights kept back
        following = at.after([*hidden, *(item.changed_at for item in items)], more)
        return Done(Page(tuple(item for item in items if item.key), str(following), more))

    def probe(self) -> Outcome[ToolInfo]:
        if (wrong := self.canary()) is not None:
            return wrong
        answer = self.ask("GET", self.path(), params=query("ORDERBYDESCsys_created_on", "", 1))
        if not isinstance(answer, Answer):
            return answer
        found = faults(self, rows(record(answer.json()).get("result")), self.table)
        if not isinstance(found, tuple):
            return found
        account = "" if "client_id" in self.mapping.sign_in else self.mapping.secret("user")
        return Done(ToolInfo("ServiceNow", "", account, found, (), ahead(answer, self.clock)))

    # --- rows
    def path(self, ref: Ref | None = None) -> str:
        """The address of the table, or of one of its rows."""
        return f"/api/now/table/{self.table}" + (f"/{ref.id}" if ref else "")

    def _ref(self, sys_id: str, number: str) -> Ref:
        return Ref(sys_id, number, f"{self.http.base_url}/{self.table}.do?sys_id={sys_id}")

    def _snapshot(self, line: Line, visit: Values[str, str]) -> Snapshot:
        return Snapshot(
            ref=self._ref(value(line, "sys_id"), value(line, "number")),
            key=value(line, self.marker),
            state=value(line, "state"),
            revision=value(line, "sys_mod_count"),
            changed_at=stamp(value(line, "sys_updated_on")),
            title=value(line, "short_description"),
            text=value(line, "description"),
            assignee=shown(line, "assigned_to"),
            priority=value(line, "priority"),
            resolution=value(line, "close_notes"),
            requester=value(line, "caller_id.email") or shown(line, "caller_id"),
            fields={name: value(line, name) for name in self.own} | dict(visit),
            actor=value(line, "sys_updated_by"),
        )
