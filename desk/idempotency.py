"""Every write can be repeated: the answer to a repeat is the first answer.

The answer is stored in the transaction of the work itself, under the key that the sender made. A refusal is
not stored, since nothing was done: a repeat asks anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.engine import Json, Moment, insert_new, metadata
from desk.problems import Refused
from kiosk.queue.refusals import Code

KEPT = timedelta(days=7)

answers = sa.Table(
    "idempotent_answers",
    metadata,
    sa.Column("scope", sa.String(120), primary_key=True),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("answer", Json),
    sa.Column("at", Moment, nullable=False, index=True),
)


def digest_of(body: Any) -> str:
    """The same for bodies that ask for the same."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def key_in(header: str | None) -> str:
    """The Idempotency-Key of a request. Raises Refused: missing, or not a key."""
    if not header:
        raise Refused(Code.KEY_MISSING)
    if len(header) > 64 or not header.isascii() or not header.isprintable():
        raise Refused(Code.INVALID, {"Idempotency-Key": "too long"})
    return header


def once(
    connection: Connection,
    scope: str,
    key: str,
    digest: str,
    now: datetime,
    work: Callable[[], dict[str, Any]],
) -> tuple[dict[str, Any], bool]:
    """Do the work, or give the answer that it had before; the flag says whether it is a repeat.

    A second request with the same key waits for the first one's commit. Raises Refused (`key_reused`) when
    the key came before with another body, and whatever `work` raises.
    """
    row = {"scope": scope, "key": key, "digest": digest, "at": now}
    same = (answers.c.scope == scope) & (answers.c.key == key)
    if not insert_new(connection, answers, row):
        known = connection.execute(sa.select(answers.c.digest, answers.c.answer).where(same)).one()
        if known.digest != digest:
            raise Refused(Code.KEY_REUSED)
        return known.answer, True
    answer = work()
    connection.execute(answers.update().where(same).values(answer=answer))
    return answer, False


def forget_about(connection: Connection, subject: str) -> None:
    """Drop every answer that names this id: the answer may name a person who is erased."""
    told = sa.cast(answers.c.answer, sa.Text).contains(subject, autoescape=True)
    connection.execute(answers.delete().where(told))


def forget_old(connection: Connection, now: datetime) -> None:
    """Drop answers so old that nobody repeats their requests any more."""
    connection.execute(answers.delete().where(answers.c.at < now - KEPT))
