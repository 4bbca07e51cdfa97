"""Sending one mail by SMTP, and what came of it: steps before the text is sent are a certain no when they
fail; from then on, without the server's answer, nobody knows.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal
from urllib.parse import urlsplit

from desk.connectors.http.deadline import Watch
from desk.connectors.mapping.form import Mapping, MappingInvalid
from desk.connectors.port import (
    Ambiguous,
    Done,
    Failure,
    Misconfigured,
    Outcome,
    Rejected,
    RetryAfter,
    SignInFailed,
)

Tls = Literal["starttls", "implicit", "none"]
PORTS = {"starttls": 587, "implicit": 465, "none": 25}
READY, GO_ON = 220, 354
WIRE = SMTP.clone(cte_type="7bit")  # any server takes it
OURS = "mostrador"  # how we greet the server
_DOT = re.compile(rb"(?m)^\.")
_WORDS = 300


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. `tls`: at once (`implicit`), by STARTTLS, or not at all; `password` is never sent then
    unless there is nobody between us (`none` is a decision of the mapping's writer).
    """

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)
    verify: bool | str = True
    seconds: float = 60.0

    @classmethod
    def of(cls, mapping: Mapping) -> Server | None:
        """The server that a mapping names, None for none. Raises MappingInvalid."""
        if not mapping.url:
            return None
        parts = urlsplit(mapping.url)
        tls = mapping.option("tls", "implicit" if parts.scheme == "smtps" else "starttls")
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise MappingInvalid(mapping.name, "url", "is not like smtp://mail.example.org:587")
        if tls not in PORTS:
            raise MappingInvalid(mapping.name, "options.tls", "is none of starttls, implicit, none")
        user = mapping.secret("user") if "user" in mapping.sign_in else ""
        return cls(
            parts.hostname,
            parts.port or PORTS[tls],
            tls,  # type: ignore[arg-type]  # looked up above
            user,
            mapping.secret("password") if user else "",
            mapping.verify,
            mapping.timing.timeout,
        )


def send(server: Server, message: EmailMessage) -> Outcome[str]:
    """Send a mail (made with `WIRE`) to its one recipient; the value is what the server said last."""
    return _within(server, message)


def look(server: Server, sender: str, recipient: str) -> Outcome[str]:
    """Go as far as the addresses and send nothing; the value is the server's greeting."""
    message = EmailMessage(WIRE)
    message["From"], message["To"] = sender, recipient
    return _within(server, message, only_look=True)


def _within(server: Server, message: EmailMessage, *, only_look: bool = False) -> Outcome[str]:
    """One connection, ended at the deadline however slowly the server drips."""
    watch = Watch(server.seconds)
    try:
        with watch:
            return _converse(server, message, watch, only_look)
    except smtplib.SMTPAuthenticationError as error:
        return _refused(error.smtp_code, error.smtp_error, SignInFailed(_words(error.smtp_error)))
    except smtplib.SMTPNotSupportedError as error:
        return Misconfigured("options.tls", f"The mail server does not offer it: {error}")
    except ssl.SSLError as error:
        why = f"The mail server's certificate or TLS is not accepted: {error.reason or error}"
        return Ambiguous(why) if watch.sent else RetryAfter(None, why[:_WORDS])
    except (smtplib.SMTPResponseException, smtplib.SMTPException, OSError, EOFError) as error:
        why = (
            "No whole answer came in time"
            if watch.expired
            else f"The connection broke ({type(error).__name__})"
        )
        return Ambiguous(why) if watch.sent else RetryAfter(None, why)


def _converse(server: Server, message: EmailMessage, watch: Watch, only_look: bool) -> Outcome[str]:
    smtp = _connected(server, watch)
    try:
        _greeted(server, smtp, watch)
        failure = _addressed(smtp, message)
        if failure is not None:
            return failure
        if only_look:
            with suppress(smtplib.SMTPException, OSError):
                smtp.rset()
            return Done(_words((smtp.ehlo_resp or b"").partition(b"\n")[0]))
        return _told(smtp, message, watch)
    finally:
        smtp.close()


def _connected(server: Server, watch: Watch) -> smtplib.SMTP:
    if server.tls == "implicit":
        context = _context(server)
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(timeout=server.seconds, context=context, local_hostname=OURS)
    else:
        smtp = smtplib.SMTP(timeout=server.seconds, local_hostname=OURS)
    smtp._host = server.host  # type: ignore[attr-defined]  # TLS checks the certificate against this name
    code, greeting = smtp.connect(server.host, server.port)
    watch.sees(smtp.sock, sent=False)
    if code != READY:
        smtp.close()
        raise smtplib.SMTPConnectError(code, greeting)
    return smtp


def _context(server: Server) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=server.verify if isinstance(server.verify, str) else None)
    if server.verify is False:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _greeted(server: Server, smtp: smtplib.SMTP, watch: Watch) -> None:
    smtp.ehlo_or_helo_if_needed()
    if server.tls == "starttls":
        smtp.starttls(context=_context(server))
        watch.sees(smtp.sock, sent=False)  # it is another one now
        smtp.ehlo()
    if server.user:
        smtp.login(server.user, server.password)


def _addressed(smtp: smtplib.SMTP, message: EmailMessage) -> Failure | None:
    """The envelope: from and to."""
    sender, recipient = (message[name].addresses[0].addr_spec for name in ("From", "To"))
    code, said = smtp.mail(sender)
    if code // 100 != 2:
        return _refused(code, said, Misconfigured("options.from", _words(said)))
    code, said = smtp.rcpt(recipient)
    if code // 100 != 2:
        return _refused(code, said, Misconfigured("options.to", _words(said)))
    return None


def _told(smtp: smtplib.SMTP, message: EmailMessage, watch: Watch) -> Outcome[str]:
    """The text, and the server's word that it has it."""
    content = _DOT.sub(b"..", message.as_bytes())
    most = smtp.esmtp_features.get("size", "")
    if most.isdigit() and 0 < int(most) < len(content):
        return Rejected("", f"The mail has {len(content)} bytes, the server takes {most}")
    code, said = smtp.docmd("DATA")
    if code != GO_ON:
        return _refused(code, said, Rejected("", _words(said)))
    watch.sees(smtp.sock, sent=True)
    smtp.send(content + b".\r\n" if content.endswith(b"\r\n") else content + b"\r\n.\r\n")
    code, said = smtp.getreply()
    if code // 100 != 2:
        return _refused(code, said, Rejected("", _words(said)))
    watch.sees(smtp.sock, sent=False)  # it is done: nothing after this makes it less so
    with suppress(smtplib.SMTPException, OSError):
        smtp.docmd("QUIT")
    return Done(_words(said))


def _refused(code: int, said: bytes | str, for_good: Failure) -> Failure:
    """4yz: not now; anything else: for good, as the step means it."""
    return RetryAfter(None, _words(said), busy=True) if code // 100 == 4 else for_good


def _words(said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:_WORDS]
