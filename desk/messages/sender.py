"""Empties the outbox: one thread a desk process, as many processes as there are.

Where mail addresses are set (Apprise), a message goes to each of them; else it is laid into the outbox folder
as an .eml file, which any mail program opens.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import structlog

from desk.context import Desk
from desk.engine import StorageFull
from desk.messages import store
from desk.messages.store import Message

log = structlog.get_logger()

PAUSE_SECONDS = 1.0
ROUNDS_AN_HOUR = 3600
TURNED_BACK = timedelta(minutes=1)  # a clock that was ahead is right again: put right what it did
OVERLAP = timedelta(minutes=10)  # a mail that was being laid down, or noted late, while it was erased
LONG_AGO = datetime.min.replace(tzinfo=UTC)
Deliver = Callable[[Message], None]


class NotDelivered(Exception):
    """A message did not go out; the text says why, without the address or what is in it."""


class Sender:
    """Sends what is due until it is stopped; `hourly` is done beside it, at the start, once an hour, and
    when the clock was turned back.
    """

    def __init__(self, desk: Desk, deliver: Deliver, hourly: Callable[[], None] = lambda: None) -> None:
        self._hourly = hourly
        self._desk = desk
        self._deliver = deliver
        self._stop = threading.Event()
        self._taken_away = LONG_AGO
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End after the message in hand; waits for it a moment only, since it can be claimed again."""
        self._stop.set()
        self._thread.join(1.0)

    def send_due(self) -> int:
        """Send everything that is due; returns how many went out."""
        sent = 0
        while not self._stop.is_set():
            with self._desk.database.begin() as connection:
                message = store.claim(connection, self._desk.now())
            if message is None:
                break
            sent += self._send(message)
        return sent

    def take_away(self) -> None:
        """Remove the files of mails that were erased: at first all that are known, then the newest."""
        since, now = self._taken_away, self._desk.now()
        with self._desk.database.read() as connection:
            gone = store.erased_since(connection, since)
        folder = outbox_of(self._desk)
        for message in gone:
            for name in (f"{message}.eml", f".{message}.half"):
                (folder / name).unlink(missing_ok=True)
        self._taken_away = now - OVERLAP

    def _send(self, message: Message) -> bool:
        try:
            self._deliver(message)
        except Exception as error:  # noqa: BLE001  # whatever went wrong, it is tried again
            with self._desk.database.begin() as connection:
                store.note_failed(connection, message, self._desk.now(), str(error) or type(error).__name__)
            log.warning("message_not_sent", id=message.id, tries=message.tries, why=type(error).__name__)
            return False
        with self._desk.database.begin() as connection:
            store.note_sent(connection, message.id, self._desk.now())
        log.info("message_sent", id=message.id, kind=message.mail.kind)
        return True

    def _run(self) -> None:
        seen = LONG_AGO
        for rounds in itertools.count():
            if self._stop.wait(PAUSE_SECONDS):
                return
            before, seen = seen, self._desk.now()
            try:
                if rounds % ROUNDS_AN_HOUR == 0 or seen + TURNED_BACK < before:
                    self._hourly()
                self.send_due()
                self.take_away()
            except StorageFull:
                log.error("storage_full")
            except Exception as error:  # the database may be back in a second
                log.error("outbox", why=type(error).__name__, exc_info=error)


def delivery(desk: Desk) -> Deliver:
    """How this desk sends: by its mail addresses, else into its outbox folder."""
    folder = outbox_of(desk)
    if not desk.mail_urls:
        return lambda message: into_folder(message, folder, desk.mail_from)
    return lambda message: by_apprise(message, desk.mail_urls)


def outbox_of(desk: Desk) -> Path:
    """Where this desk process lays its mails when it sends none."""
    return desk.data_folder / "outbox"


def into_folder(message: Message, folder: Path, sender: str) -> None:
    """Lay a message into the folder as a whole file or not at all; the same message is the same file."""
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f".{message.id}.half"
    half.write_bytes(as_email(message, sender).as_bytes())
    half.rename(folder / f"{message.id}.eml")


def as_email(message: Message, sender: str) -> EmailMessage:
    """A message as a mail, its calendar file beside it."""
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = message.mail.recipient
    mail["Subject"] = message.mail.subject
    mail["Date"] = format_datetime(message.made_at.astimezone(UTC))
    mail["Message-ID"] = f"<{message.id}@mostrador>"
    mail["Content-Language"] = message.mail.language
    mail.set_content(message.mail.text)
    if message.mail.calendar:
        mail.add_attachment(message.mail.calendar, subtype="calendar", filename="appointment.ics")
    return mail


def by_apprise(message: Message, urls: tuple[str, ...]) -> None:
    """Send by every address. Raises NotDelivered when one of them did not take it."""
    import apprise  # takes long to import; only a desk with mail addresses needs it

    mail = message.mail
    service = apprise.Apprise()
    for url in urls:
        if not service.add(address_for(url, mail.recipient)):
            raise NotDelivered("a mail address in the settings cannot be used")
    with TemporaryDirectory() as folder:  # Apprise takes attachments as files
        attached = Path(folder) / "appointment.ics"
        attached.write_text(mail.calendar, encoding="utf-8", newline="")
        taken = service.notify(
            title=mail.subject,
            body=mail.text,
            body_format=apprise.NotifyFormat.TEXT,
            attach=str(attached) if mail.calendar else None,
        )
    if not taken:
        raise NotDelivered("the mail server did not take it")


def address_for(url: str, recipient: str) -> str:
    """An Apprise address with the recipient in it: in place of `{to}`, else as its parameter `to`."""
    who = quote(recipient, safe="@")
    if "{to}" in url:
        return url.replace("{to}", who)
    return f"{url}{'&' if '?' in url else '?'}to={who}"
