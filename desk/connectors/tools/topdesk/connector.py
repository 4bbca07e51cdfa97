"""TOPdesk by its REST API for incidents (4.2.6): the key stands in `externalNumber`, found by a FIQL query.

A state is what TOPdesk calls a processing status, by its name; besides these there are the two words `closed`
and `completed` for its own ticks of that name, which win over the status where they are set. TOPdesk answers
204 for "none" and 206 for "there is more". It takes and gives texts as a little HTML, and puts a date and a
name before the request's text where it shows the whole: the text is therefore read from the list of requests.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, unknown, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import Place
from desk.connectors.http.json_tool import (
    MOST_PAGES,
    JsonTool,
    absent,
    absent_states,
    different,
    endless,
    not_heeded,
    wire,
    wished,
    worked_out,
)
from desk.connectors.http.shapes import as_html, as_plain, at, marked, record, rows, stamp, zulu
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
    Snapshot,
    ToolInfo,
)
from desk.connectors.tools.topdesk.fields import TICKS, body_of, entry_of, listed, towards

LONGEST_KEY = 60  # externalNumber
LONGEST_NAME = 109  # of a caller who is not registered
PAGE = 100
ENTRIES = 50  # of an incident's actions and files in a page: texts may be long
LISTS = {
    "impact.name": "impacts",
    "urgency.name": "urgencies",
    "category.name": "categories",
    "subcategory.name": "subcategories",
    "callType.name": "call_types",
    "entryType.name": "entry_types",
    "closureCode.name": "closure_codes",
    "priority.name": "priorities",
}


class TopDesk(JsonTool):
    """One TOPdesk, signed in as an operator with an application password."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        http = Http(
            mapping.url.rstrip("/") + mapping.option("api", "/tas/api"),
            auth=(mapping.secret("user"), mapping.secret("password")),
            **wire(mapping, clock),
        )
        super().__init__(mapping, clock, http)

    def failure(self, answer: Answer, writes: bool) -> Failure | None:
        """A 404 is about an incident or a value, a 403 may be about an archived one: not the mapping."""
        if answer.status == 404:
            return Rejected("", answer.words() or "TOPdesk does not have it")
        if answer.status == 403 and "archived" in answer.words():
            return Rejected("", answer.words())
        return usual(answer, writes)

    def probe(self) -> Outcome[ToolInfo]:
        version = self.ask("GET", "/version")
        if not isinstance(version, Answer):
            return version
        faults = list(worked_out(self.mapping, "priority.name"))
        if self.mapping.requester.rule is RequesterRule.CREATE:
            faults.append(("requester.rule", "People are not made in TOPdesk: mail, look_up or free_text"))
        for field, name in {**LISTS, "": "statuses"}.items():
            if field and field not in self.mapping.fields:
                continue
            known = self.ask("GET", f"/incidents/{name}")
            if not isinstance(known, Answer):
                return known
            names = [at(row, "name") for row in rows(known.json())]
            if field:
                faults += absent(self.mapping, field, names)
            else:
                faults += absent_states(self.mapping, [*names, *TICKS])
        return self.canary() or Done(
            ToolInfo(
                "TOPdesk",
                at(record(version.json()), "version"),
                self.mapping.secret("user"),
                tuple(faults),
                ("resolution: written as an action, not as a field",),
                ahead(version, self.clock),
            )
        )

    def create(self, draft: Draft) -> Outcome[Ref]:
        if len(draft.key) > LONGEST_KEY:
            return Rejected("externalNumber", f"The key is longer than {LONGEST_KEY} characters")
        caller = self._caller(draft)
        if not isinstance(caller, dict):
            return caller
        body = {
            "status": self.mapping.option("line", "firstLine"),
            "briefDescription": draft.title,
            "request": as_html(draft.text),
            "externalNumber": draft.key,
            **caller,
            **body_of(dict(draft.fields)),
        }
        answer = self.ask("POST", "/incidents", writes=True, json=body)
        if not isinstance(answer, Answer):
            return answer
        made = record(answer.json())
        return Done(self._ref(made)) if at(made, "id") else unknown("TOPdesk told no id", True)

    def _caller(self, draft: Draft) -> dict[str, Any] | Failure:
        """Who the incident is for: somebody TOPdesk knows, by mail or id, else a name and mail only."""
        form, who = self.mapping.requester, draft.requester
        if who.outside_id:
            return {"callerLookup": {"id": who.outside_id}}
        mail = who.mail if form.rule is not RequesterRule.FREE_TEXT else ""
        if mail and form.rule is RequesterRule.LOOK_UP:
            if "'" in mail or "\\" in mail:
                mail = ""
            else:
                known = self.ask("GET", "/persons", params={"query": f"email=='{mail}'", "pageSize": "2"})
                if not isinstance(known, Answer):
                    return known
                mail = mail if rows(known.json()) else ""
        if mail or form.fallback:
            return {"callerLookup": {"email": mail or form.fallback}}
        name = who.name or self.mapping.option("caller_name", "Walk-up")
        unregistered: dict[str, Any] = {"dynamicName": name[:LONGEST_NAME]}
        if who.mail:
            unregistered["email"] = who.mail
        if branch := self.mapping.option("caller_branch"):
            unregistered["branch"] = {"id": branch}
        return {"caller": unregistered}

    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        params = {
            "query": f"externalNumber=={key}",
            "all": "true",
            "sort": "creationDate:asc",
            "pageSize": str(PAGE),
            "fields": "id,number,externalNumber,creationDate",
        }
        answer = self.ask("GET", "/incidents", params=params)
        if not isinstance(answer, Answer):
            return answer
        found = listed(answer)
        if not isinstance(found, list):
            return found
        if any(at(row, "externalNumber") != key for row in found):
            return not_heeded("url")
        return Done(tuple(map(self._ref, found)))

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        answer = self.there(f"/incidents/id/{ref.id}")
        if not isinstance(answer, Answer):
            return answer
        texts = self.ask("GET", f"/incidents/id/{ref.id}/requests")
        if not isinstance(texts, Answer):
            return texts
        entries = sorted(rows(texts.json()), key=lambda row: at(row, "entryDate"))
        text = as_plain(at(entries[0], "memoText")) if entries else ""
        return Done(self._snapshot(record(answer.json()), text))

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        before = self.get(ref)
        if not isinstance(before, Done):
            return before
        state, said = wished(change, "closed")
        body = body_of(different(change.fields, before.value.fields))
        if state is not None and state != before.value.state:
            body |= towards(state, before.value.state)
        if said:
            held = self.says(ref, as_plain(as_html(said)))
            if not isinstance(held, Done):
                return held
            if not held.value:
                body["action"] = as_html(said)
        if not body:
            return before
        answer = self.ask("PATCH", f"/incidents/id/{ref.id}", writes=True, json=body)
        return self.get(ref) if isinstance(answer, Answer) else answer

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        hidden = self.mapping.option("notes", "hidden") != "visible"
        body = {"action": as_html(marked(note)), "actionInvisibleForCaller": hidden}
        answer = self.ask("PATCH", f"/incidents/id/{ref.id}", writes=True, json=body)
        return Done("") if isinstance(answer, Answer) else answer

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        answer = self.ask(
            "POST",
            f"/incidents/id/{ref.id}/attachments",
            writes=True,
            files={"file": (blob.named, blob.content, blob.type)},
        )
        if not isinstance(answer, Answer):
            return answer
        made = at(record(answer.json()), "id")
        return Done(made) if made else unknown("TOPdesk told no id of the file", True)

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        """Actions, which TOPdesk tells newest first, and files."""
        found: list[tuple[str, Entry]] = []
        for kind in ("actions", "attachments"):
            listed_here: list[tuple[str, Entry]] = []
            for page in self._pages(f"/incidents/id/{ref.id}/{kind}"):
                if not isinstance(page, list):
                    return page
                listed_here += [entry_of(kind, row) for row in page]
            found += reversed(listed_here) if kind == "actions" else listed_here
        return [entry for _, entry in sorted(found, key=lambda dated: dated[0])]

    def remove(self, ref: Ref, copy: str) -> Outcome[None]:
        return self.delete(f"/incidents/id/{ref.id}/{copy}")

    def _pages(self, path: str) -> Iterator[list[dict[str, Any]] | Failure]:
        """The pages of a list under an incident; 206 says that there is another."""
        start = 0
        for _ in range(MOST_PAGES):
            answer = self.ask("GET", path, params={"start": str(start), "page_size": str(ENTRIES)})
            if not isinstance(answer, Answer):
                yield answer
                return
            page = rows(answer.json())
            yield page
            start += len(page)
            if answer.status != 206 or not page:
                return
        yield endless()

    def changes(self, cursor: str) -> Outcome[Page]:
        place = Place.of(cursor, self.clock.now())
        params = {"all": "true", "pageSize": str(PAGE)}
        if place is None:
            params |= {"sort": "modificationDate:desc", "pageSize": "1", "fields": "id,modificationDate"}
        else:
            params |= {
                "query": f"modificationDate=ge={zulu(place.start)}",
                "sort": "modificationDate:asc",
                "pageStart": str(place.skip),
            }
        answer = self.ask("GET", "/incidents", params=params)
        if not isinstance(answer, Answer):
            return answer
        found = listed(answer)
        if not isinstance(found, list):
            return found
        stamps = [stamp(row.get("modificationDate")) for row in found]
        if place is None:
            newest = stamps[0] if stamps else None
            return Done(Page((), str(Place(newest or self.clock.now()))))
        more = answer.status == 206
        items = tuple(self._snapshot(row, None) for row in found)
        return Done(Page(items, str(place.after(stamps, more)), more))

    def _ref(self, row: dict[str, Any]) -> Ref:
        inner = f"/tas/secure/incident?unid={at(row, 'id').replace('-', '')}"
        return Ref(at(row, "id"), at(row, "number"), self.mapping.url.rstrip("/") + inner)

    def _snapshot(self, row: dict[str, Any], text: str | None) -> Snapshot:
        ticks = [tick for tick in TICKS if row.get(tick) is True]
        return Snapshot(
            ref=self._ref(row),
            key=at(row, "externalNumber"),
            state=ticks[0] if ticks else at(row, "processingStatus.name"),
            revision=at(row, "modificationDate"),
            changed_at=stamp(row.get("modificationDate")),
            title=at(row, "briefDescription"),
            text=text,
            assignee=at(row, "operator.name") or at(row, "operatorGroup.name"),
            priority=at(row, "priority.name"),
            requester=at(row, "caller.email") or at(row, "caller.dynamicName"),
            fields={name: at(row, name) for name in self.mapping.fields},
            actor=at(row, "modifier.name"),
        )


def connect(mapping: Mapping, clock: Clock) -> TopDesk:
    """The connector that a mapping with `tool = "topdesk"` describes."""
    return TopDesk(mapping, clock)
