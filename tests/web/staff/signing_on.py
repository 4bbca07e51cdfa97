"""Somebody with an account at a provider, and a browser; what the desk keeps of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests

from desk.staff import store
from tests.fixtures.desks import RunningDesk
from tests.fixtures.openid_provider import Provider, desk_with, settings
from tests.web.staff.forms import Visitor


class Person:
    """Somebody with a browser who has an account at the provider."""

    def __init__(self, desk: RunningDesk, provider: Provider, language: str = "en") -> None:
        self.desk, self.provider = desk, provider
        self.browser = Visitor(desk.url, language)

    def to_provider(self, back: str = "/staff") -> str:
        """The address at the provider to which the desk sends."""
        return self.hop(f"{self.desk.url}/staff/sign-on?back={quote(back)}")

    def consent(self, address: str, sub: str = "1", action: str = "") -> str:
        """Say there who one is; the address with which one is sent back."""
        fields = {"action": action} if action else {"sub": sub}
        sent = requests.post(address, fields, timeout=20, allow_redirects=False)
        return sent.headers["Location"]

    def hop(self, address: str) -> str:
        """Where an address of the desk sends to."""
        answer = self.browser.session.get(address, timeout=20, allow_redirects=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"]

    def sign_on(self, sub: str = "1", back: str = "/staff") -> Visitor:
        answer = self.consent(self.to_provider(back), sub)
        return self.come(answer)

    def come(self, answer: str) -> Visitor:
        assert answer.startswith(self.desk.url + "/")
        return self.browser.get(answer.removeprefix(self.desk.url))

    def failed(self) -> str:
        """Why nobody was signed in, by the page that says so."""
        found = re.match(r"/staff/sign-on/failed\?why=([a-z-]+)&", self.browser.path)
        assert found, self.browser.path
        assert "You are not signed in" in self.browser.text
        assert "mostrador_staff" not in self.browser.session.cookies
        assert self.browser.status >= 400
        return found[1]


@contextmanager
def open_desk(
    provider: Provider, database_url: str, folder: Path, **changed: Any
) -> Iterator[tuple[RunningDesk, Person]]:
    with desk_with(settings(provider, **changed), database_url, folder) as desk:
        person = Person(desk, provider)
        yield desk, person
        person.browser.close()


def account(desk: RunningDesk, login: str) -> store.Account | None:
    with desk.database.read() as connection:
        return store.account_by_login(connection, login)


def audit(desk: RunningDesk) -> list[store.Action]:
    with desk.database.read() as connection:
        return store.actions(connection)
