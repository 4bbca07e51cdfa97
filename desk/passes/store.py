"""The desk's Ed25519 keys. All its processes sign with the newest; sites are told the public ones.

A private key never leaves the database, whose file only the desk's account may read. A key that was replaced
goes on being told to the sites until the last pass that it signed has expired.
"""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection

from common import passes
from desk import feed
from desk.engine import Moment, metadata
from desk.people.store import known_sites, lock_everywhere
from kiosk.queue.refusals import Code

keys = sa.Table(
    "pass_keys",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("private", sa.LargeBinary, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("last_needed", Moment),  # null: in use
)
FEED_KEY = "keys"


def public_keys(connection: Connection) -> dict[str, bytes]:
    """Raw public keys (32 bytes) by key id."""
    rows = connection.execute(sa.select(keys.c.id, keys.c.private))
    return {row.id: _private(row.private).public_key().public_bytes_raw() for row in rows}


def signing_key(connection: Connection) -> tuple[str, Ed25519PrivateKey]:
    """The key in use and its id. Raises LookupError before `ensure`."""
    newest = sa.select(keys.c.id, keys.c.private).where(keys.c.last_needed.is_(None))
    row = connection.execute(newest.order_by(keys.c.made_at.desc(), keys.c.id.desc()).limit(1)).first()
    if row is None:
        raise LookupError("the desk has no signing key")
    return row.id, _private(row.private)


def ensure(connection: Connection, now: datetime) -> None:
    """Make the first key if there is none; processes that start at once make one only."""
    some = sa.select(keys.c.id).limit(1)
    if connection.execute(some).first() is None:
        lock_everywhere(connection)
        if connection.execute(some).first() is None:
            _add(connection, now)


def rotate(connection: Connection, now: datetime, last_needed: datetime) -> str:
    """Sign with a new key from now on; return its id.

    `last_needed`: when the last pass of the old key expires. Keys past theirs are dropped.
    """
    lock_everywhere(connection)
    connection.execute(keys.delete().where(keys.c.last_needed < now))
    connection.execute(keys.update().where(keys.c.last_needed.is_(None)).values(last_needed=last_needed))
    return _add(connection, now)


def tell_site(connection: Connection, site: str) -> None:
    """Put the public keys into a site's feed."""
    told = {key: base64.b64encode(raw).decode() for key, raw in public_keys(connection).items()}
    feed.publish(connection, site, "keys", FEED_KEY, told)


def genuine(connection: Connection, text: str) -> passes.Pass | None:
    """What a pass says that this desk signed, for whichever site and however old; None for anything else."""
    try:
        payload = passes.pass_in(text)
        content = passes.verify(payload, public_keys(connection), "", datetime.min.replace(tzinfo=UTC))
    except passes.PassRefused as refused:
        # `verify` compares the site only after it has found the signature to be genuine.
        return refused.known if refused.code is Code.PASS_WRONG_SITE else None
    return content


def _private(raw: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(raw)


def _add(connection: Connection, now: datetime) -> str:
    key = secrets.token_hex(4)
    raw = Ed25519PrivateKey.generate().private_bytes_raw()
    connection.execute(keys.insert().values(id=key, private=raw, made_at=now, last_needed=None))
    for site in known_sites(connection):
        tell_site(connection, site)
    return key
