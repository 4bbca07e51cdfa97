"""People in the database. Every change goes into the feed of all sites in the same transaction.

`find_or_create` and `save` take a lock that they keep until the commit: a site that is set up meanwhile
would otherwise miss the change.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from common.wire import PersonRecord
from desk import feed
from desk.engine import insert_new, metadata
from desk.people.rules import COLUMNS, Details, merged, pattern_of, words_of

EVERYWHERE = "*"  # the row of `feed_heads` that is locked to publish to all sites

persons = sa.Table(
    "persons",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("mail", sa.String(254), unique=True),  # lower case; null: none known
    sa.Column("badge", sa.String(64), unique=True),
    sa.Column("department", sa.String(200), nullable=False, default=""),
    sa.Column("language", sa.String(8), nullable=False, default=""),
    sa.Column("guest", sa.Boolean, nullable=False, default=False),
    sa.Column("search", sa.Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the desk knows them; `guest`: not from the organisation's directory."""

    id: str
    name: str
    mail: str = ""
    badge: str = ""
    department: str = ""
    language: str = ""
    guest: bool = False

    def record(self) -> PersonRecord:
        return PersonRecord(**{k: v for k, v in asdict(self).items() if k != "guest"})


def find_or_create(connection: Connection, name: str, mail: str, language: str) -> str:
    """The id of who has this mail address, else of a new guest with this name.

    A known person's entry is left as it is: whoever types an address has not proved that it is theirs.
    """
    details = Details(name=name, mail=mail, language=language or None)
    if found := _id_by_mail(connection, details.mail):
        return found
    lock_everywhere(connection)
    if found := _id_by_mail(connection, details.mail):  # somebody added them while this waited
        return found
    person = Person(new_id(), details.name, details.mail, language=details.language or "", guest=True)
    _write(connection, person, is_new=True)
    return person.id


def save(connection: Connection, details: Details, known: Person | None) -> Person:
    """Store what a directory says of a person: a new one, or `known` with it laid over, no longer a guest."""
    lock_everywhere(connection)
    if known is None:
        fields = {name: value or "" for name, value in details.model_dump().items()}
    else:
        fields = merged({name: getattr(known, name) for name in COLUMNS}, details)
    person = _from_fields(known.id if known else new_id(), fields)
    if person != known:
        _write(connection, person, is_new=known is None)
    return person


def bring_in(connection: Connection, details: Details) -> str:
    """Store one row of a directory; answers `added`, `changed`, `unchanged` or `conflict`."""
    by_mail = by_key(connection, "mail", details.mail) if details.mail else None
    by_badge = by_key(connection, "badge", details.badge) if details.badge else None
    if by_mail and by_badge and by_mail.id != by_badge.id:
        return "conflict"
    known = by_mail or by_badge
    saved = save(connection, details, known)
    return "added" if known is None else "unchanged" if saved == known else "changed"


def put(connection: Connection, person: str, details: Details) -> bool:
    """A person as a directory has them, also what it left empty. False: mail or badge is another's."""
    lock_everywhere(connection)
    fields = {name: value or "" for name, value in details.model_dump().items()}
    for column in ("mail", "badge"):
        other = by_key(connection, column, fields[column]) if fields[column] else None
        if other is not None and other.id != person:
            return False
    known, wanted = get(connection, person), _from_fields(person, fields)
    if wanted != known:
        _write(connection, wanted, is_new=known is None)
    return True


def get(connection: Connection, person: str) -> Person | None:
    return _one(connection, persons.c.id == person)


def by_key(connection: Connection, column: str, value: str) -> Person | None:
    """Who has this `mail` (lower case) or `badge`."""
    return _one(connection, persons.c[column] == value)


def search(connection: Connection, query: str, limit: int = 20) -> list[Person]:
    """People whose name or mail holds every word of the query, or whose badge it is; by name."""
    words = words_of(query)
    if not words:
        return []
    holds = sa.and_(*(persons.c.search.like(pattern_of(word), escape="\\") for word in words))
    wanted = sa.or_(holds, persons.c.badge == query.strip())
    rows = connection.execute(_columns().where(wanted).order_by(persons.c.name, persons.c.id).limit(limit))
    return [_person(row) for row in rows]


def count(connection: Connection) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(persons)).scalar_one())


def remove(connection: Connection, person: str) -> bool:
    """Delete the entry and tell every site to forget it. False: there was none."""
    lock_everywhere(connection)
    gone = connection.execute(persons.delete().where(persons.c.id == person)).rowcount
    if not gone:
        return False
    for site in known_sites(connection):
        feed.withdraw(connection, site, "person", person)
        feed.publish(connection, site, "erase_person", person, {"id": person})
    return True


def tell_site(connection: Connection, site: str) -> None:
    """Put everybody into the feed of a site that is new."""
    lock_everywhere(connection)
    for row in connection.execute(_columns().order_by(persons.c.id)).all():
        _publish(connection, site, _person(row))


def lock_everywhere(connection: Connection) -> None:
    """Wait for others who publish to all sites; hold them off until the commit."""
    row = sa.select(feed.heads.c.site).where(feed.heads.c.site == EVERYWHERE).with_for_update()
    if connection.execute(row).first() is None:
        insert_new(connection, feed.heads, {"site": EVERYWHERE, "sequence": 0})
        connection.execute(row)


def known_sites(connection: Connection) -> list[str]:
    """Every site with a feed, always in the same order, so that two publishers never block each other."""
    rows = sa.select(feed.heads.c.site).where(feed.heads.c.site != EVERYWHERE).order_by(feed.heads.c.site)
    return list(connection.execute(rows).scalars())


def _write(connection: Connection, person: Person, is_new: bool) -> None:
    values = asdict(person) | {"mail": person.mail or None, "badge": person.badge or None}
    values["search"] = f"{person.name}\n{person.mail}".casefold()
    if is_new:
        connection.execute(persons.insert().values(values))
    else:
        connection.execute(persons.update().where(persons.c.id == person.id).values(values))
    for site in known_sites(connection):
        _publish(connection, site, person)


def _from_fields(person: str, fields: dict[str, str]) -> Person:
    name, mail, badge, department, language = (fields[column] for column in COLUMNS)
    return Person(person, name, mail, badge, department, language)


def _id_by_mail(connection: Connection, mail: str) -> str | None:
    found = by_key(connection, "mail", mail) if mail else None
    return found.id if found else None


def _publish(connection: Connection, site: str, person: Person) -> None:
    feed.publish(connection, site, "person", person.id, person.record().model_dump(mode="json"))


def _columns() -> sa.Select[tuple[str, str, str | None, str | None, str, str, bool]]:
    c = persons.c
    return sa.select(c.id, c.name, c.mail, c.badge, c.department, c.language, c.guest)


def _one(connection: Connection, condition: sa.ColumnElement[bool]) -> Person | None:
    row = connection.execute(_columns().where(condition)).one_or_none()
    return _person(row) if row is not None else None


def _person(row: sa.Row[tuple[str, str, str | None, str | None, str, str, bool]]) -> Person:
    return Person(row.id, row.name, row.mail or "", row.badge or "", row.department, row.language, row.guest)
