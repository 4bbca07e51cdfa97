"""Zammad by its REST API v1. The key stands in a ticket attribute of one's own (`options.marker`).

It is searched for with a `condition`, which Zammad answers from its database: exact, and with what was
written a moment ago. A `query` would go to Elasticsearch, which lags behind, or without that to a LIKE over
all texts; it serves only where no attribute can be made (`marker = "text"`), and then the settle time must
cover the lag. Zammad drops attributes that it does not know without a word, and some states want a time until
when.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, unknown, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import Place
from desk.connectors.http.json_tool import (
    Fault,
    JsonTool,
    absent,
    absent_states,
    different,
    not_heeded,
    wire,
    wished,
)
from desk.connectors.http.shapes import at, marked, record, rows, stamp, whole, zulu
from desk.connectors.http.signed_in import not_done
from desk.connectors.http.tool_clock import ahead
from desk.connectors.mapping.form import Mapping
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
    Snapshot,
    ToolInfo,
)
from desk.connectors.tools.zammad.answers import entry_of, listed, numbers_of, text_of
from desk.connectors.tools.zammad.people import customer_of

PAGE = 100
BEGINNING = "1970-01-01T00:00:00Z"
IN_TEXT = re.compile(r"\[mostrador ([0-9a-f-]{36})\]")
LISTS = {"group": "groups", "priority": "ticket_priorities", "state": "ticket_states"}


class Zammad(JsonTool):
    """One Zammad, signed in by an agent's token with the permission `ticket.agent`."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        http = Http(
            mapping.url.rstrip("/") + "/api/v1",
            headers={"Authorization": f"Token token={mapping.secret('token')}"},
            **wire(mapping, clock),
        )
        super().__init__(mapping, clock, http)
        self._marker = mapping.option("marker", "mostrador_key")

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        if answer.status == 404:
            return Rejected("", answer.words() or "Zammad does not have it")
        return usual(answer, writes)

    # --- looking at it
    def probe(self) -> Outcome[ToolInfo]:
        me = self.ask("GET", "/users/me")
        if not isinstance(me, Answer):
            return me
        faults: list[Fault] = []
        for field, name in LISTS.items():
            known = self.ask("GET", f"/{name}")
            if not isinstance(known, Answer):
                return known
            names = [at(row, "name") for row in rows(known.json()) if row.get("active") is not False]
            faults += absent(self.mapping, field, names)
            if field == "state":
                faults += absent_states(self.mapping, names)
        some = self.ask("GET", "/tickets", params={"per_page": "1", "expand": "true"})
        if not isinstance(some, Answer):
            return some
        faults += self._unknown_attributes(rows(some.json()))
        version = self.ask("GET", "/version")
        product = at(record(version.json()), "version") if isinstance(version, Answer) else ""
        lost = ("resolution: written as an article, not as a field",)
        info = ToolInfo("Zammad", product, at(me.json(), "login"), tuple(faults), lost, ahead(me, self.clock))
        return self.canary() or Done(info)

    def _unknown_attributes(self, some: list[dict[str, Any]]) -> Iterator[Fault]:
        """Attributes that a ticket does not have; a Zammad without any ticket cannot tell."""
        for row in some[:1]:
            if self._marker not in row and self._marker != "text":
                yield "options.marker", f"Tickets have no attribute {self._marker}"
            for name in self.mapping.fields:
                if name not in row:
                    yield f"fields.{name}", f"Tickets have no attribute {name}"

    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        if self._marker == "text":
            return self._find_in_texts(key)
        found = self._search({f"ticket.{self._marker}": ("is", key)}, "created_at", "asc")
        if not isinstance(found, list):
            return found
        if any(at(row, self._marker) != key for row in found):
            return not_heeded("options.marker")
        return Done(tuple(map(self._ref, found)))

    def _find_in_texts(self, key: str) -> Outcome[tuple[Ref, ...]]:
        answer = self.ask("GET", "/tickets/search", params={"query": key, "expand": "true", "per_page": "50"})
        found = listed(answer) if isinstance(answer, Answer) else answer
        if not isinstance(found, list):
            return found
        hits = []
        for row in sorted(found, key=lambda row: whole(row.get("id"))):
            first = self._article_of(numbers_of(row)[:1])
            if not isinstance(first, dict):
                return first
            if key in IN_TEXT.findall(at(first, "body")):
                hits.append(self._ref(row))
        return Done(tuple(hits))

    def _search(
        self, condition: dict[str, tuple[str, str]], by: str, way: str, size: int = PAGE, page: int = 1
    ) -> list[dict[str, Any]] | Failure:
        """Tickets that meet a condition, by Zammad's database and not by its search index."""
        params = {"expand": "true", "sort_by": by, "order_by": way, "per_page": str(size), "page": str(page)}
        for name, (operator, value) in condition.items():
            params |= {f"condition[{name}][operator]": operator, f"condition[{name}][value]": value}
        answer = self.ask("GET", "/tickets/search", params=params)
        return listed(answer) if isinstance(answer, Answer) else answer

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        answer = self.there(f"/tickets/{ref.id}", params={"expand": "true"})
        if not isinstance(answer, Answer):
            return answer
        row = record(answer.json())
        first = self._article_of(numbers_of(row)[:1])
        return Done(self._snapshot(row, first)) if isinstance(first, dict) else first

    def _article_of(self, numbers: list[str]) -> dict[str, Any] | Failure:
        """The article with the only number; an empty one for none."""
        for number in numbers:
            answer = self.ask("GET", f"/ticket_articles/{number}")
            return record(answer.json()) if isinstance(answer, Answer) else answer
        return {}

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        found = list(self._articles(ref))
        failed = next((each for each in found if not isinstance(each, Entry)), None)
        return failed or [each for each in reversed(found) if isinstance(each, Entry)]

    def holds(self, ref: Ref, key: str) -> Outcome[bool]:
        for each in self._articles(ref):
            if not isinstance(each, Entry):
                return each
            if key in each.text:
                return Done(True)
        return Done(False)

    def _articles(self, ref: Ref) -> Iterator[Entry | Failure]:
        """Those after the first, newest first, one by one: all at once may be more than an answer holds."""
        answer = self.there(f"/tickets/{ref.id}", params={"expand": "true"})
        if not isinstance(answer, Answer):
            yield answer
            return
        for number in reversed(numbers_of(record(answer.json()))[1:]):
            article = self._article_of([number])
            yield entry_of(number, article) if isinstance(article, dict) else article

    def remove(self, ref: Ref, copy: str) -> Outcome[None]:
        return self.delete(f"/ticket_articles/{copy}")

    def changes(self, cursor: str) -> Outcome[Page]:
        place = Place.of(cursor, self.clock.now())
        if place is None:
            newest = self._search(
                {"ticket.updated_at": ("after (absolute)", BEGINNING)}, "updated_at", "desc", 1
            )
            if not isinstance(newest, list):
                return newest
            latest = stamp(newest[0].get("updated_at")) if newest else None
            return Done(Page((), str(Place(latest or self.clock.now()))))
        since = {"ticket.updated_at": ("after (absolute)", zulu(place.start))}
        found = self._search(since, "updated_at", "asc", page=place.skip // PAGE + 1)
        if not isinstance(found, list):
            return found
        more = len(found) == PAGE
        stamps = [stamp(row.get("updated_at")) for row in found]
        items = tuple(self._snapshot(row, None) for row in found)
        return Done(Page(items, str(place.after(stamps, more)), more))

    # --- writing to it
    def create(self, draft: Draft) -> Outcome[Ref]:
        customer = customer_of(self, draft.requester)
        if not isinstance(customer, dict):
            return not_done(customer)
        text = draft.text
        ticket: dict[str, Any] = {**draft.fields, **customer, "title": draft.title}
        if self._marker == "text":
            text = f"{text}\n\n[mostrador {draft.key}]"
        else:
            ticket[self._marker] = draft.key
        ticket["article"] = self._article(draft.title, text, internal=False)
        answer = self.ask("POST", "/tickets", writes=True, json=ticket)
        if not isinstance(answer, Answer):
            return answer
        made = record(answer.json())
        return Done(self._ref(made)) if made.get("id") else unknown("Zammad told no id", True)

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        before = self.get(ref)
        if not isinstance(before, Done):
            return before
        now = before.value
        state, said = wished(change, self.mapping.option("duplicate_state", "closed"), "#")
        wanted: dict[str, Any] = {**different(change.fields, now.fields)}
        if state is not None and state != now.state:
            wanted["state"] = state
            if state.startswith("pending"):
                days = float(self.mapping.option("pending_days", "1"))
                wanted["pending_time"] = zulu(self.clock.now() + timedelta(days=days))
        if said:
            held = self.says(ref, said)
            if not isinstance(held, Done):
                return held
            if not held.value:
                wanted["article"] = self._article("", said, internal=change.duplicate_of is not None)
        if not wanted:
            return before
        answer = self.ask("PUT", f"/tickets/{ref.id}", writes=True, json=wanted)
        return self.get(ref) if isinstance(answer, Answer) else answer

    def _article(self, subject: str, text: str, *, internal: bool) -> dict[str, Any]:
        article = {"body": text, "content_type": "text/plain", "type": "note", "internal": internal}
        return {**article, "subject": subject} if subject else article

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        return self._add(ref, self._article("", marked(note), internal=self._hidden))

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        data = base64.b64encode(blob.content).decode()
        file = {"filename": blob.named, "data": data, "mime-type": blob.type}
        return self._add(ref, {**self._article("", blob.named, internal=self._hidden), "attachments": [file]})

    @property
    def _hidden(self) -> bool:
        return self.mapping.option("notes", "internal") != "public"

    def _add(self, ref: Ref, article: dict[str, Any]) -> Outcome[str]:
        answer = self.ask("POST", "/ticket_articles", writes=True, json={**article, "ticket_id": int(ref.id)})
        if not isinstance(answer, Answer):
            return answer
        made = at(answer.json(), "id")
        return Done(made) if made else unknown("Zammad told no id of the article", True)

    def _ref(self, row: dict[str, Any]) -> Ref:
        number = at(row, "id")
        return Ref(number, at(row, "number"), f"{self.mapping.url.rstrip('/')}/#ticket/zoom/{number}")

    def _snapshot(self, row: dict[str, Any], first: dict[str, Any] | None) -> Snapshot:
        text = text_of(first) if first is not None else None
        keys = IN_TEXT.findall(text or "") if self._marker == "text" else [at(row, self._marker)]
        owner = at(row, "owner")
        return Snapshot(
            ref=self._ref(row),
            key=keys[-1] if keys else "",
            state=at(row, "state"),
            revision=at(row, "updated_at"),
            changed_at=stamp(row.get("updated_at")),
            title=at(row, "title"),
            text=text,
            assignee="" if owner == "-" else owner,
            priority=at(row, "priority"),
            requester=at(row, "customer"),
            fields={name: at(row, name) for name in self.mapping.fields},
            actor=at(row, "updated_by"),
        )


def connect(mapping: Mapping, clock: Clock) -> Zammad:
    """The connector that a mapping with `tool = "zammad"` describes."""
    return Zammad(mapping, clock)
