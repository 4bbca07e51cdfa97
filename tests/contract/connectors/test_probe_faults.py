"""What a probe says of a mapping that the tool could take, and that would do harm."""

from __future__ import annotations

import importlib

import pytest

from common.clock import SystemClock
from desk.connectors.mapping.form import FieldRule
from desk.connectors.port import Connector
from tests.contract.connectors.outside import Desk
from tests.contract.connectors.samples import done


def faults_of(tool: str, fields: dict[str, FieldRule] | None = None, without: str = "") -> list[str]:
    """The places in its mapping at which a tool's probe finds something wrong."""
    desk: Desk = importlib.import_module(f"tests.contract.connectors.desks.{tool}").desk()
    desk.start()
    try:
        mapping = desk.mapping(desk.url)
        kept = {name: rule for name, rule in mapping.fields.items() if name != without}
        connector: Connector = desk.connect(mapping.amended(fields=kept | (fields or {})), SystemClock())
        found = [place for place, _ in done(connector.probe()).faults]
        connector.close()
        return found
    finally:
        desk.stop()


@pytest.mark.parametrize(
    ("tool", "field", "value"),
    [
        ("servicenow", "priority", "1"),
        ("glpi", "priority", "3"),
        ("glpi11", "priority", "3"),
        ("helix", "Priority", "High"),
        ("topdesk", "priority.name", "P1"),
    ],
)
def test_a_priority_that_the_tool_works_out_itself_is_not_to_be_sent(
    tool: str, field: str, value: str
) -> None:
    assert f"fields.{field}" not in faults_of(tool)
    assert f"fields.{field}" in faults_of(tool, {field: FieldRule(constant=value)})


@pytest.mark.parametrize("field", ["category_id", "priority_id", "type_id"])
def test_invgate_takes_nothing_without_its_category_priority_and_type(field: str) -> None:
    assert f"fields.{field}" not in faults_of("invgate")
    assert f"fields.{field}" in faults_of("invgate", without=field)
