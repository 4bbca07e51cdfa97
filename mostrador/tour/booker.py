"""Who books on the phone: in a real browser, or over plain HTTP where there is none."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import qrcode

from common.clients.api import Api
from common.clock import SystemClock
from common.ids import new_id
from common.waiting import until
from common.wire import SignInBody
from desk.bookings.booking import BookingBody
from mostrador.tour.hand import StepFailed

PHONE = {"width": 390, "height": 844}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
QUIET += ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"]


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment: its page, its pass as text, and the QR code as the phone shows it."""

    page_url: str
    pass_text: str
    picture: Path


@dataclass(frozen=True, slots=True)
class Wish:
    """Who books what."""

    service: str
    name: str
    mail: str
    language: str


class Booker(Protocol):
    """Books, and looks at pages, the way it can."""

    how: str

    def book(self, desk: str, wish: Wish, pictures: Path) -> Booked: ...

    def look(self, url: str, says: str, picture: Path, language: str) -> None:
        """Open a page, check that it says so, and save what it looks like."""
        ...

    def incidents(self, desk: str, picture: Path) -> None:
        """Look at the desk's list of incidents as its administrator."""
        ...

    def close(self) -> None: ...


def find_browser() -> str | None:
    """The browser of this machine, if it has one."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


class BrowserBooker:
    """Chromium with a phone's window."""

    how = "in a real browser"

    def __init__(self, path: str) -> None:
        from playwright.sync_api import sync_playwright

        self._stack = ExitStack()
        playwright = self._stack.enter_context(sync_playwright())
        self._browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        self._stack.callback(self._browser.close)

    def close(self) -> None:
        self._stack.close()

    def book(self, desk: str, wish: Wish, pictures: Path) -> Booked:
        context = self._browser.new_context(viewport=PHONE, device_scale_factor=2, locale=wish.language)  # type: ignore[arg-type]  # a TypedDict
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto(f"{desk}/book/main?lang={wish.language}")
        page.screenshot(path=pictures / f"booking-{wish.language}-1-what.png", full_page=True)
        page.click(f"#services a[href*='service={wish.service}']")
        page.screenshot(path=pictures / f"booking-{wish.language}-2-day.png", full_page=True)
        page.click("#days li:first-child a")
        page.screenshot(path=pictures / f"booking-{wish.language}-3-time.png", full_page=True)
        page.click(".slots li:first-child a")
        page.fill("#name", wish.name)
        page.fill("#mail", wish.mail)
        page.screenshot(path=pictures / f"booking-{wish.language}-4-who.png", full_page=True)
        page.click("#book")
        page.wait_for_selector(".pass")
        page.screenshot(path=pictures / f"booking-{wish.language}-5-pass.png", full_page=True)
        shown = pictures / f"booking-{wish.language}-qr.png"
        page.locator(".pass svg, .pass img").first.screenshot(path=shown)
        url = page.url.partition("?")[0]
        context.close()
        return Booked(url, url.rsplit("/v/", 1)[-1], shown)

    def look(self, url: str, says: str, picture: Path, language: str) -> None:
        context = self._browser.new_context(viewport=PHONE, device_scale_factor=2, locale=language)  # type: ignore[arg-type]  # a TypedDict
        page = context.new_page()
        page.goto(f"{url}?lang={language}")
        try:
            page.get_by_text(says).first.wait_for(timeout=20_000)
        except Exception as error:
            raise StepFailed(f"{url} does not say {says!r}:\n{page.inner_text('body')}") from error
        finally:
            page.screenshot(path=picture, full_page=True)
            context.close()

    def incidents(self, desk: str, picture: Path) -> None:
        context = self._browser.new_context(viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.goto(f"{desk}/staff?lang=en")
        page.fill("[name=login]", "admin")
        page.fill("[name=password]", "counter-demo")
        page.click("main button")
        page.goto(f"{desk}/staff/incidents?lang=en")
        page.screenshot(path=picture, full_page=True)
        context.close()


class HttpBooker:
    """The same over the desk's API, without pictures."""

    how = "over plain HTTP, because this machine has no browser (or --plain-http was given)"

    def close(self) -> None:
        """Nothing is open."""

    def book(self, desk: str, wish: Wish, pictures: Path) -> Booked:
        api = Api(desk, timeout=20)
        body = BookingBody(
            id=new_id(),
            site="main",
            service=wish.service,
            start=datetime.fromisoformat(self._first_slot(api, wish.service)),
            name=wish.name,
            mail=wish.mail,
            language=wish.language,
        )
        booked = api.request("POST", "/api/v1/appointments", body, key=new_id()).json()
        picture = pictures / f"booking-{wish.language}-qr.png"
        with picture.open("wb") as file:
            qrcode.make(booked["pass"]).save(file)
        return Booked(booked["page_url"], booked["pass"], picture)

    def _first_slot(self, api: Api, service: str) -> str:
        yesterday = SystemClock().now().date() - timedelta(days=1)  # wherever the site is, its today is among these
        for offset in range(9):
            day = yesterday + timedelta(days=offset)
            query = {"service": service, "day": day.isoformat()}
            slots = api.request("GET", "/api/v1/sites/main/slots", params=query).json()
            free = [slot["start"] for slot in slots if slot["free"] > 0]
            if free:
                return str(free[0])
        raise StepFailed("the desk has no free slot within a week")

    def look(self, url: str, says: str, picture: Path, language: str) -> None:
        base, _, path = url.partition("/v/")
        if not until(lambda: says in Api(base).request("GET", f"/v/{path}", params={"lang": language}).text, 20):
            raise StepFailed(f"{url} does not say {says!r}")

    def incidents(self, desk: str, picture: Path) -> None:
        """Nothing to see without a browser; the list is read over the API."""


def incident_titles(desk: str) -> list[str]:
    """The titles of all incidents that the desk holds, one for each, by its API, as a member of staff."""
    signed_in = Api(desk, timeout=20).request(
        "POST", "/api/v1/sessions", SignInBody(name="admin", password="counter-demo")
    )
    page = Api(desk, signed_in.json()["token"]).request("GET", "/api/v1/incidents").json()
    return [row["title"] for row in page["items"]]
