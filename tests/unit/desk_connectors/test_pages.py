"""A list that never ends, since a tool heeds no page, holds up nobody and has not said what is in it."""

from __future__ import annotations

from desk.connectors.http.json_tool import MOST_PAGES, by_pages
from desk.connectors.port import RetryAfter


def test_pages_are_read_until_one_is_not_full() -> None:
    asked = list[int]()

    def read(page: int) -> list[int] | RetryAfter:
        asked.append(page)
        return [page] * (3 if page < 4 else 0)

    assert by_pages(3, read) == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert asked == [1, 2, 3, 4]


def test_a_list_without_an_end_is_given_up() -> None:
    asked = list[int]()

    def read(page: int) -> list[int] | RetryAfter:
        assert page <= MOST_PAGES
        asked.append(page)
        return [7, 7]

    found = by_pages(2, read)
    assert isinstance(found, RetryAfter) and found.lost
    assert len(asked) == MOST_PAGES
