"""The stored rows take turns as `whose_turn` says, which the simulation tries; here SQL says it once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import sqlalchemy as sa

from desk.connectors.engine.delivery import HOLDS_UP, NEVER, Delivery, Stage, What
from desk.connectors.engine.rules import whose_turn
from desk.connectors.store import deliveries
from tests.api.desk_connectors.conftest import Handing
from tests.fixtures.desks import NOON

LEASE = timedelta(seconds=95)
PLACES = ((What.CREATE, 0), (What.NOTE, 100), (What.STATE, 101))
OVER = (Stage.ATTENTION, Stage.SET_ASIDE)


def rows_of(incident: str, stages: tuple[Stage, ...]) -> list[Delivery]:
    return [
        Delivery(
            f"{incident}-{place}",
            "tool",
            incident,
            what,
            place,
            stage,
            NEVER if stage in OVER or (stage is Stage.DONE and place) else NOON,
        )
        for (what, place), stage in zip(PLACES, stages, strict=True)
    ]


def test_sql_and_rules_agree_on_whose_turn_it_is(handing_over: Handing) -> None:
    """For each standing of a ticket and two things after it: woken, and so to be claimed, is that one row."""
    table = deliveries.deliveries
    with handing_over.desk.database.begin() as connection:
        for number, stages in enumerate(product(Stage, repeat=len(PLACES))):
            rows = rows_of(f"i{number}", stages)
            for row in rows:
                assert deliveries.queue(connection, row, {}, NOON)
            deliveries.wake_next(connection, f"i{number}")
            woken = table.c.wakes_at.is_not(None) & table.c.stage.in_([stage.value for stage in HOLDS_UP])
            wanted = sa.select(table.c.id).where(table.c.incident == f"i{number}", woken)
            turn = whose_turn(rows)
            assert list(connection.execute(wanted).scalars()) == ([turn.id] if turn else []), stages


def test_a_row_that_is_over_gives_its_turn_to_the_next(handing_over: Handing) -> None:
    """One after the other, each as soon as the one before it no longer holds it up."""
    rows = rows_of("i", (Stage.WAITING,) * len(PLACES))
    taken = []
    with handing_over.desk.database.begin() as connection:
        for row in rows:
            deliveries.queue(connection, row, {}, NOON)
        deliveries.wake_next(connection, "i")
        for end in (Stage.DONE, Stage.ATTENTION, Stage.DONE):
            held = deliveries.claim(connection, "tool", NOON, LEASE, "oldest")
            assert held is not None
            assert deliveries.claim(connection, "tool", NOON, LEASE, "oldest") is None
            taken.append(held.delivery.place)
            assert deliveries.write(connection, held, replace(held.delivery, stage=end, due=NEVER), NOON)
            deliveries.wake_next(connection, "i")
    assert taken == [place for _, place in PLACES]
