"""Request Tracker 5 by its REST 2 interface, with a token of one account.

The marker is a link of the ticket, "Refers to mostrador:KEY", which works on any Request Tracker as it is;
or, with `options.marker_field`, a custom field. Request Tracker drops values of custom fields that it does
not know with a 201, and answers a change that it refuses with 200 and an English sentence: what it did is
always read again.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC
from typing import Any
from urllib.parse import quote

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import Place
from desk.connectors.http.json_tool import MOST_PAGES, JsonTool, different, endless, wire
from desk.connectors.http.shapes import marked, record, rows, whole
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
    RetryAfter,
    Snapshot,
    ToolInfo,
)
from desk.connectors.tools.request_tracker.checks import faults
from desk.connectors.tools.request_tracker.people import requester_of
from desk.connectors.tools.request_tracker.rows import (
    CUSTOM,
    SCHEME,
    SHOWN,
    Names,
    Row,
    entry_of,
    snapshot_of,
    values_of,
)

PAGE = 100


def connect(mapping: Mapping, clock: Clock) -> Connector:
    """The connector for a Request Tracker whose pages begin at the mapping's address."""
    http = Http(
        mapping.url,
        headers={"Authorization": f"token {mapping.secret('token')}"},
        **wire(mapping, clock),
    )
    return RequestTracker(mapping, clock, http)


class RequestTracker(JsonTool):
    """The tickets of one account."""

    def __init__(self, mapping: Mapping, clock: Clock, http: Http) -> None:
        super().__init__(mapping, clock, http)
        self.names = Names(
            mapping.option("marker_field"), mapping.option("resolution_field"), tuple(mapping.fields)
        )
        self.queue = mapping.option("queue", "General")

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        if answer.status == 403 and "queue" in answer.words():
            return Misconfigured("options.queue", answer.words())
        if answer.status == 404:
            return Rejected("id", answer.words())
        if answer.status == 412:
            return RetryAfter(0.0, "Somebody changed the ticket at the same moment", busy=True)
        return usual(answer, writes)

    # --- what goes out
    def create(self, draft: Draft) -> Outcome[Ref]:
        requester = requester_of(self, draft.requester)
        if not isinstance(requester, str):
            return not_done(requester)
        values = {"Queue": self.queue} | values_of(draft.fields)
        values |= {"Subject": draft.title, "Content": draft.text, "ContentType": "text/plain"}
        links = [draft.link] if draft.link else []
        if self.names.marker:
            values["CustomFields"] = values.get("CustomFields", {}) | {self.names.marker: draft.key}
        else:
            links.append(SCHEME + draft.key)
        if links:
            values["RefersTo"] = links
        if requester:
            values["Requestor"] = requester
        answer = self.ask("POST", "/REST/2.0/ticket", writes=True, json=values)
        if not isinstance(answer, Answer):
            return answer
        made = record(answer.json()).get("id")
        return Done(self._ref(str(made))) if made else Ambiguous("The answer names no ticket")

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        """A change of values goes in only on the ticket as it was read (If-Match); a comment follows it."""
        answer = self._read(ref)
        if not isinstance(answer, Answer):
            return answer
        before = self._snapshot(record(answer.json()))
        duplicate = self.mapping.option("duplicate_state", "rejected") if change.duplicate_of else None
        wanted = self._wanted(before, change, duplicate)
        told = answer
        if wanted:
            tag = {"If-Match": answer.headers.get("ETag", "*")}
            put = self.ask("PUT", self._path(ref), writes=True, json=wanted, headers=tag)
            if not isinstance(put, Answer):
                return put
            told = put
        if (wrong := self._comment(ref, change)) is not None:
            return wrong
        if not wanted:
            return Done(before)
        answer = self._read(ref)
        if not isinstance(answer, Answer):
            return answer
        after = self._snapshot(record(answer.json()))
        if "Status" in wanted and after.state == before.state:
            return Rejected("state", told.words())
        return Done(after)

    def _wanted(self, now: Snapshot, change: Change, duplicate: str | None) -> dict[str, Any]:
        """The values that are not yet so."""
        fields = different(change.fields, now.fields)
        if self.names.resolution and change.resolution not in ("", now.resolution):
            fields[CUSTOM + self.names.resolution] = change.resolution
        wanted = values_of(fields)
        state = duplicate or change.state
        if state is not None and state.casefold() != now.state.casefold():
            wanted["Status"] = state
        return wanted

    def _comment(self, ref: Ref, change: Change) -> Failure | None:
        """What a change says in words, once: a resolution without a field, and of what it is a duplicate."""
        if change.duplicate_of is not None:
            text = f"Duplicate of #{change.duplicate_of.number}"
        elif change.resolution and not self.names.resolution:
            text = change.resolution
        else:
            return None
        key = hashlib.sha256(text.encode()).hexdigest()[:16]
        there = self.holds(ref, key)
        if not isinstance(there, Done):
            return not_done(there)
        noted = Done("") if there.value else self._say(ref, text, key)
        return None if isinstance(noted, Done) else noted

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        return self._say(ref, marked(note), note.key)

    def _say(self, ref: Ref, text: str, key: str) -> Outcome[str]:
        """A comment whose subject has its key: a ticket's texts are listed by it without being read."""
        values = {"Content": text, "ContentType": "text/plain", "Subject": f"Mostrador {key}"}
        return self._add(ref, values)

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        content = base64.b64encode(blob.content).decode()
        file = {"FileName": blob.named, "FileType": blob.type or "application/octet-stream"}
        values = {"Content": blob.name, "ContentType": "text/plain"}
        return self._add(ref, {**values, "Attachments": [{**file, "FileContent": content}]})

    def _add(self, ref: Ref, values: dict[str, Any]) -> Outcome[str]:
        how = self.mapping.option("notes_as", "comment")
        answer = self.ask("POST", f"{self._path(ref)}/{how}", writes=True, json=values)
        return Done("") if isinstance(answer, Answer) else answer

    # --- what comes back
    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        """Every ticket with this marker; each is read, as a search shows no links."""
        where = (
            f"CF.{{{self.names.marker}}} = '{key}'" if self.names.marker else f"RefersTo = '{SCHEME}{key}'"
        )
        params = {"query": where, "orderby": "id", "per_page": str(PAGE)}
        answer = self.ask("GET", "/REST/2.0/tickets", params=params)
        if not isinstance(answer, Answer):
            return answer
        listed = record(answer.json())
        if "items" not in listed:
            return RetryAfter(None, "The search has no result")
        found = []
        for row in rows(listed["items"]):
            ticket = self._read(self._ref(str(row.get("id"))))
            if not isinstance(ticket, Answer):
                return ticket
            snapshot = self._snapshot(record(ticket.json()))
            if snapshot.key == key:
                found.append(snapshot.ref)
        return Done(tuple(sorted(found, key=lambda ref: whole(ref.id))))

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        """The ticket with its first text, which is its description."""
        answer = self._read(ref)
        if not isinstance(answer, Answer):
            return answer
        params = {"fields": "Content", "per_page": "1"}
        texts = self.ask("GET", f"{self._path(ref)}/attachments", params=params)
        if not isinstance(texts, Answer):
            return texts
        first = next(iter(rows(record(texts.json()).get("items"))), {})
        text = str(first["Content"] or "") if "Content" in first else None
        return Done(self._snapshot(record(answer.json()), text))

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        """Texts by their subjects and files by their names: a list shows these without what is in them."""
        found: list[Entry] = []
        for page in self._attachments(ref):
            if not isinstance(page, list):
                return page
            found += page
        return found[::-1]

    def holds(self, ref: Ref, key: str) -> Outcome[bool]:
        for page in self._attachments(ref):
            if not isinstance(page, list):
                return page
            if any(key in each.text for each in page):
                return Done(True)
        return Done(False)

    def _attachments(self, ref: Ref) -> Iterator[list[Entry] | Failure]:
        """Pages of them, the newest first, until one is empty: what this account may not see (mails that went
        out) is missing from a page, so one that is not full is not the last.
        """
        for number in range(1, MOST_PAGES + 1):
            page = self._attached(ref, number)
            yield page
            if not page or not isinstance(page, list):
                return
        yield endless()

    def _attached(self, ref: Ref, page: int) -> list[Entry] | Failure:
        params = {"fields": "Filename,Subject,Creator", "per_page": str(PAGE), "page": str(page)}
        params |= {"orderby": "id", "order": "DESC"}
        answer = self.ask("GET", f"{self._path(ref)}/attachments", params=params)
        if not isinstance(answer, Answer):
            return answer
        return [entry_of(row) for row in rows(record(answer.json()).get("items"))]

    def changes(self, cursor: str) -> Outcome[Page]:
        """By stamp, whatever queue a ticket was moved to since."""
        at = Place.of(cursor, self.clock.now())
        if at is None:
            answer = self.ask("GET", "/REST/2.0/rt")
            if not isinstance(answer, Answer):
                return answer
            return Done(Page((), str(Place(time_of(answer, self.clock).replace(microsecond=0)))))
        since = f"{at.start.astimezone(UTC):%Y-%m-%d %H:%M:%S} +0000"  # of a "Z" it would see the day alone
        params = {
            "query": f"LastUpdated >= '{since}' AND Creator = '__CurrentUser__'",
            "fields": SHOWN,
            "fields[Queue]": "Name",
            "per_page": str(PAGE),
            "page": str(1 + at.skip // PAGE),
        }
        answer = self.ask("GET", "/REST/2.0/tickets?orderby=LastUpdated&orderby=id", params=params)
        if not isinstance(answer, Answer):
            return answer
        listed = record(answer.json())
        items = [self._snapshot(row) for row in rows(listed.get("items"))]
        total = listed.get("total")  # not told to who may not see everything
        more = len(items) == PAGE and (total is None or whole(total) > at.skip + PAGE)
        return Done(Page(tuple(items), str(at.after([item.changed_at for item in items], more)), more))

    def probe(self) -> Outcome[ToolInfo]:
        if (wrong := self.canary()) is not None:
            return wrong
        version = self.ask("GET", "/REST/2.0/rt")
        if not isinstance(version, Answer):
            return version
        answer = self.ask("GET", f"/REST/2.0/queue/{quote(self.queue, safe='')}")
        if isinstance(answer, Rejected | Misconfigured):
            why = f"There is no queue {self.queue}, or this account may not see it"
            return Misconfigured("options.queue", why)
        if not isinstance(answer, Answer):
            return answer
        known = {
            str(row["name"]): str(row["id"]) for row in rows(record(answer.json()).get("TicketCustomFields"))
        }
        found = tuple(faults(self, self.queue, known))
        told = str(record(version.json()).get("Version", ""))
        return Done(ToolInfo("Request Tracker", told, "", found, (), ahead(version, self.clock)))

    # --- rows
    def _path(self, ref: Ref) -> str:
        return f"/REST/2.0/ticket/{ref.id}"

    def _ref(self, ticket: str) -> Ref:
        return Ref(ticket, ticket, f"{self.http.base_url}/Ticket/Display.html?id={ticket}")

    def _read(self, ref: Ref) -> Answer | Failure:
        answer = self.ask("GET", self._path(ref), params={"fields": "Queue", "fields[Queue]": "Name"})
        if isinstance(answer, Answer) and "Status" not in record(answer.json()):
            return RetryAfter(None, "The answer is no ticket")
        return answer

    def _snapshot(self, row: Row, text: str | None = None) -> Snapshot:
        return snapshot_of(row, self._ref(str(row.get("id", ""))), self.names, text)
