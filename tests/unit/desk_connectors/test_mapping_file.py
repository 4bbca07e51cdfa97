"""A mapping's file: what is read of it, and what is said of one that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from desk.connectors.mapping import folder
from desk.connectors.mapping.form import Mapping, MappingInvalid, RequesterRule
from desk.connectors.mapping.reading import load
from desk.incidents.rules import State

WHOLE = """
tool = "request_tracker"
url = "https://rt.example.org"
sites = ["main"]
kinds = ["incident"]
language = "es"
details = ["number", "agent"]
[sign_in]
token = "env:RT_TOKEN"
[requester]
rule = "look_up"
fallback = "walk-up"
[options]
queue = "WalkUp"
type = 2
notify = false
[fields]
Priority = { from = "priority", table = "priority" }
"CustomFields.Category" = { from = "category.0", table = "category", default = "Other", limit = 80 }
Source = { constant = "Walk-up" }
Class = { constant = 7 }
[tables.priority]
1 = 90
2 = 70
3 = 50
4 = 30
5 = 10
[tables.category]
hardware = "Hardware"
[limits]
title = 100
text = 4000
note = 3000
[states]
new = ["new"]
in_progress = [2, 3]
waiting = ["stalled"]
resolved = ["resolved"]
closed = ["rejected"]
[timing]
settle = 3
timeout = 5.5
[hook]
secret = "file:hook.secret"
header = "X-Signature"
scheme = "hmac-sha1"
"""
SMALLEST = 'tool = "request_tracker"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "hook.secret").write_text("open sesame\n", encoding="utf-8")
    path = tmp_path / "tracker.toml"
    path.write_text(WHOLE, encoding="utf-8")
    return path


def read(file: Path) -> Mapping:
    return load(file, environment={"RT_TOKEN": "1-2-abc\n"})


def refused(file: Path, text: str, **environment: str) -> MappingInvalid:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MappingInvalid) as told:
        load(file, environment=environment)
    return told.value


def test_the_connector_is_called_as_its_file(file: Path) -> None:
    assert read(file).name == "tracker"


def test_everything_in_it_is_read(file: Path) -> None:
    found = read(file)
    assert (found.tool, found.url, found.language) == ("request_tracker", "https://rt.example.org", "es")
    assert (found.sites, found.kinds, found.details) == (("main",), ("incident",), ("number", "agent"))
    assert found.requester.rule is RequesterRule.LOOK_UP and found.requester.fallback == "walk-up"
    assert found.states[State.IN_PROGRESS] == ("2", "3")
    assert (found.limits.title, found.limits.text, found.limits.note) == (100, 4000, 3000)
    assert (found.timing.settle, found.timing.timeout, found.timing.poll) == (3, 5.5, 30)
    assert found.fields["CustomFields.Category"].limit == 80


def test_numbers_and_truths_become_text_as_tools_take_them(file: Path) -> None:
    found = read(file)
    assert found.options == {"queue": "WalkUp", "type": "2", "notify": "false"}
    assert found.fields["Class"].constant == "7" and found.tables["priority"]["1"] == "90"


def test_the_smallest_one_has_defaults(file: Path) -> None:
    file.write_text(SMALLEST, encoding="utf-8")
    found = load(file)
    assert found.takes("anywhere", "incident") and found.takes("main", "request")
    assert found.requester.rule is RequesterRule.MAIL and found.hook is None
    assert (found.timing.settle, found.timing.timeout) == (120, 60)
    assert "number" in found.details and "link" in found.details


@pytest.mark.parametrize(
    ("site", "kind", "taken"),
    [("main", "incident", True), ("main", "request", False), ("harbour", "incident", False)],
)
def test_it_takes_the_sites_and_kinds_that_it_names(file: Path, site: str, kind: str, taken: bool) -> None:
    assert read(file).takes(site, kind) is taken


# secrets


def test_a_secret_comes_from_the_environment_or_from_a_file_beside_it(file: Path) -> None:
    found = read(file)
    assert found.secret("token") == "1-2-abc"
    assert found.hook is not None and found.hook.secret.get_secret_value() == "open sesame"


def test_a_secret_may_stand_there_itself(file: Path) -> None:
    file.write_text(
        SMALLEST + '[sign_in]\nuser = "walkup"\npassword = "s3cret:with:colons"', encoding="utf-8"
    )
    assert load(file, environment={}).secret("password") == "s3cret:with:colons"


def test_no_secret_shows_in_what_is_printed(file: Path) -> None:
    found = read(file)
    shown = f"{found} {found!r} {found.sign_in} {found.model_dump()} {found.model_dump_json()}"
    assert "1-2-abc" not in shown and "open sesame" not in shown


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[sign_in]\ntoken = "env:NOT_THERE"', "sign_in.token"),
        ('[sign_in]\ntoken = "file:not-there.txt"', "sign_in.token"),
        ('[hook]\nsecret = "env:NOT_THERE"', "hook.secret"),
    ],
)
def test_a_secret_that_is_not_there_is_named(file: Path, text: str, place: str) -> None:
    told = refused(file, SMALLEST + text)
    assert told.place == place and ("NOT_THERE" in told.why or "not-there.txt" in told.why)


def test_without_resolving_a_mapping_can_be_looked_at_anywhere(file: Path) -> None:
    assert load(file, resolve=False, environment={}).sign_in["token"].get_secret_value() == "env:RT_TOKEN"


def test_a_secret_that_is_needed_and_not_given_is_asked_for(file: Path) -> None:
    with pytest.raises(MappingInvalid, match="sign_in.password: is needed and not given"):
        read(file).secret("password")


def test_a_fault_never_tells_a_secret(file: Path) -> None:
    told = refused(file, SMALLEST + '[sign_in]\ntoken = ["hunter2"]\n[hook]\nsecret = 12345678')
    assert "hunter2" not in str(told) and "12345678" not in str(told)
    file.write_text(SMALLEST, encoding="utf-8")
    with pytest.raises(ValueError, match="sign_in") as refusal:
        load(file).amended(sign_in={"token": ["hunter2"]})
    assert "hunter2" not in str(refusal.value)


# what cannot be used


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("", "tool", "is missing"),
        ('tool = "a"\ncolour = "red"', "colour", "is not a key of a mapping"),
        ('tool = "a"\nname = "b"', "name", "is not a key"),
        ('tool = "a"\nlanguage = "fr"', "language", "must be 'en' or 'es'"),
        ('tool = "a"\nkinds = ["problem"]', "kinds.0", "'incident' or 'request'"),
        ('tool = "a"\n[requester]\nrule = "guess"', "requester.rule", "free_text"),
        ('tool = "a"\n[requester]\nwho = "x"', "requester.who", "is not a key"),
        ('tool = "a"\ndetails = ["weather"]', "details.0", "there is no source weather"),
        (
            'tool = "a"\n[fields]\nX = { from = "category.4" }',
            "fields.X.from",
            "no source category.4",
        ),
        ('tool = "a"\n[fields]\nX = {}', "fields.X", "give either from or constant"),
        (
            'tool = "a"\n[fields]\nX = { from = "kind", constant = "a" }',
            "fields.X",
            "give either from or constant",
        ),
        (
            'tool = "a"\n[fields]\nX = { constant = "a", table = "b" }',
            "fields.X",
            "neither table nor default",
        ),
        ('tool = "a"\n[fields]\nX = { from = "kind", table = "b" }', "fields.X.table", "no table tables.b"),
        (
            'tool = "a"\n[fields]\nX = { from = "kind", limit = 0 }',
            "fields.X.limit",
            "greater than or equal to 1",
        ),
        ('tool = "a"\n[fields]\nX = "Walk-up"', "fields.X", "must be a table"),
        ('tool = "a"\n[limits]\ntitle = 5', "limits.title", "greater than or equal to 20"),
        ('tool = "a"\n[limits]\nnote = 5', "limits.note", "greater than or equal to 200"),
        ('tool = "a"\n[states]\ncancelled = ["x"]', "states.cancelled", "'new', 'in_progress'"),
        ('tool = "a"\n[states]\nnew = []', "states.new", "names no state"),
        ('tool = "a"\n[states]\nnew = [""]', "states.new", "names no state"),
        ('tool = "a"\n[timing]\npoll = 0', "timing.poll", "greater than or equal to 1"),
        ('tool = "a"\n[hook]\nheader = "X"', "hook.secret", "is missing"),
        ('tool = "a"\n[hook]\nsecret = "x"\nscheme = "md5"', "hook.scheme", "hmac-sha256"),
    ],
)
def test_what_is_wrong_is_told_with_file_table_and_key(file: Path, text: str, place: str, why: str) -> None:
    told = refused(file, text)
    assert (told.file, told.place) == (str(file), place) and why in told.why
    assert str(told).startswith(f"{file}: {place}: ") and "pydantic" not in str(told)


@pytest.mark.parametrize("source", ["priority", "impact", "urgency", "kind"])
def test_a_table_over_few_values_must_have_them_all(file: Path, source: str) -> None:
    rule = f'[fields]\nX = {{ from = "{source}", table = "t" }}'
    text = f'tool = "a"\n{rule}\n[tables.t]\n1 = "high"\nincident = "I"'
    told = refused(file, text)
    assert (
        told.place == "tables.t" and "has nothing for" in told.why and "fields.X has no default" in told.why
    )
    file.write_text(text.replace('table = "t"', 'table = "t", default = "z"'), encoding="utf-8")
    assert load(file).fields["X"].default == "z"


def test_no_toml_no_text_no_file(file: Path, tmp_path: Path) -> None:
    assert "is not TOML" in refused(file, "tool = ").why
    assert "line 2" in refused(file, 'url = ""\ntool = ?').why
    file.write_bytes(b'tool = "\xff"')
    with pytest.raises(MappingInvalid, match="is not UTF-8 text"):
        load(file)
    with pytest.raises(MappingInvalid, match="cannot be read: No such file"):
        load(tmp_path / "absent.toml")
    with pytest.raises(MappingInvalid, match="cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize("name", ["Tracker", "my tracker", "-x", "a.b", "x" * 49, "ñ"])
def test_a_name_that_cannot_stand_in_an_address_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.toml"
    path.write_text(SMALLEST, encoding="utf-8")
    with pytest.raises(MappingInvalid, match="the file's name is the connector's"):
        load(path)


# changing one in the program


def test_amended_adds_options_and_secrets_and_replaces_the_rest(file: Path) -> None:
    found = read(file).amended(url="http://127.0.0.1:8081", options={"queue": "Other"}, sign_in={"user": "x"})
    assert found.url == "http://127.0.0.1:8081"
    assert found.options == {"queue": "Other", "type": "2", "notify": "false"}
    assert found.secret("token") == "1-2-abc" and found.secret("user") == "x"
    assert found.hook == read(file).hook and found.states == read(file).states


def test_amended_is_checked_again(file: Path) -> None:
    with pytest.raises(ValueError, match="there is no table"):
        read(file).amended(tables={})


# the folder


def test_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert folder.read(tmp_path / "absent") == folder.Found()


def test_a_broken_mapping_keeps_no_other_away(file: Path) -> None:
    (file.parent / "broken.toml").write_text("tool", encoding="utf-8")
    (file.parent / "mail.toml").write_text('tool = "mail"', encoding="utf-8")
    (file.parent / "mail.toml.bak").write_text("nothing", encoding="utf-8")
    found = folder.read(file.parent, resolve=False)
    assert [mapping.name for mapping in found.mappings] == ["mail", "tracker"]
    assert [Path(fault.file).name for fault in found.faults] == ["broken.toml"]


def test_the_first_by_name_that_takes_a_record_gets_it(file: Path) -> None:
    (file.parent / "zz-rest.toml").write_text('tool = "mail"', encoding="utf-8")
    found = folder.read(file.parent, resolve=False).mappings
    names = [
        mapping.name if (mapping := folder.chosen(found, site, kind)) else ""
        for site, kind in [("main", "incident"), ("main", "request"), ("harbour", "incident")]
    ]
    assert names == ["tracker", "zz-rest", "zz-rest"]
    assert folder.chosen(found[:1], "harbour", "incident") is None
