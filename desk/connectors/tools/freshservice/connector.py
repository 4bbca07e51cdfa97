"""Freshservice by its API v2. The key stands in a text field of one's own (`options.marker`) and, without its
hyphens, as a tag.

Why both: the filter finds tags but no text fields, only thirty rows a page and some minutes after they were
written; the list of tickets is current but shows no tags. `find` looks through the tickets that changed in
the last hour first, then asks the filter, and reads each hit's field back. Limits of calls are per account
and minute, and refused calls count: so there is one call for one thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, unknown, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import OVERLAP
from desk.connectors.http.json_tool import (
    Fault,
    JsonTool,
    absent,
    absent_states,
    by_pages,
    different,
    not_heeded,
    wire,
    wished,
)
from desk.connectors.http.shapes import (
    as_html,
    as_plain,
    at,
    marked,
    record,
    rows,
    stamp,
    whole,
    with_mail,
    zulu,
)
from desk.connectors.http.signed_in import not_done
from desk.connectors.http.tool_clock import ahead
from desk.connectors.mapping.form import Mapping, RequesterRule
from desk.connectors.port import (
    Blob,
    Change,
    Done,
    Draft,
    Failure,
    Note,
    Outcome,
    Page,
    Ref,
    Rejected,
    Requester,
    Snapshot,
    ToolInfo,
)
from desk.connectors.tools.freshservice.reading import NUMBERS, Reading, body_of, entry_of, listed, tag_of

PAGE = 100
RECENT = timedelta(hours=1)  # longer than the filter ever lags behind


class Freshservice(JsonTool):
    """One account, signed in by an agent's API key."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        http = Http(
            mapping.url.rstrip("/") + "/api/v2",
            auth=(mapping.secret("key"), "X"),
            **wire(mapping, clock),
        )
        super().__init__(mapping, clock, http)
        self._marker = f"custom_fields.{mapping.option('marker', 'mostrador_key')}"
        workspace = mapping.option("workspace_id")
        self._within = {"workspace_id": workspace} if workspace else {}
        self._agents: dict[str, str] = {}

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        """400 names the fields; 404 is a ticket that is not there."""
        if answer.status == 404:
            return Rejected("", "Freshservice does not have it")
        if answer.status == 400:
            for fault in rows(record(answer.json()).get("errors")):
                words = f"{at(fault, 'message')} ({at(fault, 'code')})"
                return Rejected(at(fault, "field"), words)
        return usual(answer, writes)

    # --- looking at it
    def probe(self) -> Outcome[ToolInfo]:
        fields = self.ask("GET", "/ticket_form_fields", params=self._within)
        if not isinstance(fields, Answer):
            return fields
        faults = list(self._faults(rows(record(fields.json()).get("ticket_fields"))))
        lost = ("resolution: written as a note, not as a field",)
        info = ToolInfo("Freshservice", "", "", tuple(faults), lost, ahead(fields, self.clock))
        return self.canary() or Done(info)

    def _faults(self, fields: list[dict[str, Any]]) -> Iterator[Fault]:
        known = {at(field, "name"): field for field in fields}
        marker = self._marker.removeprefix("custom_fields.")
        if marker not in known:
            yield "options.marker", f"Tickets have no field {marker}"
        form = self.mapping.requester
        if not form.fallback:
            yield "requester.fallback", "A ticket needs a requester: give an address for who has none"
        for name in self.mapping.fields:
            field = known.get(name.removeprefix("custom_fields."))
            if field is None:
                yield f"fields.{name}", "Tickets have no such field"
            elif choices := rows(field.get("choices")):
                by = "id" if name in NUMBERS else "value"
                yield from absent(self.mapping, name, [at(choice, by) for choice in choices])
        states = [at(choice, "id") for choice in rows(known.get("status", {}).get("choices"))]
        yield from absent_states(self.mapping, states)

    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        recent = self._recent(key)
        if not isinstance(recent, dict):
            return recent
        query = {"query": f"\"tag:'{tag_of(key)}'\"", **self._within}
        answer = self.ask("GET", "/tickets/filter", params=query)
        found = listed(answer) if isinstance(answer, Answer) else answer
        if not isinstance(found, list):
            return found
        hits, strange = dict(recent), False
        for row in found:
            if at(row, "id") not in hits:
                ticket = self._ticket(at(row, "id"))
                if isinstance(ticket, Rejected):
                    continue  # thrown away since it was indexed
                if not isinstance(ticket, dict):
                    return ticket
                if at(ticket, self._marker) == key:
                    hits[at(row, "id")] = self._ref(ticket)
                else:
                    strange = True  # a copy that somebody made of ours, with its tag, unless ours is missing
        if strange and not hits:
            return not_heeded("options.marker")
        return Done(tuple(hits[number] for number in sorted(hits, key=whole)))

    def _recent(self, key: str) -> dict[str, Ref] | Failure:
        """The tickets with this key that changed in the last hour, which the filter may not know yet."""
        since = self.clock.now() - RECENT
        found = by_pages(PAGE, lambda page: self._changed(since, page))
        if not isinstance(found, list):
            return found
        return {at(row, "id"): self._ref(row) for row in found if at(row, self._marker) == key}

    def _changed(self, since: datetime, page: int) -> list[dict[str, Any]] | Failure:
        params = {"updated_since": zulu(since), "order_type": "asc", "per_page": str(PAGE), "page": str(page)}
        answer = self.ask("GET", "/tickets", params=params | self._within)
        return listed(answer) if isinstance(answer, Answer) else answer

    def _ticket(self, number: str) -> dict[str, Any] | Failure:
        answer = self.ask("GET", f"/tickets/{number}", params={"include": "requester"})
        return record(record(answer.json()).get("ticket")) if isinstance(answer, Answer) else answer

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        ticket = self._ticket(ref.id)
        if isinstance(ticket, Rejected):
            return Rejected("id", ticket.message)
        if not isinstance(ticket, dict):
            return ticket
        if ticket.get("deleted") is True:
            return Rejected("id", "The ticket was thrown away")
        return Done(self._snapshot(ticket, self._agent(at(ticket, "responder_id"))))

    def _agent(self, number: str) -> str:
        """An agent's name, asked for once; the number where it cannot be told."""
        if number and number not in self._agents:
            answer = self.ask("GET", f"/agents/{number}")
            if not isinstance(answer, Answer):
                return number
            agent = record(record(answer.json()).get("agent"))
            name = f"{at(agent, 'first_name')} {at(agent, 'last_name')}".strip()
            self._agents[number] = name or at(agent, "email") or number
        return self._agents.get(number, "")

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        return by_pages(PAGE, lambda page: self._said(ref, page))

    def _said(self, ref: Ref, page: int) -> list[Entry] | Failure:
        params = {"per_page": str(PAGE), "page": str(page)}
        answer = self.ask("GET", f"/tickets/{ref.id}/conversations", params=params)
        if not isinstance(answer, Answer):
            return answer
        return [entry_of(row) for row in rows(record(answer.json()).get("conversations"))]

    def remove(self, ref: Ref, copy: str) -> Outcome[None]:
        return self.delete(f"/conversations/{copy}")

    def changes(self, cursor: str) -> Outcome[Page]:
        reading = Reading.of(cursor, self.clock.now())
        if reading is None:
            return Done(Page((), zulu(self.clock.now())))
        found = self._changed(reading.since - OVERLAP, reading.page)
        if not isinstance(found, list):
            return found
        stamps = [moment for row in found if (moment := stamp(row.get("updated_at")))]
        newest = max([reading.newest or reading.since, *stamps])
        more = len(found) == PAGE
        following = Reading(reading.since, reading.page + 1, newest) if more else Reading(newest)
        items = [self._snapshot(row, self._agent(at(row, "responder_id"))) for row in found]
        items.sort(key=lambda item: item.revision)
        return Done(Page(tuple(items), str(following), more))

    # --- writing to it
    def create(self, draft: Draft) -> Outcome[Ref]:
        requester = self._requester(draft.requester)
        if not isinstance(requester, dict):
            return not_done(requester)
        ticket = body_of({"status": "2", "priority": "2", **draft.fields, self._marker: draft.key})
        ticket |= {"subject": draft.title, "description": as_html(draft.text), **requester}
        ticket["tags"] = [tag_of(draft.key)]
        ticket |= {name: int(value) for name, value in self._within.items()}
        answer = self.ask("POST", "/tickets", writes=True, json=ticket)
        if not isinstance(answer, Answer):
            return answer
        made = record(record(answer.json()).get("ticket"))
        return Done(self._ref(made)) if made.get("id") else unknown("Freshservice told no id", True)

    def _requester(self, who: Requester) -> dict[str, Any] | Failure:
        """Who the ticket is for, as Freshservice takes it."""
        form = self.mapping.requester
        if who.outside_id.isdigit():
            return {"requester_id": int(who.outside_id)}
        if who.mail and form.rule in (RequesterRule.MAIL, RequesterRule.CREATE):
            return {"email": who.mail, "name": who.name or who.mail}
        if who.mail and form.rule is RequesterRule.LOOK_UP:
            query = {"query": f"\"primary_email:'{who.mail}'\""}
            known = self.ask("GET", "/requesters", params=query)
            if not isinstance(known, Answer):
                return known
            if same := with_mail(record(known.json()).get("requesters"), who.mail, "primary_email"):
                return {"requester_id": same[0]["id"]}
        if not form.fallback:
            return Rejected("requester", "A ticket needs a requester, and the mapping has no fallback")
        return {"email": form.fallback}

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        before = self.get(ref)
        if not isinstance(before, Done):
            return before
        now = before.value
        state, said = wished(change, self.mapping.option("duplicate_state", "5"))
        wanted = different(change.fields, now.fields)
        if state is not None and state != now.state:
            wanted["status"] = state
        if said:
            told = self._tell_once(ref, said, private=change.duplicate_of is not None)
            if not isinstance(told, Done):
                return told
        if wanted:
            answer = self.ask("PUT", f"/tickets/{ref.id}", writes=True, json=body_of(wanted))
            if not isinstance(answer, Answer):
                return answer
        return self.get(ref) if wanted or said else before

    def _tell_once(self, ref: Ref, said: str, *, private: bool) -> Outcome[str]:
        held = self.says(ref, as_plain(as_html(said)))
        if not isinstance(held, Done):
            return held
        return Done("") if held.value else self._add(ref, json={"body": as_html(said), "private": private})

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        return self._add(ref, json={"body": as_html(marked(note)), "private": self._private})

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        fields = {"body": as_html(blob.named), "private": "true" if self._private else "false"}
        files = {"attachments[]": (blob.named, blob.content, blob.type)}
        return self._add(ref, data=fields, files=files)

    @property
    def _private(self) -> bool:
        return self.mapping.option("notes", "private") != "public"

    def _add(self, ref: Ref, **parts: Any) -> Outcome[str]:
        answer = self.ask("POST", f"/tickets/{ref.id}/notes", writes=True, **parts)
        if not isinstance(answer, Answer):
            return answer
        made = at(answer.json(), "conversation.id")
        return Done(made) if made else unknown("Freshservice told no id of the note", True)

    def _ref(self, row: dict[str, Any]) -> Ref:
        number, kind = at(row, "id"), "SR" if at(row, "type") == "Service Request" else "INC"
        return Ref(number, f"{kind}-{number}", f"{self.mapping.url.rstrip('/')}/a/tickets/{number}")

    def _snapshot(self, row: dict[str, Any], assignee: str) -> Snapshot:
        told = [at(row, name) for name in ("updated_at", "status", "priority", "responder_id")]
        requester = record(row.get("requester"))
        return Snapshot(
            ref=self._ref(row),
            key=at(row, self._marker),
            state=at(row, "status"),
            revision=" ".join(told),  # its stamps are of whole seconds
            changed_at=stamp(row.get("updated_at")),
            title=at(row, "subject"),
            text=as_plain(at(row, "description")),
            assignee=assignee,
            priority=at(row, "priority"),
            requester=at(requester, "primary_email") or at(requester, "email"),
            fields={name: at(row, name) for name in self.mapping.fields},
        )


def connect(mapping: Mapping, clock: Clock) -> Freshservice:
    """The connector that a mapping with `tool = "freshservice"` describes."""
    return Freshservice(mapping, clock)
