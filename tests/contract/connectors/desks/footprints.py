"""An imitated FootPrints 11, after public clients of its services: SOAP, signed in with every call, faults
with status 500, a real database behind `search` with names in lower case and spaces as `__b`.
"""

from __future__ import annotations

import sqlite3
from typing import Any
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from common.clock import Clock, SystemClock
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.footprints.connector import connect
from desk.connectors.tools.footprints.soap import ENCODING, ENVELOPE, XSI
from tests.contract.connectors.desks.fake import FakeDesk, Reply, Request
from tests.contract.connectors.outside import Ticket, Traits, default_mapping

USER, PASSWORD = "mostrador", "footprints-password"
STATUSES = {"Request", "Open", "Pending User", "Pending", "Resolved", "Closed"}
FIELDS = {"Mostrador__bKey", "Category"}
TABLES = """
CREATE TABLE MASTER1 (mrID INTEGER PRIMARY KEY, mrTITLE, mrSTATUS, mrPRIORITY, mrASSIGNEES, mrUPDATEDATE,
    Mostrador__bKey, Category);
CREATE TABLE MASTER1_DESCRIPTIONS (mrID, mrGENERATION, mrDESCRIPTION);
CREATE TABLE MASTER1_ABDATA (mrID, Email__bAddress);
"""


class Died(Exception):
    """The service died of this: a SOAP fault."""


class FootPrintsFake(FakeDesk):
    tool = "footprints"
    traits = Traits(title_limit=None)

    def __init__(self) -> None:
        super().__init__()
        self.database = sqlite3.connect(":memory:", check_same_thread=False)
        self.database.executescript(TABLES)

    def stop(self) -> None:
        super().stop()
        self.database.close()

    def mapping(self, url: str) -> Mapping:
        return default_mapping(self.tool, url, {"user": USER, "password": PASSWORD})

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def tickets(self, key: str) -> list[Ticket]:
        with self.lock:
            found = self.database.execute(
                "SELECT mrID, mrTITLE, mrSTATUS, mrPRIORITY, mrASSIGNEES, Category FROM MASTER1"
                " WHERE Mostrador__bKey = ?",
                (key,),
            ).fetchall()
            return [self._ticket(*row) for row in found]

    def _ticket(self, number: int, title: str, status: str, priority: str, who: str, category: str) -> Ticket:
        texts = self._column("SELECT mrDESCRIPTION FROM MASTER1_DESCRIPTIONS WHERE mrID = ?", number)
        mails = self._column("SELECT Email__bAddress FROM MASTER1_ABDATA WHERE mrID = ?", number)
        return Ticket(
            str(number),
            title,
            texts[0],
            status.replace("__b", " "),
            mails[0] if mails else "",
            who.replace("__b", " "),
            {"priorityNumber": priority, "projfields.Category": category},
            tuple(texts[1:]),
        )

    def _column(self, query: str, number: int) -> list[str]:
        return [str(row[0]) for row in self.database.execute(query, (number,))]

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        with self.lock:
            args = {"status": state, "assignees": assignee, "description": note}
            self._write(int(ticket), {name: value for name, value in args.items() if value})

    # --- what it answers
    def answer(self, request: Request) -> Reply:
        root = fromstring(request.body)
        call = root[0][0]
        method = call.tag.rpartition("__")[2]
        given = {each.tag: each for each in call}
        try:
            if (given["user"].text, given["password"].text) != (USER, PASSWORD):
                raise Died("Authentication failed: invalid user ID or password")
            return _told(method, getattr(self, f"_{method}")(given))
        except Died as death:
            return _fault(str(death))
        except sqlite3.Error as error:
            return _fault(f"DBD::mysql::st execute failed: {error}")

    def _search(self, given: dict[str, Element]) -> list[dict[str, str]]:
        query = given["query"].text or ""
        if not query.startswith("SELECT "):
            raise Died("Only SELECT is allowed")
        cursor = self.database.execute(query)
        names = [column[0].lower() for column in cursor.description]
        return [
            {name: "" if value is None else str(value) for name, value in zip(names, row, strict=True)}
            for row in cursor
        ]

    def _createIssue(self, given: dict[str, Element]) -> str:  # found by the method's name
        args = _struct(given["args"])
        if not args.get("title"):
            raise Died("Title is a mandatory field")
        _checked(args)
        number = next(self._numbers)
        start = ("", "Request", "3", "", "", "", "")
        self.database.execute("INSERT INTO MASTER1 VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (number, *start))
        self._write(number, args)
        return str(number)

    def _editIssue(self, given: dict[str, Element]) -> str:  # found by the method's name
        args = _struct(given["args"])
        _checked(args)
        if not self._column("SELECT mrID FROM MASTER1 WHERE mrID = ?", int(args["mrID"])):
            raise Died("Issue does not exist")
        self._write(int(args["mrID"]), args)
        return "1"

    def _write(self, number: int, args: dict[str, Any]) -> None:
        columns = {
            "mrUPDATEDATE": f"{SystemClock().now():%Y-%m-%d %H:%M:%S}",
            "mrTITLE": args.get("title"),
            "mrSTATUS": args.get("status", "").replace(" ", "__b") or None,
            "mrPRIORITY": args.get("priorityNumber"),
            "mrASSIGNEES": args.get("assignees", "").replace(" ", "__b") or None,
        }
        columns |= {name: value for name, value in args.get("projfields", {}).items() if name in FIELDS}
        for name, value in columns.items():
            if value is not None:
                self.database.execute(f"UPDATE MASTER1 SET {name} = ? WHERE mrID = ?", (value, number))
        if args.get("description"):
            told = self._column("SELECT mrGENERATION FROM MASTER1_DESCRIPTIONS WHERE mrID = ?", number)
            row = number, len(told) + 1, args["description"]
            self.database.execute("INSERT INTO MASTER1_DESCRIPTIONS VALUES (?, ?, ?)", row)
        if mail := args.get("abfields", {}).get("Email__bAddress"):
            self.database.execute("INSERT INTO MASTER1_ABDATA VALUES (?, ?)", (number, mail))


def _struct(element: Element) -> dict[str, Any]:
    return {each.tag: _struct(each) if len(each) else each.text or "" for each in element}


def _checked(args: dict[str, Any]) -> None:
    if str(args.get("projectID")) != "1":
        raise Died("Project does not exist")
    if "status" in args and args["status"] not in STATUSES:
        raise Died(f"Status {args['status']} is not valid")


def _told(method: str, value: str | list[dict[str, str]]) -> Reply:
    root, body = _envelope()
    response = SubElement(body, f"{{MRWebServices}}MRWebServices__{method}Response")
    if isinstance(value, str):
        SubElement(response, "return", {f"{{{XSI}}}type": "xsd:string"}).text = value
    else:
        listed = SubElement(response, "return", {f"{{{ENCODING}}}arrayType": f"xsd:anyType[{len(value)}]"})
        for row in value:
            item = SubElement(listed, "item")
            for name, part in row.items():
                SubElement(item, name).text = part
    return Reply(200, tostring(root), type="text/xml; charset=utf-8")


def _fault(words: str) -> Reply:
    root, body = _envelope()
    fault = SubElement(body, f"{{{ENVELOPE}}}Fault")
    SubElement(fault, "faultcode").text = "soap:Server"
    SubElement(fault, "faultstring").text = words
    return Reply(500, tostring(root), type="text/xml; charset=utf-8")


def _envelope() -> tuple[Element, Element]:
    root = Element(f"{{{ENVELOPE}}}Envelope")
    return root, SubElement(root, f"{{{ENVELOPE}}}Body")


def desk() -> FootPrintsFake:
    return FootPrintsFake()
