"""Signing in at a site by the desk's word: what it opens, and that it opens it once."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common import assertions
from common.assertions import Assertion
from common.clients.sign_on import sign_on_offer
from common.clock import SystemClock
from common.ids import new_id
from common.wire import AgentRecord
from common.wire_sign_on import SignOnOffer
from kiosk.site.appointments import put_keys
from kiosk.site.documents import put_sign_on
from kiosk.site.staff import put_agent
from tests.api.site.running import Room
from tests.e2e.standby_pair import a_pair
from tests.fixtures.killable import Killable

KEY = Ed25519PrivateKey.from_private_bytes(b"d" * 32)
PATH = "/api/v1/sessions/work-account"


@dataclass
class Door:
    """A site whose desk signs with KEY, and whose agents are lena and marco, who left."""

    process: Killable
    room: Room

    def word(self, at: datetime | None = None, **changed: str) -> Assertion:
        now = at or SystemClock().now()
        return replace(
            Assertion("k1", "main", new_id(), "lena", now, now + assertions.LASTS),
            **changed,  # type: ignore[arg-type]  # all are texts
        )

    def ask(self, word: Assertion, key: Ed25519PrivateKey = KEY) -> requests.Response:
        return self.bring(assertions.sign(word, key))

    def bring(self, text: str) -> requests.Response:
        return requests.post(self.room.url + PATH, json={"assertion": text}, timeout=20)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with Killable("site", tmp_path) as site:
        room = Room(site.url, tmp_path / "data")
        with room.writing() as connection:
            put_keys(connection, {"k1": base64.b64encode(KEY.public_key().public_bytes_raw()).decode()})
            for name, active in (("lena", True), ("marco", False)):
                record = AgentRecord(id=name, login=name, name=name.title(), password_hash="x", active=active)
                put_agent(connection, record)
        site.kill()
        site.start()  # it reads the keys when it starts, and when the feed brings them
        yield Door(site, Room(site.url, tmp_path / "data"))


def refused(answer: requests.Response, code: str = "sign_on_not_taken") -> bool:
    assert "token" not in answer.json()
    return (answer.status_code, answer.json()["code"]) == (403 if code.endswith("here") else 401, code)


def line_of(door: Door, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{door.room.url}/api/v1/line", headers=headers, timeout=20).status_code


def test_it_is_the_same_sign_in_as_with_a_password(door: Door) -> None:
    answer = door.ask(door.word())
    assert answer.status_code == 201
    told = answer.json()
    assert (told["agent"], told["name"], told["site"]) == ("lena", "Lena", "main")
    lasts = datetime.fromisoformat(told["expires_at"]) - SystemClock().now()
    assert timedelta(hours=11, minutes=59) < lasts <= timedelta(hours=12)
    assert line_of(door, told["token"]) == 200
    headers = {"Authorization": f"Bearer {told['token']}"}
    assert requests.delete(f"{door.room.url}/api/v1/sessions/current", headers=headers, timeout=20).ok
    assert line_of(door, told["token"]) == 401


def test_a_word_works_once_also_after_a_crash(door: Door) -> None:
    word = door.word()
    assert door.ask(word).status_code == 201
    assert refused(door.ask(word))
    door.process.kill()
    door.process.start()
    assert refused(Door(door.process, Room(door.process.url, door.room.folder)).ask(word))


def test_no_word_works_twice_across_a_take_over(tmp_path: Path) -> None:
    """Neither one that the standby heard of, nor one that the first machine took alone at last."""
    with a_pair(tmp_path) as pair:
        with Room(pair.first.url, tmp_path / "a" / "data").writing() as connection:
            put_keys(connection, {"k1": base64.b64encode(KEY.public_key().public_bytes_raw()).decode()})
        pair.first.kill()
        pair.first.start()
        first = Door(pair.first, Room(pair.first.url, tmp_path / "a" / "data"))
        pair.start_standby(pair.first.url)
        assert pair.together()
        heard_of, alone, unused = (first.word() for _ in range(3))
        assert first.ask(heard_of).status_code == 201
        pair.standby.kill()
        assert first.ask(alone).status_code == 201
        pair.first.kill()
        pair.standby.start()
        assert not pair.take_over().in_touch
        second = Door(pair.standby, Room(pair.standby.url, tmp_path / "b" / "data"))
        assert all(refused(second.ask(word)) for word in (heard_of, alone, unused))
        assert sign_on_offer(second.room.url).term == 1
        fresh = replace(second.word(), term=1)
        assert second.ask(fresh).status_code == 201
        assert refused(second.ask(fresh))


def test_a_word_that_many_bring_at_once_works_once(door: Door) -> None:
    word, found = door.word(), []
    threads = [threading.Thread(target=lambda: found.append(door.ask(word).status_code)) for _ in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == [201] + [401] * 11


def test_a_word_for_another_site_or_of_another_desk_opens_nothing(door: Door) -> None:
    assert refused(door.ask(door.word(site="north")))
    assert refused(door.ask(door.word(), Ed25519PrivateKey.generate()))
    assert refused(door.ask(door.word(key="k2")))
    for text in ("x", "S1.a.b", "M1.a.b", "é", "S1." + "A" * 1000 + ".A"):
        assert refused(door.bring(text)), text
    for text in ("", "x" * 1025):
        assert door.bring(text).status_code == 422


def test_clocks_that_differ_by_minutes_do_no_harm_by_hours_they_do(door: Door) -> None:
    now = SystemClock().now()
    for minutes in (-6, 4):  # signed by a desk whose clock is behind, or before
        assert door.ask(door.word(now + timedelta(minutes=minutes))).status_code == 201
    for minutes in (-8, 6, -600, 600):
        assert refused(door.ask(door.word(now + timedelta(minutes=minutes))), "sign_on_out_of_time")


def test_who_left_or_is_not_known_here_gets_nothing(door: Door) -> None:
    for agent in ("marco", "nobody", "Lena"):
        assert refused(door.ask(door.word(agent=agent)), "sign_on_not_here")


def test_a_site_says_what_its_desk_offers(door: Door) -> None:
    told = sign_on_offer(door.room.url)
    assert (told.site, told.desk, told.names) == ("main", "", {})
    offer = SignOnOffer(desk="https://desk.example.org", names={"": "Example account", "es": "Cuenta"})
    with door.room.writing() as connection:
        put_sign_on(connection, offer)
    told = sign_on_offer(door.room.url)
    assert told.desk == "https://desk.example.org"
    assert [told.name(language) for language in ("es", "en")] == ["Cuenta", "Example account"]


@pytest.mark.parametrize(
    "desk", ["http://desk.example.org", "javascript:alert(1)", "file:///etc/passwd", "desk.example.org"]
)
def test_nobody_is_sent_where_a_code_could_be_read(desk: str) -> None:
    with pytest.raises(ValueError, match="https"):
        SignOnOffer(desk=desk)
