"""The manual's reference pages say what the code says, so they cannot rot."""

from __future__ import annotations

import pytest

from installers.make_docs import DOCS, PAGES


@pytest.mark.parametrize("page", PAGES)
def test_a_reference_page_is_what_the_code_says(page: str) -> None:
    made = "\n".join(PAGES[page]()) + "\n"
    assert (DOCS / page).read_text(encoding="utf-8") == made, "run: python installers/make_docs.py"
