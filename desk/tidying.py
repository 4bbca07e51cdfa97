"""What the desk throws away after a while: answers nobody asks for again, mails that went out long ago."""

from __future__ import annotations

from desk import idempotency
from desk.context import Desk
from desk.messages import store as messages


def tidy(desk: Desk) -> None:
    """Throw away what is past its time; what still waits or failed is kept."""
    with desk.database.begin() as connection:
        idempotency.forget_old(connection, desk.now())
    with desk.database.begin() as connection:
        messages.forget_sent(connection, desk.now())
