"""Joining the line by phone, through the real desk and the real site: page, feed, place, journal, page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from common.clients.errors import ApiRefused, Unreachable
from common.clients.site import SiteClient
from common.ids import new_id
from common.waiting import until
from desk.catalogue import store as catalogue
from desk.engine import Database, sqlite_url
from tests.e2e.sample import sample_desk
from tests.fixtures.killable import Killable
from tests.web.staff.forms import Visitor

PATIENCE_SECONDS = 60.0
STAGE = re.compile(r'data-stage="([a-z-]+)"')


def allow_joining(folder: Path, most: int) -> None:
    """The sample site lets visitors join by phone, day and night."""
    database = Database(sqlite_url(folder / "data" / "desk" / "desk.db"))
    with database.begin() as connection:
        site = catalogue.site_of(connection, "main")
        assert site is not None
        rules = replace(site.rules, remote_join=True, most_on_the_way=most)
        catalogue.save_site(connection, replace(site, rules=rules))
    database.close()


def stage(phone: Visitor, page: str) -> str:
    """Where the page says that one stands."""
    found = STAGE.search(phone.get(page).text)
    return found[1] if found else ""


def joined(phone: Visitor, name: str) -> str:
    """Fill in the form; the address of the visit's page."""
    phone.get("/s/main/join?service=laptop")
    visit = re.search(r'name="id" value="([^"]+)"', phone.text)
    assert visit is not None, phone.text
    phone.post("/s/main/join", {"id": visit[1], "service": "laptop", "name": name, "website": ""})
    assert phone.path == f"/v/{visit[1]}" and phone.status == 200
    return phone.path


def test_a_phone_joins_arrives_is_called_and_another_finds_no_room(tmp_path: Path) -> None:
    token = sample_desk(tmp_path)
    allow_joining(tmp_path, most=1)
    with Killable("desk", tmp_path) as desk:
        with Killable("site", tmp_path, site={"desk_url": desk.url, "desk_token": token}) as site:
            lena = SiteClient(site.url, "", timeout=10)
            assert until(lambda: signed_in(lena), PATIENCE_SECONDS), "the site heard of the agents"
            lena.open("1", new_id())
            phone, late = Visitor(desk.url), Visitor(desk.url, "es")
            page = joined(phone, "Ana García")
            assert until(lambda: stage(phone, page) == "waiting", PATIENCE_SECONDS), phone.text
            assert "call you once you are here" in phone.text and re.search("A[0-9]{3}", phone.text)
            assert [v["presence"] for v in lena.line().line["visits"]] == ["on_the_way"]
            second = joined(late, "Luis Pérez")
            assert until(lambda: stage(late, second) == "not-taken", PATIENCE_SECONDS), late.text
            assert "No hemos podido darle un turno" in late.text
            shown = re.search(r'id="joined-code">([A-Z0-9]{6})<', phone.text)
            assert shown is not None, phone.text
            kiosk = SiteClient(site.url, local_token(tmp_path), timeout=10)
            for text in (shown[1], desk.url + page):  # typed, or scanned
                assert kiosk.check_pass(text).visit == page.removeprefix("/v/")
            kiosk.hang_up()
            phone.get(page).post(f"{page}/arrive", {})
            assert until(lambda: "once you are here" not in phone.get(page).text, PATIENCE_SECONDS)
            called = lena.call("1", new_id())
            assert (called.full_name, called.id) == ("Ana García", page.removeprefix("/v/"))
            assert until(lambda: stage(phone, page) == "called", PATIENCE_SECONDS), phone.text
            phone.get(f"{page}/leave").post(f"{page}/leave", {})
            assert until(lambda: stage(phone, page) == "left", PATIENCE_SECONDS), "leaves by phone, too"
            lena.hang_up()
            phone.close()
            late.close()


def signed_in(client: SiteClient) -> bool:
    try:
        client.sign_in("lena", "counter-demo")
    except (ApiRefused, Unreachable):  # the site has not heard of the agents yet
        return False
    return True


def local_token(folder: Path) -> str:
    return (folder / "data" / "site" / "local-token").read_text(encoding="utf-8").strip()
