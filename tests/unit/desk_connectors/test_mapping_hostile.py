"""A folder of mappings in which somebody left what is no mapping: the good ones are read, and soon."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desk.connectors.mapping import folder
from desk.connectors.mapping.form import MappingInvalid
from desk.connectors.mapping.reading import LARGEST, load

GOOD = """
tool = "mail"
[states]
new = ["new"]
in_progress = ["open"]
waiting = ["waiting"]
resolved = ["resolved"]
closed = ["closed"]
"""


def test_what_is_no_file_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD)
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "endless.toml").symlink_to("/dev/zero")
    (tmp_path / "nowhere.toml").symlink_to(tmp_path / "gone")
    (tmp_path / "itself.toml").symlink_to(tmp_path / "itself.toml")
    (tmp_path / "deep.toml").write_text("a = " + "[" * 20_000 + "]" * 20_000)
    (tmp_path / "large.toml").write_text("#" * (LARGEST + 1))
    found = folder.read(tmp_path)
    assert [mapping.name for mapping in found.mappings] == ["good"]
    assert sorted(Path(fault.file).stem for fault in found.faults) == [
        *("deep", "endless", "folder", "itself", "large", "nowhere", "pipe")
    ]


@pytest.mark.parametrize("secret", ["pipe", ".", "/dev/zero", "no\\u0000name", "gone"])
def test_a_secret_that_is_no_file_is_named(tmp_path: Path, secret: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "tracker.toml").write_text(GOOD + f'[sign_in]\npassword = "file:{secret}"\n')
    with pytest.raises(MappingInvalid) as invalid:
        load(tmp_path / "tracker.toml")
    assert invalid.value.place == "sign_in.password"
