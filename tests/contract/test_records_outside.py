"""What the desk tells of a record's ticket in an outside tool: kept by the site, told to consoles at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from common.clients.site import SiteClient
from common.clients.stream import JournalStream, Notice
from common.ids import new_id
from tests.api.site.asking import an_incident
from tests.api.site.running import SiteThread
from tests.contract.test_site_and_desk import heard, in_step, tell, until
from tests.fixtures.desks import RunningDesk

Open = Callable[..., SiteThread]


def ticket(incident: str, **more: object) -> dict[str, object]:
    told: dict[str, object] = {"incident": incident, "connector": "rt", "number": "4711", "attention": ""}
    told |= {"url": "https://rt.example.org/4711", "state": "in_progress", "raw_state": "open"}
    return told | {"assignee": "root", "at": "2026-03-02T12:00:00+00:00", "differences": []} | more


@contextmanager
def following(site: SiteThread, client: SiteClient) -> Iterator[list[Notice]]:
    """What a console hears meanwhile."""
    stream, told = JournalStream(site.url, client.token), list[Notice]()

    def listen() -> None:
        for item in stream.follow(0):
            if isinstance(item, Notice):
                told.append(item)

    thread = threading.Thread(target=listen)
    thread.start()
    until(lambda: len(site.site.followers) == 1)
    yield told
    stream.stop()
    thread.join(10)


def test_the_number_and_the_state_reach_the_console(desk: RunningDesk, open_site_of: Open) -> None:
    site = open_site_of(desk.url, desk.token())
    in_step(site)
    lena, body = site.agent("lena"), an_incident()
    with following(site, lena) as told:
        lena.record(body, new_id())
        until(lambda: lena.incident(body.id).standing == "at_desk")
        tell(desk, "outside", body.id, ticket(body.id))
        until(lambda: lena.incident(body.id).standing == "outside")
        tell(desk, "outside", body.id, ticket(body.id, state="resolved", raw_state="resolved"))
        until(lambda: len(told) == 3)
    known = lena.incident(body.id)
    assert known.desk_number and known.outside is not None
    assert (known.outside.name, known.outside.state) == ("RT 4711", "resolved")
    assert [each.standing for each in told] == ["at_desk", "outside", "outside"]
    assert told[-1].outside == known.outside and told[-1].desk_number == known.desk_number
    assert lena.incidents(site.site.local_day_now().date()) == [known]


def test_news_that_is_faster_than_the_desk_s_number_is_kept(desk: RunningDesk, open_site_of: Open) -> None:
    site = open_site_of("http://127.0.0.1:9", desk.token())
    lena, body = site.agent("lena"), an_incident()
    lena.record(body, new_id())
    site.stop()
    tell(desk, "outside", body.id, ticket(body.id))
    again = open_site_of(desk.url, desk.token())
    until(lambda: again.client(lena.token).incident(body.id).standing == "outside")
    assert again.client(lena.token).incident(body.id).desk_number


def test_a_ticket_without_a_number_says_why(desk: RunningDesk, open_site_of: Open) -> None:
    site = open_site_of(desk.url, desk.token())
    in_step(site)
    lena, body = site.agent("lena"), an_incident()
    lena.record(body, new_id())
    tell(desk, "outside", body.id, ticket(body.id, number="", url="", attention="refused"))
    until(lambda: (found := lena.incident(body.id).outside) is not None and found.attention == "refused")
    until(lambda: lena.incident(body.id).standing == "at_desk")


def test_what_was_set_aside_is_the_desk_s_again(desk: RunningDesk, open_site_of: Open) -> None:
    site = open_site_of(desk.url, desk.token())
    in_step(site)
    lena, body = site.agent("lena"), an_incident()
    lena.record(body, new_id())
    tell(desk, "outside", body.id, ticket(body.id))
    until(lambda: lena.incident(body.id).standing == "outside")
    tell(desk, "outside", body.id, ticket(body.id, attention="set_aside"))
    until(lambda: lena.incident(body.id).standing == "at_desk")
    assert lena.incident(body.id).outside is None


@pytest.mark.expect_log("feed_item_refused")
def test_what_makes_no_sense_is_put_aside_and_the_rest_goes_on(desk: RunningDesk, open_site_of: Open) -> None:
    site = open_site_of(desk.url, desk.token())
    in_step(site)
    lena, body = site.agent("lena"), an_incident()
    lena.record(body, new_id())
    tell(desk, "outside", "odd", ticket("odd", state="on fire"))
    tell(desk, "outside", body.id, ticket(body.id, url="javascript:alert(1)", number="47\u0000\n11"))
    heard(desk, site)
    until(lambda: lena.incident(body.id).outside is not None)
    found = lena.incident(body.id).outside
    assert found is not None and (found.url, found.number) == ("", "47 11")


def test_news_of_a_record_that_the_site_never_had_harms_nobody(desk: RunningDesk, open_site_of: Open) -> None:
    site = open_site_of(desk.url, desk.token())
    in_step(site)
    tell(desk, "outside", "elsewhere", ticket("elsewhere"))
    heard(desk, site)
    assert site.agent("lena").incidents(site.site.local_day_now().date()) == []


def test_an_erased_person_s_ticket_goes_too(desk: RunningDesk, open_site_of: Open) -> None:
    site = open_site_of(desk.url, desk.token())
    in_step(site)
    record = {"id": "ana", "name": "Ana García", "mail": "", "badge": "", "language": "", "department": ""}
    tell(desk, "person", "ana", dict(record))
    heard(desk, site)
    lena, body = site.agent("lena"), an_incident(person="ana", person_name="Ana García")
    lena.record(body, new_id())
    tell(desk, "outside", body.id, ticket(body.id))
    until(lambda: lena.incident(body.id).standing == "outside")
    tell(desk, "erase_person", "ana", {"id": "ana"})
    heard(desk, site)
    with site.writing() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM outside").scalar() == 0
