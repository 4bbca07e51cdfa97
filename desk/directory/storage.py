"""The desk's people as the storage of a SCIM server (RFC 7644): reads, searches and writes users."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from scim2_models import (
    InvalidFilterException,
    InvalidValueException,
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
    UniquenessException,
)
from scim2_server.storage import ScimStorage, SearchPage

from desk.directory import store
from desk.directory.resources import SERVED, Unusable, details_of, keys_of
from desk.directory.rules import can_be_kept
from desk.directory.store import Entry, Source, Stored, Taken
from desk.directory.store.filters import look_for
from desk.engine import Connection, Database
from desk.people import store as people

LONGEST = 400
LONGEST_FILTER = 1000  # what is looked up without an index costs as much for each person as it is long
FURTHEST = 2**31  # no directory has a place beyond
Noted = Callable[[Connection, str, str], None]  # (connection, action, user), in the transaction of the work


class PeopleStorage(ScimStorage):
    """Each call is one transaction. `noted` is told what was done, for the audit."""

    def __init__(self, database: Database, now: Callable[[], datetime], noted: Noted) -> None:
        self._database, self._now, self._noted = database, now, noted

    def get(
        self,
        resource_type: ResourceType,
        resource_id: str,
        *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:
        with self._database.read() as connection:
            return _resource(_known(store.get(connection, _id(resource_id), Source.SCIM)))

    def search(
        self,
        resource_types: list[ResourceType],
        search_request: SearchRequest[Any],
        *,
        position: Any = None,
    ) -> SearchPage:
        """What passes the filter: looked for, sorted and cut to a page by the database as far as it can."""
        start, count = min(search_request.start_index_0 or 0, FURTHEST), search_request.count
        if search_request.filter is not None and len(str(search_request.filter)) > LONGEST_FILTER:
            raise InvalidFilterException(detail="the filter is too long")
        look, exact, is_sorted = look_for(search_request, SERVED)
        with self._database.read() as connection:
            if exact and is_sorted:
                rows, total = store.page(connection, Source.SCIM, look, start, count)
                return SearchPage(total, [_resource(row) for row in rows])
            found = [_resource(row) for row in store.everybody(connection, Source.SCIM, look)]
        if search_request.filter is not None and not exact:
            found = [each for each in found if search_request.filter.match(each)]
        matching = found if is_sorted else search_request.sort(found)
        return SearchPage(len(matching), matching[start : None if count is None else start + count])

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        entry = _entry(resource)
        with _uniquely(), self._database.begin() as connection:
            made = store.add(connection, entry, self._now())
            self._noted(connection, "directory_user_added", made.id)
        return _resource(made)

    def update(
        self,
        resource_type: ResourceType,
        resource: Resource[Any],
        *,
        expected_version: str | None = None,
    ) -> Resource[Any]:
        entry = _entry(resource)
        with _uniquely(), self._database.begin() as connection:
            known = self._locked(connection, resource.id, expected_version)
            changed = store.replace(connection, known, entry, self._now())
            if changed.version != known.version:
                self._noted(connection, "directory_user_changed", known.id)
        return _resource(changed)

    def delete(
        self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None
    ) -> None:
        with self._database.begin() as connection:
            known = self._locked(connection, resource_id, expected_version)
            store.remove(connection, known.id)
            self._noted(connection, "directory_user_removed", known.id)

    def _locked(self, connection: Connection, user: str | None, expected: str | None) -> Stored:
        """The user, whom nobody else changes now. The people's lock comes first, as everywhere."""
        people.lock_everywhere(connection)
        known = _known(store.get(connection, _id(user), Source.SCIM, lock=True))
        if expected is not None and expected != _version(known):
            raise PreconditionFailedException
        return known


class _uniquely:  # noqa: N801  # reads as a word of the `with` line
    """What is taken is SCIM's uniqueness error."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Taken):
            raise UniquenessException(detail=f"{error} is somebody else's") from error


def _entry(resource: Resource[Any]) -> Entry:
    user = SERVED.model_validate(resource.model_dump(exclude={"meta", "id"}))
    user_name, external_id = user.user_name or "", user.external_id or ""
    if not user_name.strip() or max(len(user_name), len(external_id)) > LONGEST:
        raise InvalidValueException(detail="userName is empty or too long")
    try:
        details = details_of(user)
    except Unusable as error:
        raise InvalidValueException(detail=f"{error} cannot be kept") from error
    kept = user.model_dump(mode="json", exclude_none=True)
    if not can_be_kept(kept):
        raise InvalidValueException(detail="a character that cannot be kept")
    return Entry(Source.SCIM, user_name, user.active is not False, kept, details, keys_of(user))


def _resource(known: Stored) -> Resource[Any]:
    user = SERVED.model_validate(known.resource)
    user.id = known.id
    user.meta = Meta(
        resource_type="User",
        created=known.made_at,
        last_modified=known.changed_at,
        version=_version(known),
    )
    return user


def _version(known: Stored) -> str:
    return f'W/"{known.version}"'


def _id(told: str | None) -> str:
    """An id as one could be: anything else is nobody's."""
    return told if told and len(told) <= 64 and told.isascii() and told.isprintable() else "-"


def _known(found: Stored | None) -> Stored:
    if found is None:
        raise NotFoundException(detail="nobody has this id")
    return found
