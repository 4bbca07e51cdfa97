"""Ten phones ask two desk processes for the last place of a slot, at once."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from common.clock import SystemClock
from desk.catalogue import store as catalogue
from desk.engine import Database
from tests.api.desk_bookings.phone import Phone
from tests.fixtures.desks import desk_process, sample_site

PHONES = 10


def test_exactly_one_gets_it_and_the_others_are_offered_the_next(postgres_url: str, tmp_path: Path) -> None:
    tomorrow = f"{SystemClock().now() + timedelta(days=2):%Y-%m-%d}"
    with ThreadPoolExecutor(2) as pool:  # two that start at once must not trip over each other's tables
        starting = [desk_process(postgres_url, tmp_path) for _ in range(2)]
        urls = list(pool.map(lambda process: process.__enter__(), starting))
    try:
        database = Database(postgres_url)
        with database.begin() as connection:
            catalogue.save_site(connection, sample_site("main"))
        database.close()
        for round_ in range(3):
            ask_for_the_same(urls, tomorrow, round_)
    finally:
        for process in starting:
            process.__exit__(None, None, None)


def ask_for_the_same(urls: list[str], day: str, round_: int) -> None:
    """One round: all phones ask for the first slot that is free."""
    with Phone(urls[0]) as phone:
        wish = next(slot["start"] for slot in phone.slots(day) if slot["free"])
    together = threading.Barrier(PHONES)

    def ask(number: int) -> tuple[int, dict[str, Any]]:
        with Phone(urls[number % 2]) as phone:
            together.wait(20)
            answer = phone.book(wish, name=f"Phone {number}", mail=f"p{round_}-{number}@example.org")
            return answer.status_code, answer.json()

    with ThreadPoolExecutor(PHONES) as pool:
        answers = list(pool.map(ask, range(PHONES)))
    assert Counter(status for status, _ in answers) == {201: 1, 409: PHONES - 1}
    for problem in (body for status, body in answers if status == 409):
        assert problem["code"] == "slot_taken"
        assert len(problem["free"]) == 3
        assert all(slot["start"] > wish for slot in problem["free"])
    with Phone(urls[1]) as phone:
        assert next(slot["free"] for slot in phone.slots(day) if slot["start"] == wish) == 0
