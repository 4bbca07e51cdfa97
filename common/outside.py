"""What sites, consoles and pages are told of a ticket in an outside tool, and how such a tool is called."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

OutsideState = Literal["new", "in_progress", "waiting", "resolved", "closed"]
RecordStanding = Literal["recorded", "at_desk", "needs_attention", "outside"]  # outside: with a number there
SET_ASIDE = "set_aside"  # the attention of what was not handed over after all
LONGEST = 200  # characters of a value that is shown
LONGEST_ADDRESS = 2000
_ADDRESS = re.compile(r"https?://([\w.-]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?([/?#][^\s<>\"'\\]*)?")
PRODUCTS = {  # as their makers write them; a connector is mostly called after its tool
    "rt": "RT",
    "request_tracker": "Request Tracker",
    "glpi": "GLPI",
    "glpi11": "GLPI",
    "otobo": "OTOBO",
    "servicenow": "ServiceNow",
    "topdesk": "TOPdesk",
    "helix": "Helix",
    "footprints": "FootPrints",
    "invgate": "InvGate",
    "jira": "Jira",
}


def called(connector: str) -> str:
    """A connector's name as people read it: `rt` is RT, `site_desk` is Site desk."""
    if connector in PRODUCTS:
        return PRODUCTS[connector]
    words = connector.replace("_", " ").replace("-", " ").strip()
    return words.upper() if len(words) <= 3 else words[:1].upper() + words[1:]


def called_so(name: str) -> list[str]:
    """The connectors that people may mean by a name, however they write it: `called` the other way round."""
    plain = name.casefold()
    meant = [connector for connector, product in PRODUCTS.items() if product.casefold() == plain]
    return [*meant, plain.replace(" ", "_"), plain.replace(" ", "-")]


def web_address(url: str) -> str:
    """The address if a browser may be sent there, else "": a tool that was broken into names any."""
    return url if len(url) <= LONGEST_ADDRESS and url.isprintable() and _ADDRESS.fullmatch(url) else ""


def _shown(value: Any) -> Any:
    """A tool's word on one line, without what nobody sees, cut where it is too long to be shown."""
    if not isinstance(value, str):
        return value
    kept = "".join(ch if unicodedata.category(ch) not in ("Cc", "Cs") else " " for ch in value)
    return " ".join(kept.split())[:LONGEST]


def _address(value: Any) -> Any:
    return web_address(value) if isinstance(value, str) else value


Shown = Annotated[str, BeforeValidator(_shown)]
Address = Annotated[str, BeforeValidator(_address)]


class OutsideOut(BaseModel):
    """A record's ticket in an outside tool.

    `number`, `url`: "" until there is one; `state` in our words, `raw_state` in the tool's; `differences`:
    names of fields that the tool dropped or changed; `attention`: why somebody must look (a code), or "".
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    connector: Annotated[Shown, Field(min_length=1)]
    number: Shown = ""
    url: Address = ""
    state: OutsideState
    raw_state: Shown = ""
    assignee: Shown = ""
    at: AwareDatetime
    differences: Annotated[tuple[Shown, ...], Field(max_length=500)] = ()
    attention: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]*$")] = ""

    @property
    def name(self) -> str:
        """The ticket as people call it: `RT 4711`; "" until it has a number."""
        return f"{called(self.connector)} {self.number}" if self.number else ""


class OutsideNews(OutsideOut):
    """A feed item of kind `outside`: the same, and which record it is about."""

    incident: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
