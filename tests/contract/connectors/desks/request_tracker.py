"""The real Request Tracker 5 of Debian, on SQLite, with a queue for the walk-up desk."""

from __future__ import annotations

import base64
import json
import os
import quopri
import sqlite3
from collections.abc import Mapping as Values
from pathlib import Path
from urllib.request import Request, urlopen

from common.clock import Clock
from desk.connectors.mapping.form import FieldRule, Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.request_tracker.connector import connect
from tests.contract.connectors.keeper import call, own
from tests.contract.connectors.machine import Kept, Product, why_missing
from tests.contract.connectors.outside import NOWHERE, Ticket, Traits, default_mapping

PACKAGES = ("request-tracker5", "rt5-db-sqlite", "rt5-standalone")
SELECTIONS = """
request-tracker5 request-tracker5/rtname string desk.test
request-tracker5 request-tracker5/organization string desk.test
request-tracker5 request-tracker5/correspondaddress string rt@desk.test
request-tracker5 request-tracker5/commentaddress string rt-comment@desk.test
request-tracker5 request-tracker5/webbaseurl string http://127.0.0.1
request-tracker5 request-tracker5/handle-siteconfig-permissions boolean true
request-tracker5 request-tracker5/initial-root-password password rootpw-Desk1
request-tracker5 request-tracker5/dbconfig-install boolean true
"""
CONFIGURATION = """
Set($rtname, 'desk.test'); Set($Organization, 'desk.test');
Set($WebPath, ''); Set($WebDomain, '127.0.0.1'); Set($WebPort, {port});
Set($DatabaseType, 'SQLite'); Set($DatabaseName, '{home}/rt.sqlite');
Set($DatabaseHost, 'localhost'); Set($DatabaseUser, ''); Set($DatabasePassword, '');
Set($LogToSyslog, undef); Set($LogToSTDERR, 'warning'); Set($MailCommand, 'testfile');
Set($Timezone, 'UTC'); Set($BcryptCost, 4);
1;
"""
SEED = """
@Queues = ({ Name => 'WalkUp', Description => 'Walk-up support' });
my @ticket = (LookupType => 'RT::Queue-RT::Ticket', Queue => 0);
@CustomFields = (
    { Name => 'ExternalID', Type => 'FreeformSingle', @ticket },
    { Name => 'Category', Type => 'SelectSingle', @ticket,
      Values => [ map { { Name => $_ } } qw(Hardware Software Network Account) ] },
    (map { { Name => $_, Type => 'SelectSingle', @ticket,
             Values => [ map { { Name => $_ } } qw(High Medium Low) ] } } qw(Impact Urgency)),
    { Name => 'Resolution', Type => 'TextSingle', @ticket },
);
my @names = qw(walkup-sync technician);
@Users = map {
    { Name => $_, Password => "$_-pw-1", EmailAddress => "$_\\@desk.test", Privileged => 1 }
} @names;
my @rights = qw(SeeQueue CreateTicket ShowTicket ShowTicketComments ModifyTicket CommentOnTicket ReplyToTicket
                OwnTicket TakeTicket SeeCustomField ModifyCustomField SetInitialCustomField);
@ACL = map { my $user = $_; map { { UserId => $user, Right => $_, Queue => 'WalkUp' } } @rights } @names;
@Final = (sub {
    for my $name (@names) {
        my $user = RT::User->new(RT->SystemUser);
        $user->Load($name);
        my ($ok, $message, $token) =
            RT::AuthToken->new(RT->SystemUser)->Create(Owner => $user->id, Description => 'test');
        open my $file, '>', "$ENV{TOKENS}/$name" or die;
        print $file $token;
        close $file;
    }
});
1;
"""
LEVEL = {"1": "High", "2": "Medium", "3": "Low"}


def environment(home: Path, port: int) -> Values[str, str]:
    return {
        "RT_SITE_CONFIG": str(home / "RT_SiteConfig.pm"),
        "RT_SITE_CONFIG_DIR": os.devnull,
        "TOKENS": str(home),
    }


def prepare(home: Path, port: int) -> Values[str, str]:
    """A database with the queue, its custom fields, and two people with a token each."""
    (home / "RT_SiteConfig.pm").write_text(
        CONFIGURATION.replace("{port}", str(port)).replace("{home}", str(home))
    )
    (home / "seed.pl").write_text(SEED)
    own(home)
    setup, around = ["rt-setup-database-5", "--skip-create"], environment(home, port)
    call([*setup, "--action", "init", "--dba", "", "--dba-password", ""], home, around)
    call([*setup, "--action", "insert", "--datafile", str(home / "seed.pl")], home, around)
    tokens = {name: (home / name).read_text() for name in ("walkup-sync", "technician")}
    return {**tokens, "database": str(home / "rt.sqlite")}


def command(home: Path, port: int) -> list[str]:
    server = "/usr/share/request-tracker5/libexec/rt-server"
    return [server, "--server", "Starlet", "--host", "127.0.0.1", "--port", str(port), "--max-workers", "2"]


PRODUCT = Product("Request Tracker", PACKAGES, SELECTIONS, prepare, command, environment, lambda home: home)
KEPT = Kept("request_tracker")


class RealRequestTracker:
    """Read beside the connector from its database; changed as another user by its interface."""

    tool = "request_tracker"
    traits = Traits(real=True, title_limit=200, dropped=("CustomFields.Category", "Furniture"))

    def __init__(self) -> None:
        self.url = NOWHERE
        self._told: Values[str, str] = {}

    def start(self) -> None:
        running = KEPT.running()
        self.url, self._told = running.url, running.told

    def stop(self) -> None:
        """It serves the next test, too."""

    def ripen(self) -> None:
        """Its search shows at once what was changed."""

    def mapping(self, url: str) -> Mapping:
        token = self._told.get("walkup-sync", "none")
        plain = default_mapping(self.tool, url, {"token": token}, queue="WalkUp")
        custom = {
            "CustomFields.Category": FieldRule(source="category.0", default="Hardware"),
            "CustomFields.Impact": FieldRule(source="impact", table="level"),
            "CustomFields.Urgency": FieldRule(source="urgency", table="level"),
        }
        return plain.amended(fields={**plain.fields, **custom}, tables={**plain.tables, "level": LEVEL})

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        values = {"Status": state, "Owner": assignee and "technician"}
        if wanted := {name: value for name, value in values.items() if value}:
            self._ask("PUT", f"ticket/{ticket}", wanted)
        if note:
            self._ask("POST", f"ticket/{ticket}/comment", {"Content": note, "ContentType": "text/plain"})

    def _ask(self, method: str, path: str, values: Values[str, str]) -> None:
        headers = {"Authorization": f"token {self._told['technician']}", "Content-Type": "application/json"}
        body = json.dumps(values).encode()
        asked = Request(f"{self.url}/REST/2.0/{path}", body, headers, method=method)
        with urlopen(asked, timeout=60) as answer:
            assert answer.status in {200, 201}

    def tickets(self, key: str) -> list[Ticket]:
        database = sqlite3.connect(f"file:{self._told['database']}?mode=ro", uri=True, timeout=30)
        database.row_factory = sqlite3.Row
        try:
            return [_ticket(database, row) for row in database.execute(TICKETS, (f"mostrador:{key}", key))]
        finally:
            database.close()


TICKETS = """
SELECT t.*, u.Name AS owner_name FROM Tickets t JOIN Users u ON u.id = t.Owner WHERE t.id IN (
    SELECT LocalBase FROM Links WHERE Type = 'RefersTo' AND Target = ?
    UNION SELECT v.ObjectId FROM ObjectCustomFieldValues v JOIN CustomFields f ON f.id = v.CustomField
    WHERE f.Name = 'ExternalID' AND v.Disabled = 0 AND v.ObjectType = 'RT::Ticket' AND v.Content = ?
) ORDER BY t.id
"""
FIELDS = """
SELECT f.Name, v.Content FROM ObjectCustomFieldValues v JOIN CustomFields f ON f.id = v.CustomField
WHERE v.Disabled = 0 AND v.ObjectType = 'RT::Ticket' AND v.ObjectId = ?
"""
REQUESTERS = """
SELECT u.EmailAddress FROM Groups g JOIN GroupMembers m ON m.GroupId = g.id JOIN Users u ON u.id = m.MemberId
WHERE g.Domain = 'RT::Ticket-Role' AND g.Name = 'Requestor' AND g.Instance = ?
"""
PARTS = """
SELECT x.Type, a.Filename, a.ContentType, a.Content, a.ContentEncoding
FROM Transactions x JOIN Attachments a ON a.TransactionId = x.id
WHERE x.ObjectType = 'RT::Ticket' AND x.ObjectId = ? AND x.Type IN ('Create', 'Comment', 'Correspond')
ORDER BY a.id
"""


def _ticket(database: sqlite3.Connection, row: sqlite3.Row) -> Ticket:
    number = row["id"]
    fields = {f"CustomFields.{name}": value for name, value in database.execute(FIELDS, (number,))}
    texts: dict[str, list[str]] = {"Create": [], "Comment": [], "Correspond": []}
    files = []
    for part in database.execute(PARTS, (number,)):
        content = _content(part["Content"], part["ContentEncoding"])
        if part["Filename"]:
            files.append((part["Filename"], content))
        elif part["ContentType"] == "text/plain":
            texts[part["Type"]].append(content.decode())
    return Ticket(
        id=str(number),
        title=row["Subject"],
        text="\n".join(texts["Create"]),
        state=row["Status"],
        requester=",".join(mail for (mail,) in database.execute(REQUESTERS, (number,))),
        assignee="" if row["owner_name"] == "Nobody" else row["owner_name"],
        fields={**fields, "Priority": str(row["Priority"])},
        notes=tuple(texts["Comment"] + texts["Correspond"]),
        files=tuple(files),
    )


def _content(value: str | bytes | None, encoding: str | None) -> bytes:
    raw = value.encode() if isinstance(value, str) else value or b""
    if encoding == "base64":
        return base64.b64decode(raw)
    return quopri.decodestring(raw) if encoding == "quoted-printable" else raw


def missing() -> str:
    return why_missing(PACKAGES)


def desk() -> RealRequestTracker:
    return RealRequestTracker()
