"""Znuny, OTRS 6 and OTOBO by a web service of their generic interface (`znuny-webservice.yml` beside it).

The key stands in a dynamic field. A search by a field that is not there ignores it and finds every ticket, so
each hit is read back, and one stranger among them means that nothing is believed. Texts are articles: the
first one is the record, later ones are notes and files. Stamps name no zone (`options.time_zone`).
"""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta

from common.clock import Clock
from desk.connectors.http.calls import Answer
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import Place
from desk.connectors.http.shapes import marked, rows, whole
from desk.connectors.http.tool_clock import ahead, in_zone, revision, time_of, to_zone, zone_of
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
    Requester,
    RetryAfter,
    Snapshot,
    ToolInfo,
)
from desk.connectors.tools.znuny.calls import DYNAMIC, Line, ZnunyCalls, dynamic, dynamic_of, entry_of

PAGE = 50
NEWEST = 200  # articles that are looked through for a key
NOBODY = frozenset({"", "root@localhost"})
SECOND = timedelta(seconds=1)
AHEAD = timedelta(minutes=5)
SILENT = (
    "Znuny does not answer either where its web service is not imported, not valid or named otherwise, "
    "or where its Perl library REST::Client is missing"
)
CUSTOMER = "CustomerUser"
READ = {CUSTOMER: "CustomerUserID"}  # what a ticket calls what it was given


def connect(mapping: Mapping, clock: Clock) -> Connector:
    """The connector for a Znuny at `https://…`."""
    return Znuny(mapping, clock)


class Znuny(ZnunyCalls):
    """One Znuny, in the queues that the agent may use."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        super().__init__(mapping, clock)
        self.zone = zone_of(mapping)
        self._solution = mapping.option("resolution_field")

    # --- what goes out
    def create(self, draft: Draft) -> Outcome[Ref]:
        customer, fallback = self._customer(draft.requester), self.mapping.requester.fallback
        told = self._create(draft, customer)
        if isinstance(told, Rejected) and told.field == CUSTOMER and fallback not in {"", customer}:
            told = self._create(draft, fallback)  # it refused the address, so nothing was made
        if not isinstance(told, dict):
            return told
        if not told.get("TicketID"):
            return Ambiguous("The answer names no ticket")
        return Done(self._ref(told["TicketID"], told.get("TicketNumber")))

    def _create(self, draft: Draft, customer: str) -> Line | Failure:
        plain, fields = _parted(dict(draft.fields))
        return self.operation(
            "TicketCreate",
            writes=True,
            Ticket=plain | {"Title": draft.title, CUSTOMER: customer},
            Article=self._article(draft.title, draft.text, "customer") | {"IsVisibleForCustomer": 1},
            DynamicField=dynamic(fields | {self.marker: draft.key}),
        )

    def _customer(self, requester: Requester) -> str:
        """Who stands as the customer user, which a ticket must have: a login or a mail address."""
        free = self.mapping.requester.rule is RequesterRule.FREE_TEXT
        mail = "" if free else requester.mail
        return requester.outside_id or mail or self.mapping.requester.fallback

    def _article(self, subject: str, text: str, sender: str = "agent") -> Line:
        return {
            "CommunicationChannel": "Internal",
            "SenderType": sender,
            "IsVisibleForCustomer": int(self.mapping.option("visible", "0")),
            "Subject": subject,
            "Body": text,
            "ContentType": "text/plain; charset=utf8",
            "NoAgentNotify": 1,
        }

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        before = self.get(ref)
        if not isinstance(before, Done):
            return before
        stays, state = change.duplicate_of, change.state
        if stays is not None:
            state = self.mapping.option("duplicate_state", "closed unsuccessful")
        plain, fields = _parted(dict(change.fields))
        if self._solution and change.resolution:
            fields[self._solution] = change.resolution
        said = f"Duplicate of {stays.number}" if stays else "" if self._solution else change.resolution
        moved = state is not None and state.casefold() != before.value.state.casefold()
        found = {**before.value.fields, f"{DYNAMIC}{self._solution}": before.value.resolution}
        asked = plain | {f"{DYNAMIC}{name}": value for name, value in fields.items()}
        if not moved and all(found.get(name) == value for name, value in asked.items()):
            return before
        ticket: Line = plain | ({"State": state} if moved else {})
        if moved and str(state).startswith("pending"):
            ticket["PendingTime"] = {"Diff": self.mapping.option("pending_minutes", "1440")}
        parts: Line = {"Ticket": ticket} if ticket else {}
        parts |= {"DynamicField": dynamic(fields)} if fields else {}
        parts |= {"Article": self._article("Mostrador", said)} if said else {}
        told = self.operation("TicketUpdate", writes=True, TicketID=ref.id, **parts)
        return self.get(ref) if isinstance(told, dict) else told

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        article = self._article("Mostrador", marked(note))
        told = self.operation("TicketUpdate", writes=True, TicketID=ref.id, Article=article)
        return Done(str(told.get("ArticleID", ""))) if isinstance(told, dict) else told

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        content = base64.b64encode(blob.content).decode()
        parts = {
            "Article": self._article("Mostrador", blob.named),
            "Attachment": [{"Content": content, "ContentType": blob.type, "Filename": blob.named}],
        }
        told = self.operation("TicketUpdate", writes=True, TicketID=ref.id, **parts)
        return Done(str(told.get("ArticleID", ""))) if isinstance(told, dict) else told

    # --- what comes back
    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        ids = self.search(20, **{f"DynamicField_{self.marker}": {"Equals": key}})
        found = self.tickets(ids) if isinstance(ids, list) else ids
        if not isinstance(found, list):
            return found
        if any(dynamic_of(line).get(self.marker) != key for line in found):
            why = f"The search by {self.marker} is ignored: is there such a dynamic field, and is it valid?"
            return Misconfigured("options.marker", why)
        found.sort(key=lambda line: whole(line.get("TicketID")))
        return Done(tuple(self._ref(line["TicketID"], line.get("TicketNumber")) for line in found))

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        found = self.tickets([ref.id], AllArticles=1, ArticleOrder="ASC", ArticleLimit=1)
        if not isinstance(found, list):
            return found
        return Done(self._snapshot(found[0])) if found else Rejected("id", "There is no such ticket")

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        """The newest articles with the names of their files."""
        asked = {"AllArticles": 1, "ArticleOrder": "DESC", "ArticleLimit": NEWEST, "Attachments": 1}
        found = self.tickets([ref.id], **asked, GetAttachmentContents=0)
        if not isinstance(found, list):
            return found
        return [entry_of(article) for line in found for article in reversed(rows(line.get("Article")))]

    def changes(self, cursor: str) -> Outcome[Page]:
        at = Place.of(cursor, self.clock.now())
        if at is None:
            answer = self.ask("POST", "/TicketSearch", json=self._login | {"Limit": 1})
            if not isinstance(answer, Answer):
                return answer
            now = time_of(answer, self.clock).replace(microsecond=0)
            start = now if "Date" in answer.headers else now - AHEAD  # behind Apache it does not say its time
            return Done(Page((), str(Place(start))))
        limit = at.skip + PAGE  # a search cannot begin further down
        ids = self.search(
            limit,
            **{f"DynamicField_{self.marker}": {"Like": "*"}},
            TicketLastChangeTimeNewerDate=to_zone(at.start - SECOND, self.zone),
            SortBy="Changed",
            OrderBy="Up",
        )
        found = self.tickets(ids[at.skip :]) if isinstance(ids, list) else ids
        if not isinstance(found, list):
            return found
        items = [self._snapshot(line) for line in found]
        more = isinstance(ids, list) and len(ids) == limit
        following = at.after([item.changed_at for item in items], more)
        return Done(Page(tuple(item for item in items if item.key), str(following), more))

    def probe(self) -> Outcome[ToolInfo]:
        wrong = self.canary()
        if isinstance(wrong, RetryAfter) and wrong.lost:
            return replace(wrong, reason=f"{wrong.reason}. {SILENT}")
        if wrong is not None:
            return wrong
        answer = self.ask("POST", "/TicketSearch", json=self._login | {"Limit": 1})
        newest = self.search(1, SortBy="Changed", OrderBy="Down")
        found = self.tickets(newest) if isinstance(newest, list) else newest
        if not isinstance(answer, Answer):
            return answer
        if not isinstance(found, list):
            return found
        faults = []
        changed = self._snapshot(found[0]).changed_at if found else None
        if changed is not None and changed > time_of(answer, self.clock) + AHEAD:
            why = f"The newest change of all tickets, {found[0].get('Changed')}, would be in the future"
            faults.append(("options.time_zone", why))
        if self.mapping.requester.rule is RequesterRule.CREATE:
            faults.append(("requester.rule", "Znuny's web services cannot make customer users: take mail"))
        if not self.mapping.requester.fallback:
            faults.append(("requester.fallback", "A ticket without a customer user is refused: name one"))
        account = self.mapping.secret("user")
        return Done(ToolInfo("Znuny", "", account, tuple(faults), (), ahead(answer, self.clock)))

    # --- a ticket
    def _ref(self, ticket: object, number: object) -> Ref:
        base = self.http.base_url.partition("/nph-genericinterface.pl")[0]
        address = f"{base}/index.pl?Action=AgentTicketZoom;TicketID={ticket}"
        return Ref(str(ticket), str(number or ticket), address)

    def _snapshot(self, line: Line) -> Snapshot:
        fields = dynamic_of(line)
        articles = rows(line.get("Article"))
        owner = str(line.get("Owner") or "")
        shown = {
            name: fields.get(name.removeprefix(DYNAMIC), "")
            if name.startswith(DYNAMIC)
            else str(line.get(READ.get(name, name)) or "")
            for name in self.mapping.fields
        }
        state, priority = str(line.get("State") or ""), str(line.get("Priority") or "")
        assignee = "" if owner in NOBODY or owner == self._login["UserLogin"] else owner
        return Snapshot(
            ref=self._ref(line.get("TicketID"), line.get("TicketNumber")),
            key=fields.get(self.marker, ""),
            state=state,
            revision=revision(line.get("Changed"), state, priority, assignee, shown),
            changed_at=in_zone(line.get("Changed"), self.zone),
            title=str(line.get("Title") or ""),
            text=str(articles[0].get("Body") or "") if articles else None,
            assignee=assignee,
            priority=priority,
            resolution=fields.get(self._solution, "") if self._solution else "",
            requester=str(line.get("CustomerUserID") or ""),
            fields=shown,
        )


def _parted(values: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Fields of the ticket itself, and dynamic ones."""
    own = {name: value for name, value in values.items() if not name.startswith(DYNAMIC)}
    named = {name.removeprefix(DYNAMIC): value for name, value in values.items() if name.startswith(DYNAMIC)}
    return own, named
