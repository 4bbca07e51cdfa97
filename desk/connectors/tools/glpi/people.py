"""Who came to the counter, as GLPI's requester of a ticket: one of its users, or a mail address alone."""

from __future__ import annotations

from typing import Any

from desk.connectors.mapping.form import RequesterRule
from desk.connectors.port import Failure, Misconfigured, Rejected, Requester
from desk.connectors.tools.glpi.calls import ID, GlpiCalls, Line

MAIL = "5"  # GLPI's number of the column in a search for users
REMEMBERED = 2000  # users whose names are not asked for each time


def requester_of(glpi: GlpiCalls, requester: Requester) -> dict[str, Any] | Failure:
    """The part of a ticket's input that names them; empty: nobody, then GLPI takes the session's user."""
    form, mail = glpi.mapping.requester, requester.mail
    if requester.outside_id:
        return {"_users_id_requester": requester.outside_id}
    if form.rule is RequesterRule.FREE_TEXT or not mail:
        return {"_users_id_requester": form.fallback} if form.fallback else {}
    if form.rule is RequesterRule.MAIL:
        return _by_mail(mail)
    told = glpi.search("User", [(MAIL, "contains", f"^{mail}$")], (ID, MAIL), sort=ID, count=5)
    if not isinstance(told, tuple):
        return told
    known = [row for row in told[0] if mail.casefold() in _mails(row.get(MAIL))]
    if len(known) < len(told[0]):
        return Misconfigured("requester", "The search for a user by mail is ignored: may users be read?")
    if len(known) == 1:
        return {"_users_id_requester": str(known[0][ID])}
    if not known and form.rule is RequesterRule.CREATE:
        first, _, last = requester.name.rpartition(" ")
        made = glpi.add("User", {"name": mail, "firstname": first, "realname": last, "_useremails": [mail]})
        return {"_users_id_requester": made} if isinstance(made, str) else made
    return {"_users_id_requester": form.fallback} if form.fallback else _by_mail(mail)


def _by_mail(mail: str) -> dict[str, Any]:
    """A requester who is no user: GLPI writes to them, and keeps the address."""
    notified = {"use_notification": [1], "alternative_email": [mail]}
    return {"_users_id_requester": 0, "_users_id_requester_notif": notified}


def _mails(found: object) -> set[str]:
    """A user may have several addresses."""
    return {str(each).casefold() for each in (found if isinstance(found, list) else [found])}


class People:
    """Names and addresses of the people of tickets, remembered for as long as the connector lives."""

    def __init__(self, glpi: GlpiCalls) -> None:
        self._glpi = glpi
        self._known: dict[int, str] = {}

    def named(self, people: list[Line], role: int) -> str | Failure:
        """Those of a ticket in a role, with commas; who is no user by the mail address."""
        names = []
        for row in people:
            if row.get("type") != role:
                continue
            user = row.get("users_id")
            said = self._user(user) if isinstance(user, int) and user else str(row.get("alternative_email"))
            if not isinstance(said, str):
                return said
            names.append(said)
        return ", ".join(filter(None, names))

    def _user(self, user: int) -> str | Failure:
        """`Ana Prueba, ana@example.org`; the number alone for somebody who may not be looked at."""
        if user in self._known:
            return self._known[user]
        found, mails = self._glpi.item(f"/User/{user}"), self._glpi.items(f"/User/{user}/UserEmail")
        for told in (found, mails):
            if isinstance(told, Rejected | Misconfigured):
                return str(user)
            if not isinstance(told, dict | list):
                return told
        assert isinstance(found, dict) and isinstance(mails, list)
        name = " ".join(filter(None, (str(found.get("firstname") or ""), str(found.get("realname") or ""))))
        said = ", ".join([name or str(found.get("name") or user), *(str(row.get("email")) for row in mails)])
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[user] = said
        return said
