"""GLPI 11 by its high-level API (v2, api.php), with a token of OAuth's password grant.

The key stands in `external_id`, which can be filtered by. People are added to a ticket by a call of their own
after it is made: one that fails is no reason to make the ticket again, and the read-back tells it. The API
cannot send files: these go by the old one, which GLPI 11 still has, if the mapping gives a user token.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from common.clock import Clock
from desk.connectors.http.calls import Answer
from desk.connectors.http.entries import Entry
from desk.connectors.http.feeds import Place
from desk.connectors.http.json_tool import absent_states, worked_out
from desk.connectors.http.shapes import as_html, as_plain, at, marked, record, rows, stamp, whole
from desk.connectors.http.signed_in import not_done
from desk.connectors.http.tool_clock import ahead, revision, time_of, to_zone, zone_of
from desk.connectors.mapping.form import Mapping, RequesterRule
from desk.connectors.port import (
    Blob,
    Caps,
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
    Snapshot,
    ToolInfo,
)
from desk.connectors.tools.glpi.changing import CLOSED, STATES, solution_due, state_of, still_different
from desk.connectors.tools.glpi.connector import PAGE, Glpi
from desk.connectors.tools.glpi11.calls import TICKET, USERS, Glpi11Calls, Line, newest_solution, numbers

REQUESTER = 1  # the role by its number; read back by its word


def connect(mapping: Mapping, clock: Clock) -> Connector:
    """The connector for a GLPI 11 at `https://…` (without api.php)."""
    return Glpi11(mapping, clock)


class Glpi11(Glpi11Calls):
    """One GLPI 11, in the entity and profile that the account begins with."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        super().__init__(mapping, clock)
        self.zone = zone_of(mapping)
        old = mapping.amended(options={"api": mapping.option("old_api", "/api.php/v1")})
        self._old = Glpi(old, clock) if "user_token" in mapping.sign_in else None
        self._known: dict[str, str] = {}  # addresses by a user's id

    @property
    def caps(self) -> Caps:
        return Caps(settle_seconds=self.mapping.timing.settle, attaches=self._old is not None)

    def close(self) -> None:
        super().close()
        if self._old is not None:
            self._old.close()

    # --- what goes out
    def create(self, draft: Draft) -> Outcome[Ref]:
        who = self._user(draft.requester)
        if not isinstance(who, str):
            return not_done(who)
        texts = {"name": draft.title, "content": f"<p>{as_html(draft.text)}</p>", "external_id": draft.key}
        made = self.made(self.ask("POST", TICKET, True, json=numbers(draft.fields) | texts))
        if not isinstance(made, str):
            return made
        if whole(who):
            member = {"type": "User", "id": int(who), "role": REQUESTER}
            self.ask("POST", f"{TICKET}/{made}/TeamMember", True, json=member)
        return Done(self._ref(made))

    def _user(self, requester: Requester) -> str | Failure:
        """The id of the user with this address, or of the fallback; "" leaves it to GLPI."""
        form, mail = self.mapping.requester, requester.mail
        if requester.outside_id or form.rule is RequesterRule.FREE_TEXT or not mail or '"' in mail:
            return requester.outside_id or form.fallback
        told = self.listed(USERS, filter=f'emails.email=="{mail}"', limit="5")
        if not isinstance(told, tuple):
            return told
        known = [line for line in told[0] if mail.casefold() in _mails(line)]
        if len(known) < len(told[0]):
            return Misconfigured("requester", "The filter by mail is ignored: may users be read?")
        if len(known) == 1:
            return str(known[0]["id"])
        if form.fallback and not whole(form.fallback):
            return Misconfigured("requester.fallback", f"{form.fallback} is no id of a user")
        return form.fallback

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        """A solution first, if one is wanted, which makes the ticket solved; then what is still different."""
        state = state_of(change)
        if isinstance(state, Rejected):
            return state
        before = self.get(ref)
        if not isinstance(before, Done):
            return before
        if change.duplicate_of and before.value.state != CLOSED:
            said = self._followup(ref, f"Duplicate of {change.duplicate_of.number}")
            if not isinstance(said, str):
                return said
        solved = self._solve(ref, before.value, state, change.resolution)
        if not isinstance(solved, Done):
            return solved
        wanted = still_different(change, state, "status.id", solved.value)
        if not wanted:
            return solved
        answer = self.ask("PATCH", f"{TICKET}/{ref.id}", True, json=numbers(wanted))
        return self.get(ref) if isinstance(answer, Answer) else answer

    def _solve(self, ref: Ref, now: Snapshot, state: str | None, solution: str) -> Outcome[Snapshot]:
        """The ticket with the solution in it; as it was when none is wanted or it is there."""
        solution = solution_due(self.mapping, now, state, solution)
        if not solution:
            return Done(now)
        text = {"content": f"<p>{as_html(solution)}</p>"}
        made = self.made(self.ask("POST", f"{TICKET}/{ref.id}/Timeline/Solution", True, json=text))
        return self.get(ref) if isinstance(made, str) else made

    def _followup(self, ref: Ref, text: str) -> str | Failure:
        private = self.mapping.option("private", "1") == "1"
        said = {"content": f"<p>{as_html(text)}</p>", "is_private": private}
        return self.made(self.ask("POST", f"{TICKET}/{ref.id}/Timeline/Followup", True, json=said))

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        made = self._followup(ref, marked(note))
        return Done(made) if isinstance(made, str) else made

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        if self._old is None:
            return Misconfigured("sign_in.user_token", "Files need the old API, and so a user token")
        return self._old.attach(ref, blob)

    # --- what comes back
    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        told = self.listed(TICKET, filter=f'external_id=="{key}"', sort="id:asc", limit="20")
        if not isinstance(told, tuple):
            return told
        if any(line.get("external_id") != key for line in told[0]):
            return Misconfigured("url", "The filter by external_id is ignored: is this GLPI 11?")
        here = [line for line in told[0] if line.get("is_deleted") is not True]
        return Done(tuple(self._ref(str(line["id"])) for line in here))

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        """Two calls: the ticket with its people, and its solutions."""
        ticket = self.one(f"{TICKET}/{ref.id}")
        if not isinstance(ticket, dict):
            return ticket
        solutions = self.listed(f"{TICKET}/{ref.id}/Timeline/Solution")
        if not isinstance(solutions, tuple):
            return solutions
        mails = self._mails_of(ticket)
        if not isinstance(mails, str):
            return mails
        seen = self._snapshot(ticket, as_plain(newest_solution(solutions[0])))
        return Done(replace(seen, requester=", ".join(filter(None, (seen.requester or "", mails)))))

    def _mails_of(self, ticket: Line) -> str | Failure:
        """The addresses of the requesters, as far as their users may be read: names alone may be alike."""
        found = []
        for number in _numbers(ticket, "requester"):
            if number not in self._known:
                user = self.one(f"{USERS}/{number}")
                if not isinstance(user, dict | Rejected | Misconfigured):
                    return user
                known = _mails(user) if isinstance(user, dict) else set()
                self._known[number] = ", ".join(sorted(known))
            found.append(self._known[number])
        return ", ".join(filter(None, found))

    def entries(self, ref: Ref, key: str) -> list[Entry] | Failure:
        """Followups; files by the old API, if it is there: their ids say so."""
        told = self.listed(f"{TICKET}/{ref.id}/Timeline/Followup")
        if not isinstance(told, tuple):
            return told
        notes = sorted((record(line.get("item")) for line in told[0]), key=lambda item: whole(item.get("id")))
        found = [Entry(at(item, "id"), as_plain(at(item, "content")), at(item, "user.id")) for item in notes]
        files = self._old.files(ref) if self._old is not None else []
        return [*found, *files] if isinstance(files, list) else files

    def remove(self, ref: Ref, copy: str) -> Outcome[None]:
        if not copy.isdecimal() and self._old is not None:
            return self._old.remove(ref, copy)
        return self.delete(f"{TICKET}/{ref.id}/Timeline/Followup/{copy}")

    def changes(self, cursor: str) -> Outcome[Page]:
        place = Place.of(cursor, self.clock.now())
        if place is None:
            answer = self.ask("GET", TICKET, params={"limit": "1"})
            if not isinstance(answer, Answer):
                return answer
            return Done(Page((), str(Place(time_of(answer, self.clock).replace(microsecond=0)))))
        since = to_zone(place.start, self.zone)
        told = self.listed(
            TICKET,
            filter=f'date_mod=ge="{since}";external_id=notempty=',
            sort="date_mod:asc",
            start=str(place.skip),
            limit=str(PAGE),
        )
        if not isinstance(told, tuple):
            return told
        items = []
        for line in told[0]:
            found = self.get(self._ref(str(line["id"])))
            if isinstance(found, Done):
                items.append(found.value)
            elif not (isinstance(found, Rejected) and found.field == "id"):  # gone since: nothing to tell
                return found
        more = told[1] > place.skip + PAGE
        following = place.after([stamp(line.get("date_mod")) for line in told[0]], more)
        return Done(Page(tuple(item for item in items if item.key), str(following), more))

    def probe(self) -> Outcome[ToolInfo]:
        if (wrong := self.canary()) is not None:
            return wrong
        me = self.ask("GET", f"{USERS}/Me")
        sample = self.listed(TICKET, limit="1")
        if not isinstance(me, Answer):
            return me
        if not isinstance(sample, tuple):
            return sample
        faults = [*absent_states(self.mapping, sorted(STATES)), *worked_out(self.mapping, "priority")]
        known = sample[0][0] if sample[0] else None
        faults += [
            (f"fields.{name}", f"A ticket of this GLPI has no {name.partition('.')[0]}")
            for name in self.mapping.fields
            if known is not None and name.partition(".")[0] not in known
        ]
        if self.mapping.requester.rule in {RequesterRule.MAIL, RequesterRule.CREATE}:
            faults.append(("requester.rule", "GLPI 11's API takes users only: look_up or free_text"))
        if self._old is not None and (old := self._old.canary()) is not None:
            return old
        lost = () if self._old is not None else ("files",)
        account = str(record(me.json()).get("username") or "")
        return Done(ToolInfo("GLPI", "11", account, tuple(faults), lost, ahead(me, self.clock)))

    # --- a ticket
    def _ref(self, ticket: str) -> Ref:
        return Ref(ticket, ticket, f"{self.mapping.url.rstrip('/')}/front/ticket.form.php?id={ticket}")

    def _snapshot(self, ticket: Line, solution: str) -> Snapshot:
        state, priority = at(ticket, "status.id"), at(ticket, "priority")
        assignee, requester = (_named(ticket, role) for role in ("assigned", "requester"))
        fields = {name: at(ticket, name) for name in self.mapping.fields}
        return Snapshot(
            ref=self._ref(str(ticket.get("id"))),
            key=at(ticket, "external_id"),
            state=state,
            revision=revision(ticket.get("date_mod"), state, priority, assignee, solution, fields),
            changed_at=stamp(ticket.get("date_mod")),
            title=at(ticket, "name"),
            text=as_plain(at(ticket, "content")),
            assignee=assignee,
            priority=priority,
            resolution=solution,
            requester=requester,
            fields=fields,
        )


def _mails(user: Line) -> set[str]:
    return {str(line.get("email")).casefold() for line in rows(user.get("emails"))}


def _team(ticket: Line, role: str) -> list[Line]:
    return [line for line in rows(ticket.get("team")) if line.get("role") == role]


def _named(ticket: Line, role: str) -> str:
    """The people of a ticket in a role, as they are called."""
    names = []
    for line in _team(ticket, role):
        called = " ".join(filter(None, (str(line.get(part) or "") for part in ("firstname", "realname"))))
        names.append(called or str(line.get("display_name") or line.get("name") or ""))
    return ", ".join(names)


def _numbers(ticket: Line, role: str) -> list[str]:
    """Their ids, which only their pages' addresses tell."""
    pages = [urlsplit(str(line.get("href"))) for line in _team(ticket, role)]
    return [number for page in pages if "user" in page.path for number in parse_qs(page.query).get("id", [])]
