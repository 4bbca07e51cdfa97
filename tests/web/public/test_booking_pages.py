"""Somebody books on a phone, changes it, calls it off: in both languages, with and without JavaScript."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from tests.web.public.conftest import OpenPhone
from tests.web.public.looks import assert_good

WORDS = {
    "en-GB": {
        "hello": "Hello. How can we help?",
        "what": "What can we help with?",
        "service": "Laptop",
        "days": "When would you like to come?",
        "day": "Tomorrow",
        "who": "Who is coming?",
        "when": "Tomorrow at 10:00",
        "booked": "Your appointment is booked",
        "move": "To which day?",
        "wednesday": "Wednesday 4 March",
        "moved": "Wednesday 4 March at 15:30",
        "sure": "Cancel this appointment?",
        "cancelled": "Your appointment is cancelled",
    },
    "es-ES": {
        "hello": "Hola. ¿En qué podemos ayudarle?",
        "what": "¿En qué podemos ayudarle?",
        "service": "Portátil",
        "days": "¿Cuándo le viene bien?",
        "day": "Mañana",
        "who": "¿Quién viene?",
        "when": "Mañana a las 10:00",
        "booked": "Su cita está reservada",
        "move": "¿A qué día la pasamos?",
        "wednesday": "Miércoles 4 de marzo",
        "moved": "El miércoles 4 de marzo a las 15:30",
        "sure": "¿Anular esta cita?",
        "cancelled": "Su cita está anulada",
    },
}


def fill_in(page: Page, name: str = "Ana García Molina", mail: str = "ana@example.org") -> None:
    page.fill("#name", name)
    page.fill("#mail", mail)


def arrived(page: Page, title: str, check: bool) -> None:
    """The page with this heading is there, and good."""
    expect(page.locator("h1")).to_have_text(title)
    if check:
        assert_good(page)


def book_tomorrow_at_ten(page: Page, words: dict[str, str], check: bool = False) -> None:
    """From the first page to the pass, a tap at a time."""
    page.goto("/")
    arrived(page, words["hello"], check)
    page.tap("#book")
    arrived(page, words["what"], check)
    page.get_by_role("link", name=words["service"]).tap()
    arrived(page, words["days"], check)
    page.get_by_role("link", name=words["day"]).tap()
    arrived(page, words["day"], check)
    page.get_by_role("link", name="10:00").tap()
    arrived(page, words["who"], check)
    fill_in(page)
    page.tap("#book")
    arrived(page, words["when"], check)


def move_and_cancel(page: Page, words: dict[str, str], check: bool = False) -> None:
    """From the pass to another day, then off."""
    page.tap("#move")
    arrived(page, words["move"], check)
    page.get_by_role("link", name=words["wednesday"]).tap()
    arrived(page, words["wednesday"], check)
    page.get_by_role("button", name="15:30").tap()
    arrived(page, words["moved"], check)
    page.tap("#cancel")
    arrived(page, words["sure"], check)
    page.tap("#cancel-yes")
    arrived(page, words["cancelled"], check)


def in_qr(page: Page) -> str:
    """What a camera reads from the pass on the screen."""
    picture = Image.open(io.BytesIO(page.locator("svg.qr").screenshot()))
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1
    return found[0].text


@pytest.mark.parametrize(
    ("database", "locale"), [("sqlite", "en-GB"), ("postgres", "es-ES")], indirect=["database"]
)
def test_book_move_and_cancel_on_a_phone(phone: OpenPhone, locale: str) -> None:
    words, page = WORDS[locale], phone(locale)
    book_tomorrow_at_ten(page, words, check=True)
    expect(page.get_by_text(words["booked"])).to_be_visible()
    assert page.url.partition("/v/")[2].partition("?")[0] == in_qr(page)
    assert len(page.inner_text("#code")) == 6
    with page.expect_download() as download:
        page.tap("#calendar")
    assert download.value.path().read_text().startswith("BEGIN:VCALENDAR")

    move_and_cancel(page, words, check=True)


def test_all_of_it_without_javascript(phone: OpenPhone) -> None:
    words, page = WORDS["es-ES"], phone("es-ES", javascript=False)
    book_tomorrow_at_ten(page, words)
    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "20"
    move_and_cancel(page, words)


def test_the_language_can_be_changed_on_each_page_and_stays(phone: OpenPhone) -> None:
    page = phone("de-DE")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Español").tap()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.tap("#book")
    page.get_by_role("link", name="Portátil").tap()
    page.get_by_role("link", name="Mañana").tap()
    page.get_by_role("link", name="10:00").tap()
    page.get_by_role("link", name="English").tap()
    expect(page.locator("h1")).to_have_text("Who is coming?")
    expect(page.locator(".lead")).to_have_text("Laptop · tomorrow at 10:00")
    fill_in(page)
    page.tap("#book")
    page.get_by_role("link", name="Español").tap()
    expect(page.locator("h1")).to_have_text("Mañana a las 10:00")


def test_what_is_missing_is_said_beside_its_field_and_the_rest_is_kept(phone: OpenPhone) -> None:
    page = phone()
    page.goto("/book/main?service=laptop&start=2026-03-03T10:00:00%2B01:00")
    fill_in(page, "  ", "ana at example")
    page.fill("#note", "It hums")
    page.tap("#book")
    expect(page.get_by_role("alert")).to_contain_text("Nothing is booked yet")
    expect(page.locator("#name")).to_have_attribute("aria-describedby", "name-fault")
    expect(page.locator("#mail-fault")).to_contain_text("like ana@example.org")
    expect(page.locator("#mail")).to_have_value("ana at example")
    expect(page.locator("#note")).to_have_value("It hums")
    assert_good(page)
    fill_in(page)
    page.tap("#book")
    expect(page.locator("#code")).to_be_visible()


@pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
def test_who_comes_second_is_offered_the_next_times_with_one_tap(phone: OpenPhone) -> None:
    address = "/book/main?service=laptop&start=2026-03-03T10:00:00%2B01:00"
    first, second = phone(), phone("es-ES")
    for page in (first, second):
        page.goto(address)
        fill_in(page)
    first.tap("#book")
    expect(first.locator("#code")).to_be_visible()
    second.tap("#book")
    expect(second.locator("h1")).to_have_text("Alguien se le ha adelantado")
    assert_good(second)
    assert second.get_by_role("button").count() == 3
    second.get_by_role("button", name="10:30").tap()
    expect(second.locator("h1")).to_have_text("Mañana a las 10:30")


def test_an_old_link_to_a_time_that_is_taken_leads_to_the_free_ones(phone: OpenPhone) -> None:
    address = "/book/main?service=laptop&start=2026-03-03T10:00:00%2B01:00"
    page = phone()
    page.goto(address)
    fill_in(page)
    page.tap("#book")
    expect(page.locator("#code")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("alert")).to_contain_text("no longer free")
    assert page.get_by_role("link", name="10:00").count() == 0
    assert_good(page)
    page.get_by_role("link", name="10:30").tap()
    arrived(page, "Who is coming?", check=True)


def test_a_long_name_in_another_script_breaks_nothing(phone: OpenPhone) -> None:
    page = phone()
    page.goto("/book/main?service=laptop&start=2026-03-03T10:00:00%2B01:00")
    fill_in(page, "ن" * 200, "x" * 180 + "@example.org")
    page.tap("#book")
    expect(page.locator("#code")).to_be_visible()
    assert_good(page)


def test_dark_pages_can_be_read_too(phone: OpenPhone) -> None:
    page = phone(scheme="dark")
    book_tomorrow_at_ten(page, WORDS["en-GB"], check=True)


def test_what_is_not_there_says_so(phone: OpenPhone) -> None:
    page = phone("es-ES")
    for address, title in (
        ("/v/nothing", "No encontramos esta visita"),
        ("/s/none", "Esta página no existe"),
    ):
        page.goto(address)
        expect(page.locator("h1")).to_have_text(title)
        assert_good(page)
