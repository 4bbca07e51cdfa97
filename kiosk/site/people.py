"""People beside the journal: the directory that the desk sends, and guests. Found by name, mail or badge."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from common.wire import PersonFound, PersonRecord
from kiosk.site.incidents import blank_person
from kiosk.site.schema import (
    answers,
    appointments,
    incidents,
    outside,
    past_visits,
    people,
    people_words,
    visit_details,
)

HITS = 6
SHORTEST = 2  # letters before anything is looked up


def folded(text: str) -> str:
    """Lower case without accents, so that "jose" finds "José"; other alphabets stay as they are."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))


def words_of(text: str) -> list[str]:
    """The folded words of a name or a query."""
    kept = "".join(ch if ch.isalnum() or ch in "@._+-" else " " for ch in folded(text))
    return [word for word in kept.split() if any(ch.isalnum() for ch in word)][:12]


def masked(mail: str) -> str:
    """A mail address that its owner recognises and nobody else learns: `a…@example.org`."""
    name, at, host = mail.partition("@")
    return f"{name[:1]}…@{host}" if at else ""


def find(connection: Connection, query: str) -> list[PersonFound]:
    """Up to HITS people of the directory: exact badge, whole mail, or each word begins a word of the name."""
    text = query.strip()
    if len(text) < SHORTEST:
        return []
    exact = (people.c.badge == text) | ((people.c.mail == text.casefold()) & (people.c.mail != ""))
    found = list(
        connection.execute(
            select(people).where(exact, people.c.listed == 1, people.c.erased == 0).limit(HITS)
        )
    )
    words = words_of(text)
    if not found and words and len("".join(words)) >= SHORTEST:
        matching = select(people).where(people.c.listed == 1, people.c.erased == 0)
        for word in words:
            starting = select(people_words.c.person).where(
                people_words.c.word >= word, people_words.c.word < word + "\U0010ffff"
            )
            matching = matching.where(people.c.id.in_(starting))
        found = list(connection.execute(matching.order_by(people.c.name, people.c.id).limit(HITS)))
    return [PersonFound(id=row.id, name=row.name, mail_hint=masked(row.mail)) for row in found]


def name_of(connection: Connection, person: str) -> str | None:
    """A person's name ("" for an erased one); None when nobody has this id."""
    return connection.execute(select(people.c.name).where(people.c.id == person)).scalar_one_or_none()


def row_of(record: PersonRecord, listed: bool) -> dict[str, Any]:
    """A person as a row; `listed`: in the directory, to be found by others."""
    return {
        "id": record.id,
        "name": record.name,
        "mail": record.mail.casefold(),
        "badge": record.badge,
        "language": record.language,
        "department": record.department,
        "listed": int(listed),
        "erased": 0,
    }


def put(connection: Connection, record: PersonRecord, listed: bool) -> None:
    """Store a person, new or changed; an erased one stays erased. In the caller's transaction."""
    erased = connection.execute(select(people.c.erased).where(people.c.id == record.id)).scalar_one_or_none()
    if erased:
        return
    row = row_of(record, listed)
    if erased is None:
        connection.execute(insert(people).values(row))
    else:
        connection.execute(update(people).where(people.c.id == record.id).values(row))
    _index(connection, record.id, (record.name, record.mail.partition("@")[0]) if listed else ())


def put_booked(connection: Connection, person: str, name: str, mail: str, language: str) -> None:
    """Store somebody who booked, unless the directory knows them better."""
    if name_of(connection, person) is None:
        put(connection, PersonRecord(id=person, name=name, mail=mail, language=language), listed=False)


def erase(connection: Connection, person: str) -> None:
    """Remove what names a person, everywhere; their id stays, because the journal has it."""
    blank = {"name": "", "mail": "", "badge": "", "language": "", "department": "", "listed": 0, "erased": 1}
    if name_of(connection, person) is None:
        connection.execute(insert(people).values(id=person, **blank))
    else:
        connection.execute(update(people).where(people.c.id == person).values(blank))
    connection.execute(delete(people_words).where(people_words.c.person == person))
    connection.execute(
        update(visit_details).where(visit_details.c.person == person).values(note="", follow="")
    )
    connection.execute(delete(answers).where(answers.c.person == person))
    connection.execute(delete(past_visits).where(past_visits.c.person == person))
    connection.execute(
        update(appointments).where(appointments.c.person == person).values(document="{}", code="")
    )
    done = (incidents.c.person == person) & (incidents.c.standing == "at_desk")
    connection.execute(delete(outside).where(outside.c.incident.in_(select(incidents.c.id).where(done))))
    connection.execute(delete(incidents).where(done))
    blank_person(connection, person)


def _index(connection: Connection, person: str, texts: Iterable[str]) -> None:
    connection.execute(delete(people_words).where(people_words.c.person == person))
    words = {part for text in texts for word in words_of(text) for part in (word, *word.split("-"))}
    rows = [{"word": word, "person": person} for word in sorted(words) if word]
    if rows:
        connection.execute(insert(people_words), rows)
