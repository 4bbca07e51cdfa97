"""Who is behind the visits in the line: names and notes, which the journal does not have."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, bindparam, func, select

from kiosk.queue.line import Line
from kiosk.queue.names import room_name
from kiosk.queue.visits import CallAs
from kiosk.site.schema import past_visits, people, visit_details


@dataclass(frozen=True, slots=True)
class Face:
    """What lies beside one visit. `follow`: the last part of its page's address on the phone."""

    person: str = ""
    name: str = ""
    note: str = ""
    follow: str = ""
    earlier: int = 0


NOBODY = Face()
AT_ONCE = 500  # SQLite takes only so many values in one statement

_EARLIER = (
    select(func.count())
    .where(past_visits.c.person == visit_details.c.person, past_visits.c.person != "")
    .scalar_subquery()
)
_FACES = (
    select(
        visit_details.c.visit,
        visit_details.c.person,
        func.coalesce(people.c.name, ""),
        visit_details.c.note,
        visit_details.c.follow,
        _EARLIER,
    )
    .join_from(visit_details, people, people.c.id == visit_details.c.person, isouter=True)
    .where(visit_details.c.visit.in_(bindparam("visits", expanding=True)))
)


class Faces:
    """The faces of the visits in the line, by visit. Written by the writer's thread, read by both."""

    def __init__(self) -> None:
        self._by_visit: dict[str, Face] = {}

    def of(self, visit: str) -> Face:
        return self._by_visit.get(visit, NOBODY)

    def put(self, visit: str, face: Face) -> None:
        self._by_visit[visit] = face

    def room(self, visit: str, call_as: CallAs, number: str | None) -> str:
        """What the room may hear."""
        return room_name(self.of(visit).name, call_as, number)

    def rename(self, person: str, name: str) -> None:
        """The directory has another name for somebody now."""
        for visit, face in list(self._by_visit.items()):
            if face.person == person:
                self._by_visit[visit] = replace(face, name=name)

    def forget(self, person: str) -> None:
        """Somebody was erased."""
        for visit, face in list(self._by_visit.items()):
            if face.person == person:
                self._by_visit[visit] = Face(person, follow=face.follow)

    def keep_only(self, line: Line) -> None:
        """Drop what belongs to visits that the line has forgotten."""
        for visit in [v for v in self._by_visit if v not in line.visits]:
            del self._by_visit[visit]

    def load(self, connection: Connection, line: Line) -> None:
        """Read the faces of everybody in the line; how many were here before them makes no difference."""
        visits = list(line.visits)
        for at in range(0, len(visits), AT_ONCE):
            for visit, *face in connection.execute(_FACES, {"visits": visits[at : at + AT_ONCE]}):
                self._by_visit[visit] = Face(*face)
