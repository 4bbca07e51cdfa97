"""Operating by the command line while programs run: tokens, people, staff, backup, verify."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from common.clients.errors import ApiRefused, Unreachable
from common.clients.site import SiteClient
from common.clients.stream import JournalStream
from common.clock import SystemClock
from common.ids import new_id
from common.waiting import until
from desk.engine import Database, sqlite_url
from desk.standby import store as standby
from mostrador.main import main
from tests.api.site.asking import a_check_in, refused, waiting
from tests.e2e.sample import sample_desk
from tests.fixtures.killable import Killable

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on the data in tmp_path/data: exit code, what it printed, what it complained of."""
    monkeypatch.setenv("MOSTRADOR_DATA_FOLDER", str(tmp_path / "data"))

    def command(*words: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        capsys.readouterr()
        code = main(words)
        told = capsys.readouterr()
        return code, told.out.strip(), told.err.strip()

    return command


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Killable]:
    with Killable("site", tmp_path) as running:
        yield running


def client_of(site: Killable, token: str) -> SiteClient:
    return SiteClient(site.url, token, timeout=10)


def local(site: Killable, folder: Path) -> SiteClient:
    return client_of(site, (folder / "data" / "site" / "local-token").read_text().strip())


def test_tokens_made_while_the_site_runs_count_at_once(site: Killable, run: Run) -> None:
    code, token, note = run("token", "kiosk", "entrance")
    assert code == 0 and "only now" in note
    kiosk = client_of(site, token)
    assert waiting(kiosk).number == "A001"
    display = client_of(site, run("token", "display", "hall")[1])
    assert len(display.board().next) == 1
    refused(403, "forbidden", display.check_in, a_check_in(), new_id())
    again = client_of(site, run("token", "kiosk", "entrance")[1])
    assert again.site().series == kiosk.site().series != ""
    for client in (kiosk, display, again):
        client.hang_up()


def test_a_token_taken_back_ends_what_follows_with_it(site: Killable, run: Run) -> None:
    display = client_of(site, run("token", "display", "hall")[1])
    other = client_of(site, run("token", "display", "lobby")[1])
    stream = JournalStream(site.url, display.token)
    follows = stream.follow(0)
    next(follows)
    code, said, _ = run("token", "display", "hall", "--take-back")
    assert code == 0 and "do not work any more" in said
    with pytest.raises(Unreachable):
        for _ in follows:  # what was on its way; then it ends
            pass
    assert until(lambda: is_refused(display), 10.0) and other.board().next == []
    assert run("token", "display", "hall", "--take-back")[0] == 1
    assert "/staff/devices" in run("token", "site", "main", "--take-back")[2]
    for client in (display, other):
        client.hang_up()


def is_refused(client: SiteClient) -> bool:
    try:
        client.board()
    except ApiRefused:
        return True
    return False


def test_a_token_of_a_site_that_the_desk_does_not_know(run: Run) -> None:
    code, said, why = run("token", "site", "nowhere")
    assert (code, said) == (1, "") and "nowhere" in why and "/staff/sites" in why


def test_a_token_of_a_program_and_what_is_no_program(run: Run) -> None:
    code, token, note = run("token", "program", "sync", "--role", "lead")
    assert code == 0 and token.startswith("prog_") and "only now" in note
    code, said, why = run("token", "program", "Sync it!")
    assert (code, said) == (1, "") and "small letters" in why
    code, said, why = run("token", "program", "sync", "--site", "nowhere")
    assert (code, said) == (1, "") and "no such site" in why


def test_people_come_in_from_a_file(run: Run, tmp_path: Path) -> None:
    assert run("import", "sample")[0] == 0
    file = tmp_path / "people.csv"
    file.write_text(
        "name,mail,badge,department,language\n"
        "Zoë Müller 👩🏽‍💻,zoe@example.org,778001,Sales,es\n"
        "\u202eإيمان,iman@example.org,778002,,en\n"
        ",nobody@example.org,1,,\n"
        f"{'x' * 500},long@example.org,2,,\n",
        encoding="utf-8",
    )
    assert run("import", "people", str(file), "--dry-run")[1].startswith("2 would be added")
    code, said, why = run("import", "people", str(file))
    assert code == 1 and said.startswith("2 added")
    assert "line 4 left out" in why and "line 5 left out" in why
    assert run("import", "people", str(file))[1].startswith("0 added, 0 changed, 2 as they were")


BROKEN_FILES = [b"", b"\xff\xfe\x00name", b"name;mail\nA;b", b'name,mail\n"open', b"\x00" * 100]


@pytest.mark.parametrize("content", BROKEN_FILES)
def test_a_file_that_holds_no_people_is_told(run: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    code, said, why = run("import", "people", str(file))
    assert code == 1 and (said + why) and "Traceback" not in why


def test_a_people_file_that_is_missing(run: Run, tmp_path: Path) -> None:
    assert run("import", "people")[0] == 1
    code, _, why = run("import", "people", str(tmp_path / "none.csv"))
    assert code == 1 and "cannot be read" in why


def test_staff_are_added_with_a_good_password_only(run: Run) -> None:
    code, said, _ = run(
        "staff", "maria", "--name", "María Prueba", "--role", "lead", typed="a-long-password\n"
    )
    assert code == 0 and "maria" in said
    code, _, why = run("staff", "maria", "--name", "Somebody", typed="a-long-password\n")
    assert code == 1 and why.startswith("Not added")
    code, _, why = run("staff", "jose", "--name", "José", typed="\n")
    assert code == 1 and why.startswith("Not added")
    code, _, why = run("staff", "a b/c", "--name", "José", typed="a-long-password\n")
    assert code == 1 and why.startswith("Not added")


def test_verify_names_the_first_entry_that_was_changed(site: Killable, run: Run, tmp_path: Path) -> None:
    kiosk = local(site, tmp_path)
    for n in range(5):
        waiting(kiosk, f"Guest {n}")
    kiosk.hang_up()
    code, said, _ = run("verify")
    assert code == 0 and said.startswith("6 entries"), "also while the site runs"
    assert site.stop() == 0
    with closing(sqlite3.connect(tmp_path / "data" / "site" / "journal.db")) as journal, journal:
        changed = "UPDATE entries SET data = replace(data, 'laptop', 'phone') WHERE seq = 4"
        assert journal.execute(changed).rowcount == 1
    code, said, _ = run("verify")
    assert code == 1 and "3 good entries" in said and "entry 4" in said and "changed" in said
    with closing(sqlite3.connect(tmp_path / "data" / "site" / "journal.db")) as journal, journal:
        journal.execute("DELETE FROM entries WHERE seq = 3")
    code, said, _ = run("verify")
    assert code == 1 and "entry 3" in said and "missing" in said
    with pytest.raises(AssertionError, match="journal_unusable"):
        site.start()
    assert run("restore", "--keep-good")[1].startswith("The journal is good again: 2 entries kept")
    assert run("verify")[1].startswith("2 entries")
    site.start()


def test_verify_of_what_is_no_journal(run: Run, tmp_path: Path) -> None:
    assert "no journal" in run("verify")[2]
    (tmp_path / "odd.db").write_bytes(b"not a database" * 500)
    code, said, _ = run("verify", str(tmp_path / "odd.db"))
    assert code == 1 and "cannot be read" in said


def test_a_backup_of_a_running_site_comes_back(site: Killable, run: Run, tmp_path: Path) -> None:
    kiosk = local(site, tmp_path)
    first = waiting(kiosk, "Ana García")
    code, said, _ = run("backup", str(tmp_path / "copy.zip"))
    assert code == 0 and "copy.zip" in said
    later = waiting(kiosk, "Luis Pérez")
    code, _, why = run("restore", str(tmp_path / "copy.zip"))
    assert code == 1 and "stop Mostrador" in why, "not under a running service"
    assert kiosk.visit(later.id).number == later.number
    kiosk.hang_up()
    assert site.stop() == 0
    code, said, why = run("restore", str(tmp_path / "copy.zip"))
    assert code == 0 and "before-1" in said, why
    assert run("verify")[1].startswith("2 entries")
    site.start()
    again = local(site, tmp_path)
    assert again.visit(first.id).number == first.number
    refused(404, "unknown_visit", again.visit, later.id)
    assert waiting(again, "Eva Ruiz").number == later.number
    again.hang_up()
    kept = tmp_path / "data.before-1" / "site" / "journal.db"
    assert run("verify", str(kept))[1].startswith("3 entries"), "what was there is kept"


def test_a_restore_is_refused_while_an_idle_service_runs(site: Killable, run: Run, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "copy.zip"))[0] == 0
    code, _, why = run("restore", str(tmp_path / "copy.zip"))
    assert code == 1 and "stop Mostrador" in why
    assert requests.get(f"{site.url}/healthz", timeout=20).status_code == 200


def test_what_is_no_backup_is_not_restored(run: Run, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "none.zip"))[0] == 1
    assert run("restore", str(tmp_path / "none.zip"))[0] == 1
    (tmp_path / "odd.zip").write_bytes(b"PK\x03\x04 no zip")
    assert "cannot be read" in run("restore", str(tmp_path / "odd.zip"))[2]
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("../../outside.txt", "x")
    assert "not a backup" in run("restore", str(tmp_path / "other.zip"))[2]
    with zipfile.ZipFile(tmp_path / "sly.zip", "w") as sly:
        sly.writestr("MARK", "mostrador-backup-1")
        sly.writestr("../../../outside.txt", "x")
    run("restore", str(tmp_path / "sly.zip"))
    assert not list(tmp_path.parent.glob("outside.txt")) and not (tmp_path / "outside.txt").exists()


def test_the_word_to_take_over_is_said_at_the_desk(run: Run, tmp_path: Path) -> None:
    sample_desk(tmp_path)
    for _ in range(2):
        code, said, _why = run("take-over", "--site", "main")
        assert code == 0 and "main" in said
    database = Database(sqlite_url(tmp_path / "data" / "desk" / "desk.db"))
    with database.read() as connection:
        assert standby.ordered_now(connection, "main", SystemClock().now()) == 1
    database.close()
