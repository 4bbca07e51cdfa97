"""GLPI 10 by its REST API (v1, apirest.php), within a session.

A ticket has no field for a key of ours that can be searched, so the key stands at the end of its text, as
`[mostrador:KEY]`, and is searched for there. Texts are HTML and come back escaped once more. GLPI stores a
status that it does not have, so only the six that it has are ever sent; a solution is a record of its own,
which by itself makes the ticket solved; stamps name no zone (`options.time_zone`).
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import timedelta

from common.clock import Clock
from desk.connectors.http.calls import Answer
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import Place
from desk.connectors.http.shapes import as_html, as_plain, marked, record, whole
from desk.connectors.http.signed_in import not_done
from desk.connectors.http.tool_clock import ahead, in_zone, revision, time_of, to_zone, zone_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import (
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
from desk.connectors.tools.glpi.calls import ID, GlpiCalls, Line, marker, unescaped
from desk.connectors.tools.glpi.changing import solution_due, state_of, still_different
from desk.connectors.tools.glpi.checks import faults
from desk.connectors.tools.glpi.people import People, requester_of

TEXT, CHANGED = "21", "19"  # GLPI's numbers of columns in a search for tickets
REQUESTER, ASSIGNED = 1, 2
DUPLICATE = 2  # kind of a link between tickets
GROUP = "_groups_id_assign"
PAGE = 20
SECOND = timedelta(seconds=1)
KEY = re.compile(r"\[mostrador:([^\]]+)\]")


def connect(mapping: Mapping, clock: Clock) -> Connector:
    """The connector for a GLPI at `https://…` (without apirest.php)."""
    return Glpi(mapping, clock)


class Glpi(GlpiCalls):
    """One GLPI, in the entity and profile that the account's session begins with."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        super().__init__(mapping, clock)
        self.zone = zone_of(mapping)
        self._people = People(self)

    # --- what goes out
    def create(self, draft: Draft) -> Outcome[Ref]:
        people = requester_of(self, draft.requester)
        if not isinstance(people, dict):
            return not_done(people)
        text = f"<p>{as_html(draft.text)}</p><p>{marker(draft.key)}</p>"
        made = self.add("Ticket", {**draft.fields, **people, "name": draft.title, "content": text})
        return Done(self._ref(made)) if isinstance(made, str) else made

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        """A link or a solution first, if that is wanted; then what of the ticket is still different."""
        state = state_of(change)
        if isinstance(state, Rejected):
            return state
        before = self.get(ref)
        if not isinstance(before, Done):
            return before
        failed = self._link(ref, change.duplicate_of) if change.duplicate_of else None
        solved = self._solve(ref, before.value, state, change.resolution) if failed is None else failed
        if not isinstance(solved, Done):
            return solved
        wanted = still_different(change, state, "status", solved.value)
        if not wanted:
            return solved
        failed = self.update(ref.id, wanted)
        return self.get(ref) if failed is None else failed

    def _link(self, ref: Ref, stays: Ref) -> Failure | None:
        pair = {"tickets_id_1": ref.id, "tickets_id_2": stays.id, "link": DUPLICATE}
        linked = self.add("Ticket_Ticket", pair)
        return None if isinstance(linked, str | Rejected) else linked  # refused: it is linked already

    def _solve(self, ref: Ref, now: Snapshot, state: str | None, solution: str) -> Outcome[Snapshot]:
        """The ticket with the solution in it; as it was when none is wanted or it is there."""
        solution = solution_due(self.mapping, now, state, solution)
        if not solution:
            return Done(now)
        about = {"itemtype": "Ticket", "items_id": ref.id, "content": f"<p>{as_html(solution)}</p>"}
        made = self.add("ITILSolution", about)
        return self.get(ref) if isinstance(made, str) else made

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        text = {
            "content": f"<p>{as_html(marked(note))}</p>",
            "is_private": self.mapping.option("private", "1"),
        }
        made = self.add("ITILFollowup", {"itemtype": "Ticket", "items_id": ref.id, **text})
        return Done(made) if isinstance(made, str) else made

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        about = {"name": blob.named, "_filename": [blob.named], "itemtype": "Ticket", "items_id": ref.id}
        files = {
            "uploadManifest": (None, json.dumps({"input": about}), "application/json"),
            "filename[0]": (blob.named, blob.content, blob.type),
        }
        made = self.added(self.ask("POST", "/Document", True, files=files))
        return Done(made) if isinstance(made, str) else made

    # --- what comes back
    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        asked = [(TEXT, "contains", marker(key))]
        told = self.search("Ticket", asked, (ID, TEXT), sort=ID, count=20)
        if not isinstance(told, tuple):
            return told
        if any(marker(key) not in str(row.get(TEXT)) for row in told[0]):
            return Misconfigured(
                "sign_in", "The search in texts is ignored: may this account search tickets?"
            )
        return Done(tuple(self._ref(str(row[ID])) for row in told[0]))

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        """The ticket, its people and its solutions; and its groups where the mapping assigns one."""
        ticket = self.item(f"/Ticket/{ref.id}")
        if not isinstance(ticket, dict):
            return ticket
        people = self.items(f"/Ticket/{ref.id}/Ticket_User")
        solutions = self.items(f"/Ticket/{ref.id}/ITILSolution")
        groups = self.items(f"/Ticket/{ref.id}/Group_Ticket") if GROUP in self.mapping.fields else []
        if not isinstance(people, list):
            return people
        if not isinstance(solutions, list):
            return solutions
        if not isinstance(groups, list):
            return groups
        requester, assignee = (self._people.named(people, role) for role in (REQUESTER, ASSIGNED))
        if not isinstance(requester, str):
            return requester
        if not isinstance(assignee, str):
            return assignee
        group = next((str(row["groups_id"]) for row in groups if row.get("type") == ASSIGNED), "")
        newest = max(solutions, key=lambda row: whole(row.get("id")), default={})
        seen = self._snapshot(ticket, str(newest.get("content") or ""), group)
        return Done(
            replace(seen, requester=requester, assignee=assignee, revision=f"{seen.revision} {assignee}")
        )

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        """Followups, and files by the names of their documents; an id is an item's address."""
        notes = self.items(f"/Ticket/{ref.id}/ITILFollowup")
        if not isinstance(notes, list):
            return notes
        files = self.files(ref)
        return [*_entries(notes, "content"), *files] if isinstance(files, list) else files

    def files(self, ref: Ref) -> list[Entry] | Failure:
        """The files of a ticket."""
        found = self.items(f"/Ticket/{ref.id}/Document_Item", expand_dropdowns="true")
        return _entries(found, "documents_id") if isinstance(found, list) else found

    def remove(self, ref: Ref, copy: str) -> Outcome[None]:
        return self.delete(f"/{copy}")

    def changes(self, cursor: str) -> Outcome[Page]:
        """Changed tickets by a search, each then read by itself: a search tells no names."""
        at = Place.of(cursor, self.clock.now())
        if at is None:
            answer = self.ask("GET", "/getActiveProfile")
            if not isinstance(answer, Answer):
                return answer
            return Done(Page((), str(Place(time_of(answer, self.clock).replace(microsecond=0)))))
        since = to_zone(at.start - SECOND, self.zone)  # "morethan" leaves the second itself out
        asked = [(CHANGED, "morethan", since), (TEXT, "contains", marker("").rstrip("]"))]
        told = self.search("Ticket", asked, (ID, CHANGED), sort=CHANGED, count=PAGE, start=at.skip)
        if not isinstance(told, tuple):
            return told
        items = []
        for row in told[0]:
            found = self.get(self._ref(str(row[ID])))
            if isinstance(found, Done):
                items.append(found.value)
            elif not (isinstance(found, Rejected) and found.field == "id"):  # gone since: no change to tell
                return found
        more = told[1] > at.skip + PAGE
        following = at.after([in_zone(row.get(CHANGED), self.zone) for row in told[0]], more)
        return Done(Page(tuple(item for item in items if item.key), str(following), more))

    def probe(self) -> Outcome[ToolInfo]:
        if (wrong := self.canary()) is not None:
            return wrong
        config = self.ask("GET", "/getGlpiConfig")
        if not isinstance(config, Answer):
            return config
        version = str(record(record(config.json()).get("cfg_glpi")).get("version", ""))
        found = faults(self, time_of(config, self.clock))
        if not isinstance(found, tuple):
            return found
        account, wrongs = found
        return Done(ToolInfo("GLPI", version, account, wrongs, (), ahead(config, self.clock)))

    # --- a ticket
    def _ref(self, ticket: str) -> Ref:
        return Ref(ticket, ticket, f"{self.mapping.url.rstrip('/')}/front/ticket.form.php?id={ticket}")

    def _snapshot(self, ticket: Line, solution: str, group: str) -> Snapshot:
        escaped = "<" not in str(ticket.get("content"))  # GLPI 10 escapes, others with this API do not
        text = as_plain(unescaped(ticket.get("content"), escaped))
        key = KEY.search(text)
        columns = {name: unescaped(ticket.get(name), escaped) for name in self.mapping.fields}
        fields = columns | ({GROUP: group} if GROUP in columns else {})
        state, priority = str(ticket.get("status")), str(ticket.get("priority"))
        resolution = as_plain(unescaped(solution, "<" not in solution))
        return Snapshot(
            ref=self._ref(str(ticket.get("id"))),
            key=key[1] if key else "",
            state=state,
            revision=revision(ticket.get("date_mod"), state, priority, resolution, fields),
            changed_at=in_zone(ticket.get("date_mod"), self.zone),
            title=unescaped(ticket.get("name"), escaped),
            text=KEY.sub("", text).strip(),
            priority=priority,
            resolution=resolution,
            fields=fields,
            actor=str(ticket.get("users_id_lastupdater") or ""),
        )


def _entries(found: list[Line], text: str) -> list[Entry]:
    """Followups (`content`) or links to documents (`documents_id`), the oldest first."""
    kind = "ITILFollowup" if text == "content" else "Document_Item"
    found = sorted(found, key=lambda row: whole(row.get("id")))
    said = [as_plain(html.unescape(str(row.get(text)))) for row in found]
    who = [str(row.get("users_id") or "") for row in found]
    return [Entry(f"{kind}/{row.get('id')}", *each) for row, *each in zip(found, said, who, strict=True)]
