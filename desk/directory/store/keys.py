"""By what SCIM filters and orders find users: their values as the library compares them.

In this form (composed, lower case where case does not count) SQL compares them as `ScimFilter.match` does,
and sorts them by code points as Python does. Texts can be long: what an index holds is their beginning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.engine import metadata

TEXTS = {  # an attribute of SCIM, and its column
    "userName": "user_name",
    "externalId": "external_id",
    "displayName": "display_name",
    "name.formatted": "formatted",
    "name.familyName": "family_name",
    "name.givenName": "given_name",
    "preferredLanguage": "language",
    "department": "department",
    "badge": "badge",
}
ASKED = ("user_name", "external_id", "display_name")  # what providers look somebody up by, beside the mail
HEAD = 100  # characters: PostgreSQL's indexes take no long texts

_text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

users = sa.Table(
    "directory_keys",
    metadata,
    sa.Column("user_id", sa.ForeignKey("directory_users.id", ondelete="CASCADE"), primary_key=True),
    *(sa.Column(name, _text) for name in TEXTS.values()),
    sa.Column("active", sa.Boolean),
)
mails = sa.Table(
    "directory_mails",
    metadata,
    sa.Column("user_id", sa.ForeignKey("directory_users.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("value", _text),
    sa.Column("type", _text),
    sa.Column("primary", sa.Boolean),
)


@dataclass(frozen=True, slots=True)
class Mail:
    """One of a user's mail addresses."""

    value: str | None
    type: str | None
    primary: bool | None


@dataclass(frozen=True, slots=True)
class Keys:
    """A user's keys. `texts`: by the names of TEXTS; None, as everywhere: they have no such value."""

    texts: Mapping[str, str | None]
    active: bool | None
    mails: tuple[Mail, ...]


def head(column: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """The beginning of a text, of which there is an index."""
    return sa.func.substr(column, sa.literal_column("1"), sa.literal_column(str(HEAD)), type_=column.type)


for _name in ASKED:
    sa.Index(f"ix_directory_keys_{_name}", head(users.c[_name]))
sa.Index("ix_directory_mails_value", head(mails.c.value))


def keep(connection: Connection, user: str, keys: Keys, is_new: bool) -> None:
    """A user's keys from now on; they go with the user."""
    told = {"user_id": user, "active": keys.active} | {TEXTS[name]: text for name, text in keys.texts.items()}
    if is_new:
        connection.execute(users.insert(), told)
    else:
        connection.execute(users.update().where(users.c.user_id == user).values(told))
        connection.execute(mails.delete().where(mails.c.user_id == user))
    rows = [{"user_id": user, "place": place} | asdict(mail) for place, mail in enumerate(keys.mails)]
    if rows:
        connection.execute(mails.insert(), rows)
