"""The little of CalDAV (RFC 4791) that the desk needs: has a calendar changed, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from desk.calendars.fetching import Fetch, Fetched, Login, NotFetched

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
SERVER = "{http://calendarserver.org/ns/}"
MULTISTATUS = 207
ASK_STATE = b"""<?xml version="1.0" encoding="utf-8"?>
<d:propfind xmlns:d="DAV:" xmlns:s="http://calendarserver.org/ns/">
<d:prop><d:resourcetype/><s:getctag/><d:sync-token/></d:prop>
</d:propfind>"""
ASK_EVENTS = """<?xml version="1.0" encoding="utf-8"?>
<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:prop><c:calendar-data/></d:prop>
<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
<c:time-range start="{first:%Y%m%dT%H%M%SZ}" end="{until:%Y%m%dT%H%M%SZ}"/>
</c:comp-filter></c:comp-filter></c:filter>
</c:calendar-query>"""


class CalDav:
    """One calendar on a server."""

    def __init__(self, fetch: Fetch, url: str, login: Login) -> None:
        self._fetch = fetch
        self._url = url
        self._login = login

    def state(self) -> str:
        """A mark that changes with the calendar; "" where the server has none.

        Raises NotFetched: `no_collection` when the address is not that of one calendar.
        """
        found = self._ask("PROPFIND", "0", ASK_STATE)
        if next(found.iter(f"{CALDAV}calendar"), None) is None:
            raise NotFetched("no_collection")
        marks = (next(found.iter(name), None) for name in (f"{SERVER}getctag", f"{DAV}sync-token"))
        return next((str(each.text)[:500] for each in marks if each is not None and each.text), "")

    def texts(self, first: datetime, until: datetime) -> list[str]:
        """Every entry that has a part between two moments, a calendar's text each. Raises NotFetched."""
        body = ASK_EVENTS.format(first=first.astimezone(UTC), until=until.astimezone(UTC)).encode()
        found = self._ask("REPORT", "1", body)
        return list(_texts(found))

    def _ask(self, method: str, depth: str, body: bytes) -> Element:
        headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": depth}
        answer = self._fetch(method, self._url, headers, body, self._login)
        return _multistatus(answer)


def _multistatus(answer: Fetched) -> Element:
    if answer.status != MULTISTATUS:
        raise NotFetched("no_collection")
    try:
        found: Element = fromstring(answer.body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotFetched("no_collection") from error
    return found


def _texts(found: Element) -> Iterator[str]:
    for each in found.iter(f"{CALDAV}calendar-data"):
        if each.text and each.text.strip():
            yield each.text
