"""A real SMTP server on asyncio, in a thread of its own: EHLO, STARTTLS, AUTH, and mails kept in memory."""

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from tempfile import mkdtemp

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from common.clock import SystemClock

SIZE = 40 * 1024 * 1024


@dataclass(slots=True)
class Manners:
    """How it behaves. `answers`: what it says to a command (`RCPT`, `DATA`, `.` for the end of the text)
    instead of yes; `hangs_up_at`: the command at which it hangs up, at `.` after the mail was taken;
    `drips_at`: where it sends a byte of its answer now and then, and never the end.
    """

    answers: dict[str, str] = field(default_factory=dict)
    hangs_up_at: str = ""
    drips_at: str = ""
    starttls: bool = True


class SmtpServer:
    """Listens on a free port of loopback from `start` to `stop`."""

    def __init__(self, user: str, password: str) -> None:
        self.user, self.password = user, password
        self.manners = Manners()
        self.mails: list[bytes] = []
        self.port = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), name="smtp-server")
        self._thread.start()
        ready.wait()

    def stop(self) -> None:
        if self._loop is not None and self._ended is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._ended.set)
            self._thread.join()

    async def _serve(self, ready: threading.Event) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._meet, "127.0.0.1", 0, limit=SIZE + 1024)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._ended.wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Talk(self, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
            pass  # a client that went, or the end of the test
        finally:
            writer.close()


class _Talk:
    """One connection."""

    def __init__(
        self, server: SmtpServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.secure, self.known = False, False

    async def run(self) -> None:
        await self._say("220 mail.example.org ready")
        while line := await self.reader.readline():
            command, _, rest = line.decode("ascii", "replace").strip().partition(" ")
            command = command.upper()
            if self.server.manners.hangs_up_at == command:
                return
            if self.server.manners.drips_at == command:
                await self._drip()
            elif command == "QUIT":
                await self._say("221 bye")
                return
            else:
                await self._answer(command, rest)

    async def _answer(self, command: str, rest: str) -> None:
        if command in self.server.manners.answers:
            await self._say(self.server.manners.answers[command])
        elif command == "EHLO":
            offers = ["mail.example.org", f"SIZE {SIZE}", "AUTH PLAIN LOGIN"]
            if self.server.manners.starttls and not self.secure:
                offers[-1] = "STARTTLS"  # no password before the line is private
            *others, last = offers
            await self._say("\r\n".join([*(f"250-{offer}" for offer in others), f"250 {last}"]))
        elif command == "STARTTLS":
            await self._say("220 go on")
            await self.writer.start_tls(_context())
            self.secure = True
        elif command == "AUTH":
            await self._sign_in(rest)
        elif command in {"MAIL", "RCPT"} and not self.known:
            await self._say("530 sign in first")
        elif command == "DATA":
            await self._take()
        else:
            await self._say("250 ok")

    async def _sign_in(self, rest: str) -> None:
        kind, _, given = rest.partition(" ")
        if kind.upper() == "PLAIN" and given:
            _, user, password = base64.b64decode(given).decode().split("\0")
            self.known = (user, password) == (self.server.user, self.server.password)
        await self._say("235 welcome" if self.known else "535 user or password is wrong")

    async def _take(self) -> None:
        await self._say("354 go on")
        text = await self.reader.readuntil(b"\r\n.\r\n")
        manners = self.server.manners
        if "." in manners.answers:
            await self._say(manners.answers["."])
            return
        self.server.mails.append(text[:-3].replace(b"\r\n..", b"\r\n."))
        if manners.hangs_up_at == ".":
            raise ConnectionAbortedError
        if manners.drips_at == ".":
            await self._drip()
        await self._say("250 taken")

    async def _drip(self) -> None:
        """A byte at a time, for as long as the client stays."""
        self.writer.write(b"250-")
        while True:
            self.writer.write(b"x")
            await self.writer.drain()
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.Event().wait(), 0.05)

    async def _say(self, text: str) -> None:
        self.writer.write(text.encode() + b"\r\n")
        await self.writer.drain()


@cache
def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate())
    return context


@cache
def certificate() -> Path:
    """A file with a certificate for 127.0.0.1 that was made for this run, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = SystemClock().now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = Path(mkdtemp()) / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file
