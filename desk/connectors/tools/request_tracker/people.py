"""Who came to the counter, as Request Tracker takes a ticket's requestor."""

from __future__ import annotations

from urllib.parse import quote

from desk.connectors.http.calls import Answer
from desk.connectors.http.json_tool import JsonTool
from desk.connectors.mapping.form import RequesterRule
from desk.connectors.port import Failure, Requester


def requester_of(tool: JsonTool, who: Requester) -> str | Failure:
    """An address: Request Tracker makes a user of one that it does not know, so only a look-up asks."""
    rule, fallback = tool.mapping.requester.rule, tool.mapping.requester.fallback
    if rule is RequesterRule.FREE_TEXT or not who.mail:
        return fallback
    if rule is RequesterRule.LOOK_UP:
        answer = tool.http.call("GET", f"/REST/2.0/user/{quote(who.mail, safe='@')}", writes=False)
        if not isinstance(answer, Answer):
            return answer
        if answer.status == 404:
            return fallback
        if (wrong := tool.failure(answer, False)) is not None:
            return wrong
    name = " ".join(who.name.translate(dict.fromkeys(map(ord, '"\\<>'), " ")).split())
    return f'"{name}" <{who.mail}>' if name else who.mail
