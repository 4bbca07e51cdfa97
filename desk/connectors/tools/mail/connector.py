"""Any tool that makes tickets of mail. The key makes the Message-ID, the same for every attempt, by which a
mail server or tool that saw it before drops the second one; nothing can be read back.

Notes and files answer the first mail (In-Reply-To, References) with Message-IDs of their own keys. By SMTP,
or without a server as `.eml` files in a folder that something else picks up.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping as Values
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from common.clock import Clock
from desk.connectors.mapping.form import Mapping, MappingInvalid
from desk.connectors.port import (
    Blob,
    Caps,
    Change,
    Done,
    Draft,
    Failure,
    Marker,
    Misconfigured,
    Note,
    Outcome,
    Page,
    Ref,
    Rejected,
    RetryAfter,
    Snapshot,
    ToolInfo,
)
from desk.connectors.tools.mail import smtp

HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,70}")
OURS = {
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "reply-to",
    "mime-version",
}
NOTHING_TO_READ = "Mail cannot be read back"
PRODUCT = "Mail"


class Mail:
    """One mailbox that somebody's tool reads."""

    def __init__(self, mapping: Mapping, clock: Clock) -> None:
        self.mapping = mapping
        self._clock = clock
        self._server = smtp.Server.of(mapping)
        self._folder = mapping.option("folder")
        self._domain = mapping.option("domain", "mostrador.invalid")
        if self._server is None and not Path(self._folder).is_absolute():
            raise MappingInvalid(mapping.name, "url", "is needed, or options.folder with a whole path")

    @property
    def caps(self) -> Caps:
        settle = self.mapping.timing.settle
        return Caps(Marker.MESSAGE_ID, reads=False, changes=False, settle_seconds=settle)

    def probe(self) -> Outcome[ToolInfo]:
        faults = [
            (f"fields.{name}", "is not a name for a header of ours")
            for name in self.mapping.fields
            if not HEADER.fullmatch(name) or name.lower() in OURS or name.lower().startswith("content-")
        ]
        lost = ("state, assignee and number in the tool: mail cannot be read back",)
        if self._server is None:
            folder = Path(self._folder)
            if not folder.is_dir():
                return Misconfigured("options.folder", "There is no such folder")
            return Done(ToolInfo(PRODUCT, "", str(folder.name), tuple(faults), lost))
        greeted = smtp.look(self._server, self._option("from"), self._option("to"))
        if not isinstance(greeted, Done):
            return greeted
        return Done(ToolInfo(PRODUCT, greeted.value, self._server.user, tuple(faults), lost))

    # --- what goes out
    def create(self, draft: Draft) -> Outcome[Ref]:
        ref = Ref(self._id_of(draft.key), draft.number)
        parts = {**draft.fields}
        if draft.requester.mail:
            parts["Reply-To"] = draft.requester.mail
        mail = self._mail(ref.id, f"[{draft.number}] {draft.title}", parts)
        if not isinstance(mail, EmailMessage):
            return mail
        mail.set_content(draft.text)
        sent = self._send(mail)
        return Done(ref) if isinstance(sent, Done) else sent

    def note(self, ref: Ref, note: Note) -> Outcome[str]:
        return self._answer(ref, note.key, note.text)

    def attach(self, ref: Ref, blob: Blob) -> Outcome[str]:
        return self._answer(ref, blob.key, blob.named, blob)

    def apply(self, ref: Ref, change: Change) -> Outcome[Snapshot]:
        """Told in words; the same change has the same Message-ID. What it came to cannot be seen."""
        words = [change.state or "", change.resolution]
        if change.duplicate_of is not None:
            words.append(f"= {change.duplicate_of.number}")
        text = "\n\n".join(word for word in words if word)
        state = Snapshot(ref, self._key_in(ref.id), change.state or "", "", resolution=change.resolution)
        if not text:
            return Done(state)
        told = self._answer(ref, hashlib.sha256(f"{ref.id}\n{text}".encode()).hexdigest()[:32], text)
        return Done(state) if isinstance(told, Done) else told

    def _answer(self, ref: Ref, key: str, text: str, blob: Blob | None = None) -> Outcome[str]:
        """A mail in the thread of the first one."""
        thread = {"In-Reply-To": ref.id, "References": ref.id}
        mail = self._mail(self._id_of(key), f"Re: [{ref.number}]", thread)
        if not isinstance(mail, EmailMessage):
            return mail
        mail.set_content(text)
        if blob is not None:
            kind, _, inner = blob.type.partition("/")
            if not inner or kind in {"message", "multipart"}:
                kind, inner = "application", "octet-stream"
            mail.add_attachment(blob.content, maintype=kind, subtype=inner, filename=blob.named)
        sent = self._send(mail)
        return Done(str(mail["Message-ID"])) if isinstance(sent, Done) else sent

    def _mail(self, name: str, subject: str, headers: Values[str, str]) -> EmailMessage | Failure:
        mail = EmailMessage(smtp.WIRE)
        try:
            mail["From"] = _address(self._option("from"))
            mail["To"] = _address(self._option("to"))
        except ValueError:
            return Misconfigured("options.to", "From and to must be plain mail addresses")
        mail["Subject"] = " ".join(subject.split())
        mail["Date"] = format_datetime(self._clock.now())
        mail["Message-ID"] = name
        mail["Auto-Submitted"] = "auto-generated"  # nobody's absence notice shall answer it
        for header, value in headers.items():
            try:
                mail[header] = _address(value) if header == "Reply-To" else " ".join(value.split())
            except ValueError:
                if header != "Reply-To":  # an address that is none stands in the text
                    return Rejected(header, "This value cannot stand in a header")
        return mail

    def _send(self, mail: EmailMessage) -> Outcome[Any]:
        if self._server is not None:
            return smtp.send(self._server, mail)
        folder, name = Path(self._folder), self._key_in(str(mail["Message-ID"]))
        half = folder / f".{name}.half"
        try:
            half.write_bytes(mail.as_bytes())
            half.rename(folder / f"{name}.eml")
        except OSError as error:
            return RetryAfter(None, f"The folder cannot be written: {error.strerror}")
        return Done(name)

    def _option(self, name: str) -> str:
        return self.mapping.option(name)

    def _id_of(self, key: str) -> str:
        return f"<{key}@{self._domain}>"

    def _key_in(self, name: str) -> str:
        return name.removeprefix("<").partition("@")[0]

    # --- what cannot be
    def find(self, key: str) -> Outcome[tuple[Ref, ...]]:
        return Misconfigured("", NOTHING_TO_READ)

    def get(self, ref: Ref) -> Outcome[Snapshot]:
        return Misconfigured("", NOTHING_TO_READ)

    def holds(self, ref: Ref, key: str) -> Outcome[bool]:
        return Misconfigured("", NOTHING_TO_READ)

    def copies(self, ref: Ref, key: str) -> Outcome[tuple[str, ...]]:
        return Misconfigured("", NOTHING_TO_READ)

    def remove(self, ref: Ref, copy: str) -> Outcome[None]:
        return Rejected("", NOTHING_TO_READ)

    def changes(self, cursor: str) -> Outcome[Page]:
        return Done(Page((), cursor))

    def close(self) -> None:
        """Each mail has a connection of its own: there is nothing to let go of."""


def _address(text: str) -> Address:
    """A plain mail address. Raises ValueError for anything else."""
    if not text.isascii() or not re.fullmatch(r"[^\s<>,;:\"]+@[^\s<>,;:\"@]+", text):
        raise ValueError("not a mail address")
    return Address(addr_spec=text)


def connect(mapping: Mapping, clock: Clock) -> Mail:
    """The connector that a mapping with `tool = "mail"` describes. Raises MappingInvalid."""
    return Mail(mapping, clock)
