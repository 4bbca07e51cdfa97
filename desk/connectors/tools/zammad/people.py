"""Who came to the counter, as Zammad takes a ticket's customer."""

from __future__ import annotations

from typing import Any

from desk.connectors.http.calls import Answer
from desk.connectors.http.json_tool import JsonTool
from desk.connectors.http.shapes import record, with_mail
from desk.connectors.mapping.form import RequesterRule
from desk.connectors.port import Failure, Requester


def customer_of(tool: JsonTool, who: Requester) -> dict[str, Any] | Failure:
    """Whose ticket it is, as Zammad takes it; nobody: the account that signs in."""
    form = tool.mapping.requester
    if who.outside_id.isdigit():
        return {"customer_id": int(who.outside_id)}
    if who.mail and form.rule is RequesterRule.MAIL:
        return {"customer_id": f"guess:{who.mail}"}
    if who.mail and form.rule is RequesterRule.CREATE:
        first, _, last = who.name.partition(" ")
        return {"customer": {"email": who.mail, "firstname": first, "lastname": last}}
    if who.mail and form.rule is RequesterRule.LOOK_UP:
        known = tool.ask("GET", "/users/search", params={"query": who.mail, "limit": "20"})
        if not isinstance(known, Answer):
            return known
        if same := with_mail(known.json(), who.mail):
            return {"customer_id": same[0]["id"]}
    if form.fallback:
        return {"customer_id": f"guess:{form.fallback}"}
    me = tool.ask("GET", "/users/me")
    return {"customer_id": record(me.json()).get("id")} if isinstance(me, Answer) else me
