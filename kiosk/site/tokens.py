"""Bearer tokens of devices and agents. Only their SHA-256 is stored; a token is shown once, when made."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from sqlalchemy import Connection, delete, insert, or_, select, update

from kiosk.site.schema import tokens

Kind = Literal["kiosk", "display", "agent", "standby"]
DEVICE_KINDS: tuple[Kind, ...] = ("kiosk", "display", "standby")
AGENT_SECONDS = 12 * 3600.0
TRUST_SECONDS = 5.0  # a token taken back by another process ends within so long
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `name`: the device's name, or the agent's id; `series`: a kiosk's own two letters."""

    kind: Kind
    name: str
    series: str = ""
    digest: str = ""

    @property
    def scope(self) -> str:
        """Whose idempotency keys these are; also who the journal says it was."""
        return f"{self.kind}:{self.name}"

    @property
    def is_agent(self) -> bool:
        return self.kind == "agent"


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def create(connection: Connection, kind: Kind, name: str, expires: float | None = None) -> str:
    """Make and store a token, in the caller's transaction; what it returns is not kept anywhere.

    A kiosk gets the next free series of two letters, and keeps it when a device of the same name gets a new
    token. `expires`: Unix seconds; None: until taken back.
    """
    token = f"mst_{secrets.token_urlsafe(32)}"
    series = _series_for(connection, name) if kind == "kiosk" else ""
    row = {"digest": digest_of(token), "kind": kind, "name": name, "series": series, "expires": expires}
    connection.execute(insert(tokens).values(row))
    return token


def take_back(connection: Connection, kind: Kind, name: str) -> int:
    """End all tokens of a device or an agent; how many there were. A kiosk's row stays, for its series."""
    ended = connection.execute(
        update(tokens)
        .where(
            tokens.c.kind == kind,
            tokens.c.name == name,
            or_(tokens.c.expires.is_(None), tokens.c.expires > 0),
        )
        .values(expires=0.0)
    )
    return ended.rowcount


def end(connection: Connection, digest: str) -> None:
    """End one agent's token, in the caller's transaction."""
    connection.execute(delete(tokens).where(tokens.c.digest == digest, tokens.c.kind == "agent"))


def clear_expired(connection: Connection, now: float) -> None:
    """Forget agents' tokens that ended."""
    connection.execute(delete(tokens).where(tokens.c.kind == "agent", tokens.c.expires < now))


def find(connection: Connection, digest: str, now: float) -> Caller | None:
    """Who has the token with this digest; None when nobody has, or it ended."""
    row = connection.execute(select(tokens).where(tokens.c.digest == digest)).one_or_none()
    if row is None or (row.expires is not None and row.expires <= now):
        return None
    return Caller(cast(Kind, row.kind), row.name, row.series, digest)


def _series_for(connection: Connection, name: str) -> str:
    """KA, KB, … KZ, LA, …: this kiosk's own, else the next that no kiosk ever had."""
    own = connection.execute(
        select(tokens.c.series).where(tokens.c.kind == "kiosk", tokens.c.name == name).limit(1)
    ).scalar_one_or_none()
    if own:
        return str(own)
    taken = set(connection.execute(select(tokens.c.series)).scalars())
    order = LETTERS[LETTERS.index("K") :] + LETTERS[: LETTERS.index("K")]
    return next(f"{a}{b}" for a in order for b in LETTERS if f"{a}{b}" not in taken)


def local_token(connection: Connection, path: Path, now: float, name: str = "local") -> str:
    """The token for screens on this machine, in a file that only its user can read; made when missing.

    `name`: of the device, in its own right on each machine of the site.
    """
    if path.exists():
        known = path.read_text(encoding="utf-8").strip()
        if find(connection, digest_of(known), now) is not None:
            path.chmod(0o600)
            return known
    take_back(connection, "kiosk", name)
    token = create(connection, "kiosk", name)
    written = path.with_suffix(".new")
    written.unlink(missing_ok=True)
    written.touch(mode=0o600)
    written.write_text(token + "\n", encoding="utf-8")
    written.replace(path)
    return token


class KnownTokens:
    """Tokens looked up lately, so that a request does not wait for the disk."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, tuple[Caller, float]] = {}

    def caller(self, token: str, now: float) -> Caller | None:
        """Whose token this is at `now` (Unix seconds)."""
        digest = digest_of(token)
        known = self._known.get(digest)
        if known is not None and 0 <= now - known[1] < TRUST_SECONDS:
            return known[0]
        found = find(self._connection, digest, now)
        if found is None:
            self._known.pop(digest, None)
            return None
        if len(self._known) > 1000:
            self._known.clear()
        self._known[digest] = (found, now)
        return found

    def is_good(self, digest: str, now: float) -> bool:
        """Whether a token counts still, by what is on the disk."""
        if find(self._connection, digest, now) is not None:
            return True
        self.forget(digest)
        return False

    def forget(self, digest: str) -> None:
        self._known.pop(digest, None)
