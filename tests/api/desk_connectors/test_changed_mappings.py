"""The folder of mappings while the desk runs: what is added, changed, broken, mended and taken away in it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from common.clock import Clock, ManualClock
from common.waiting import until
from desk.catalogue import store as catalogue
from desk.connectors.engine.breaker import LineState
from desk.connectors.engine.delivery import Stage
from desk.connectors.loaded import Connectors, load_connectors
from desk.connectors.mapping.form import Mapping, MappingInvalid
from desk.connectors.port import Caps, Connector, Marker, SignInFailed
from desk.connectors.seen import all_tools
from desk.connectors.store import lines, outside
from desk.connectors.worker import Worker
from desk.context import Desk
from desk.incidents.rules import State
from tests.api.desk_connectors.conftest import Handing
from tests.api.desk_connectors.tool import Tool, ToolConnector
from tests.fixtures.desks import NOON, make_desk, sample_site

MAPPING = """
tool = "request_tracker"
url = "https://rt.example.org"
kinds = [{kinds}]
[sign_in]
token = "file:{name}.token"
[fields]
Queue = {{ constant = "{queue}" }}
[states]
new = ["new"]
resolved = ["resolved"]
"""
BROKEN = 'tool = "request_tracker"\nbogus = 1\n'


@dataclass
class Folder:
    """A desk over a folder of mappings, which a tool of ours serves whatever they say."""

    place: Path
    desk: Desk
    tool: Tool
    clock: ManualClock
    made: list[tuple[str, str]] = field(default_factory=list)  # name and token of each connector

    def write(self, name: str = "rt", queue: str = "One", token: str = "secret", kinds: str = "") -> None:
        (self.place / f"{name}.token").write_text(token)
        told = kinds or '"incident", "request"'
        (self.place / f"{name}.toml").write_text(MAPPING.format(name=name, queue=queue, kinds=told))

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        token = mapping.secret("token")
        if token == "unfit":
            raise MappingInvalid(mapping.name, "sign_in.token", "is none")
        self.made.append((mapping.name, token))
        return ToolConnector(self.tool)

    def opened(self) -> Handing:
        """The desk starts."""
        connectors: Connectors = load_connectors(self.place)
        connectors.connect = self.connect
        desk = replace(self.desk, connectors=connectors)
        return Handing(desk, self.tool, Worker(desk, dice=lambda: 0.5), self.clock)


@pytest.fixture
def folder(database_url: str, tmp_path: Path) -> Iterator[Folder]:
    clock = ManualClock(NOON)
    desk = make_desk(database_url, tmp_path, clock)
    with desk.database.begin() as connection:
        catalogue.save_site(connection, sample_site("main"))
    place = tmp_path / "connectors"
    place.mkdir()
    yield Folder(place, desk, Tool(clock, Caps(marker=Marker.NONE)), clock)
    desk.database.close()


@pytest.fixture
def opened(folder: Folder) -> Iterator[Callable[[], Handing]]:
    desks: list[Handing] = []

    def start() -> Handing:
        desks.append(folder.opened())
        return desks[-1]

    yield start
    for each in desks:
        each.worker.stop()


def looked(handing: Handing) -> bool:
    """Two looks in a row find what has changed."""
    return [handing.worker.look(), handing.worker.look()][1]


def is_there(handing: Handing, incident: str) -> bool:
    with handing.desk.database.read() as connection:
        return outside.of(connection, incident) is not None


def queues(handing: Handing) -> list[str]:
    return [ticket.fields["Queue"] for ticket in handing.tool.tickets.values()]


def test_a_changed_mapping_counts_without_a_restart(folder: Folder, opened: Callable[[], Handing]) -> None:
    folder.write()
    desk = opened()
    desk.record()
    desk.worker.run_due()
    assert not desk.worker.look(), "nothing has changed"
    folder.write(queue="Two")
    assert not desk.worker.look(), "it may just be being written"
    desk.record()
    desk.worker.run_due()
    assert queues(desk) == ["One", "One"]
    assert desk.worker.look() and not desk.worker.look()
    desk.record()
    desk.worker.run_due()
    assert queues(desk) == ["One", "One", "Two"]
    assert desk.tool.called("close") > 0, "what served the old mapping is let go of"


@pytest.mark.expect_log("line_changed")
def test_a_new_secret_opens_a_line_that_was_stopped(folder: Folder, opened: Callable[[], Handing]) -> None:
    folder.write()
    desk = opened()
    desk.tool.next_on("create", SignInFailed("the token has expired"))
    key = desk.record()
    desk.worker.run_due()
    with desk.desk.database.read() as connection:
        assert lines.line_of(connection, "rt").state is LineState.STOPPED
    (folder.place / "rt.token").write_text("fresh")
    assert looked(desk)
    desk.later(5)
    assert desk.stages(key) == [Stage.DONE] and folder.made[-1] == ("rt", "fresh")


def test_a_connector_that_is_added_is_served(folder: Folder, opened: Callable[[], Handing]) -> None:
    desk = opened()
    early = desk.record()
    desk.worker.start()
    folder.write()
    assert until(lambda: len(desk.desk.connectors) == 1, 20, 0.05), "the worker looks by itself"
    key = desk.record()
    assert until(lambda: desk.stages(key) == [Stage.DONE], 20, 0.05)
    assert not is_there(desk, early), "what was recorded before there was a connector waits for a lead"


@pytest.mark.expect_log("mapping_invalid")
@pytest.mark.parametrize("fault", ["form", "connector"])
def test_of_a_broken_version_the_one_before_goes_on(
    folder: Folder, opened: Callable[[], Handing], fault: str
) -> None:
    folder.write()
    desk = opened()
    if fault == "form":
        (folder.place / "rt.toml").write_text(BROKEN)
    else:
        folder.write(queue="Two", token="unfit")
    assert looked(desk)
    (told,) = desk.desk.connectors.faults
    assert told.place == ("bogus" if fault == "form" else "sign_in.token")
    assert not desk.desk.connectors.broken
    key = desk.record()
    desk.worker.run_due()
    assert desk.stages(key) == [Stage.DONE] and queues(desk) == ["One"]
    folder.write(queue="Three")
    assert looked(desk) and desk.desk.connectors.faults == ()
    desk.record()
    desk.worker.run_due()
    assert queues(desk) == ["One", "Three"]


def test_what_is_recorded_while_a_mapping_is_broken_goes_when_it_is_mended(
    folder: Folder, opened: Callable[[], Handing]
) -> None:
    folder.write(kinds='"incident"')
    first = opened()
    first.worker.start()  # it is known to be good
    first.worker.stop()
    (folder.place / "rt.toml").write_text(BROKEN)
    desk = opened()
    desk.worker.start()
    keys = [desk.record() for _ in range(3)]
    other = desk.record(kind="request")
    desk.worker.stop()
    again = opened()  # still broken: it is remembered since when
    again.worker.start()
    keys.append(again.record())
    assert not any(is_there(again, key) for key in keys)
    folder.write(kinds='"incident"')
    assert until(lambda: all(is_there(again, key) for key in keys), 20, 0.05)
    assert until(lambda: all(again.stages(key) == [Stage.DONE] for key in keys), 20, 0.05)
    assert not is_there(again, other)
    late = opened()
    late.worker.start()
    late.worker.run_due()
    assert len(late.tool.tickets) == len(keys), "once, however often a desk starts"


def test_many_that_waited_all_go(folder: Folder, opened: Callable[[], Handing]) -> None:
    folder.write()
    first = opened()
    first.worker.start()
    first.worker.stop()
    (folder.place / "rt.toml").write_text(BROKEN)
    desk = opened()
    desk.worker.start()
    desk.worker.stop()
    keys = [desk.record() for _ in range(205)]
    folder.write()
    assert looked(desk)
    assert all(is_there(desk, key) for key in keys)


def test_a_mapping_that_is_taken_away_stops_its_line(folder: Folder, opened: Callable[[], Handing]) -> None:
    folder.write()
    desk = opened()
    waits = desk.record()
    (folder.place / "rt.toml").unlink()
    assert looked(desk)
    assert desk.worker.run_due() == 0 and not desk.tool.tickets
    kept = desk.record()
    assert not is_there(desk, kept)
    folder.write()
    assert looked(desk)
    desk.worker.run_due()
    assert desk.stages(waits) == [Stage.DONE] and not is_there(desk, kept)


def test_what_is_in_hand_is_finished_with_the_mapping_it_was_begun_with(
    folder: Folder, opened: Callable[[], Handing]
) -> None:
    folder.write()
    desk = opened()
    reached, let_go, calls = threading.Event(), threading.Event(), []

    def waits(call: str) -> None:
        if call == "create":
            calls.append(threading.current_thread().name)
            reached.set()
            assert let_go.wait(20)

    desk.tool.before = waits
    desk.worker.start()
    threads = threading.active_count()
    key = desk.record()
    assert reached.wait(20)
    folder.write(queue="Two")
    assert until(lambda: desk.desk.connectors.mappings["rt"].fields["Queue"].constant == "Two", 20, 0.05)
    later = desk.record()
    assert until(lambda: len(calls) == 2, 20, 0.02), "the other thread takes the next one meanwhile"
    let_go.set()
    assert until(lambda: desk.stages(key) == desk.stages(later) == [Stage.DONE], 20, 0.02)
    (mine,), (its,) = desk.tool.with_key(key), desk.tool.with_key(later)
    assert (mine.fields["Queue"], its.fields["Queue"]) == ("One", "Two")
    assert threading.active_count() == threads, "no thread more than before"
    desk.worker.stop()


def test_records_follow_when_a_mapping_learns_the_state_that_they_stand_in(
    folder: Folder, opened: Callable[[], Handing]
) -> None:
    folder.write()
    desk, file = opened(), folder.place / "rt.toml"
    record, other = desk.record(), desk.record()
    desk.worker.run_due()
    (ticket,) = desk.tool.with_key(record)
    desk.tool.change(ticket, state="parked")
    desk.later(31)
    assert (desk.ticket(record).known.raw_state, desk.stored(record).standing.state) == ("parked", State.NEW)
    with desk.desk.database.read() as connection:
        assert all_tools(connection, desk.desk)[0].unknown == ("parked",)
    file.write_text(f'{file.read_text()}waiting = ["parked"]\n')
    assert looked(desk)
    assert (desk.stored(record).standing.state, desk.stored(other).standing.state) == (
        State.WAITING,
        State.NEW,
    )
    with desk.desk.database.read() as connection:
        assert all_tools(connection, desk.desk)[0].unknown == ()
    file.write_text(file.read_text().replace("waiting", "in_progress"))
    later = opened()  # the mapping was changed while no desk ran
    later.worker.start()
    assert until(lambda: later.stored(record).standing.state is State.IN_PROGRESS, 20, 0.02)
