"""Every default mapping that we ship: it loads, it is complete, and a copy of it is a working one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib import import_module
from itertools import product
from pathlib import Path

import pytest

from common.clock import ManualClock
from desk.connectors.catalogue import FOLDER, TOOLS, Proof, connect, default_of, names_in
from desk.connectors.mapping.drafting import draft_of, raw_of, state_of
from desk.connectors.mapping.form import Mapping, MappingInvalid
from desk.connectors.mapping.sources import CLOSED_SETS
from desk.incidents.rules import State
from tests.unit.desk_connectors.records import mapping, record

SHIPPED = sorted(path.stem for path in FOLDER.glob("*/*.toml"))
ROOT = Path(__file__).parents[3]
SAID = {
    Proof.REAL: "against the tool itself",
    Proof.DESCRIPTION: "against its published description",
    Proof.DOCUMENTS: "by its documents alone",
}
NO_STATES_OF_ITS_OWN = {"mail"}  # a mailbox has no tickets to read


def test_each_mapping_is_a_tool_s_and_each_tool_has_one() -> None:
    assert sorted(TOOLS) == SHIPPED


def test_the_manual_has_a_section_for_each_tool_that_says_how_it_was_tested() -> None:
    sections = (ROOT / "docs" / "connectors.md").read_text(encoding="utf-8").split("\n### ")
    for tool in TOOLS.values():
        (section,) = [each for each in sections if f'`tool = "{tool.name}"` ·' in each]
        assert f"tested {SAID[tool.tested]}" in section
        assert "**Key**" in section and "**Limits**" in section and len(section) > 300


@pytest.mark.parametrize("tool", SHIPPED)
def test_a_tool_has_its_module(tool: str) -> None:
    assert callable(import_module(f"desk.connectors.tools.{tool}.connector").connect)


@pytest.mark.parametrize("tool", SHIPPED)
def test_it_loads_and_names_its_tool(tool: str) -> None:
    assert default_of(tool).tool == tool


@pytest.mark.parametrize("tool", SHIPPED)
def test_it_says_what_each_part_is_for(tool: str) -> None:
    lines = TOOLS[tool].default_mapping.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if "#" in line]
    assert lines[0].startswith("# ") and len(comments) >= 5, "somebody will have to edit it: say how"


@pytest.mark.parametrize("tool", SHIPPED)
@pytest.mark.parametrize("table", ["options", "sign_in"])
def test_a_slip_of_the_pen_in_an_option_is_found(tool: str, table: str) -> None:
    """Else the tool would silently get what we have in place of it: another queue, say."""
    slip = default_of(tool).amended(**{table: {"qeue": "WalkUp"}})
    with pytest.raises(MappingInvalid) as refused:
        connect(slip, ManualClock(datetime(2026, 3, 2, tzinfo=UTC)))
    assert refused.value.place == f"{table}.qeue"


@pytest.mark.parametrize("tool", SHIPPED)
def test_each_option_that_a_connector_asks_for_stands_in_its_default_mapping(tool: str) -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in TOOLS[tool].folder.glob("*.py"))
    asked = set(re.findall(r'\b_?option\(\s*"([a-z_]+)"', code))
    assert asked <= names_in(tool, "options")


@pytest.mark.parametrize("tool", SHIPPED)
def test_no_secret_is_shipped(tool: str) -> None:
    found = default_of(tool)
    named = {name: value.get_secret_value() for name, value in found.sign_in.items()}
    secret = {name for name in named if any(part in name for part in ("token", "password", "key", "secret"))}
    assert all(named[name].startswith(("env:", "file:")) for name in secret), named
    assert found.hook is None or found.hook.secret.get_secret_value().startswith(("env:", "file:"))


@pytest.mark.parametrize("tool", sorted(set(SHIPPED) - NO_STATES_OF_ITS_OWN))
def test_every_state_of_ours_has_one_of_the_tool_s_and_back(tool: str) -> None:
    found = default_of(tool)
    for state in State:
        raw = raw_of(found, state)
        assert raw, f"states.{state} is missing"
        back = state_of(found, raw)
        shared = [other for other in State if raw in found.states[other]]
        assert back is shared[0], f"{raw} is read as {back}"


@pytest.mark.parametrize("tool", SHIPPED)
def test_every_record_gets_a_value_in_each_field_that_a_table_fills(tool: str) -> None:
    found = default_of(tool)
    every = [range(1, 4), range(1, 4), CLOSED_SETS["kind"]]
    by_table = {name for name, rule in found.fields.items() if rule.table and rule.source in CLOSED_SETS}
    for impact, urgency, kind in product(*every):
        draft = draft_of(found, record(impact=impact, urgency=urgency, kind=kind)).draft
        assert by_table <= set(draft.fields)
        assert all(draft.fields.values())


@pytest.mark.parametrize("tool", SHIPPED)
def test_a_category_that_no_table_has_still_reaches_the_tool(tool: str) -> None:
    unheard = record(category=("made-up", "just-now"), category_names=("Made up", "Just now"))
    drafted = draft_of(default_of(tool), unheard)
    everything = " ".join([drafted.draft.text, *drafted.draft.fields.values()])
    assert "Made up" in everything and "Just now" in everything
    assert not {"category", "requester", "mail", "number", "agent", "service"} & set(drafted.lost)


@pytest.mark.parametrize("tool", SHIPPED)
def test_what_resolved_a_record_reaches_the_tool(tool: str) -> None:
    resolved = record(resolution="A new battery.")
    drafted = draft_of(default_of(tool), resolved)
    assert "resolution" not in drafted.lost
    assert raw_of(default_of(tool), State.RESOLVED) or "A new battery." in drafted.draft.text


@pytest.mark.parametrize("tool", SHIPPED)
def test_higher_priorities_stay_higher(tool: str) -> None:
    """Whatever the tool calls them: as the priority falls, no value comes back that was left behind."""
    found = default_of(tool)
    for name, rule in found.fields.items():
        if rule.table and rule.source in ("priority", "impact", "urgency"):
            values = [found.tables[rule.table].get(level) for level in CLOSED_SETS[rule.source]]
            runs = [value for place, value in enumerate(values) if place == 0 or value != values[place - 1]]
            assert len(runs) == len(set(runs)), f"{name}: {values}"


@pytest.mark.parametrize("tool", SHIPPED)
def test_long_texts_keep_its_limits(tool: str) -> None:
    found = default_of(tool)
    drafted = draft_of(found, record(title="t" * 200, description="d" * 4000 * 50, agent="a" * 300))
    assert len(drafted.draft.title) <= found.limits.title and len(drafted.draft.text) <= found.limits.text
    assert all(len(note) <= found.limits.note for note in drafted.notes)
    for name, rule in found.fields.items():
        assert rule.limit is None or len(drafted.draft.fields.get(name, "")) <= rule.limit


def filled_in(tool: str, folder: Path) -> Mapping:
    """The default mapping as an operator leaves it: an address, and something in each secret."""
    found = default_of(tool)
    secrets = {name: f"secret of {name}" for name in found.sign_in}
    return found.amended(name="mine", url=found.url or "https://tool.example.org", sign_in=secrets)


@pytest.mark.parametrize("tool", SHIPPED)
def test_a_connector_is_made_of_it_without_asking_the_tool(tool: str, tmp_path: Path) -> None:
    connector = connect(filled_in(tool, tmp_path), ManualClock(datetime(2026, 3, 2, tzinfo=UTC)))
    assert connector.caps.settle_seconds >= 0
    connector.close()


def test_a_tool_that_there_is_none_for_is_told() -> None:
    with pytest.raises(MappingInvalid, match="tool: there is no connector for abacus: one of") as told:
        connect(mapping(tool="abacus"), ManualClock(datetime(2026, 3, 2, tzinfo=UTC)))
    assert "request_tracker" in told.value.why
