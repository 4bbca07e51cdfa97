"""Another Mostrador desk by its API. The key is the record's id there, so nothing has to be searched for.

A write by PUT can be repeated: it is there once, whatever became of the first answer. So the settle time may
be nought, a copy cannot come to be, and a change that meets a newer version is refused and not lost.
"""

from __future__ import annotations

from collections.abc import Mapping as Values
from typing import Any
from urllib.parse import quote

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, unknown, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.json_tool import Fault, JsonTool, wire
from desk.connectors.http.shapes import at, record, rows, stamp, with_mail
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
    RetryAfter,
    Snapshot,
    ToolInfo,
)

PAGE = "50"
NUMBERS = frozenset({"impact", "urgency", "spent_seconds"})
SEPARATOR = "/"  # of a category's ids
STATES = frozenset({"new", "in_progress", "waiting", "resolved", "closed"})


class Mostrador(JsonTool):
    """One desk, signed in by the token of a program with the role of an agent."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        http = Http(
            mapping.url.rstrip("/") + "/api/v1",
            headers={
                "Authorization": f"Bearer {mapping.secret('token')}",
                "Accept-Language": mapping.language,
            },
            **wire(mapping, clock),
        )
        super().__init__(mapping, clock, http)

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        """A desk's refusals have codes, and nothing was done when one came."""
        told = record(answer.json())
        code, words = at(told, "code"), at(told, "title") or answer.words() or f"Status {answer.status}"
        if answer.status == 412:
            return RetryAfter(None, words, busy=True)  # somebody changed it meanwhile
        if answer.status in {404, 409, 410, 413, 422} and code:
            fields = {str(name): str(why) for name, why in record(told.get("data")).items()}
            where = next(iter(fields), "")
            if code == "wrong_state":
                return Rejected("state", words)
            return Rejected(where.partition(".")[0], f"{words} {where} {fields.get(where, '')}".strip())
        if answer.status == 507 and code:
            return RetryAfter(None, words, busy=True)
        return usual(answer, writes)

    # --- looking at it
    def probe(self) -> Outcome[ToolInfo]:
        listed = self.ask("GET", "/incidents", params={"q": "-"})
        if not isinstance(listed, Answer):
            return listed
        known = self.ask("GET", "/sites")
        if not isinstance(known, Answer):
            return known
        faults: list[Fault] = []
        sites = {at(row, "id") for row in rows(known.json())}
        rule = self.mapping.fields.get("site")
        if rule is None:
            faults.append(("fields.site", "Each record needs a site of the other desk"))
        elif rule.constant is not None and rule.constant not in sites:
            faults.append(("fields.site", f"The other desk has no site {rule.constant}"))
        for state, raws in self.mapping.states.items():
            faults += [(f"states.{state}", f"There is no state {raw}") for raw in raws if raw not in STATES]
        lost = ("mail: told in the text, a desk keeps no address with a record",)
        info = ToolInfo("Mostrador", "1", "", tuple(faults), lost, ahead(listed, self.clock))
        return self.canary() or Done(info)

    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        row = self._row(key)
        if isinstance(row, Rejected):
            return Done(())
        if not isinstance(row, dict):
            return row
        if at(row, "id") != key:
            return unknown("The desk answers with another record", False)
        return Done((self._ref(row),))

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        row = self._row(ref.id)
        return Done(self._snapshot(row)) if isinstance(row, dict) else row

    def _row(self, incident: str) -> dict[str, Any] | Failure:
        answer = self.there(_address(incident))
        return self._read(answer, False) if isinstance(answer, Answer) else answer

    def _read(self, answer: Answer, writes: bool) -> dict[str, Any] | Failure:
        """The record in an answer; what is none says nothing of what was done."""
        row = record(answer.json())
        whole = row.get("id") and row.get("number") and isinstance(row.get("version"), int)
        return row if whole else unknown("The desk's answer is no record", writes)

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        """By the key, which can be there once only."""
        for kind in ("notes", "files"):
            answer = self.ask("GET", f"{_address(ref.id)}/{kind}/{quote(key, safe='')}")
            if isinstance(answer, Answer):
                return [Entry(key, key)]
            if not isinstance(answer, Rejected):
                return answer
        return []

    def changes(self, cursor: str) -> Outcome[Page]:
        query = {"kind": "incident", "limit": PAGE}
        answer = self._changes(query | ({"after": cursor} if cursor.isdecimal() else {}))
        if not isinstance(answer, Answer):
            return answer
        told = record(answer.json())
        if not isinstance(told.get("next"), int):
            return unknown("The desk's answer is no list of changes", False)
        items = []
        newest_last = dict.fromkeys(reversed([at(row, "id") for row in rows(told.get("items"))]))
        for incident in reversed(newest_last):  # of several changes of one record the newest counts
            row = self._row(incident)
            if isinstance(row, dict):
                items.append(self._snapshot(row))
            elif not isinstance(row, Rejected):
                return row
        return Done(Page(tuple(items), str(told["next"]), told.get("more") is True))

    def _changes(self, query: Values[str, str]) -> Answer | Failure:
        """A run of the list; where it does not reach back to the cursor any more, from its beginning."""
        answer = self.http.call("GET", "/changes", writes=False, params=query)
        if isinstance(answer, Answer) and answer.status == 410:
            oldest = at(record(answer.json()), "data.oldest")
            answer = self.http.call("GET", "/changes", writes=False, params={**query, "after": oldest})
        if not isinstance(answer, Answer):
            return answer
        return self.failure(answer, False) or answer

    # --- writing to it
    def create(self, draft: Draft) -> Outcome[Ref]:
        who = self._requester(draft.requester)
        if not isinstance(who, dict):
            return not_done(who)
        body: dict[str, Any] = {"id": draft.key, "kind": draft.kind, "category": [], "resolved": False}
        body |= {"impact": 3, "urgency": 3, "title": draft.title, "description": draft.text, **who}
        body |= _typed(draft.fields)
        answer = self.ask("PUT", _address(draft.key), writes=True, json=body, headers={"If-None-Match": "*"})
        row = self._read(answer, True) if isinstance(answer, Answer) else answer
        return Done(self._ref(row)) if isinstance(row, dict) else row

    def _requester(self, who: Requester) -> dict[str, Any] | Failure:
        """Whose record it is, as the other desk takes it."""
        if self.mapping.requester.rule is RequesterRule.FREE_TEXT or not who.name:
            return {}
        if self.mapping.requester.rule is not RequesterRule.LOOK_UP or not who.mail:
            return {"person_name": who.name}
        answer = self.ask("GET", "/people", params={"q": who.mail})
        if not isinstance(answer, Answer):
            return answer
        same = with_mail(answer.json(), who.mail, "mail")
        return {"person_name": who.name} | ({"person": at(same[0], "id")} if same else {})

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        row = self._row(ref.id)
        if not isinstance(row, dict):
            return row
        state = change.state
        if change.duplicate_of is not None:
            state = self.mapping.option("duplicate_state", "closed")
            said = Note(f"{ref.id}:duplicate", f"Duplicate of {change.duplicate_of.number}")
            noted = self.note(ref, said)
            if not isinstance(noted, Done):
                return noted
            row = self._row(ref.id)
            if not isinstance(row, dict):
                return row
        wanted: dict[str, Any] = {"state": state} if state is not None else {}
        wanted |= {"resolution": change.resolution} if change.resolution else {}
        wanted |= _typed(change.fields)
        if all(row.get(name) == value for name, value in wanted.items()):
            return Done(self._snapshot(row))
        kept = {name: row[name] for name in ("id", "site", "kind", "category", "impact", "urgency", "title")}
        version = {"If-Match": f'"{row["version"]}"'}
        answer = self.ask("PUT", _address(ref.id), writes=True, json=kept | wanted, headers=version)
        changed = self._read(answer, True) if isinstance(answer, Answer) else answer
        return Done(self._snapshot(changed)) if isinstance(changed, dict) else changed

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        address = f"{_address(ref.id)}/notes/{quote(note.key, safe='')}"
        answer = self.ask("PUT", address, writes=True, json={"text": note.text})
        return self._made(answer)

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        answer = self.ask(
            "POST",
            f"{_address(ref.id)}/files",
            writes=True,
            params={"name": blob.named},
            data=blob.content,
            headers={"Idempotency-Key": blob.key, "Content-Type": blob.type},
        )
        return self._made(answer)

    def _made(self, answer: Answer | Failure) -> Outcome[str]:
        if not isinstance(answer, Answer):
            return answer
        made = at(record(answer.json()), "id")
        return Done(made) if made else unknown("The desk told no id", True)

    def _ref(self, row: Values[str, Any]) -> Ref:
        incident = at(row, "id")
        page = f"{self.mapping.url.rstrip('/')}/staff/incidents/{quote(incident, safe='')}"
        return Ref(incident, at(row, "number"), page)

    def _snapshot(self, row: Values[str, Any]) -> Snapshot:
        history = rows(row.get("history"))
        newest = history[-1] if history else {}
        return Snapshot(
            ref=self._ref(row),
            key=at(row, "id"),
            state=at(row, "state"),
            revision=at(row, "version"),
            changed_at=stamp(newest.get("at")),
            title=at(row, "title"),
            text=at(row, "description"),
            assignee=at(row, "assignee_name") or at(row, "assignee"),
            priority=at(row, "priority"),
            resolution=at(row, "resolution"),
            requester=at(row, "requester"),
            fields={name: _said(row, name) for name in self.mapping.fields},
            actor=at(newest, "by"),
        )


def _address(incident: str) -> str:
    return f"/incidents/{quote(incident, safe='')}"


def _typed(fields: Values[str, str]) -> dict[str, Any]:
    """The mapping's texts as the API has them."""
    typed: dict[str, Any] = {}
    for name, value in fields.items():
        if name == "category":
            typed[name] = [part.strip() for part in value.split(SEPARATOR) if part.strip()]
        else:
            typed[name] = int(value) if name in NUMBERS and value.isdecimal() else value
    return typed


def _said(row: Values[str, Any], name: str) -> str:
    value = row.get(name)
    return SEPARATOR.join(str(part) for part in value) if isinstance(value, list) else at(row, name)


def connect(mapping: Mapping, clock: Clock) -> Mostrador:
    """The connector that a mapping with `tool = "mostrador"` describes."""
    return Mostrador(mapping, clock)
