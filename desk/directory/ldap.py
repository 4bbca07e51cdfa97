"""People from the organisation's LDAP directory (RFC 4511): `mostrador import ldap`, and by the desk itself.

Read page by page (RFC 2696), over TLS unless the settings say otherwise, each entry known again by its own id
(entryUUID, objectGUID): who marries or moves stays the same person. Who is in the directory no more is taken
away from the sites; a reading that would take away many at once is refused: more likely the filter is wrong.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import ldap3
import structlog
from ldap3.core.exceptions import LDAPException
from ldap3.core.results import RESULT_REFERRAL
from pydantic import ValidationError

from common.settings import LdapSection
from desk.directory import store
from desk.directory.rules import language_of
from desk.directory.store import Entry, Source, Taken
from desk.engine import Connection, Database
from desk.people.rules import COLUMNS, Details

PAGE = 500
BATCH = 200  # people a transaction: bookings wait no longer than that
MANY, MANY_SHARE = 10, 0.2  # more than both gone at once is refused, and everybody is
IDS = ("entryUUID", "objectGUID")
TIMEOUT_SECONDS = 30
log = structlog.get_logger()


class NotRead(Exception):
    """The directory could not be read; the text says why, without the password."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry of the directory. `details` None: it cannot be used, and `why` is the field at fault."""

    key: str
    dn: str
    details: Details | None
    why: str = ""


@dataclass
class Outcome:
    """What a reading did, or with `dry_run` would do. `faults`: (entry, field or code)."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)


class _Undo(Exception):
    """Ends a dry run's transaction."""


def bring_in(
    database: Database, settings: LdapSection, now: datetime, *, dry_run: bool = False, many: bool = False
) -> Outcome:
    """Make the people of the desk those of the directory. `many`: also when many would be taken away.

    Faults: `conflict` (mail or badge is another person's), `many_gone` (nobody was taken away), the field of
    an entry that cannot be used. Raises NotRead; nobody is taken away then.
    """
    outcome = Outcome()
    with database.read() as connection:
        known = store.ids(connection, Source.LDAP)
    seen: set[str] = set()
    waiting = iter(read(settings))
    while batch := list(islice(waiting, BATCH)):
        seen.update(store.key_of(found.key) for found in batch)
        _store(database, batch, outcome, now, dry_run)
    missing = [user for key, user in known.items() if key not in seen]
    too_many = len(missing) > max(MANY, MANY_SHARE * len(known)) or (missing and not seen)
    if too_many and not many:
        outcome.faults.append((str(len(missing)), "many_gone"))
        return outcome
    outcome.gone = len(missing)
    going = iter(() if dry_run else missing)
    while some := list(islice(going, BATCH)):
        with database.begin() as connection:
            for user in some:
                store.remove(connection, user)
    return outcome


def read_when_due(database: Database, settings: LdapSection, now: datetime) -> None:
    """What the desk does by itself, in one of its processes: read, and note how it went."""
    if not (settings.url and settings.hours):
        return
    with database.begin() as connection:
        if not store.claim_reading(connection, Source.LDAP, now, timedelta(hours=settings.hours)):
            return
    try:
        outcome = bring_in(database, settings, now)
    except NotRead as error:
        outcome, why = Outcome(), str(error)
        log.warning("directory_not_read", why=why)
    else:
        why = "many_gone" if ("many_gone" in {code for _, code in outcome.faults}) else ""
    counts = {name: getattr(outcome, name) for name in ("added", "changed", "unchanged", "gone")}
    with database.begin() as connection:
        store.note_reading(connection, Source.LDAP, counts | {"faults": len(outcome.faults)}, why)
    log.info("directory_read", **counts, faults=len(outcome.faults))


def read(settings: LdapSection) -> Iterator[Found]:
    """Everybody whom the filter finds. Raises NotRead."""
    attributes: dict[str, str] = {column: name for column, name in settings.attributes.items() if name}
    try:
        with _signed_in(settings) as connection:
            entries = connection.extend.standard.paged_search(
                settings.base,
                settings.filter,
                attributes=[*attributes.values(), *_ids(connection)],
                paged_size=PAGE,
            )
            for entry in entries:
                if entry.get("type") == "searchResEntry":
                    yield found_in(entry["dn"], entry["raw_attributes"], attributes)
            if connection.result["result"] == RESULT_REFERRAL:
                raise NotRead("the directory sends us to another one, which is not asked")
    except LDAPException as error:
        raise NotRead(_plainly(error)) from error


def found_in(dn: str, values: Mapping[str, Iterable[bytes]], attributes: Mapping[str, str]) -> Found:
    """An entry as a person. Its first id, else its name, is its key."""
    texts = {name.casefold(): [_text(each) for each in found] for name, found in values.items()}
    raw = {name.casefold(): list(found) for name, found in values.items()}
    identity = next((raw[name.casefold()][0] for name in IDS if raw.get(name.casefold())), b"")
    key = _text(identity) if identity.isascii() and identity else identity.hex() or dn
    told = {
        column: next(iter(texts.get(attributes.get(column, "").casefold(), [])), "") for column in COLUMNS
    }
    told["language"] = language_of(told["language"]) or ""
    try:
        return Found(key, dn, Details.model_validate(told))
    except ValidationError as error:
        return Found(key, dn, None, str(error.errors()[0]["loc"][0]))


def _store(database: Database, batch: list[Found], outcome: Outcome, now: datetime, dry_run: bool) -> None:
    """Store what is new or other of a batch. Who stands here as they are there costs no write."""
    with database.read() as connection:
        known = store.by_keys(connection, Source.LDAP, [store.key_of(found.key) for found in batch])
    other: list[Found] = []
    for found in batch:
        here = known.get(store.key_of(found.key))
        if found.details is None:
            outcome.faults.append((found.dn, found.why))
        elif here is not None and here.resource == _kept(found.details):
            outcome.unchanged += 1
        else:
            other.append(found)
    if not other:
        return
    try:
        with database.begin() as connection:
            for found in other:
                _one(connection, found, outcome, now)
            if dry_run:
                raise _Undo
    except _Undo:
        pass


def _one(connection: Connection, found: Found, outcome: Outcome, now: datetime) -> None:
    assert found.details is not None
    entry = Entry(Source.LDAP, found.key, True, _kept(found.details), found.details)
    known = store.find(connection, Source.LDAP, found.key)
    try:
        with connection.begin_nested():
            if known is None:
                store.add(connection, entry, now)
                outcome.added += 1
            elif store.replace(connection, known, entry, now).version != known.version:
                outcome.changed += 1
            else:
                outcome.unchanged += 1
    except Taken:
        outcome.faults.append((found.dn, "conflict"))


def _kept(details: Details) -> dict[str, Any]:
    """What stands here of an entry, to be compared with next time."""
    return details.model_dump(mode="json")


@contextmanager
def _signed_in(settings: LdapSection) -> Iterator[ldap3.Connection]:
    connection = _connection(settings)
    try:
        connection.open()
        if settings.start_tls and not connection.server.ssl:
            connection.start_tls()
        connection.bind()
        connection.refresh_server_info()
        yield connection
    finally:
        with suppress(LDAPException, OSError):
            connection.unbind()
        if connection.socket is not None:
            connection.socket.close()


def _connection(settings: LdapSection) -> ldap3.Connection:
    address = urlsplit(settings.url)
    secure = address.scheme == "ldaps"
    authority = str(settings.certificates) if settings.certificates else None
    tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, version=ssl.PROTOCOL_TLS_CLIENT, ca_certs_file=authority)
    server = ldap3.Server(
        address.hostname or "",
        port=address.port or (636 if secure else 389),
        use_ssl=secure,
        tls=tls if secure or settings.start_tls else None,
        get_info=ldap3.SCHEMA,
        connect_timeout=TIMEOUT_SECONDS,
    )
    return ldap3.Connection(
        server,
        user=settings.user or None,
        password=settings.password.get_secret_value() or None,
        auto_bind=ldap3.AUTO_BIND_NONE,
        auto_referrals=False,  # the password goes to the directory that the settings name, and nowhere else
        read_only=True,
        raise_exceptions=True,
        receive_timeout=TIMEOUT_SECONDS,
        check_names=False,
    )


def _ids(connection: ldap3.Connection) -> list[str]:
    """The ids that this directory's entries have; all, where it does not say."""
    schema: Any = connection.server.schema
    known = [name for name in IDS if schema is not None and name in schema.attribute_types]
    return known or list(IDS)


def _text(value: bytes) -> str:
    return value.decode("utf-8", errors="replace").strip()


def _plainly(error: LDAPException) -> str:
    return str(error).split(" - ")[0][:200] or type(error).__name__
