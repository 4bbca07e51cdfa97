"""Searching in SQL finds whom the filter itself finds, in the order that the library itself sorts in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scim2_models import Resource, SearchRequest

from common.clock import ManualClock
from desk.directory.resources import PROVIDER, SERVED
from desk.directory.storage import PeopleStorage
from desk.directory.store import keys, users
from desk.directory.store.filters import look_for
from desk.engine import Database
from tests.api.desk_directory.provider import BADGE, USER, WORK
from tests.fixtures.desks import NOON

TYPE = PROVIDER.resource_types[0]
MAILS = ("ana@example.org", "ANA@example.org", "a_na@example.org", "a%na@example.org")
ODD = (
    "",
    "Straße",
    "STRASSE",
    "İstanbul",
    "i̇stanbul",
    "Σίσυφος",
    "ΣΊΣΥΦΟΣ",
    "É",
    "E\u0301",
    "ﬁ",
    "𝔘",
    "😀",
    "\uffff",
)
LONG = "x" * 3000  # longer than what an index of PostgreSQL holds
TEXTS = (*MAILS, *ODD, "ana", "Ana", "_", "%", "\\", "'", '"', " ", "x" * 100, "x" * 101, LONG)
PEOPLE, EXAMPLES = 48, 100
OPERATORS = ("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le")
STRINGS = (
    "userName externalId displayName name.formatted name.familyName name.givenName preferredLanguage id "
    f"{WORK}:department {BADGE}:badge emails emails.value emails.type meta.version meta.resourceType schemas "
    f"USERNAME {USER}:userName"
).split()


def user(number: int) -> dict[str, Any]:
    """One of many: each has a few of the texts in a few of the attributes, none twice alike."""
    pick = (TEXTS[(number * step) % len(TEXTS)] for step in count(1))
    told: dict[str, Any] = {"schemas": [USER], "userName": f"{TEXTS[number % len(TEXTS)][:300]}-{number}"}
    for bit, name in enumerate(("externalId", "displayName", "preferredLanguage")):
        if number >> bit & 1:
            told[name] = next(pick)[:100]
    if number % 3:
        told["name"] = {"formatted": next(pick)[:100]} if number % 2 else {"familyName": next(pick)}
    if number % 4:
        told["active"] = number % 4 == 1
    if number % 5:
        told[WORK] = {"department": next(pick)[:100]}
    kinds = ("work", "WORK", "home", None)
    further = [
        {"value": next(pick), "type": kinds[(number + n) % 4], "primary": None} for n in range(number % 4)
    ]
    mine = {"value": f"u{number}@example.org", "type": kinds[number % 4], "primary": True}
    told["emails"] = [] if number % 6 == 0 else [mine, *further]
    return told if number % 7 else {**told, "emails": None}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@dataclass(frozen=True, repr=False)
class Told:
    """A storage that was told of people, and everybody in it."""

    storage: PeopleStorage
    everybody: list[Resource[Any]]


@pytest.fixture
def told(database: Database) -> Told:
    clock = ManualClock(NOON)
    storage = PeopleStorage(database, clock.now, lambda connection, action, of: None)
    for number in range(PEOPLE):
        if not number % 5:
            clock.forward(timedelta(microseconds=1, seconds=number % 2))
        made = storage.create(TYPE, SERVED.model_validate(user(number)))
        if not number % 3:
            storage.update(TYPE, SERVED.model_validate({**user(number + PEOPLE + 1), "id": made.id}))
    return Told(storage, storage.search([TYPE], SearchRequest[SERVED]()).resources)


literals = st.sampled_from([text for text in TEXTS if text != LONG]).flatmap(
    lambda text: st.sampled_from(
        [text, text.upper(), text.lower(), text[1:], text[:-1], f"{text}-7", "a\0b", "\ud800"]
    )
)
comparisons = st.builds(
    "{} {} {}".format, st.sampled_from(STRINGS), st.sampled_from(OPERATORS), st.builds(json.dumps, literals)
)
moments = (
    st.integers(-3, 9)
    .flatmap(
        lambda at: st.sampled_from(
            [NOON + timedelta(seconds=at), NOON + timedelta(seconds=at, microseconds=at + 3)]
        )
    )
    .flatmap(lambda at: st.sampled_from([at.isoformat(), at.replace(tzinfo=None).isoformat()]))
)
times = st.builds(
    '{} {} "{}"'.format,
    st.sampled_from(["meta.created", "meta.lastModified"]),
    st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"]),
    moments,
)
flags = st.sampled_from(
    [
        f"{name} {op} {value}"
        for name in ("active", "emails.primary")
        for op in ("eq", "ne")
        for value in ("true", "false", "null", '"True"')
    ]
)
present = st.builds("{} pr".format, st.sampled_from([*STRINGS, "active", "name", "meta", "meta.created"]))
nothing = st.builds("{} {} null".format, st.sampled_from(STRINGS), st.sampled_from(["eq", "ne"]))


def joined(terms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.builds("({}) {} ({})".format, terms, st.sampled_from(["and", "or"]), terms)
    return st.one_of(pairs, st.builds("not ({})".format, terms))


of_mails = st.recursive(
    st.one_of(
        st.builds("value {} {}".format, st.sampled_from(OPERATORS), st.builds(json.dumps, literals)),
        st.builds('type {} "{}"'.format, st.sampled_from(OPERATORS), st.sampled_from(["work", "Home", ""])),
        st.sampled_from(
            ["primary eq true", "primary ne true", "type pr", "value pr", "primary pr", "type eq null"]
        ),
    ),
    joined,
    max_leaves=3,
)
filters = st.recursive(
    st.one_of(comparisons, times, flags, present, nothing, st.builds("emails[{}]".format, of_mails)),
    joined,
    max_leaves=4,
)
orders = st.sampled_from(
    [
        None,
        "userName",
        "displayName",
        "name.familyName",
        "emails",
        "active",
        "id",
        "meta.lastModified",
        f"{WORK}:department",
    ]
)


def plainly(everybody: list[Resource[Any]], asked: SearchRequest[Any]) -> list[Resource[Any]]:
    """What the library makes of everybody."""
    found = [each for each in everybody if asked.filter is None or asked.filter.match(each)]
    return asked.sort(found)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(wanted=filters, by=orders, downwards=st.booleans(), start=st.integers(1, 5))
def test_sql_finds_whom_the_filter_finds(
    told: Told, wanted: str, by: str | None, downwards: bool, start: int
) -> None:
    asked = SearchRequest[SERVED](
        filter=wanted,
        sort_by=by,
        sort_order="descending" if downwards else "ascending",
        start_index=start,
        count=7,
    )
    expected = plainly(told.everybody, asked)
    page = told.storage.search([TYPE], asked)
    assert page.total == len(expected)
    assert page.resources == expected[start - 1 :][:7]


@pytest.mark.parametrize(
    "wanted",
    [
        'userName eq "ana"',
        'externalId eq "e" and active eq true',
        'emails.value eq "ana@example.org"',
        'emails eq "ana@example.org" or userName eq "ana@example.org"',
        'emails[type eq "work"].value eq "ana@example.org"',
        'emails[type eq "work" and value eq "ana@example.org"]',
        'id eq "1" or displayName eq "Ana"',
        'meta.lastModified gt "2026-01-01T00:00:00Z" and not (active eq false)',
        'displayName co "ana" or name.familyName sw "A"',
        f'{WORK}:department eq "IT"',
    ],
)
def test_what_providers_ask_is_left_to_the_database(wanted: str) -> None:
    for by in (None, "userName", "meta.lastModified"):
        assert look_for(SearchRequest[SERVED](filter=wanted, sort_by=by), SERVED)[1:] == (True, True)


@pytest.mark.parametrize(
    "wanted",
    [
        'userName eq "ana"',
        'externalId eq "e"',
        'displayName eq "ana"',
        'emails.value eq "ana@example.org"',
        'emails[type eq "work" and value eq "ana@example.org"]',
    ],
)
def test_whom_providers_look_up_an_index_finds(database: Database, wanted: str) -> None:
    look, *_ = look_for(SearchRequest[SERVED](filter=wanted), SERVED)
    statement = sa.select(users.c.id).join(keys.users).where(*look.conditions)
    with database.read() as connection:
        dialect = connection.dialect
        if dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        told = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        how = "EXPLAIN" if dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        plan = " ".join(
            str(row[-1]) for row in connection.exec_driver_sql(f"{how} {told}".replace("%", "%%"))
        )
    assert "ix_directory_" in plan and "SCAN directory_keys" not in plan, plan
