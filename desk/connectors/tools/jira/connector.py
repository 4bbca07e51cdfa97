"""Jira Service Management (Cloud): requests raised on behalf of who came, found again by JQL.

The key stands in a text field of the request (`options.marker`). A search lags behind what was written, so
nothing is searched before the settle time is over; it compares words and not texts, so each hit is read back.
States are statuses by name and reached by the one transition that leads there; a file takes two calls. A text
that resolves goes into a field of its own where there is one (`options.resolution_field`), else it is a
comment that the customer sees.
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, unknown
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import OVERLAP, not_ahead
from desk.connectors.http.json_tool import not_heeded, wire
from desk.connectors.http.shapes import at, marked, record, rows, stamp, whole, zulu
from desk.connectors.http.signed_in import not_done
from desk.connectors.http.tool_clock import ahead, time_of
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
    Snapshot,
    ToolInfo,
)
from desk.connectors.tools.jira.calls import (
    PAGE,
    PLATFORM,
    SERVICE,
    JiraCalls,
    Line,
    file_of,
    has_id,
    leads_to,
    no_desk,
    note_of,
    value,
    values,
)
from desk.connectors.tools.jira.checks import faults
from desk.connectors.tools.jira.people import EXPERIMENTAL, customer_of

STANDARD = ("summary", "description", "status", "updated", "assignee", "priority", "reporter")
MINUTE = timedelta(minutes=1)


def connect(mapping: Mapping, clock: Clock) -> Connector:
    """The connector for a site `https://NAME.atlassian.net`."""
    return Jira(mapping, clock)


class Jira(JiraCalls):
    """One service desk of a site, signed in by an account's mail address and API token."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        http = Http(
            mapping.url,
            headers={"X-Atlassian-Token": "no-check"},
            auth=(mapping.secret("user"), mapping.secret("token")),
            **wire(mapping, clock),
        )
        super().__init__(mapping, clock, http)
        self.desk = mapping.option("service_desk")
        self.marker = mapping.option("marker")
        self._solution = mapping.option("resolution_field")
        own = [name.partition(".")[0].removesuffix("[]") for name in mapping.fields]
        self._asked = [*STANDARD, self.marker, *filter(None, [self._solution]), *own]
        self._public = mapping.option("notes", "internal") == "public"
        self._zone: ZoneInfo | None = None

    # --- what goes out
    def create(self, draft: Draft) -> Outcome[Ref]:
        customer = customer_of(self, draft.requester)
        if not isinstance(customer, str):
            return no_desk(not_done(customer))
        texts = {"summary": draft.title, "description": draft.text, self.marker: draft.key}
        asked = {
            "serviceDeskId": self.desk,
            "requestTypeId": self._type(draft.kind),
            "requestFieldValues": values(draft.fields) | texts,
        }
        whose = {"raiseOnBehalfOf": customer} if customer else {}
        made = self.one("POST", f"{SERVICE}/request", True, json=asked | whose)
        if not isinstance(made, dict):
            return no_desk(made)
        if not made.get("issueId"):
            return Ambiguous("The answer names no request")
        return Done(self._ref(made["issueId"], made.get("issueKey")))

    def _type(self, kind: str) -> str:
        """The request type for incidents, or that for requests where the mapping has one."""
        return self.mapping.option(f"request_type_{kind}") or self.mapping.option("request_type")

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        before = self.get(ref)
        if not isinstance(before, Done):
            return before
        now, wanted = before.value, dict(change.fields)
        if self._solution and change.resolution:
            wanted[self._solution] = change.resolution
        found = {**now.fields, self._solution: now.resolution}
        if any(found.get(name) != text for name, text in wanted.items()):
            written = self.ask("PUT", f"{PLATFORM}/issue/{ref.id}", True, json={"fields": values(wanted)})
            if not isinstance(written, Answer):
                return written
        if change.duplicate_of and (failed := self._link(ref, change.duplicate_of)) is not None:
            return failed
        state = change.state or (self.mapping.option("duplicate_state") if change.duplicate_of else "")
        if state and state.casefold() != now.state.casefold():
            failed = self._move(ref, now.state, state, "" if self._solution else change.resolution)
            if failed is not None:
                return failed
        return self.get(ref)

    def _link(self, ref: Ref, stays: Ref) -> Failure | None:
        """A link that is there already is not made again by Jira."""
        pair = {"inwardIssue": {"id": ref.id}, "outwardIssue": {"id": stays.id}}
        kind = {"type": {"name": self.mapping.option("duplicate_link", "Duplicate")}}
        answer = self.ask("POST", f"{PLATFORM}/issueLink", True, json=kind | pair)
        return None if isinstance(answer, Answer) else answer

    def _move(self, ref: Ref, now: str, state: str, said: str) -> Failure | None:
        """By the transition that leads there; `said`: a comment that goes with it."""
        path = f"{PLATFORM}/issue/{ref.id}/transitions"
        told = self.one("GET", path, params={"expand": "transitions.fields"})
        if not isinstance(told, dict):
            return not_done(told)
        ways = [line for line in rows(told.get("transitions")) if leads_to(line, state)]
        if not ways:
            return Rejected("state", f"Jira has no transition from {now} to {state}")
        asked: Line = {"transition": {"id": ways[0].get("id")}}
        if "resolution" in record(ways[0].get("fields")):
            asked["fields"] = {"resolution": {"name": self.mapping.option("resolution", "Done")}}
        if said:
            asked["update"] = {"comment": [{"add": {"body": said}}]}
        answer = self.ask("POST", path, True, json=asked)
        return None if isinstance(answer, Answer) else answer

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        said = {"body": marked(note), "public": self._public}
        made = self.one("POST", f"{SERVICE}/request/{ref.id}/comment", True, json=said)
        return Done(str(made.get("id", ""))) if isinstance(made, dict) else made

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        """Up to the service desk first, where a file that nobody fetches goes away; then to the request."""
        file = {"file": (blob.named, blob.content, blob.type)}
        path = f"{SERVICE}/servicedesk/{self.desk}/attachTemporaryFile"
        kept = self.one("POST", path, True, files=file, headers=EXPERIMENTAL)
        if not isinstance(kept, dict):
            return not_done(kept)
        ids = [line.get("temporaryAttachmentId") for line in rows(kept.get("temporaryAttachments"))]
        if not ids:
            return not_done(unknown("The file was not kept", True))
        asked = {
            "temporaryAttachmentIds": ids,
            "public": self.mapping.option("notes", "internal") == "public",
        }
        made = self.one("POST", f"{SERVICE}/request/{ref.id}/attachment", True, json=asked)
        return Done("") if isinstance(made, dict) else made

    # --- what comes back
    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        told = self._search(f'{self._clause()} ~ "\\"{key}\\"" ORDER BY created ASC', [self.marker])
        if not isinstance(told, dict):
            return told
        if any(key not in at(line.get("fields"), self.marker) for line in rows(told["issues"])):
            return not_heeded("options.marker")
        exact = [line for line in rows(told["issues"]) if at(line.get("fields"), self.marker) == key]
        exact.sort(key=lambda line: whole(line.get("id")))
        return Done(tuple(self._ref(line["id"], line.get("key")) for line in exact))

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        asked = {"fields": ",".join(dict.fromkeys(self._asked))}
        line = self.one("GET", f"{PLATFORM}/issue/{ref.id}", params=asked)
        return Done(self._snapshot(line)) if isinstance(line, dict) else line

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        """Files first: the comment that Jira makes of a file has its name as well. An id is an address."""
        files = self.all(f"{SERVICE}/request/{ref.id}/attachment")
        if not isinstance(files, list):
            return files
        notes = self.all(f"{SERVICE}/request/{ref.id}/comment")
        return [*map(file_of, files), *map(note_of, notes)] if isinstance(notes, list) else notes

    def remove(self, ref: Ref, copy: str) -> Outcome[None]:
        of_issue = "" if copy.startswith("attachment/") else f"issue/{ref.id}/"
        return self.delete(f"{PLATFORM}/{of_issue}{copy}")

    def changes(self, cursor: str) -> Outcome[Page]:
        """Cursor: the newest change seen, and between two pages since when was asked and Jira's own token."""
        newest_text, _, rest = cursor.partition("|")
        newest = stamp(newest_text)
        zone = self._own_zone()
        if not isinstance(zone, ZoneInfo):
            return zone
        if newest is None:
            answer = self.ask("GET", f"{PLATFORM}/myself")
            return Done(Page((), zulu(time_of(answer, self.clock)))) if isinstance(answer, Answer) else answer
        newest = not_ahead(newest, self.clock.now())
        since_text, _, token = rest.partition("|")
        since = stamp(since_text) or newest - OVERLAP
        local = f"{since.astimezone(zone):%Y-%m-%d %H:%M}"  # JQL knows minutes of the account's own zone
        jql = f'{self._clause()} is not EMPTY AND updated >= "{local}" ORDER BY updated ASC'
        told = self._search(jql, self._asked, token)
        if isinstance(told, Rejected) and token:
            return Done(Page((), newest_text, more=True))  # a token that ran out: from the start again
        if not isinstance(told, dict):
            return told
        items = tuple(self._snapshot(line) for line in rows(told["issues"]))
        newest = max([newest, *(item.changed_at for item in items if item.changed_at)])
        further = told.get("nextPageToken")
        following = f"{zulu(newest)}|{zulu(since)}|{further}" if further else zulu(newest)
        return Done(Page(items, following, bool(further)))

    def probe(self) -> Outcome[ToolInfo]:
        me = self.ask("GET", f"{PLATFORM}/myself")
        if not isinstance(me, Answer):
            return me
        if (wrong := self.canary()) is not None:
            return wrong
        about = self.one("GET", f"{SERVICE}/info")
        if not isinstance(about, dict):
            return about
        options = ("request_type", "request_type_incident", "request_type_request")
        types = {name: self.mapping.option(name) for name in options if self.mapping.option(name)}
        found = faults(self, types, self.marker)
        if not isinstance(found, tuple):
            return found
        account = str(record(me.json()).get("displayName") or "")
        version = str(about.get("version") or "")
        return Done(ToolInfo("Jira Service Management", version, account, found, (), ahead(me, self.clock)))

    # --- issues
    def _clause(self) -> str:
        """The marker's field as JQL names it."""
        return f"cf[{self.marker.removeprefix('customfield_')}]"

    def _search(self, jql: str, fields: list[str], token: str = "") -> Line | Failure:
        asked: Line = {"jql": jql, "fields": list(dict.fromkeys(fields)), "maxResults": PAGE}
        further = {"nextPageToken": token} if token else {}
        told = self.one("POST", f"{PLATFORM}/search/jql", json=asked | further)
        if isinstance(told, Rejected) and not token:
            return Misconfigured("options.marker", told.message)
        if not isinstance(told, dict):
            return told
        if not isinstance(told.get("issues"), list) or not all(map(has_id, told["issues"])):
            return unknown("The search does not say what it found", False)
        return told

    def _own_zone(self) -> ZoneInfo | Failure:
        if self._zone is None:
            me = self.one("GET", f"{PLATFORM}/myself")
            if not isinstance(me, dict):
                return me
            try:
                self._zone = ZoneInfo(str(me.get("timeZone") or "UTC"))
            except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a name too long for a file
                return Misconfigured(
                    "sign_in.user", f"The account's time zone {me.get('timeZone')} is unknown"
                )
        return self._zone

    def _ref(self, issue: object, key: object) -> Ref:
        return Ref(str(issue), str(key or issue), f"{self.http.base_url}/browse/{key or issue}")

    def _snapshot(self, line: Line) -> Snapshot:
        fields = record(line.get("fields"))
        who = (at(fields, "reporter.emailAddress"), at(fields, "reporter.displayName"))
        return Snapshot(
            ref=self._ref(line.get("id"), line.get("key")),
            key=at(fields, self.marker),
            state=at(fields, "status.name"),
            revision=at(fields, "updated"),
            changed_at=stamp(fields.get("updated")),
            title=at(fields, "summary"),
            text=at(fields, "description"),
            assignee=at(fields, "assignee.displayName"),
            priority=at(fields, "priority.name"),
            resolution=at(fields, self._solution) if self._solution else "",
            requester=", ".join(filter(None, who)),
            fields={name: value(fields, name) for name in self.mapping.fields},
        )
