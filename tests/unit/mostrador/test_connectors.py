"""`mostrador desk connector`: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from common.i18n import Words
from common.settings import Settings
from desk.connectors import checking
from desk.connectors.catalogue import TOOLS, Proof, Tool
from desk.connectors.checking import Finding
from desk.connectors.loaded import load_connectors
from desk.program import open_desk
from desk.sample import load as load_sample
from mostrador.connector_table import finding_text
from mostrador.doctor import examine
from mostrador.main import main
from tests.unit.desk_connectors.test_mapping_file import WHOLE

Captured = pytest.CaptureFixture[str]
MAPPING = """
tool = "box"
url = "https://box.example.org"
[sign_in]
token = "env:BOX_TOKEN"
[options]
{options}
[fields]
Priority = {{ from = "priority", table = "priority" }}
[tables.priority]
1 = "90"
2 = "70"
3 = "50"
4 = "30"
5 = "10"
[states]
new = ["new"]
in_progress = ["open"]
waiting = ["stalled"]
resolved = ["resolved"]
closed = ["rejected"]
"""


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Tool:
    """A tool that lives in memory, one of those there are connectors for."""
    tool = Tool("box", "Ticket Box", Proof.DOCUMENTS, "tests.unit.desk_connectors.box")
    monkeypatch.setitem(TOOLS, "box", tool)
    return tool


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, box: Tool) -> Path:
    monkeypatch.setenv("MOSTRADOR_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("BOX_TOKEN", "open sesame")
    place = tmp_path / "desk" / "connectors"
    place.mkdir(parents=True)
    return place


def put(folder: Path, options: str = "", name: str = "tickets") -> None:
    (folder / f"{name}.toml").write_text(MAPPING.format(options=options), encoding="utf-8")


def said(capsys: Captured, *words: str) -> tuple[int, str, str]:
    """Exit code, what was printed (its line breaks as blanks), and what was complained."""
    code = main(["desk", "connector", *words])
    out, err = capsys.readouterr()
    return code, " ".join(out.split()), " ".join(err.split())


# list


def test_without_a_connector_it_says_how_to_make_one(folder: Path, capsys: Captured) -> None:
    code, out, err = said(capsys, "list")
    assert code == 0 and err == ""
    assert str(folder) in out and "mostrador desk connector new TOOL NAME" in out
    assert all(name in out for name in TOOLS)


def test_the_list(folder: Path, capsys: Captured) -> None:
    put(folder)
    code, out, _ = said(capsys, "list")
    assert code == 0
    assert (
        "tickets Ticket Box https://box.example.org incidents + requests, every site by its documents" in out
    )


def test_a_mapping_that_cannot_be_used_is_named_beside_the_others(folder: Path, capsys: Captured) -> None:
    put(folder)
    (folder / "other.toml").write_text(WHOLE, encoding="utf-8")
    code, out, err = said(capsys, "list")
    assert code == 2 and "tickets" in out
    why = "the environment variable RT_TOKEN is not set here; a file would do, too: “file:NAME”"
    assert err.endswith(f"other.toml cannot be used. sign_in.token: {why}")


def test_the_list_as_json(folder: Path, capsys: Captured) -> None:
    put(folder)
    (folder / "broken.toml").write_text("tool = ", encoding="utf-8")
    code = main(["desk", "connector", "list", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert code == 2
    assert told["connectors"] == [
        {
            "name": "tickets",
            "tool": "box",
            "tested": "documents",
            "url": "https://box.example.org",
            "kinds": ["incident", "request"],
            "sites": [],
        }
    ]
    assert [(Path(each["file"]).name, each["place"]) for each in told["faults"]] == [("broken.toml", "")]


def test_the_folder_is_a_setting(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    put(elsewhere, name="moved")
    monkeypatch.setenv("MOSTRADOR_DESK__CONNECTORS_FOLDER", str(elsewhere))
    assert "moved Ticket Box" in said(capsys, "list")[1]


# check


def test_a_good_one(folder: Path, capsys: Captured) -> None:
    put(folder)
    code, out, err = said(capsys, "check", "tickets")
    assert code == 0 and err == ""
    assert "good Ticket Box answers. It is version 3.1. The account is mostrador." in out
    assert "good A search for a key that nobody made finds nothing" in out
    assert "Priority 30" in out and "Number: INC-0" in out
    assert "note Impact, Urgency, Visit, Recorded, Minutes spent: neither in a field nor in the text." in out
    assert out.endswith("All is good.")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ('probe = "locked"', "the tool does not let us in. Unauthorized. Check the table sign_in"),
        ('probe = "away"', "looking around: no answer. The tool cannot be reached. Is the address right"),
        ('probe = "busy"', "is too busy. Too many requests. It asks to be left alone for 30 seconds."),
        ('probe = "does-not-fit"', "does not fit the tool. There is no queue WalkUp. (See options.queue.)"),
        (
            'probe = "mumbles"',
            "the answer was lost or makes no sense. The answer is a page for people. Is it",
        ),
        ('ignores_search = "true"', "finds a ticket (T-77): the tool ignores the search."),
        ('find = "away"', "Searching for a key that nobody made: no answer. The tool cannot be reached."),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    folder: Path, capsys: Captured, options: str, told: str
) -> None:
    put(folder, options)
    code, out, _ = said(capsys, "check", "tickets")
    assert code == 1 and told in out and "WRONG" in out and out.endswith("One thing is wrong.")
    let_in = not options.startswith("probe")
    assert ("Priority 30" in out) is let_in, "who is not let in knows nothing of it"
    assert ("how a sample would stand there" in out) is not let_in
    assert let_in or "note " not in out


def test_what_was_not_checked_is_told_to_programs_too(folder: Path, capsys: Captured) -> None:
    put(folder, 'probe = "locked"')
    assert main(["desk", "connector", "check", "tickets", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["unchecked"] == ["tool", "canary", "sample"]
    put(folder)
    main(["desk", "connector", "check", "tickets", "--json"])
    assert json.loads(capsys.readouterr().out)["unchecked"] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_nothing_begins_with_a_capital_after_a_colon(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("MOSTRADOR_LANGUAGE", language)
    for options in ('probe = "does-not-fit"', 'probe = "away"', 'find = "away"', 'probe = "locked"', ""):
        put(folder, options)
        out = said(capsys, "check", "tickets")[1]
        findings = re.split("A sample as it would|Una muestra", out)[0].partition("example.org ")[2]
        assert re.search(r": [A-ZÁÉÍÓÚ]", findings) is None, findings


def test_a_part_of_the_desk_is_no_must(capsys: Captured) -> None:
    with pytest.raises(SystemExit):
        main(["desk", "--help"])
    assert "usage: mostrador desk [-h] [PART ...]" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["desk", "connector", "--help"])
    assert "usage: mostrador desk connector [-h] ACT ..." in capsys.readouterr().out


def test_the_sample_goes_in_only_when_it_is_asked_for(folder: Path, capsys: Captured) -> None:
    put(folder)
    assert "Ticket T-1 was made" not in said(capsys, "check", "tickets")[1]
    code, out, _ = said(capsys, "check", "tickets", "--send-sample")
    assert code == 0 and "good Ticket T-1 was made. https://box.example.org/1" in out
    assert "good Every field stands there as it was sent." in out
    assert "good It was resolved (resolved), so nobody has to deal with it." in out


def test_a_sample_of_which_something_was_dropped(folder: Path, capsys: Captured) -> None:
    put(folder, 'drops = "Priority"\nforgets = true')
    code, out, _ = said(capsys, "check", "tickets", "--send-sample")
    assert code == 1 and out.endswith("3 things are wrong.")
    assert "WRONG Priority was sent as “30” and is not there." in out
    assert "WRONG A note was taken and is not there." in out


@pytest.mark.parametrize("options", ['probe = "locked"', 'ignores_search = "true"'])
def test_no_sample_goes_into_a_tool_that_is_not_fit_for_it(
    folder: Path, capsys: Captured, options: str
) -> None:
    put(folder, options)
    code, out, _ = said(capsys, "check", "tickets", "--send-sample")
    assert code == 1 and "The sample in the tool:" not in out


def test_an_answer_that_is_lost_says_what_to_look_for(folder: Path, capsys: Captured) -> None:
    put(folder, 'create = "mumbles"')
    code, out, _ = said(capsys, "check", "tickets", "--send-sample")
    assert code == 1 and "The ticket may be there all the same. Search the tool for" in out


def test_a_check_as_json(folder: Path, capsys: Captured) -> None:
    put(folder)
    code = main(
        ["desk", "connector", "check", "tickets", "--json", "--send-sample", "--mail", "a@example.org"]
    )
    told = json.loads(capsys.readouterr().out)
    assert code == 0 and told["fit"] is True and told["connector"] == "tickets"
    assert told["fields"]["Priority"] == "30" and told["fields"]["requester"] == "a@example.org"
    assert told["lost"] == ["impact", "urgency", "visit", "recorded_at", "spent_minutes"]
    assert told["sample"]["ticket"]["number"] == "T-1"
    assert told["sample"]["findings"][0]["code"] == "created"


def test_no_secret_is_printed(folder: Path, capsys: Captured) -> None:
    put(folder)
    main(["desk", "connector", "check", "tickets", "--json", "--send-sample"])
    main(["desk", "connector", "check", "tickets"])
    main(["desk", "connector", "list"])
    out, err = capsys.readouterr()
    assert "sesame" not in out + err


def test_one_that_there_is_none_of(folder: Path, capsys: Captured) -> None:
    there_is = f"There is no connector tickets in {folder}, nor any other."
    to_make_it = "To make it: “mostrador desk connector new TOOL tickets”."
    assert said(capsys, "check", "tickets")[::2] == (2, f"{there_is} {to_make_it}")
    put(folder, name="other")
    code, _, err = said(capsys, "check", "tickets")
    assert code == 2 and err.endswith("There are: other.")
    assert said(capsys, "check", "../../../etc/passwd")[0] == 2


def test_one_that_cannot_be_read(folder: Path, capsys: Captured) -> None:
    (folder / "tickets.toml").write_text('tool = "abacus"', encoding="utf-8")
    code, _, err = said(capsys, "check", "tickets")
    assert code == 2 and "tool: there is no connector for abacus" in err
    (folder / "tickets.toml").write_text('tool = "box"\ncolour = 1', encoding="utf-8")
    code = main(["desk", "connector", "check", "tickets", "--json"])
    assert code == 2 and json.loads(capsys.readouterr().out)["place"] == "colour"


def test_a_secret_that_is_not_given(folder: Path, capsys: Captured) -> None:
    (folder / "tickets.toml").write_text('tool = "box"\nurl = "https://x.example.org"', encoding="utf-8")
    code, _, err = said(capsys, "check", "tickets")
    assert code == 2 and "sign_in.token: is needed and not given" in err


def test_the_desk_s_own_sites_and_categories_are_compared(folder: Path, capsys: Captured) -> None:
    from common.settings import load_settings

    desk = open_desk(load_settings())
    load_sample(desk.database)
    desk.database.close()
    table = MAPPING.format(options="").replace("url =", 'sites = ["main", "moon"]\nurl =')
    more = '[tables.category]\nhardware = "HW"\n'
    rule = 'Category = { from = "category.0", table = "category", default = "Other" }\n[tables.priority]'
    (folder / "tickets.toml").write_text(table.replace("[tables.priority]", rule) + more, encoding="utf-8")
    (folder / "broken.toml").write_text("tool", encoding="utf-8")  # another one: nobody's concern here
    told = json.loads(said(capsys, "check", "tickets", "--json")[1])
    assert [each["args"]["site"] for each in told["findings"] if each["code"] == "unknown-site"] == ["moon"]
    code, out, _ = said(capsys, "check", "tickets")
    assert code == 1 and "sites names moon, and the desk has no such site. It has:" in out
    assert "stands in no line of tables.category: Category becomes Other" in out
    assert "The category hardware stands" not in out


# new


def test_new_writes_the_tool_s_commented_mapping(folder: Path, capsys: Captured) -> None:
    code, out, _ = said(capsys, "new", "request_tracker", "tracker")
    made = folder / "tracker.toml"
    assert code == 0
    assert made.read_bytes() == TOOLS["request_tracker"].default_mapping.read_bytes()
    assert made.stat().st_mode & 0o777 == 0o600
    assert "RT_TOKEN" in out and "mostrador desk connector check tracker" in out


def test_new_makes_the_folder(folder: Path, capsys: Captured) -> None:
    folder.rmdir()
    assert said(capsys, "new", "topdesk", "mine")[0] == 0 and (folder / "mine.toml").exists()


def test_new_lays_beside_it_what_has_to_be_brought_into_the_tool(folder: Path, capsys: Captured) -> None:
    code, out, _ = said(capsys, "new", "znuny", "tickets")
    assert code == 0 and "znuny-webservice.yml is beside it" in out
    assert (folder / "znuny-webservice.yml").read_bytes() == TOOLS["znuny"].beside[0].read_bytes()
    assert said(capsys, "list")[0] == 2, "a secret is not there; the file beside it is no mapping"


def test_new_never_writes_over_one_that_is_there(folder: Path, capsys: Captured) -> None:
    put(folder)
    before = (folder / "tickets.toml").read_bytes()
    code, _, err = said(capsys, "new", "topdesk", "tickets")
    assert code == 1 and "is there already" in err and (folder / "tickets.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("abacus", "x"), "There is no connector for abacus. There are:"),
        (("topdesk", "My Desk"), "My Desk cannot be a connector’s name"),
        (("topdesk", "../x"), "../x cannot be a connector’s name"),
    ],
)
def test_new_says_what_it_cannot_make(
    folder: Path, capsys: Captured, words: tuple[str, str], told: str
) -> None:
    code, _, err = said(capsys, "new", *words)
    assert code == 2 and err.startswith(told) and not list(folder.iterdir())


# words


@pytest.mark.parametrize("words", [(), ("check",), ("new", "topdesk"), ("sing",), ("list", "more")])
def test_wrong_words_end_with_2(words: tuple[str, ...], folder: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["desk", "connector", *words])
    assert ended.value.code == 2


def test_in_spanish_too(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, 'probe = "locked"')
    monkeypatch.setenv("MOSTRADOR_LANGUAGE", "es")
    assert "la herramienta no nos deja entrar. Unauthorized." in said(capsys, "check", "tickets")[1]


@pytest.mark.parametrize("language", ["en", "es"])
def test_whatever_may_be_found_has_its_words(language: str) -> None:
    words = Words(language, ["operate", "connectors"])
    here = Path(checking.__file__).parent
    text = (here / "checking.py").read_text(encoding="utf-8") + (here / "sampling.py").read_text(
        encoding="utf-8"
    )
    codes = {*re.findall(r'Finding\(\s*"([a-z-]+)"', text), *re.findall(r'code = "([a-z-]+)"', text)}
    codes |= {f"{step}-{how}" for step in ("note", "attach") for how in ("kept", "taken", "dropped")}
    codes |= {"busy", "changed", "category-absent", "cut-for-good", "not-reached", "marker-none"}
    assert len(codes) > 25 and [code for code in codes if f"connector-{code}" not in words] == []


def test_a_tool_s_words_end_as_a_sentence_does() -> None:
    words = Words("en", ["operate", "connectors"])
    for message in ("Too many", "Too many.", " Too  many. "):
        finding = Finding("busy", False, {"step": "probe", "message": message, "seconds": 1})
        assert finding_text(words, finding).endswith(
            "too busy. Too many. It asks to be left alone for one second."
        )


# doctor


def findings(folder: Path) -> list[tuple[bool | None, str]]:
    settings = Settings.model_validate({"data_folder": folder.parents[1]})
    return [(each.fit, each.says) for each in examine(settings) if each.what == "Connector tickets"]


def test_the_doctor_asks_each_connector(folder: Path) -> None:
    assert findings(folder) == []
    put(folder)
    assert findings(folder) == [(True, "Ticket Box answers. It is version 3.1. The account is mostrador.")]
    put(folder, 'probe = "locked"')
    ((fit, says),) = findings(folder)
    assert fit is False and "does not let us in" in says
    (folder / "tickets.toml").write_text("tool = 7", encoding="utf-8")
    ((fit, says),) = findings(folder)
    assert fit is False and says.startswith("tool: ")


# beside it


def test_a_command_that_lacks_the_desk_s_secrets_prints_its_token_and_nothing_else(
    folder: Path, capsys: Captured, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "other.toml").write_text(WHOLE, encoding="utf-8")
    assert main(["token", "program", "sync"]) == 0
    assert capsys.readouterr().out.startswith("prog_") and caplog.records == []


@pytest.mark.expect_log("mapping_invalid")
def test_the_desk_that_serves_logs_which_mapping_it_cannot_use(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "other.toml").write_text(WHOLE, encoding="utf-8")
    load_connectors(folder).log_faults()
    (record,) = caplog.records
    assert record.levelname == "ERROR" and "other.toml" in record.getMessage()
    assert "RT_TOKEN is not set" in record.getMessage()
