"""The tables of the site's database, and the steps that bring an older database up to date.

`PRAGMA user_version` counts the steps taken. Personal data (people, visit_details, incidents, answers) lies
beside the journal, never in it: a person can be erased and the chain still verifies.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

tables = MetaData()

entries = Table(
    "entries",
    tables,
    Column("seq", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("type", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("data", String, nullable=False),  # canonical JSON, as it was hashed
    Column("actor", String, nullable=False),
    Column("command", String, nullable=False),
    Column("prev", String, nullable=False),
    Column("hash", String, nullable=False),
)

answers = Table(
    "answers",
    tables,
    Column("scope", String, primary_key=True),  # who asked: "agent:<id>", "kiosk:<name>"
    Column("key", String, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", Float, nullable=False, index=True),  # Unix seconds
    Column("person", String, nullable=False),  # whom the body speaks of; "" for nobody
)

snapshots = Table(
    "snapshots",
    tables,
    Column("seq", Integer, primary_key=True),
    Column("head", String, nullable=False),
    Column("line", String, nullable=False),  # codec.take_snapshot
)

people = Table(
    "people",
    tables,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("mail", String, nullable=False, index=True),
    Column("badge", String, nullable=False, index=True),
    Column("language", String, nullable=False),
    Column("department", String, nullable=False),
    Column("listed", Integer, nullable=False),  # 1: in the directory; 0: a guest, not to be found by others
    Column("erased", Integer, nullable=False),
)

people_words = Table(
    "people_words",
    tables,
    Column("word", String, primary_key=True),  # folded: lower case, without accents
    Column("person", String, ForeignKey("people.id"), primary_key=True),
    Index("people_words_person", "person"),
)

visit_details = Table(
    "visit_details",
    tables,
    Column("visit", String, primary_key=True),
    Column("person", String, nullable=False, index=True),
    Column("note", String, nullable=False),
    Column("follow", String, nullable=False),  # what the phone's page is called: the pass, or the visit's id
)

past_visits = Table(
    "past_visits",
    tables,
    Column("visit", String, primary_key=True),
    Column("person", String, nullable=False, index=True),
    Column("appointment", String, nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("ended_at", String, nullable=False),
    Column("record", String, nullable=False),  # the visit as JSON
)

incidents = Table(
    "incidents",
    tables,
    Column("position", Integer, primary_key=True),  # the order in which they were recorded
    Column("id", String, nullable=False, unique=True),
    Column("day", String, nullable=False, index=True),  # the site's local day
    Column("person", String, nullable=False, index=True),
    Column("document", String, nullable=False),  # wire.IncidentBody
    Column("standing", String, nullable=False, index=True),
    Column("why", String, nullable=False),
    Column("desk_number", String, nullable=False),
)

outside = Table(
    "outside",
    tables,
    Column("incident", String, primary_key=True),
    Column("document", String, nullable=False),  # common.outside.OutsideOut
)

sync_state = Table(
    "sync_state",
    tables,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)

feed_refused = Table(
    "feed_refused",
    tables,
    Column("seq", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("key", String, nullable=False),
    Column("why", String, nullable=False),
)

appointments = Table(
    "appointments",
    tables,
    Column("id", String, primary_key=True),
    Column("code", String, nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("person", String, nullable=False, index=True),
    Column("document", String, nullable=False),  # wire.AppointmentOut
)

agents = Table(
    "agents",
    tables,
    Column("id", String, primary_key=True),
    Column("login", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("password_hash", String, nullable=False),  # Argon2id
    Column("active", Integer, nullable=False),
)

spent = Table(
    "spent",
    tables,
    Column("assertion", String, primary_key=True),  # an id that opened a sign-in here
    Column("until", Float, nullable=False),  # Unix seconds: it is out of time long before
)

desk_keys = Table(
    "desk_keys",
    tables,
    Column("id", String, primary_key=True),
    Column("key", String, nullable=False),  # base64 of a raw Ed25519 public key
)

documents = Table(
    "documents",
    tables,
    Column("name", String, primary_key=True),  # "categories"
    Column("body", String, nullable=False),
)

tokens = Table(
    "tokens",
    tables,
    Column("digest", String, primary_key=True),  # SHA-256 of the token; the token itself is never stored
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),  # device's name, or agent's id
    Column("series", String, nullable=False),  # two letters of a kiosk's own numbers
    Column("expires", Float, nullable=True),  # Unix seconds; None: until taken back
)


def _first(connection: Connection) -> None:
    tables.create_all(connection)


# --- step 2: what a machine knows of its standby, or of the primary that it follows; never copied
standby_tables = MetaData()

changes = Table(
    "changes",
    standby_tables,
    Column("n", Integer, primary_key=True),
    Column("kind", String, nullable=False),  # the table
    Column("row", Integer, nullable=False),  # its rowid
)

standby_notes = Table(
    "standby_notes",
    standby_tables,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)


def _second(connection: Connection) -> None:
    standby_tables.create_all(connection)


# --- step 3: how records stand in outside tools; copied as what step 1 made
def _third(connection: Connection) -> None:
    _add(connection, outside)


# --- step 4: which of the desk's assertions were used; copied too, so that none works at the standby again
def _fourth(connection: Connection) -> None:
    _add(connection, spent)


def _add(connection: Connection, table: Table) -> None:
    """One more table, in the log too where one is kept."""
    table.create(connection, checkfirst=True)
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE type = 'trigger' LIMIT 1").first():
        for moment, which in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            connection.exec_driver_sql(log_trigger(table.name, moment, which))


def log_trigger(kind: str, moment: str, which: str) -> str:
    """The statement by which each change of a table is logged for a standby."""
    return (
        f"CREATE TRIGGER IF NOT EXISTS changes_{kind}_{moment} AFTER {moment} ON {kind} "
        f"BEGIN INSERT INTO changes (kind, row) VALUES ('{kind}', {which}.rowid); END"
    )


STEPS: tuple[Callable[[Connection], None], ...] = (_first, _second, _third, _fourth)


class NewerDatabase(Exception):
    """The database was written by a later version of Mostrador."""


def bring_up_to_date(connection: Connection) -> None:
    """Take the steps that are missing, in the caller's transaction. Raises NewerDatabase."""
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > len(STEPS):
        raise NewerDatabase(f"the database is of version {version}, this program knows {len(STEPS)}")
    for number, step in enumerate(STEPS[version:], start=version + 1):
        step(connection)
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")
