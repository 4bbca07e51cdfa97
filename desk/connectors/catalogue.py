"""The tools that there are connectors for: how each is made, its default mapping, and how it was tested."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import cast

from common.clock import Clock
from desk.connectors.mapping.form import Mapping, MappingInvalid
from desk.connectors.mapping.reading import load
from desk.connectors.port import Connector

FOLDER = Path(__file__).parent / "tools"
NAMED = re.compile(r"^(?:# *)?(\w+) *=", re.MULTILINE)


class Proof(StrEnum):
    """What a connector was run against."""

    REAL = "real"  # the tool itself
    DESCRIPTION = "description"  # an imitation, and requests and answers against its published description
    DOCUMENTS = "documents"  # an imitation made after its documents


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. `title`: as its makers write it.

    `module`: has `connect(mapping, clock) -> Connector`; empty: `connector` in its folder.
    """

    name: str
    title: str
    tested: Proof
    module: str = ""
    families: tuple[str, ...] = ()  # of options whose names go on with something of the tool's own

    @property
    def folder(self) -> Path:
        """Where its connector and what that needs lie."""
        return FOLDER / self.name

    @property
    def default_mapping(self) -> Path:
        """The commented mapping that `connector new` starts from."""
        return self.folder / f"{self.name}.toml"

    @property
    def beside(self) -> tuple[Path, ...]:
        """Files that somebody has to bring into the tool, such as a web service of Znuny."""
        return tuple(sorted(self.folder.glob(f"{self.name}-*")))


TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool("request_tracker", "Request Tracker 5", Proof.REAL),
        Tool("redmine", "Redmine", Proof.REAL),
        Tool("mostrador", "Mostrador", Proof.REAL),
        Tool("servicenow", "ServiceNow", Proof.DESCRIPTION),
        Tool("jira", "Jira Service Management", Proof.DESCRIPTION, families=("request_type_",)),
        Tool("zendesk", "Zendesk", Proof.DESCRIPTION),
        Tool("topdesk", "TOPdesk", Proof.DESCRIPTION),
        Tool("znuny", "Znuny, OTOBO", Proof.REAL),
        Tool("glpi", "GLPI 10", Proof.DOCUMENTS),
        Tool("glpi11", "GLPI 11", Proof.DOCUMENTS),
        Tool("zammad", "Zammad", Proof.DOCUMENTS),
        Tool("freshservice", "Freshservice", Proof.DOCUMENTS),
        Tool("helix", "BMC Helix ITSM", Proof.DOCUMENTS, families=("reason_",)),
        Tool("footprints", "BMC FootPrints", Proof.DOCUMENTS),
        Tool("invgate", "InvGate Service Desk", Proof.DOCUMENTS),
        Tool("mail", "any tool that takes mail", Proof.DOCUMENTS),
    )
}


def default_of(tool: str) -> Mapping:
    """The default mapping of a tool, sign-in values as they are written. Raises KeyError, MappingInvalid."""
    return load(TOOLS[tool].default_mapping, resolve=False)


@cache
def names_in(tool: str, table: str) -> frozenset[str]:
    """The names in a table of a tool's default mapping, those in comments as well: all that there are."""
    text = TOOLS[tool].default_mapping.read_text(encoding="utf-8")
    part = text.partition(f"\n[{table}]")[2].partition("\n[")[0]
    return frozenset(NAMED.findall(part))


def _slip_in(mapping: Mapping, tool: Tool) -> MappingInvalid | None:
    """A key that its connector would never ask for, and so silently do without."""
    if tool.module:  # a connector of somebody's own, which has no default mapping here
        return None
    for table, given in (("options", mapping.options), ("sign_in", mapping.sign_in)):
        families = tool.families if table == "options" else ()
        for name in given.keys() - names_in(tool.name, table):
            if not name.startswith(families):
                why = f"is not a key for {tool.title}: is it written as in its default mapping?"
                return MappingInvalid(mapping.name, f"{table}.{name}", why)
    return None


def connect(mapping: Mapping, clock: Clock) -> Connector:
    """The connector that a mapping asks for; its module is imported only now. Raises MappingInvalid."""
    tool = TOOLS.get(mapping.tool)
    if tool is None:
        why = f"there is no connector for {mapping.tool}: one of {', '.join(sorted(TOOLS))}"
        raise MappingInvalid(mapping.name, "tool", why)
    if (slip := _slip_in(mapping, tool)) is not None:
        raise slip
    module = import_module(tool.module or f"desk.connectors.tools.{tool.name}.connector")
    return cast(Connector, module.connect(mapping, clock))
