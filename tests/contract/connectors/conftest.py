"""The contract suite of all connectors: each test that takes `outside` runs once for each tool in `desks/`.

`@pytest.mark.needs("notes")` leaves out the tools that cannot do what a test is about, by their connector's
own word (notes, attaches, changes, reads, search) or by their traits (http, title_limit, dropped, requester,
doubles).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from common.clock import SystemClock
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector, Marker
from tests.contract.connectors.desks.fake import FakeDesk
from tests.contract.connectors.outside import NOWHERE, Desk
from tests.contract.connectors.proxy import Proxy
from tests.fixtures.left_out import leave_out

FOLDER = Path(__file__).with_name("desks")
REAL_SECONDS = 900  # for the first test of a real tool, which may have to be installed and set up


@cache
def modules() -> dict[str, ModuleType]:
    """The modules of tools that can run on this machine; the others are named at the end of the run."""
    found = {}
    for file in sorted(FOLDER.glob("*.py")):
        module = importlib.import_module(f"tests.contract.connectors.desks.{file.stem}")
        if not hasattr(module, "desk"):
            continue
        why = module.missing() if hasattr(module, "missing") else ""
        if why:
            leave_out(f"the contract suite against {file.stem}", why)
        else:
            found[file.stem] = module
    return found


@cache
def abilities(name: str) -> frozenset[str]:
    """What a tool can do, in the words of `needs`."""
    desk: Desk = modules()[name].desk()
    connector = desk.connect(desk.mapping(NOWHERE), SystemClock())
    caps, traits = connector.caps, desk.traits
    connector.close()
    can = {
        "reads": caps.reads,
        "notes": caps.notes,
        "attaches": caps.attaches,
        "changes": caps.changes,
        "search": caps.reads and caps.marker is Marker.SEARCH,
        "http": traits.http,
        "requester": traits.requester,
        "title_limit": traits.title_limit is not None,
        "dropped": traits.dropped is not None,
        "doubles": traits.doubles,
        "real": traits.real,
        "imitated": isinstance(desk, FakeDesk),
    }
    return frozenset(word for word, does in can.items() if does)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*abilities): only for tools that can do these")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "outside" in metafunc.fixturenames:
        needed = {word for mark in metafunc.definition.iter_markers("needs") for word in mark.args}
        names = [name for name in modules() if needed <= abilities(name)]
        metafunc.parametrize("outside", names, indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give real tools the time that they need."""
    for item in items:
        if _real_tool(item):
            item.add_marker(pytest.mark.timeout(REAL_SECONDS))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Have the real tools of this run set up now, beside the tests that come first."""
    if not session.config.option.collectonly:
        for name in {_real_tool(item) for item in session.items} - {""}:
            modules()[name].KEPT.begin()


def _real_tool(item: pytest.Item) -> str:
    """The real tool that a test runs against; "" for none."""
    name = str(item.callspec.params.get("outside", "")) if hasattr(item, "callspec") else ""
    return name if name in modules() and "real" in abilities(name) else ""


@pytest.fixture
def outside(request: pytest.FixtureRequest) -> Iterator[Desk]:
    """The tool, running."""
    desk: Desk = modules()[request.param].desk()
    desk.start()
    yield desk
    desk.stop()


@pytest.fixture
def proxy(outside: Desk) -> Iterator[Proxy]:
    """The fault proxy before the tool; calm until told otherwise."""
    proxy = Proxy(outside.url)
    proxy.start()
    yield proxy
    proxy.stop()


@pytest.fixture
def address(outside: Desk, request: pytest.FixtureRequest) -> str:
    """Where connectors reach the tool: by the fault proxy, if it is spoken to over HTTP."""
    return request.getfixturevalue("proxy").url if outside.traits.http else outside.url


@pytest.fixture
def mapping(outside: Desk, address: str) -> Mapping:
    return outside.mapping(address)


@pytest.fixture
def connect(outside: Desk, mapping: Mapping) -> Iterator[Callable[..., Connector]]:
    """Makes connectors: `connect()`, `connect(timing={"timeout": 1})`, `connect(sign_in=…)`."""
    made: list[Connector] = []

    def make(**parts: Any) -> Connector:
        timing = mapping.timing.model_copy(update=parts.pop("timing", {}))
        made.append(outside.connect(mapping.amended(timing=timing, **parts), SystemClock()))
        return made[-1]

    yield make
    for connector in made:
        connector.close()


@pytest.fixture
def connector(connect: Callable[..., Connector]) -> Connector:
    return connect()
