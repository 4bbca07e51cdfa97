"""A real SMTP server with a tool behind it that makes tickets of mail: a Message-ID that it saw before makes
no second ticket, and an answer in a thread becomes a note of its ticket.
"""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from common.clock import Clock
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Connector
from desk.connectors.tools.mail.connector import connect
from tests.contract.connectors.outside import NOWHERE, Ticket, Traits, default_mapping
from tests.contract.connectors.smtp_server import SmtpServer, certificate

USER, PASSWORD = "mostrador@example.org", "a mailbox's password"
DOMAIN = "mostrador.invalid"


class MailDesk:
    tool = "mail"
    traits = Traits(title_limit=None, http=False)

    def __init__(self) -> None:
        self.server = SmtpServer(USER, PASSWORD)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server.port}" if self.server.port else NOWHERE

    def start(self) -> None:
        self.server.start()

    def stop(self) -> None:
        self.server.stop()

    def mapping(self, url: str) -> Mapping:
        address = url.replace("http://", "smtp://")
        made = default_mapping(self.tool, address, {"user": USER, "password": PASSWORD})
        return made.amended(verify=str(certificate()))

    def connect(self, mapping: Mapping, clock: Clock) -> Connector:
        return connect(mapping, clock)

    def mails(self) -> list[EmailMessage]:
        """What the tool makes of its mailbox: each Message-ID once, the first of its kind."""
        seen: dict[str, EmailMessage] = {}
        for raw in self.server.mails:
            mail = message_from_bytes(raw, policy=default)
            assert isinstance(mail, EmailMessage)
            seen.setdefault(str(mail["Message-ID"]), mail)
        return list(seen.values())

    def tickets(self, key: str) -> list[Ticket]:
        name, mails = f"<{key}@{DOMAIN}>", self.mails()
        answers = [mail for mail in mails if str(mail["In-Reply-To"]) == name]
        return [
            Ticket(
                name,
                str(mail["Subject"]),
                _text(mail),
                "",
                str(mail["Reply-To"] or ""),
                "",
                {header: str(value) for header, value in mail.items()},
                tuple(_text(answer) for answer in answers),
                tuple(file for answer in answers for file in _files(answer)),
            )
            for mail in mails
            if str(mail["Message-ID"]) == name
        ]

    def change(self, ticket: str, *, state: str = "", assignee: str = "", note: str = "") -> None:
        raise AssertionError("nobody can see what is changed behind a mailbox")


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()).replace("\r\n", "\n").rstrip("\n") if body is not None else ""


def _files(mail: EmailMessage) -> list[tuple[str, bytes]]:
    found = []
    for part in mail.iter_attachments():
        content = part.get_content()
        whole = content if isinstance(content, bytes) else str(content).encode()
        found.append((part.get_filename() or "", whole))
    return found


def desk() -> MailDesk:
    return MailDesk()
