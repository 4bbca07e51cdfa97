"""What every page must be, whatever is on it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it has no types
from playwright.sync_api import Page

TARGET = 48  # px, the least height of what is touched
TOUCHED = "a.button, button, .choices a, .slots a, .back, input:not([type=hidden]), textarea"
TOO_SMALL = """
([touched, least]) => [...document.querySelectorAll(touched)]
  .filter(e => e.checkVisibility() && !e.closest("[aria-hidden]"))
  .filter(e => e.getBoundingClientRect().height < least - 0.5)
  .map(e => e.outerHTML.slice(0, 80))
"""


def assert_good(page: Page) -> None:
    """No axe violation, nothing wider than the phone, targets large enough, one main heading, a language."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate(TOO_SMALL, [TOUCHED, TARGET]) == []
    assert page.locator("h1").count() == 1
    assert page.locator(".main:visible").count() <= 1
