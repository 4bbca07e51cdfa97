"""A desk, and somebody's phone in front of it: 390 × 844, in English or Spanish, with a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from desk.engine import sqlite_url
from tests.fixtures.desks import RunningDesk, running_desk

PHONE = {"width": 390, "height": 844}
OpenPhone = Callable[..., Page]


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Which database; a test that is to run on others than SQLite names them (`indirect`)."""
    kind: str = getattr(request, "param", "sqlite")
    return kind


@pytest.fixture
def desk(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningDesk]:
    on_file = database == "sqlite"
    url = sqlite_url(tmp_path / "desk.db") if on_file else request.getfixturevalue("postgres_url")
    with running_desk(url, tmp_path) as running:
        yield running


@pytest.fixture
def phone(browser: Browser, desk: RunningDesk) -> Iterator[OpenPhone]:
    """Opens a page: `phone("es-MX", javascript=False, scheme="dark")`. Noise in its console fails."""
    noise: list[str] = []
    foreign: list[str] = []
    with ExitStack() as stack:

        def open_phone(locale: str = "en-GB", javascript: bool = True, scheme: str = "light") -> Page:
            context = stack.enter_context(
                browser.new_context(
                    locale=locale,
                    viewport=PHONE,  # type: ignore[arg-type]  # a plain dict is as good
                    has_touch=True,
                    java_script_enabled=javascript,
                    color_scheme=scheme,  # type: ignore[arg-type]  # "light" or "dark"
                    base_url=desk.url,
                )
            )
            page = context.new_page()
            page.set_default_timeout(15_000)
            page.on("console", lambda message: noise.append(message.text))
            page.on("pageerror", lambda error: noise.append(str(error)))
            page.on("request", lambda r: foreign.append(r.url) if not r.url.startswith(desk.url) else None)
            return page

        yield open_phone
    assert [line for line in noise if "the server responded with a status of" not in line] == []
    assert foreign == []
