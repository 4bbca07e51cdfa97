"""Calendars whose servers lose answers, are full, slow or hostile: tried again, and never twice there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from desk.calendars.fetching import Fetch
from desk.calendars.store import writing
from desk.calendars.threads import allowed
from desk.calendars.writer import Writer
from tests.api.desk_calendars.servers import Radicale
from tests.api.desk_calendars.test_writing import NINE, TEN, book, change, choice, connect, standing
from tests.e2e.fault_proxy import Fate, FaultProxy
from tests.fixtures.desks import RunningDesk
from tests.web.staff.forms import Fields, Visitor

ETAG = '"v1"'


class Stubborn:
    """A calendar that takes the trial and answers what comes then as a test wants; `seen`: what was asked."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] | None = None
        self.closing = threading.Event()
        stubborn = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                size = int(self.headers.get("Content-Length") or 0)
                self.rfile.read(size)
                named = {name.lower(): value for name, value in self.headers.items()}
                stubborn.seen.append((self.command, self.path, named))
                if stubborn.answer is not None:
                    stubborn.answer(self)
                else:
                    say(self, 201 if self.command == "PUT" else 204, {"ETag": ETAG})

            do_GET = do_DELETE = do_PUT

            def log_message(self, *_: object) -> None:
                """Nothing: a test looks at `seen`."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/lena/duty/"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self._thread.join(10)
        self.server.server_close()


def say(
    to: BaseHTTPRequestHandler, status: int, headers: dict[str, str] | None = None, body: bytes = b""
) -> None:
    to.send_response(status)
    for name, value in (headers or {}).items():
        to.send_header(name, value)
    to.send_header("Content-Length", str(len(body)))
    to.end_headers()
    try:
        to.wfile.write(body)
    except OSError:  # the desk had enough
        to.close_connection = True


@pytest.fixture
def stubborn() -> Iterator[Stubborn]:
    made = Stubborn()
    yield made
    made.close()


@pytest.fixture
def writer(desk: RunningDesk) -> Writer:
    return Writer(desk.desk, Fetch(allowed(desk.desk), deadline_seconds=1.5))


@pytest.fixture
def tried(desk: RunningDesk, lena: Visitor, stubborn: Stubborn, writer: Writer) -> Stubborn:
    """The stubborn calendar, chosen by Lena, after it took the trial."""
    given = {"kind": "caldav", "url": stubborn.url, "user": "lena", "password": "counter-demo"}
    lena.post("/staff/calendar", dict(given))
    lena.post("/staff/calendar/writing", {"detail": "busy"})
    assert writer.run_due() == 1
    assert choice(desk).checked_at is not None
    stubborn.seen.clear()
    return stubborn


def drip(stubborn: Stubborn) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(to: BaseHTTPRequestHandler) -> None:
        to.wfile.write(b"HTTP/1.1 201 Created\r\nContent-Length: 1000\r\n\r\n")
        try:
            while not stubborn.closing.wait(0.1):
                to.wfile.write(b"x")
        except OSError:  # the desk had enough
            to.close_connection = True

    return answer


def status(
    code: int, headers: dict[str, str] | None = None, body: bytes = b""
) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda to: say(to, code, headers, body)


@pytest.mark.parametrize(
    ("code", "body", "fault", "for_all"),
    [
        (507, b"", "full", True),
        (403, b"", "read_only", True),
        (401, b"", "sign_in", True),
        (409, b"", "gone", True),
        (503, b"<html>later</html>", "refused", True),
        (429, b"", "refused", True),
        (415, b"", "refused", False),
        (201, b"x" * 10_000_000, "too_large", True),
        (412, b"", "refused", False),
    ],
)
def test_what_a_server_refuses_waits_and_comes_later(
    desk: RunningDesk,
    lena: Visitor,
    tried: Stubborn,
    writer: Writer,
    code: int,
    body: bytes,
    fault: str,
    for_all: bool,
) -> None:
    first, second = book(desk, NINE), book(desk, TEN)
    tried.answer = status(code, {}, body)
    assert writer.run_due() == (1 if for_all else 2)
    assert standing(desk, first)["lena"].fault == fault
    assert choice(desk).fault == (fault if for_all else "")
    if for_all:
        assert "We try again" in lena.get("/staff/calendar").text
    assert writer.run_due() == 0
    assert "Could not be written" in lena.get(f"/staff/appointments/{first}").text
    tried.answer = None
    desk.clock.forward(timedelta(minutes=61))
    assert writer.run_due() == 2
    assert standing(desk, first)["lena"].state == standing(desk, second)["lena"].state == "settled"
    assert choice(desk).fault == ""


def test_a_slow_drip_is_cut_off(desk: RunningDesk, tried: Stubborn, writer: Writer) -> None:
    appointment = book(desk)
    tried.answer = drip(tried)
    assert writer.run_due() == 1
    assert standing(desk, appointment)["lena"].fault == "too_slow"


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        ("http://192.0.2.1/lena/", "redirects"),
        ("https://127.0.0.1/lena/", "redirects"),
        ("file:///etc/passwd", "no_address"),
        ("", "redirects"),
    ],
)
def test_nothing_is_written_elsewhere(
    desk: RunningDesk, tried: Stubborn, writer: Writer, place: str, fault: str
) -> None:
    appointment = book(desk)
    tried.answer = status(307, {"Location": place})
    assert writer.run_due() == 1
    assert standing(desk, appointment)["lena"].fault == fault


def test_conditions_are_asked_with_every_write(desk: RunningDesk, tried: Stubborn, writer: Writer) -> None:
    appointment = book(desk)
    writer.run_due()
    change(desk, appointment, start=TEN)
    writer.run_due()
    change(desk, appointment, state="cancelled")
    writer.run_due()
    asked = [(how, named.get("if-none-match"), named.get("if-match")) for how, _, named in tried.seen]
    assert asked == [("PUT", "*", None), ("PUT", None, ETAG), ("DELETE", None, ETAG)]
    assert len({path for _, path, _ in tried.seen}) == 1


@pytest.mark.parametrize("code", [404, 410, 200])
def test_what_is_gone_already_is_taken_away(
    desk: RunningDesk, tried: Stubborn, writer: Writer, code: int
) -> None:
    appointment = book(desk)
    writer.run_due()
    change(desk, appointment, state="cancelled")
    tried.answer = status(code)
    assert writer.run_due() == 1
    assert standing(desk, appointment) == {}


def test_lost_replies_leave_one_entry_each(
    desk: RunningDesk, lena: Visitor, dav: Radicale, writer: Writer
) -> None:
    connect(lena, dav)
    lena.post("/staff/calendar/writing", {"detail": "busy"})
    assert writer.run_due() == 1
    fates = {Fate.PASS: 6, Fate.LOSE_REPLY: 3, Fate.CUT_REPLY: 1, Fate.LOSE_REQUEST: 1, Fate.REPEAT: 1}
    with FaultProxy(dav.root, 17, fates) as proxy:
        given: Fields = {"kind": "caldav", "url": dav.url.replace(dav.root, proxy.url), "user": "lena"}
        lena.get("/staff/calendar").post("/staff/calendar", given | {"password": "counter-demo"})
        lena.post("/staff/calendar/writing", {"detail": "busy"})
        settle(desk, writer)
        assert dav.entries() == {}  # nothing is left of the trials
        made = [book(desk, NINE + timedelta(minutes=30 * number)) for number in range(12)]
        settle(desk, writer)
        assert len(dav.entries()) == len(made)
        for number, appointment in enumerate(made[:6]):
            change(desk, appointment, start=NINE + timedelta(minutes=30 * (12 + number)))
        for appointment in made[6:9]:
            change(desk, appointment, state="cancelled")
        settle(desk, writer)
        assert proxy.met[Fate.LOSE_REPLY] > 5
    found = sorted(text.partition("DTSTART:")[2][:16] for text in dav.entries().values())
    hours = [*range(9, 12), *range(12, 18)]
    wished = [NINE + timedelta(minutes=30 * number) - timedelta(hours=1) for number in hours]
    assert found == [f"20260303T{at:%H%M}00Z" for at in wished]


def settle(desk: RunningDesk, writer: Writer) -> None:
    """Until nothing waits any more; whoever is impatient presses “Read it now” each time."""
    for _ in range(300):
        with desk.database.begin() as connection:
            writing.try_soon(connection, choice(desk).staff, desk.clock.now())
        if writer.run_due() == 0:
            return
    raise AssertionError(choice(desk))
