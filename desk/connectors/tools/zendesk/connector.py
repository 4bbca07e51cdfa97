"""Zendesk Support by its Ticketing API v2. The key goes in twice: as `external_id`, by which it is found for
ever, and as the header Idempotency-Key, which stops a second ticket by itself but is forgotten within hours.

`external_id` need not be unique, and a key that was used with another body is refused although its ticket
is there: that is no refusal of ours, but a reason to search. Changes come by the incremental export, which
leaves out the latest minute; what changed in it is read from the list of tickets (`options.fresh`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, unknown, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.json_tool import (
    MOST_PAGES,
    JsonTool,
    different,
    endless,
    not_heeded,
    values_of,
    wire,
    wished,
)
from desk.connectors.http.shapes import at, marked, record, rows, stamp, whole, with_mail
from desk.connectors.http.signed_in import not_done
from desk.connectors.http.tool_clock import ahead, time_of
from desk.connectors.mapping.form import Mapping, RequesterRule
from desk.connectors.port import (
    Ambiguous,
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
    RetryAfter,
    SignInFailed,
    Snapshot,
    ToolInfo,
)
from desk.connectors.tools.zendesk.checks import faults
from desk.connectors.tools.zendesk.fields import CUSTOM, body_of, entry_of, people_in

NOT_EXPORTED = timedelta(seconds=60)  # the latest minute
PAGE = {"page[size]": "100"}
NAMES = {"include": "users"}  # beside each ticket, the people that its numbers mean


class Zendesk(JsonTool):
    """One Zendesk account, signed in by an admin's mail address and an API token."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        http = Http(
            mapping.url,
            auth=(f"{mapping.secret('user')}/token", mapping.secret("token")),
            **wire(mapping, clock),
        )
        super().__init__(mapping, clock, http)

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        """422 names the field in `details`; 409 is a ticket that changed meanwhile or a key in use."""
        said = record(answer.json())
        if said.get("error") == "IdempotentRequestError":
            return Ambiguous("This key was used before: its ticket may be there")
        if answer.status == 404:
            return Rejected("", "Zendesk does not have it")
        if answer.status == 409:
            return RetryAfter(None, "The ticket changed meanwhile", busy=True)
        if answer.status == 422:
            for field, faults in record(said.get("details")).items():
                words = "; ".join(at(fault, "description") for fault in rows(faults))
                return Rejected("" if field == "base" else field, words or answer.words())
        return usual(answer, writes)

    def probe(self) -> Outcome[ToolInfo]:
        me = self.ask("GET", "/api/v2/users/me")
        if not isinstance(me, Answer):
            return me
        user = record(record(me.json()).get("user"))
        if not user.get("id"):  # Zendesk answers anybody, as "Anonymous user"
            return SignInFailed("Zendesk does not know this address and token")
        fields = self.ask("GET", "/api/v2/ticket_fields")
        if not isinstance(fields, Answer):
            return fields
        found = list(faults(self.mapping, rows(record(fields.json()).get("ticket_fields"))))
        if at(user, "role") != "admin":
            found.append(("sign_in.user", "Only an admin may read what changed (incremental export)"))
        lost = ("resolution: written as a comment, not as a field",)
        info = ToolInfo("Zendesk", "", at(user, "email"), tuple(found), lost, ahead(me, self.clock))
        return self.canary() or Done(info)

    def create(self, draft: Draft) -> Outcome[Ref]:
        requester = self._requester(draft.requester)
        if not isinstance(requester, dict):
            return not_done(requester)
        ticket = {
            "subject": draft.title,
            "comment": {"body": draft.text},
            "external_id": draft.key,
            **requester,
            **body_of(dict(draft.fields)),
        }
        headers = {"Idempotency-Key": draft.key}
        answer = self.ask("POST", "/api/v2/tickets", writes=True, json={"ticket": ticket}, headers=headers)
        if not isinstance(answer, Answer):
            return answer
        made = record(record(answer.json()).get("ticket"))
        return Done(self._ref(made)) if made.get("id") else unknown("Zendesk told no id", True)

    def _requester(self, who: Requester) -> dict[str, Any] | Failure:
        """Who the ticket is for, as Zendesk takes it; nobody: the account that signs in."""
        form = self.mapping.requester
        if who.outside_id.isdigit():
            return {"requester_id": int(who.outside_id)}
        if who.mail and form.rule in (RequesterRule.MAIL, RequesterRule.CREATE):
            return {"requester": {"name": who.name or who.mail, "email": who.mail}}
        if who.mail and form.rule is RequesterRule.LOOK_UP:
            known = self.ask("GET", "/api/v2/users/search", params={"query": f'email:"{who.mail}"'})
            if not isinstance(known, Answer):
                return known
            if same := with_mail(record(known.json()).get("users"), who.mail):
                return {"requester_id": same[0]["id"]}
        if form.fallback.isdigit():
            return {"requester_id": int(form.fallback)}
        return {"requester": {"name": form.fallback, "email": form.fallback}} if form.fallback else {}

    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        answer = self.ask("GET", "/api/v2/tickets", params={"external_id": key})
        if not isinstance(answer, Answer):
            return answer
        found = record(answer.json()).get("tickets")
        if not isinstance(found, list):
            return unknown("Zendesk's answer has no list of tickets", False)
        if not all(whole(row.get("id")) for row in rows(found)):
            return unknown("Zendesk's answer names no ids", False)
        if any(at(row, "external_id") != key for row in rows(found)):
            return not_heeded("url")
        return Done(tuple(self._ref(row) for row in sorted(rows(found), key=lambda row: whole(row["id"]))))

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        answer = self.there(f"/api/v2/tickets/{ref.id}", params=NAMES)
        if not isinstance(answer, Answer):
            return answer
        found = record(answer.json())
        return Done(self._snapshot(record(found.get("ticket")), people_in(found)))

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        """With `safe_update`, so that a change that somebody makes meanwhile is not written over."""
        before = self.get(ref)
        if not isinstance(before, Done):
            return before
        now = before.value
        state, said = wished(change, self.mapping.option("duplicate_state", "solved"), "#")
        ticket = body_of(different(change.fields, now.fields))
        if state is not None and state != now.state:
            ticket["status"] = state
        if said:
            held = self.says(ref, said)
            if not isinstance(held, Done):
                return held
            if not held.value:
                ticket["comment"] = {"body": said, "public": change.duplicate_of is None}
        if not ticket:
            return before
        if now.changed_at is not None:
            ticket |= {"safe_update": True, "updated_stamp": now.revision.partition(" ")[0]}
        answer = self._update(ref, ticket)
        return self.get(ref) if isinstance(answer, Answer) else answer

    def _update(self, ref: Ref, ticket: dict[str, Any]) -> Answer | Failure:
        return self.ask("PUT", f"/api/v2/tickets/{ref.id}", writes=True, json={"ticket": ticket})

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        return self._comment(ref, {"body": marked(note)})

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        """Uploaded first, which changes no ticket, then added with a comment."""
        upload = self.ask(
            "POST",
            "/api/v2/uploads",
            writes=True,
            params={"filename": blob.named},
            data=blob.content,
            headers={"Content-Type": blob.type or "application/octet-stream"},
        )
        if not isinstance(upload, Answer):
            return not_done(upload)
        token = at(upload.json(), "upload.token")
        if not token:
            return RetryAfter(None, "Zendesk told no token of the upload")
        return self._comment(ref, {"body": blob.named, "uploads": [token]})

    def _comment(self, ref: Ref, comment: dict[str, Any]) -> Outcome[str]:
        public = self.mapping.option("notes", "internal") == "public"
        answer = self._update(ref, {"comment": {**comment, "public": public}})
        if not isinstance(answer, Answer):
            return answer
        events = rows(record(record(answer.json()).get("audit")).get("events"))
        return Done(next((at(event, "id") for event in events if event.get("type") == "Comment"), ""))

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        """The comments of the ticket, by whole pages."""
        found: list[Entry] = []
        params = dict(PAGE)
        for _ in range(MOST_PAGES):
            answer = self.ask("GET", f"/api/v2/tickets/{ref.id}/comments", params=params)
            if not isinstance(answer, Answer):
                return answer
            page = record(answer.json())
            found += map(entry_of, rows(page.get("comments")))
            following = at(page, "meta.after_cursor")
            if at(page, "meta.has_more") != "true" or not following:
                return found
            params = {**PAGE, "page[after]": following}
        return endless()

    def changes(self, cursor: str) -> Outcome[Page]:
        kind, _, place = cursor.partition(":")
        if kind == "c" and place:
            params = {"cursor": place}
        elif kind == "t" and place.isdigit():
            params = {"start_time": place}
        else:
            params = {"start_time": str(int((self.clock.now() - 2 * NOT_EXPORTED).timestamp()))}
        answer = self.ask("GET", "/api/v2/incremental/tickets/cursor", params=params | NAMES)
        if not isinstance(answer, Answer):
            return answer
        found = record(answer.json())
        if not isinstance(found.get("tickets"), list):
            return unknown("Zendesk's answer has no list of tickets", False)
        after = at(found, "after_cursor")
        following = f"c:{after}" if after else cursor or f"t:{params['start_time']}"
        if not cursor:
            return Done(Page((), following))
        items = [self._snapshot(row, people_in(found)) for row in rows(found["tickets"])]
        more = found.get("end_of_stream") is False
        if not more and self.mapping.option("fresh", "true") == "true":
            latest = self._latest()
            if not isinstance(latest, list):
                return latest
            items += latest
        return Done(Page(tuple(items), following, more))

    def _latest(self) -> list[Snapshot] | Failure:
        """What changed in the minutes that the export may leave out, the oldest first."""
        params = {"sort": "-updated_at", **PAGE, **NAMES}
        answer = self.ask("GET", "/api/v2/tickets", params=params)
        if not isinstance(answer, Answer):
            return answer
        found = record(answer.json())
        since = time_of(answer, self.clock) - 2 * NOT_EXPORTED
        items = [self._snapshot(row, people_in(found)) for row in rows(found.get("tickets"))]
        return [item for item in reversed(items) if item.changed_at is not None and item.changed_at >= since]

    def _ref(self, row: dict[str, Any]) -> Ref:
        number = at(row, "id")
        return Ref(number, number, f"{self.mapping.url.rstrip('/')}/agent/tickets/{number}")

    def _snapshot(self, row: dict[str, Any], people: dict[str, dict[str, Any]]) -> Snapshot:
        custom = {at(field, "id"): at(field, "value") for field in rows(row.get("custom_fields"))}
        assignee = people.get(at(row, "assignee_id"), {})
        requester = people.get(at(row, "requester_id"))
        told = [at(row, name) for name in ("updated_at", "status", "priority", "assignee_id")]
        return Snapshot(
            ref=self._ref(row),
            key=at(row, "external_id"),
            state=at(row, "status"),
            revision=" ".join(told),  # its stamps are of whole seconds
            changed_at=stamp(row.get("updated_at")),
            title=at(row, "subject"),
            text=at(row, "description"),
            assignee=at(assignee, "name"),
            priority=at(row, "priority"),
            requester=at(requester, "email") if requester is not None else None,
            fields={name: self._value(row, name, custom) for name in self.mapping.fields},
        )

    def _value(self, row: dict[str, Any], name: str, custom: dict[str, str]) -> str:
        """A field's value; of tags only those that we may have set, since rules of the account add theirs."""
        if name.startswith(CUSTOM):
            return custom.get(name.removeprefix(CUSTOM), "")
        if name == "tags" and (ours := ",".join(values_of(self.mapping, name))):
            held = {str(tag) for tag in row.get("tags") or ()}
            return ",".join(tag for tag in ours.split(",") if tag.strip().lower() in held)
        return at(row, name)


def connect(mapping: Mapping, clock: Clock) -> Zendesk:
    """The connector that a mapping with `tool = "zendesk"` describes."""
    return Zendesk(mapping, clock)
