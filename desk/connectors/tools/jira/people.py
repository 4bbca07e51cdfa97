"""Who came to the counter, as a customer of a Jira service desk.

Jira looks for parts of names and addresses, and may keep a customer's address to itself: only then is a lone
hit for the whole address taken for them.
"""

from __future__ import annotations

from desk.connectors.http.calls import Answer
from desk.connectors.http.shapes import rows
from desk.connectors.mapping.form import RequesterRule
from desk.connectors.port import Failure, Requester
from desk.connectors.tools.jira.calls import SERVICE, JiraCalls, Line

EXPERIMENTAL = {"X-ExperimentalApi": "opt-in"}


def customer_of(jira: JiraCalls, requester: Requester) -> str | Failure:
    """The account id to raise a request on behalf of; "" is the connector's own account."""
    form, mail = jira.mapping.requester, requester.mail
    if requester.outside_id or form.rule is RequesterRule.FREE_TEXT or not mail:
        return requester.outside_id or form.fallback
    path = f"{SERVICE}/servicedesk/{jira.mapping.option('service_desk')}/customer"
    page = jira.one("GET", path, params={"query": mail, "limit": "50"}, headers=EXPERIMENTAL)
    if not isinstance(page, dict):
        return page
    found = [line for line in rows(page.get("values")) if _may_be(line, mail)]
    sure = [line for line in found if str(line.get("emailAddress") or "").casefold() == mail.casefold()]
    if len(sure) == 1 or len(found) == 1:
        return str((sure or found)[0].get("accountId") or form.fallback)
    if found or form.rule is not RequesterRule.CREATE:
        return form.fallback
    who = {"email": mail, "displayName": requester.name or mail}
    made = jira.one("POST", f"{SERVICE}/customer", True, json=who, headers=EXPERIMENTAL)
    if not isinstance(made, dict):
        return made
    account = str(made.get("accountId") or "")
    added = jira.ask("POST", path, True, json={"accountIds": [account]}, headers=EXPERIMENTAL)
    return account if isinstance(added, Answer) else added


def _may_be(line: Line, mail: str) -> bool:
    shown = line.get("emailAddress")
    return line.get("active", True) is True and (not shown or str(shown).casefold() == mail.casefold())
