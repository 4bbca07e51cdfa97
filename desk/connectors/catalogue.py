"""The tools that there are connectors for: how each is made, its default mapping, and how it was tested."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import cast

from common.clock import Clock
from desk.connectors.mapping.form import Mapping, MappingInvalid
from desk.connectors.mapping.reading import load
from desk.connectors.port import Connector

FOLDER = Path(__file__).parent / "tools"


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
        Tool("jira", "Jira Service Management", Proof.DESCRIPTION),
        Tool("zendesk", "Zendesk", Proof.DESCRIPTION),
        Tool("topdesk", "TOPdesk", Proof.DESCRIPTION),
        Tool("znuny", "Znuny, OTOBO", Proof.REAL),
        Tool("glpi", "GLPI 10", Proof.DOCUMENTS),
        Tool("glpi11", "GLPI 11", Proof.DOCUMENTS),
        Tool("zammad", "Zammad", Proof.DOCUMENTS),
        Tool("freshservice", "Freshservice", Proof.DOCUMENTS),
        Tool("helix", "BMC Helix ITSM", Proof.DOCUMENTS),
        Tool("footprints", "BMC FootPrints", Proof.DOCUMENTS),
        Tool("invgate", "InvGate Service Desk", Proof.DOCUMENTS),
        Tool("mail", "any tool that takes mail", Proof.DOCUMENTS),
    )
}


def default_of(tool: str) -> Mapping:
    """The default mapping of a tool, sign-in values as they are written. Raises KeyError, MappingInvalid."""
    return load(TOOLS[tool].default_mapping, resolve=False)


def connect(mapping: Mapping, clock: Clock) -> Connector:
    """The connector that a mapping asks for; its module is imported only now. Raises MappingInvalid."""
    tool = TOOLS.get(mapping.tool)
    if tool is None:
        why = f"there is no connector for {mapping.tool}: one of {', '.join(sorted(TOOLS))}"
        raise MappingInvalid(mapping.name, "tool", why)
    module = import_module(tool.module or f"desk.connectors.tools.{tool.name}.connector")
    return cast(Connector, module.connect(mapping, clock))
