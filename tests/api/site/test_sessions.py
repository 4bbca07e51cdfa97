"""Agents sign in with a password, out again, and cannot guess."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from common.clock import ManualClock
from common.ids import new_id
from kiosk.site.staff import TRIES, add_agent
from kiosk.site.tokens import create, take_back
from tests.api.site.asking import refused, waiting
from tests.api.site.running import SiteThread

PASSWORD = "an invented phrase"


def test_sign_in_work_and_sign_out(site: SiteThread) -> None:
    with site.writing() as connection:
        agent = add_agent(connection, "Lena", "Lena Invented", PASSWORD)
    waiting(site.local())
    console = site.client("")
    signed_in = console.sign_in(" lena ", PASSWORD)
    assert (signed_in.agent, signed_in.name, signed_in.site) == (agent, "Lena Invented", "main")
    console.open("1", new_id())
    assert console.call("1", new_id()).agent == agent
    token = console.token
    console.sign_out()
    refused(401, "unauthenticated", site.client(token).line)


def test_wrong_passwords_rest_the_login(site: SiteThread) -> None:
    with site.writing() as connection:
        add_agent(connection, "lena", "Lena Invented", PASSWORD)
        add_agent(connection, "marco", "Marco Invented", PASSWORD)
    console = site.client("")
    refused(401, "wrong_password", console.sign_in, "nobody", PASSWORD)
    for _ in range(TRIES):
        refused(401, "wrong_password", console.sign_in, "lena", "a guess")
    data = refused(429, "too_many_tries", console.sign_in, "lena", PASSWORD)
    assert 0 < int(data["seconds"]) <= 61
    assert console.sign_in("marco", PASSWORD).name == "Marco Invented", "others are not punished"


def test_an_agents_token_ends_after_a_working_day(open_site: Callable[..., SiteThread]) -> None:
    clock = ManualClock(datetime(2026, 5, 4, 8, 0, tzinfo=UTC))
    site = open_site(clock=clock)
    with site.writing() as connection:
        add_agent(connection, "lena", "Lena Invented", PASSWORD)
    console = site.client("")
    console.sign_in("lena", PASSWORD)
    clock.forward(timedelta(hours=11, minutes=59))
    assert console.line().sequence == 1
    clock.forward(timedelta(minutes=2))
    refused(401, "unauthenticated", console.line)


def test_a_device_whose_token_was_taken_back_is_out_and_keeps_its_series(
    open_site: Callable[..., SiteThread],
) -> None:
    clock = ManualClock(datetime(2026, 5, 4, 8, 0, tzinfo=UTC))
    site = open_site(clock=clock)
    front = site.device("kiosk", "front")
    series = front.site().series
    with site.writing() as connection:
        assert take_back(connection, "kiosk", "front") == 1
    clock.forward(timedelta(seconds=6))
    refused(401, "unauthenticated", front.site)
    with site.writing() as connection:
        again = site.client(create(connection, "kiosk", "front"))
    assert again.site().series == series != ""


def test_the_local_token_is_for_its_user_alone(site: SiteThread) -> None:
    path = site.folder / "site" / "local-token"
    assert path.stat().st_mode & 0o777 == 0o600
    secret = path.read_text().strip().encode()
    assert all(secret not in file.read_bytes() for file in path.parent.glob("journal.db*"))
