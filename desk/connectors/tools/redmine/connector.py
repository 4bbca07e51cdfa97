"""Redmine by its REST interface, with the key of one account.

The marker is a custom field that is used as a filter. A search by a field that is no filter is ignored and
finds everything, so each hit is looked at. Redmine drops custom fields that a tracker does not have with a
201, and answers a status that it does not allow with 204: what it did is always read again. Its requesters
are its own users, so who came to the counter stands in a custom field, or in the text alone.

Mappings write names ("High", "In Progress"); `names` knows the numbers that Redmine wants.
"""

from __future__ import annotations

from collections.abc import Mapping as Values
from datetime import UTC
from typing import Any, TypeVar

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import Place
from desk.connectors.http.json_tool import JsonTool, different, wire
from desk.connectors.http.shapes import marked, record, rows, stamp
from desk.connectors.http.signed_in import not_done
from desk.connectors.mapping.form import Mapping, RequesterRule
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
from desk.connectors.tools.redmine.names import Names, custom_of, entries_of, snapshot_of

T = TypeVar("T")
PAGE = 100  # the most that Redmine gives
Row = dict[str, Any]


def connect(mapping: Mapping, clock: Clock) -> Connector:
    """The connector for a Redmine whose pages begin at the mapping's address."""
    http = Http(
        mapping.url,
        headers={"X-Redmine-API-Key": mapping.secret("key")},
        **wire(mapping, clock),
    )
    return Redmine(mapping, clock, http)


class Redmine(JsonTool):
    """The issues with our marker, wherever they were moved to; new ones go into one project."""

    def __init__(self, mapping: Mapping, clock: Clock, http: Http) -> None:
        super().__init__(mapping, clock, http)
        self.project = mapping.option("project", "walkup")
        self.marker = mapping.option("marker_field")
        self.resolution = mapping.option("resolution_field")
        self.requester = mapping.option("requester_field")
        self.names = Names(self, self.project)

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        if answer.status == 404:
            return Rejected("id", answer.words() or "Not found")
        return usual(answer, writes)

    # --- what goes out
    def create(self, draft: Draft) -> Outcome[Ref]:
        values = self._values(draft.fields)
        if not isinstance(values, dict):
            return values
        custom = {**values.pop("custom_fields", {}), self.marker: draft.key}
        if self.requester and (who := self._requester(draft)):
            custom[self.requester] = who
        values |= {"project_id": self.project, "subject": draft.title, "description": draft.text}
        values["custom_fields"] = custom_of(custom)
        answer = self.ask("POST", "/issues.json", writes=True, json={"issue": values})
        if isinstance(answer, Rejected) and answer.field == "id":
            return Misconfigured("options.project", f"There is no project {self.project} for this account")
        if not isinstance(answer, Answer):
            return answer
        made = record(record(answer.json()).get("issue")).get("id")
        return Done(self._ref(str(made))) if made else Ambiguous("The answer names no issue")

    def _requester(self, draft: Draft) -> str:
        if self.mapping.requester.rule is RequesterRule.FREE_TEXT:
            return self.mapping.requester.fallback
        return draft.requester.mail or draft.requester.name or self.mapping.requester.fallback

    def _values(self, fields: Values[str, str]) -> dict[str, Any] | Failure:
        """Fields as Redmine takes them: numbers for names, custom ones apart."""
        values: dict[str, Any] = {}
        custom: dict[str, str] = {}
        for name, value in fields.items():
            if name.startswith("cf_"):
                custom[name.removeprefix("cf_")] = value
                continue
            number = self.names.number(name, value)
            if not isinstance(number, str):
                return not_done(number)
            values[self.names.parameter(name)] = number
        return values | ({"custom_fields": custom} if custom else {})

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        row = self._read(ref, "journals")
        if not isinstance(row, dict):
            return row
        before = self._snapshot(row)
        wanted = self._wanted(row, before, change)
        if not isinstance(wanted, dict):
            return wanted
        if not wanted:
            return Done(before)
        answer = self.ask("PUT", self._path(ref), writes=True, json={"issue": wanted})
        if not isinstance(answer, Answer):
            return answer
        row = self._read(ref)
        if not isinstance(row, dict):
            return row
        after = self._snapshot(row)
        if "status_id" in wanted and after.state == before.state:
            why = (
                f"Redmine leaves it in {after.state} and not in {change.state}: does its workflow allow that?"
            )
            return Rejected("state", why)
        return Done(after)

    def _wanted(self, row: Row, now: Snapshot, change: Change) -> dict[str, Any] | Failure:
        """What is not yet so; words that have no field are a note, once."""
        fields = different(change.fields, now.fields)
        if self.resolution and change.resolution not in ("", now.resolution):
            fields[f"cf_{self.resolution}"] = change.resolution
        state = change.state
        text = "" if self.resolution else change.resolution
        if change.duplicate_of is not None:
            state = self.mapping.option("duplicate_state", "Rejected")
            text = f"Duplicate of #{change.duplicate_of.number}"
        if state is not None and state.casefold() != now.state.casefold():
            fields["status"] = state
        wanted = self._values(fields)
        if not isinstance(wanted, dict):
            is_state = isinstance(wanted, Rejected) and wanted.field == "status"
            return Rejected("state", wanted.message) if is_state else wanted  # type: ignore[union-attr]  # it is one
        if "custom_fields" in wanted:
            wanted["custom_fields"] = custom_of(wanted["custom_fields"])
        said = [str(each.get("notes") or "").split() for each in rows(row.get("journals"))]
        if text and text.split() not in said:
            wanted["notes"] = text
        return wanted

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        private = self.mapping.option("private_notes", "false") == "true"
        return self._put(ref, {"notes": marked(note), "private_notes": private})

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        """Two steps; what was only uploaded is in no issue, and Redmine clears it away."""
        headers = {"Content-Type": "application/octet-stream"}
        params = {"filename": blob.named}
        up = self.ask("POST", "/uploads.json", writes=True, params=params, data=blob.content, headers=headers)
        if not isinstance(up, Answer):
            return not_done(up)
        token = record(record(up.json()).get("upload")).get("token")
        if not token:
            return RetryAfter(None, "The upload has no token")
        file = {"token": token, "filename": blob.named, "content_type": blob.type or headers["Content-Type"]}
        return self._put(ref, {"uploads": [file]})

    def _put(self, ref: Ref, values: dict[str, Any]) -> Outcome[str]:
        answer = self.ask("PUT", self._path(ref), writes=True, json={"issue": values})
        return Done("") if isinstance(answer, Answer) else answer

    # --- what comes back
    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        listed = self._list({f"cf_{self.marker}": key, "sort": "id", "limit": str(PAGE)})
        if not isinstance(listed, dict):
            return listed
        found = [self._snapshot(row) for row in rows(listed["issues"])]
        if any(each.key != key for each in found):
            why = f"The search by custom field {self.marker} is ignored: is it there, and used as a filter?"
            return Misconfigured("options.marker_field", why)
        return Done(tuple(each.ref for each in found)) if found else self._asked_as_us(())

    def _asked_as_us(self, value: T) -> Outcome[T]:
        """What was told, once it is sure that it was us who asked: a key that is wrong or was withdrawn is
        no refusal to a Redmine that anybody may read, which then tells what anybody sees.
        """
        answer = self.ask("GET", "/users/current.json")
        return Done(value) if isinstance(answer, Answer) else answer

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        row = self._read(ref)
        return Done(self._snapshot(row)) if isinstance(row, dict) else row

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        """Notes and files; an id is an address."""
        row = self._read(ref, "journals,attachments")
        return entries_of(row) if isinstance(row, dict) else row

    def remove(self, ref: Ref, copy: str) -> Outcome[None]:
        """A note goes away when it is emptied."""
        if copy.startswith("attachments/"):
            return self.delete(f"/{copy}.json")
        answer = self.ask("PUT", f"/{copy}.json", writes=True, json={"journal": {"notes": ""}})
        gone = isinstance(answer, Rejected) and answer.field == "id"
        if isinstance(answer, Misconfigured):
            return Rejected(answer.field, answer.message)
        return Done(None) if gone or isinstance(answer, Answer) else answer

    def changes(self, cursor: str) -> Outcome[Page]:
        ours = {f"cf_{self.marker}": "*"}
        at = Place.of(cursor, self.clock.now())
        if at is None:
            listed = self._list({**ours, "sort": "updated_on:desc", "limit": "1"})
            if not isinstance(listed, dict):
                return listed
            newest = next((stamp(row.get("updated_on")) for row in rows(listed["issues"])), None)
            page = Page((), str(Place((newest or self.clock.now()).replace(microsecond=0))))
            return self._asked_as_us(page)
        since = f"{at.start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        place = {"updated_on": f">={since}", "sort": "updated_on,id", "offset": str(at.skip)}
        listed = self._list({**ours, **place, "limit": str(PAGE)})
        if not isinstance(listed, dict):
            return listed
        items = [self._snapshot(row) for row in rows(listed["issues"])]
        more = int(listed.get("total_count") or 0) > at.skip + len(items) and bool(items)
        following = at.after([item.changed_at for item in items], more)
        page = Page(tuple(item for item in items if item.key), str(following), more)
        return self._asked_as_us(page)  # a part would move the cursor past the rest

    def probe(self) -> Outcome[ToolInfo]:
        answer = self.ask("GET", "/users/current.json")
        if not isinstance(answer, Answer):
            return answer
        account = str(record(record(answer.json()).get("user")).get("login", ""))
        if not self.marker:
            return Misconfigured("options.marker_field", "is needed: the number of a custom field")
        if (wrong := self.canary()) is not None:
            return wrong
        faults = self.names.faults(self.mapping)
        if not isinstance(faults, tuple):
            return faults
        return Done(ToolInfo("Redmine", "", account, faults))

    # --- issues
    def _path(self, ref: Ref) -> str:
        return f"/issues/{ref.id}.json"

    def _ref(self, number: str) -> Ref:
        return Ref(number, number, f"{self.http.base_url}/issues/{number}")

    def _read(self, ref: Ref, include: str = "") -> Row | Failure:
        answer = self.ask("GET", self._path(ref), params={"include": include} if include else None)
        if not isinstance(answer, Answer):
            return answer
        row = record(record(answer.json()).get("issue"))
        return row if "id" in row else RetryAfter(None, "The answer is no issue")

    def _list(self, wanted: Values[str, str]) -> Row | Failure:
        answer = self.ask("GET", "/issues.json", params={"status_id": "*", **wanted})
        if not isinstance(answer, Answer):
            return answer
        listed = record(answer.json())
        return listed if "issues" in listed else RetryAfter(None, "The search has no result")

    def _snapshot(self, row: Row) -> Snapshot:
        special = (self.marker, self.resolution, self.requester)
        return snapshot_of(row, self._ref(str(row.get("id"))), special, tuple(self.mapping.fields))
