"""The desk is killed again and again while phones book: what was told to a phone is there, once."""

from __future__ import annotations

import random
import sqlite3
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from common.clock import SystemClock
from common.ids import new_id
from common.waiting import until
from tests.e2e.sample import sample_desk
from tests.fixtures.killable import Killable

SEED = 7320
PHONES, BOOKINGS_EACH, KILLS = 6, 8, 20
PLACES = 2  # in a slot of the sample's service


class OwnAddress(HTTPAdapter):
    """Lets a phone have an address of its own on the loopback network: the desk counts tries by address."""

    def __init__(self, number: int) -> None:
        self._source = (f"127.0.0.{number + 2}", 0)
        super().__init__()

    def init_poolmanager(self, *args: Any, **named: Any) -> None:
        super().init_poolmanager(*args, **named, source_address=self._source)


class Phone:
    """Books until answered, with the same id and key for the same wish."""

    def __init__(self, url: str, number: int) -> None:
        self._url, self._number = url, number
        self._dice = random.Random(SEED + number)
        self._session = requests.Session()
        self._session.mount("http://", OwnAddress(number))
        self.told: dict[str, str] = {}

    def book_all(self, starts: list[str]) -> dict[str, str]:
        """The appointments that were acknowledged: id and start."""
        while len(self.told) < BOOKINGS_EACH:
            self._book(self._dice.choice(starts))
        self._session.close()
        return self.told

    def _book(self, start: str) -> None:
        body = {"id": new_id(), "site": "main", "service": "laptop", "start": start, "language": "es"}
        body |= {"name": f"Phone {self._number}", "mail": f"phone{self._number}@example.org"}
        headers = {"Idempotency-Key": new_id()}
        answer = self._until_answered(body, headers)
        assert answer.status_code in (200, 201, 409), answer.text
        if answer.status_code == 409:
            assert answer.json()["code"] == "slot_taken"
            assert answer.json()["free"], "others are offered"
        else:
            assert answer.json()["appointment"]["id"] == body["id"]
            self.told[body["id"]] = answer.json()["appointment"]["start"]

    def _until_answered(self, body: dict[str, str], headers: dict[str, str]) -> requests.Response:
        for _ in range(600):
            try:
                return self._session.post(
                    f"{self._url}/api/v1/appointments", json=body, headers=headers, timeout=10
                )
            except requests.RequestException:
                threading.Event().wait(0.05)
        raise AssertionError("the desk did not come back")


def test_every_acknowledged_booking_is_there_once_and_no_slot_is_overfull(tmp_path: Path) -> None:
    sample_desk(tmp_path)
    with Killable("desk", tmp_path) as desk:
        told = booked_while_killed(desk)
        assert desk.stop() == 0
    assert len(told) == PHONES * BOOKINGS_EACH
    kept_as_told(tmp_path / "data" / "desk" / "desk.db", told)


def booked_while_killed(desk: Killable) -> dict[str, str]:
    """What the phones were told."""
    starts = some_starts(desk.url)
    phones = [Phone(desk.url, number) for number in range(PHONES)]
    dice = random.Random(SEED)
    with ThreadPoolExecutor(PHONES) as room:
        at_work = [room.submit(phone.book_all, starts) for phone in phones]
        for kill in range(KILLS):
            aim = kill * PHONES * BOOKINGS_EACH // (KILLS + 1) + 1
            assert until(partial(have_booked, phones, aim), 30, pause=0.01)
            threading.Event().wait(dice.random() * 0.03)
            desk.kill()
            desk.start()
        return {key: start for phone in at_work for key, start in phone.result(60).items()}


def have_booked(phones: list[Phone], aim: int) -> bool:
    return sum(len(phone.told) for phone in phones) >= aim


def some_starts(url: str) -> list[str]:
    """So few that the phones get in each other's way."""
    with requests.Session() as session:
        for days in range(2, 10):
            day = (SystemClock().now() + timedelta(days=days)).date()
            asked = {"service": "laptop", "day": day.isoformat()}
            slots = session.get(f"{url}/api/v1/sites/main/slots", params=asked, timeout=10).json()
            if len(slots) >= 28:
                return [slot["start"] for slot in slots[:28]]
    raise AssertionError("the sample has no day with so many slots")


def kept_as_told(database: Path, told: dict[str, str]) -> None:
    with closing(sqlite3.connect(database)) as desk:
        rows = desk.execute("SELECT id, start FROM appointments WHERE state = 'booked'").fetchall()
        mails = [row[0] for row in desk.execute("SELECT about FROM messages")]
        sound = desk.execute("PRAGMA integrity_check").fetchone()[0]
    assert sound == "ok"
    assert {row[0] for row in rows} == set(told), "each that was told, and none that was not"
    assert max(Counter(start for _, start in rows).values()) <= PLACES
    assert Counter(mails) == Counter(told.keys())
