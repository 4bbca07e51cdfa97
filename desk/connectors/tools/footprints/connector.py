"""BMC FootPrints 11 by its SOAP services (`MRWebServices.pl`), which sign in with every call.

Issues are made and edited by `createIssue` and `editIssue`; what is read is read by `search`, which runs a
SELECT in FootPrints' own database: exact, and with what was written a moment ago. The key stands in a field
of the project. Names of fields and values have a space as `__b` and an underscore as `__u` there. A SOAP
fault comes with status 500 and is a refusal, unless it speaks of a time-out. FootPrints 12 and later have
other services and need another connector.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from common.clock import Clock
from desk.connectors.http.calls import Answer, Http, unknown, usual
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import Place
from desk.connectors.http.json_tool import JsonTool, different, not_heeded, wire, wished
from desk.connectors.http.shapes import marked, nested
from desk.connectors.http.tool_clock import ahead, in_zone, to_zone, zone_of
from desk.connectors.mapping.form import Mapping, MappingInvalid, RequesterRule
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
    Snapshot,
    ToolInfo,
)
from desk.connectors.tools.footprints import soap
from desk.connectors.tools.footprints.answers import inner_names, meant, plain

SERVICE = "MRWebServices"
KEY = re.compile(r"[0-9a-f-]{36}")
COLUMN = re.compile(r"[A-Za-z]\w{0,63}")
COLUMNS = ("mrID", "mrTITLE", "mrSTATUS", "mrPRIORITY", "mrASSIGNEES", "mrUPDATEDATE")
IN_PROJECT, IN_CONTACT = "projfields.", "abfields."
ROWS = 100


class FootPrints(JsonTool):
    """One project of one FootPrints 11."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        http = Http(mapping.url, headers={"Accept": "text/xml"}, **wire(mapping, clock))
        super().__init__(mapping, clock, http)
        self._zone: ZoneInfo = zone_of(mapping)
        self._marker = mapping.option("marker", "Mostrador__bKey")
        self._mail = mapping.option("mail_field", "Email__bAddress")
        self._custom = inner_names(mapping, IN_PROJECT)
        self._contact = inner_names(mapping, IN_CONTACT)
        names = (self._marker, self._mail, *self._custom.values(), *self._contact.values())
        if not mapping.option("project").isdigit() or not all(map(COLUMN.fullmatch, names)):
            raise MappingInvalid(mapping.name, "options", "project is a number, fields are inner names")
        self._project = int(mapping.option("project"))
        self._table = f"MASTER{self._project}"

    @property
    def caps(self) -> Caps:
        return Caps(attaches=False, settle_seconds=self.mapping.timing.settle)

    # --- speaking to it
    def _call(self, method: str, writes: bool, arguments: dict[str, soap.Value]) -> Answer | Failure:
        """One call, signed in; an answer that is a yes."""
        who = {"user": self.mapping.secret("user"), "password": self.mapping.secret("password")}
        body = soap.envelope(SERVICE, f"{SERVICE}__{method}", {**who, "extrainfo": "", **arguments})
        headers = {
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": f'"{SERVICE}#{SERVICE}__{method}"',
        }
        path = self.mapping.option("path", "/MRcgi/MRWebServices.pl")
        answer = self.http.call("POST", path, writes=writes, data=body, headers=headers)
        if not isinstance(answer, Answer):
            return answer
        found = soap.read(answer.body)
        if isinstance(found, soap.Fault):
            return meant(found, writes)
        if found is None or answer.status >= 300:
            return usual(answer, writes) or unknown("The answer is no SOAP", writes)
        return answer

    def _select(self, query: str) -> list[dict[str, str]] | Failure:
        answer = self._call("search", False, {"query": query})
        if isinstance(answer, Rejected):  # the query is made of the mapping
            return Misconfigured("fields", answer.message)
        if not isinstance(answer, Answer):
            return answer
        found = soap.read(answer.body)
        if found == "":
            return []  # an empty array
        if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
            return unknown("FootPrints' answer is no list of rows", False)
        return [{name.lower(): str(value) for name, value in row.items()} for row in found]

    # --- looking at it
    def probe(self) -> Outcome[ToolInfo]:
        answer = self._call("search", False, {"query": self._all("WHERE 1 = 0")})
        if isinstance(answer, Rejected):
            return Misconfigured("options", answer.message)
        if not isinstance(answer, Answer):
            return answer
        faults = []
        if self.mapping.requester.rule in (RequesterRule.LOOK_UP, RequesterRule.CREATE):
            faults.append(("requester.rule", "FootPrints takes the mail address only: mail or free_text"))
        if (wrong := self.canary()) is not None:
            return wrong
        lost = ("files: cannot be added", "resolution: written as a description, not as a field")
        user = self.mapping.secret("user")
        return Done(ToolInfo("BMC FootPrints", "11", user, tuple(faults), lost, ahead(answer, self.clock)))

    def _all(self, where: str) -> str:
        """A SELECT of all that a snapshot shows, but for the text."""
        columns = dict.fromkeys((*COLUMNS, self._marker, *self._custom.values()))
        return f"SELECT {', '.join(columns)} FROM {self._table} {where}"

    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        if not KEY.fullmatch(key):
            return Rejected("key", "This is no key")
        query = f"SELECT mrID, {self._marker} FROM {self._table} WHERE {self._marker} = '{key}' ORDER BY mrID"
        found = self._select(query)
        if not isinstance(found, list):
            return found
        if any(row.get(self._marker.lower()) != key for row in found):
            return not_heeded("options.marker")
        return Done(tuple(self._ref(row["mrid"]) for row in found))

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        if not ref.id.isdecimal():
            return Rejected("id", "This is no number of an issue")
        found = self._select(self._all(f"WHERE mrID = {ref.id}"))
        if not isinstance(found, list):
            return found
        if not found or found[0].get("mrstatus") == "_DELETED_":
            return Rejected("id", "FootPrints does not have this issue")
        texts = self._select(
            f"SELECT mrDESCRIPTION FROM {self._table}_DESCRIPTIONS WHERE mrID = {ref.id} AND mrGENERATION = 1"
        )
        if not isinstance(texts, list):
            return texts
        columns = ", ".join(dict.fromkeys((self._mail, *self._contact.values())))
        people = self._select(f"SELECT {columns} FROM {self._table}_ABDATA WHERE mrID = {ref.id}")
        if not isinstance(people, list):
            return people
        text = texts[0].get("mrdescription", "") if texts else ""
        return Done(self._snapshot(found[0], text, people[0] if people else {}))

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        """The texts of an issue by their numbers, some at a time: all at once may be more than an answer."""
        told: list[Entry] = []
        counted = self._select(
            f"SELECT MAX(mrGENERATION) AS newest FROM {self._table}_DESCRIPTIONS WHERE mrID = {int(ref.id)}"
        )
        if not isinstance(counted, list):
            return counted
        newest = int(counted[0].get("newest") or 0) if counted else 0
        for first in range(1, newest + 1, ROWS):
            found = self._select(
                f"SELECT mrGENERATION, mrDESCRIPTION FROM {self._table}_DESCRIPTIONS"
                f" WHERE mrID = {int(ref.id)} AND mrGENERATION >= {first} AND mrGENERATION < {first + ROWS}"
                " ORDER BY mrGENERATION"
            )
            if not isinstance(found, list):
                return found
            told += [Entry(row.get("mrgeneration", ""), row.get("mrdescription", "")) for row in found]
        return told

    def changes(self, cursor: str) -> Outcome[Page]:
        place = Place.of(cursor, self.clock.now())
        if place is None:
            newest = self._select(f"SELECT MAX(mrUPDATEDATE) AS newest FROM {self._table}")
            if not isinstance(newest, list):
                return newest
            latest = self._moment(newest[0].get("newest", "")) if newest else None
            return Done(Page((), str(Place(latest or self.clock.now()))))
        since = to_zone(place.start, self._zone)
        found = self._select(self._all(f"WHERE mrUPDATEDATE >= '{since}' ORDER BY mrUPDATEDATE"))
        if not isinstance(found, list):
            return found
        items = tuple(self._snapshot(row, None, None) for row in found)
        return Done(Page(items, str(place.after([item.changed_at for item in items], more=False))))

    # --- writing to it
    def create(self, draft: Draft) -> Outcome[Ref]:
        args: dict[str, Any] = nested(dict(draft.fields))
        args |= {"projectID": self._project, "title": draft.title, "description": draft.text}
        args["projfields"] = {**args.get("projfields", {}), self._marker: draft.key}
        mail = draft.requester.mail or self.mapping.requester.fallback
        if mail:
            args["abfields"] = {**args.get("abfields", {}), self._mail: mail}
        answer = self._call("createIssue", True, {"args": args})
        if not isinstance(answer, Answer):
            return answer
        number = soap.read(answer.body)
        if not isinstance(number, str) or not number.strip().isdecimal():
            return unknown("FootPrints told no number", True)
        return Done(self._ref(number.strip()))

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        before = self.get(ref)
        if not isinstance(before, Done):
            return before
        now = before.value
        state, said = wished(change, self.mapping.option("duplicate_state", "Closed"))
        args: dict[str, Any] = nested(different(change.fields, now.fields))
        if state is not None and state != now.state:
            args["status"] = state
        if said:
            held = self.says(ref, said)
            if not isinstance(held, Done):
                return held
            if not held.value:
                args["description"] = said
        if not args:
            return before
        answer = self._edit(ref, args)
        return self.get(ref) if isinstance(answer, Answer) else answer

    def _edit(self, ref: Ref, args: dict[str, Any]) -> Answer | Failure:
        whole = {"projectID": self._project, "mrID": int(ref.id), **args}
        return self._call("editIssue", True, {"args": whole})

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        answer = self._edit(ref, {"description": marked(note)})
        return Done("") if isinstance(answer, Answer) else answer

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        return Misconfigured("", "FootPrints takes no files by these services")

    def _ref(self, number: str) -> Ref:
        page = f"/MRcgi/MRlogin.pl?DL={number}DA{self._project}"
        return Ref(number, number, self.mapping.url.rstrip("/") + page)

    def _moment(self, text: str) -> datetime | None:
        return in_zone(text, self._zone)

    def _snapshot(self, row: dict[str, str], text: str | None, contact: dict[str, str] | None) -> Snapshot:
        told = [row.get(name, "") for name in ("mrupdatedate", "mrstatus", "mrpriority", "mrassignees")]
        fields = {name: plain(row.get(column.lower(), "")) for name, column in self._custom.items()}
        told_of = contact or {}
        fields |= {name: told_of.get(column.lower(), "") for name, column in self._contact.items()}
        if "priorityNumber" in self.mapping.fields:
            fields["priorityNumber"] = row.get("mrpriority", "")
        return Snapshot(
            ref=self._ref(row["mrid"]),
            key=row.get(self._marker.lower(), ""),
            state=plain(row.get("mrstatus", "")),
            revision=" ".join(told),  # its stamps are of whole seconds
            changed_at=self._moment(row.get("mrupdatedate", "")),
            title=row.get("mrtitle", ""),
            text=text,
            assignee=plain(row.get("mrassignees", "")),
            priority=row.get("mrpriority", ""),
            requester=contact.get(self._mail.lower(), "") if contact is not None else None,
            fields=fields,
        )


def connect(mapping: Mapping, clock: Clock) -> FootPrints:
    """The connector that a mapping with `tool = "footprints"` describes. Raises MappingInvalid."""
    return FootPrints(mapping, clock)
