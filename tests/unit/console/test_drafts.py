"""Drafts on disk: durable, one file each, never lost, never mixed up between agents."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from agent_console.draft_keeper import DraftKeeper
from agent_console.drafts import Draft, DraftStore
from agent_console.preferences import PreferencesFile

WORDS = "Pantalla en negro 🖥 שלום\nsecond line"


def test_what_was_saved_is_there_in_a_new_process(tmp_path: Path) -> None:
    draft = Draft(incident="i-1", key="k", visit="v:1", title="Dock", description=WORDS)
    DraftStore(tmp_path, "lena").save(draft)
    again = DraftStore(tmp_path, "lena")
    assert again.all() == [draft] and again.writing_for("v:1") == draft
    assert DraftStore(tmp_path, "marco").all() == []


def test_no_half_file_is_ever_seen(tmp_path: Path) -> None:
    store = DraftStore(tmp_path, "lena")
    store.save(Draft(incident="i", key="k", title="First"))
    (folder,) = list(tmp_path.iterdir())
    (folder / ".i.json.new").write_text('{"incident": "i", "ti', encoding="utf-8")  # a crash
    assert [d.title for d in DraftStore(tmp_path, "lena").all()] == ["First"]


@pytest.mark.expect_log("a draft cannot be read")
def test_a_file_that_cannot_be_read_is_kept_aside(tmp_path: Path) -> None:
    store = DraftStore(tmp_path, "lena")
    store.save(Draft(incident="good", key="k", title="Good"))
    (folder,) = list(tmp_path.iterdir())
    (folder / "bad.json").write_text("not json", encoding="utf-8")
    assert [d.incident for d in DraftStore(tmp_path, "lena").all()] == ["good"]
    assert (folder / "bad.unreadable").read_text(encoding="utf-8") == "not json"


@pytest.mark.parametrize("name", ["../../etc", ".", "a/b", "C:\\x", "ñ" * 40])
def test_no_id_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    store = DraftStore(tmp_path / "drafts", name)
    store.save(Draft(incident=name, key="k", title="T"))
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == list((tmp_path / "drafts").rglob("*.json"))
    assert DraftStore(tmp_path / "drafts", name).get(name) is not None


def test_the_unsent_come_in_the_order_of_recording(tmp_path: Path) -> None:
    store = DraftStore(tmp_path, "lena")
    for incident in ("b", "a", "c"):
        store.save(Draft(incident=incident, key="k", title="T", state="unsent", order=store.next_order()))
    assert [d.incident for d in DraftStore(tmp_path, "lena").unsent()] == ["b", "a", "c"]


def test_removing_is_for_good_and_may_be_repeated(tmp_path: Path) -> None:
    store = DraftStore(tmp_path, "lena")
    store.save(Draft(incident="i", key="k", title="T"))
    store.remove("i")
    store.remove("i")
    assert store.all() == [] and DraftStore(tmp_path, "lena").all() == []


class Keeping:
    """A keeper with its store, and what it says."""

    def __init__(self, folder: Path) -> None:
        self.owner = QObject()
        self.folder = folder
        self.store = DraftStore(folder, "lena")
        self.keeper = DraftKeeper(self.store, self.owner)
        self.faults: list[OSError] = []
        self.keeper.not_kept.connect(self.faults.append)

    def on_disk(self) -> list[str]:
        return [d.title for d in DraftStore(self.folder, "lena").all()]


def test_the_first_keystroke_at_once_and_the_next_soon(qtbot: QtBot, tmp_path: Path) -> None:
    made = Keeping(tmp_path)
    made.keeper.begin(Draft(incident="i", key="k"))
    made.keeper.edit(title="L")
    assert made.on_disk() == ["L"]
    made.keeper.edit(title="La")
    made.keeper.edit(title="Lap")
    assert made.on_disk() == ["L"]
    qtbot.waitUntil(lambda: made.on_disk() == ["Lap"], timeout=300)


def test_going_on_to_another_draft_writes_the_one_before(qtbot: QtBot, tmp_path: Path) -> None:
    made = Keeping(tmp_path)
    made.keeper.begin(Draft(incident="i", key="k"))
    made.keeper.edit(title="A")
    made.keeper.edit(title="Ab")
    made.keeper.begin(Draft(incident="j", key="k"))
    assert made.on_disk() == ["Ab"]


def test_a_draft_that_became_a_record_is_never_written_as_a_draft_again(qtbot: QtBot, tmp_path: Path) -> None:
    made = Keeping(tmp_path)
    made.keeper.begin(Draft(incident="i", key="k"))
    made.keeper.edit(title="A")
    made.keeper.edit(title="Ab")
    made.store.save(Draft(incident="i", key="k", title="Ab", state="unsent"))
    made.keeper.let_go()
    with qtbot.assertNotEmitted(made.keeper.kept, wait=300):
        made.keeper.begin(Draft(incident="j", key="k"))
    assert [d.state for d in DraftStore(tmp_path, "lena").all()] == ["unsent"]


def test_emptied_again_leaves_no_file(qtbot: QtBot, tmp_path: Path) -> None:
    made = Keeping(tmp_path)
    made.keeper.begin(Draft(incident="i", key="k"))
    made.keeper.edit(title="A")
    made.keeper.edit(title="  ")
    made.keeper.flush()
    assert made.on_disk() == []


@pytest.mark.expect_log("a draft was not written")
def test_a_disk_that_refuses_is_told_and_tried_again(qtbot: QtBot, tmp_path: Path) -> None:
    made = Keeping(tmp_path / "drafts")
    (tmp_path / "drafts").write_text("a file where the folder should be", encoding="utf-8")
    made.keeper.begin(Draft(incident="i", key="k"))
    made.keeper.edit(title="A")
    assert len(made.faults) == 1
    (tmp_path / "drafts").unlink()
    qtbot.waitUntil(lambda: made.on_disk() == ["A"], timeout=2000)


def test_preferences_are_kept_and_written_only_when_different(tmp_path: Path) -> None:
    path = tmp_path / "console" / "preferences.json"
    PreferencesFile(path).change(counter="3", language="es")
    assert PreferencesFile(path).now.counter == "3"
    written = path.stat()[stat.ST_INO]
    PreferencesFile(path).change(counter="3")
    assert path.stat()[stat.ST_INO] == written, "each write makes a new file"
