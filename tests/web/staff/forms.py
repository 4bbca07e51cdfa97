"""A browser without a screen: follows redirects, keeps cookies, sends the forms that it was shown."""

from __future__ import annotations

import re
from html import unescape

import requests

from tests.fixtures.desks import PASSWORD

Fields = dict[str, str | list[str]]
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


class Visitor:
    """Somebody at the pages; `text` is the page that they see."""

    def __init__(self, url: str, language: str = "en") -> None:
        self.url = url
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = language
        self.answer = requests.Response()

    @property
    def text(self) -> str:
        return unescape(self.answer.text)

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def path(self) -> str:
        """The address of the page without the host."""
        return self.answer.url.removeprefix(self.url)

    def get(self, path: str) -> Visitor:
        self.answer = self.session.get(self.url + path, timeout=10)
        return self

    def post(self, path: str, fields: Fields, token: str | None = None) -> Visitor:
        """Send a form with the token of the page that is shown, or another one."""
        found = TOKEN.search(self.answer.text)
        sent = fields | {"form_token": token if token is not None else found[1] if found else ""}
        self.answer = self.session.post(self.url + path, sent, timeout=10)
        return self

    def send_file(self, path: str, name: str, content: bytes, kind: str, token: str = "") -> Visitor:
        """Send the form of a file with the token of the page that is shown, or another one."""
        found = TOKEN.search(self.answer.text)
        fields = {"form_token": token or (found[1] if found else "")}
        self.answer = self.session.post(
            self.url + path, fields, files={"file": (name, content, kind)}, timeout=10
        )
        return self

    def sign_in(self, login: str, password: str = PASSWORD, back: str = "/staff") -> Visitor:
        self.get(f"/staff/sign-in?back={back}")
        return self.post("/staff/sign-in", {"login": login, "password": password, "back": back})

    def close(self) -> None:
        self.session.close()
