"""InvGate Service Management (Service Desk) by its API v1: writes are forms, and an answer of 200 may be
`{"status": "ERROR"}`.

There is no field for a key and no search. The key stands at the end of the description, and is looked for in
the requests of the last hour and in a view (`options.view_id`) that shows the requests which Mostrador makes.
That view also tells what changed. States are moved by what people do: a solution, waiting for the customer, a
reassignment; the mapping names their numbers. Files cannot be added to a request by what is documented.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, unknown, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import OVERLAP, Place
from desk.connectors.http.json_tool import MOST_PAGES, JsonTool, different, endless, wire, wished
from desk.connectors.http.shapes import as_html, as_plain, at, marked, record, rows, stamp, whole
from desk.connectors.http.signed_in import not_done
from desk.connectors.http.tool_clock import ahead
from desk.connectors.mapping.drafting import state_of
from desk.connectors.mapping.form import Mapping, RequesterRule
from desk.connectors.port import (
    Blob,
    Caps,
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
    Requester,
    Snapshot,
    ToolInfo,
)
from desk.connectors.tools.invgate.answers import key_of, requests_in
from desk.connectors.tools.invgate.checks import faults
from desk.incidents.rules import State

CHUNK = 50  # requests asked for at once
READABLE = {"date_format": "iso8601", "decoded_special_characters": "true"}


class InvGate(JsonTool):
    """One InvGate, signed in by an API key; what Mostrador writes is written by `options.author_id`."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        http = Http(
            mapping.url.rstrip("/") + mapping.option("api", "/api/v1"),
            auth=(mapping.option("user", "api"), mapping.secret("token")),
            **wire(mapping, clock),
        )
        super().__init__(mapping, clock, http)
        self._author = mapping.option("author_id")
        self._view = mapping.option("view_id")
        self._people: dict[str, dict[str, Any]] = {}

    @property
    def caps(self) -> Caps:
        settle = self.mapping.timing.settle
        return Caps(attaches=False, changes=bool(self._view), settle_seconds=settle)

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        """200 with the status ERROR is a refusal; so is 404 about a request."""
        said = record(answer.json())
        if answer.status < 500 and answer.status not in (401, 403) and said.get("status") == "ERROR":
            return Rejected("", at(said, "info") or at(said, "error") or "InvGate refuses it")
        if answer.status == 404:
            return Rejected("", answer.words() or "InvGate does not have it")
        return usual(answer, writes)

    # --- looking at it
    def probe(self) -> Outcome[ToolInfo]:
        statuses = self.ask("GET", "/incident.attributes.status")
        if not isinstance(statuses, Answer):
            return statuses
        found = faults(self, statuses)
        if not isinstance(found, list):
            return found
        lost = ("files: cannot be added", "impact and urgency: there is only a priority")
        offset = ahead(statuses, self.clock)
        return self.canary() or Done(ToolInfo("InvGate", "", self._author, tuple(found), lost, offset))

    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        hits: dict[str, Ref] = {}
        for page in (*self._last_hour(), *self._in_view()):
            if not isinstance(page, list):
                return page
            hits |= {at(row, "id"): self._ref(row) for row in page if key_of(row) == key}
        return Done(tuple(hits[number] for number in sorted(hits, key=whole)))

    def _last_hour(self) -> Iterator[list[dict[str, Any]] | Failure]:
        following = ""
        for _ in range(MOST_PAGES):
            params = {"limit": "200"} | ({"page_key": following} if following else {})
            answer = self.ask("GET", "/incidents.last.hour", params=params)
            if not isinstance(answer, Answer):
                yield answer
                return
            yield requests_in(answer)
            following = at(answer.json(), "next_page_key")
            if not following:
                return
        yield endless()

    def _in_view(self) -> Iterator[list[dict[str, Any]] | Failure]:
        """Every request of the view, in full."""
        start = 0
        for _ in range(MOST_PAGES if self._view else 0):
            params = {"view_id": self._view, "limit": "500", "offset": str(start)}
            answer = self.ask("GET", "/incidents.by.view", params=params)
            if not isinstance(answer, Answer):
                yield answer
                return
            numbers = [str(number) for number in record(answer.json()).get("requestIds") or ()]
            for first in range(0, len(numbers), CHUNK):
                yield self._in_full(numbers[first : first + CHUNK])
            start += len(numbers)
            if len(numbers) < 500:
                return
        if self._view:
            yield endless()

    def _in_full(self, numbers: list[str]) -> list[dict[str, Any]] | Failure:
        params: list[tuple[str, str]] = [*READABLE.items(), *(("ids[]", number) for number in numbers)]
        answer = self.ask("GET", "/incidents", params=params)
        return requests_in(answer) if isinstance(answer, Answer) else answer

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        answer = self.there("/incident", params={"id": ref.id, **READABLE})
        if not isinstance(answer, Answer):
            return answer
        found = requests_in(answer)
        if not found:
            return unknown("InvGate's answer is no request", False)
        return Done(self._snapshot(found[0], self._person(at(found[0], "user_id"))))

    def _person(self, number: str) -> dict[str, Any]:
        """A user, asked for once; nothing where they cannot be told."""
        if number and number not in self._people:
            answer = self.ask("GET", "/user", params={"id": number})
            if not isinstance(answer, Answer):
                return {}
            self._people[number] = record(answer.json())
        return self._people.get(number, {})

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        answer = self.ask("GET", "/incident.comment", params={"request_id": ref.id, **READABLE})
        if not isinstance(answer, Answer):
            return answer
        found = sorted(requests_in(answer), key=lambda row: whole(row["id"]))
        return [Entry(at(row, "id"), as_plain(at(row, "message")), at(row, "author_id")) for row in found]

    def changes(self, cursor: str) -> Outcome[Page]:
        place = Place.of(cursor, self.clock.now())
        params = {"view_id": self._view, "sort_by": "last_update", "order_by": "desc"}
        answer = self.ask("GET", "/incidents.details.by.view", params=params)
        if not isinstance(answer, Answer):
            return answer
        numbers = [at(row, "id") for row in rows(record(answer.json()).get("data"))]
        since = place.since - OVERLAP if place is not None else None
        found: list[dict[str, Any]] = []
        for first in range(0, len(numbers), CHUNK):
            part = self._in_full(numbers[first : first + CHUNK])
            if not isinstance(part, list):
                return part
            stamps = {at(row, "id"): stamp(row.get("last_update")) for row in part}
            found += [row for row in part if since and (moment := stamps[at(row, "id")]) and moment >= since]
            if since is None or any(moment and moment < since for moment in stamps.values()):
                newest = [moment for moment in stamps.values() if moment]
                if since is None:
                    return Done(Page((), str(Place(max(newest, default=self.clock.now())))))
                break
        items = sorted((self._snapshot(row, {}) for row in found), key=lambda item: item.revision)
        start = place or Place(self.clock.now())
        return Done(Page(tuple(items), str(start.after([item.changed_at for item in items], more=False))))

    # --- writing to it
    def create(self, draft: Draft) -> Outcome[Ref]:
        customer = self._customer(draft.requester)
        if not isinstance(customer, str):
            return not_done(customer)
        form = {
            **draft.fields,
            "creator_id": self._author,
            "customer_id": customer,
            "title": draft.title,
            "description": as_html(f"{draft.text}\n\n[mostrador {draft.key}]"),
        }
        answer = self.ask("POST", "/incident", writes=True, data=form)
        if not isinstance(answer, Answer):
            return answer
        number = at(answer.json(), "request_id")
        return Done(self._ref({"id": number})) if number else unknown("InvGate told no number", True)

    def _customer(self, who: Requester) -> str | Failure:
        """The number of the user it is for: by mail, else the fallback, else who writes."""
        nobody = self.mapping.requester.fallback or self._author
        if who.outside_id or not who.mail or self.mapping.requester.rule is RequesterRule.FREE_TEXT:
            return who.outside_id or nobody
        answer = self.ask("GET", "/users.by", params={"email": who.mail, "exact_match": "true"})
        if not isinstance(answer, Answer):
            return answer
        known = record(record(answer.json()).get("data"))
        return next(iter(known), nobody)

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        before = self.get(ref)
        if not isinstance(before, Done):
            return before
        now = before.value
        wanted = different(change.fields, now.fields)
        if wanted:
            answer = self.ask("PUT", "/incident", writes=True, data={"id": ref.id, **wanted})
            if not isinstance(answer, Answer):
                return answer
        moved: Answer | Failure | None = None
        if change.duplicate_of is not None:
            _, said = wished(change, "")
            moved = self._do("POST", "/incident.cancel", ref, comment=said)
        elif change.state is not None and change.state != now.state:
            moved = self._towards(ref, change, now.state)
        elif change.resolution:
            held = self.says(ref, as_plain(as_html(change.resolution)))
            if not isinstance(held, Done):
                return held
            moved = None if held.value else self._comment(ref, change.resolution)
        if moved is not None and not isinstance(moved, Answer):
            return moved
        return self.get(ref) if wanted or moved is not None else before

    def _towards(self, ref: Ref, change: Change, now: str) -> Answer | Failure:
        """What a person would do to bring a request to a state."""
        state, before = state_of(self.mapping, change.state or ""), state_of(self.mapping, now)
        if state is State.RESOLVED:
            return self._comment(ref, change.resolution or "-", is_solution="1")
        if state is State.CLOSED and before is State.RESOLVED:
            accept = {"id": ref.id, "rating": self.mapping.option("rating", "5")}
            return self.ask("PUT", "/incident.solution.accept", writes=True, data=accept)
        if state is State.WAITING:
            return self._do("POST", "/incident.waitingfor.customer", ref)
        if state is State.IN_PROGRESS and before in (State.RESOLVED, State.CLOSED):
            return self._do("PUT", "/incident.reopen", ref)
        group = self.mapping.option("helpdesk_id")
        if state is State.IN_PROGRESS and group:
            return self._do("POST", "/incident.reassign", ref, group_id=group)
        return Rejected("state", f"InvGate has no way for us from state {now} to {change.state}")

    def _do(self, method: str, path: str, ref: Ref, **more: str) -> Answer | Failure:
        form = {"request_id": ref.id, "author_id": self._author, **more}
        return self.ask(method, path, writes=True, data=form)

    def _comment(self, ref: Ref, text: str, **more: str) -> Answer | Failure:
        return self._do("POST", "/incident.comment", ref, comment=as_html(text), **more)

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        visible = "1" if self.mapping.option("notes", "internal") == "public" else "0"
        answer = self._comment(ref, marked(note), customer_visible=visible)
        return Done("") if isinstance(answer, Answer) else answer

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        return Misconfigured("", "InvGate takes no files for a request by its interface")

    def _ref(self, row: dict[str, Any]) -> Ref:
        number = at(row, "id")
        page = f"{self.mapping.url.rstrip('/')}/requests/show/index/id/{number}"
        return Ref(number, at(row, "pretty_id") or number, page)

    def _snapshot(self, row: dict[str, Any], customer: dict[str, Any]) -> Snapshot:
        agent = self._person(at(row, "assigned_id"))
        told = [at(row, name) for name in ("last_update", "status_id", "priority_id", "assigned_id")]
        return Snapshot(
            ref=self._ref(row),
            key=key_of(row),
            state=at(row, "status_id"),
            revision=" ".join(told),  # its stamps are of whole seconds
            changed_at=stamp(row.get("last_update")),
            title=at(row, "title"),
            text=as_plain(at(row, "description")),
            assignee=f"{at(agent, 'name')} {at(agent, 'lastname')}".strip(),
            priority=at(row, "priority_id"),
            requester=at(customer, "email") if customer else None,
            fields={name: at(row, name) for name in self.mapping.fields},
        )


def connect(mapping: Mapping, clock: Clock) -> InvGate:
    """The connector that a mapping with `tool = "invgate"` describes."""
    return InvGate(mapping, clock)
