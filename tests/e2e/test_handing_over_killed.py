"""Two desks over one database hand over to a tool that speaks HTTP, and are killed in the middle of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from common.clients.desk import DeskClient
from common.ids import new_id
from common.waiting import until
from common.wire import IncidentBody, PushBody
from desk.catalogue import store as catalogue
from desk.connectors.catalogue import TOOLS
from desk.engine import Database
from desk.sync.tokens import create_site_token
from tests.contract.connectors.desks.fake import Reply, Request
from tests.contract.connectors.desks.zammad import TOKEN, ZammadFake
from tests.fixtures.desks import sample_site
from tests.fixtures.killable import Killable

SETTLE_SECONDS, TIMEOUT_SECONDS = 1, 3
PATIENCE_SECONDS = 90.0  # a claim of who was killed lapses after the time-out and half a minute


class HoldingZammad(ZammadFake):
    """Makes a ticket at once, and answers only when it is let go: until then nobody knows of it."""

    def __init__(self) -> None:
        super().__init__()
        self.made = threading.Event()
        self.let_go = threading.Event()
        self.let_go.set()

    def answer(self, request: Request) -> Reply:
        reply = super().answer(request)
        if request.method == "POST" and request.path.endswith("/tickets"):
            self.made.set()
            self.let_go.wait(10)
        return reply


@dataclass
class Rig:
    """The tool, two desks, and the site that pushes to the first one."""

    tool: HoldingZammad
    desks: list[Killable]
    database: Database
    token: str
    keys: list[str] = field(default_factory=list)

    def record(self, count: int) -> None:
        """The site pushes some incidents, half of them resolved at the counter."""
        client = DeskClient(self.desks[0].url, self.token)
        given = [_incident(number % 2 == 0) for number in range(count)]
        told = client.push("main", PushBody(entries=[], incidents=given))
        client.close()
        assert set(told.accepted) == {each.id for each in given}
        self.keys += [each.id for each in given]

    def numbers(self) -> dict[str, str]:
        """What the site's feed tells: incident → the outside tool's number."""
        client = DeskClient(self.desks[0].url, self.token)
        found: dict[str, str] = {}
        after = 0
        while (page := client.feed("main", after)).items:
            after = page.next
            told = [item for item in page.items if item.kind == "outside" and item.body["number"]]
            found |= {item.key: str(item.body["number"]) for item in told}
        client.close()
        return found

    def kill_and_start(self) -> None:
        for desk in self.desks:
            desk.kill()
        self.tool.let_go.set()
        for desk in self.desks:
            desk.start()


def _incident(resolved: bool) -> IncidentBody:
    return IncidentBody(
        id=new_id(),
        kind="incident",
        category=["hardware"],
        impact=2,
        urgency=2,
        title="Screen stays dark",
        description="Since this morning.",
        resolution="A new cable." if resolved else "",
        resolved=resolved,
        person_name="Ana García",
    )


@pytest.fixture
def rig(database_url: str, tmp_path: Path) -> Iterator[Rig]:
    database = Database(database_url)
    database.prepare()
    with database.begin() as connection:
        catalogue.save_site(connection, sample_site("main"))
    token = create_site_token(database, "main")
    tool = HoldingZammad()
    tool.start()
    _write_mapping(tmp_path / "connectors" / "zammad.toml", tool.url)
    with ExitStack() as stack:
        desks = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            about = {"database_url": database_url, "connectors_folder": str(tmp_path / "connectors")}
            desks.append(stack.enter_context(Killable("desk", tmp_path / name, desk=about)))
        yield Rig(tool, desks, database, token)
        assert [desk.stop() for desk in desks] == [0, 0]
    tool.stop()
    database.close()


def _write_mapping(path: Path, url: str) -> None:
    """The default mapping with this address, and times that a test has."""
    path.parent.mkdir()
    text = TOOLS["zammad"].default_mapping.read_text(encoding="utf-8")
    for old, new in (
        ("https://zammad.example.org", url),
        ("env:ZAMMAD_TOKEN", TOKEN),
        ("settle = 120", f"settle = {SETTLE_SECONDS}"),
        ("timeout = 60", f"timeout = {TIMEOUT_SECONDS}"),
        ("poll = 30", "poll = 1"),
    ):
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_desks_that_are_killed_between_request_and_commit_make_each_ticket_once(rig: Rig) -> None:
    rig.record(2)
    assert until(lambda: len(rig.numbers()) == 2, 20, 0.1)
    for _ in range(2):
        rig.tool.made.clear()
        rig.tool.let_go.clear()
        rig.record(4)
        assert rig.tool.made.wait(20)  # the tool has one, and no desk knows
        rig.kill_and_start()
    assert until(lambda: set(rig.numbers()) == set(rig.keys), PATIENCE_SECONDS, 0.5)
    tickets = {key: rig.tool.tickets(key) for key in rig.keys}
    assert {len(found) for found in tickets.values()} == {1}
    assert {key: found[0].id for key, found in tickets.items()}.keys() == rig.numbers().keys()
    assert len(rig.tool.rows) == len(rig.keys) == 10


def test_what_is_recorded_is_there_at_once_and_its_state_comes_back(rig: Rig) -> None:
    rig.record(1)
    (key,) = rig.keys
    assert until(lambda: len(rig.tool.tickets(key)) == 1, 5, 0.02)
    assert until(lambda: rig.tool.tickets(key)[0].state == "closed", 10, 0.05)
    assert until(lambda: key in rig.numbers(), 5, 0.05)
    rig.tool.change(rig.tool.tickets(key)[0].id, state="open", assignee="olga@example.org")
    client = DeskClient(rig.desks[1].url, rig.token)

    def state() -> str:
        items = client.feed("main", 0).items
        return next(str(item.body["state"]) for item in items if (item.kind, item.key) == ("outside", key))

    assert until(lambda: state() == "in_progress", 20, 0.1)
    client.close()
