"""Who came to the counter, as a row of ServiceNow's `sys_user`."""

from __future__ import annotations

from desk.connectors.mapping.form import RequesterRule
from desk.connectors.port import Failure, Misconfigured, Requester
from desk.connectors.tools.servicenow.table import Tables, query, shape, value

PATH = "/api/now/table/sys_user"


def caller_of(tables: Tables, requester: Requester) -> str | Failure:
    """The sys_id of who came, or of the fallback; "" leaves it to the instance.

    By mail, among active users; two with the same mail are nobody's, and the rule "mail" means "look up".
    """
    form, mail = tables.mapping.requester, requester.mail
    if requester.outside_id or form.rule is RequesterRule.FREE_TEXT or not mail or "^" in mail:
        return requester.outside_id or form.fallback
    told = tables.listed("GET", PATH, params=query(f"email={mail}^active=true", "sys_id,email", 3))
    if not isinstance(told, tuple):
        return told
    if any(value(line, "email").casefold() != mail.casefold() for line in told[0]):
        return Misconfigured("requester", "The search for a user by mail is ignored: may sys_user be read?")
    if len(told[0]) == 1:
        return value(told[0][0], "sys_id")
    if told[0] or form.rule is not RequesterRule.CREATE:
        return form.fallback
    first, _, last = requester.name.rpartition(" ")
    user = {"user_name": mail, "email": mail, "first_name": first, "last_name": last}
    line = tables.row("POST", PATH, writes=True, json=user, params=shape("sys_id"))
    return value(line, "sys_id") if isinstance(line, dict) else line
