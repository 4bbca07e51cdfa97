"""Theory of operation: which state may follow which, by which command.

A visit begins *booked* (an appointment that the desk made) or *waiting* (somebody who stands at the
kiosk). An agent's console holds a counter by a lease; at most one visit is *called* or *serving* at a
counter, and at most one counter has a given visit. A call that its agent does not complete because the
console died goes back to the line with its place kept; somebody who was being served is *held* instead,
because the person still stands at the counter. Everything that ends a visit is a state of its own, so
that reports can tell a no-show from somebody who got tired of waiting.

The table is the whole truth: `decide` looks moves up here, the manual prints it, tests walk it.
"""

from __future__ import annotations

from kiosk.queue.visits import VisitState as S

MOVES: dict[str, tuple[frozenset[S], S]] = {
    # command: (states it may start from, state it leads to)
    "check_in": (frozenset({S.BOOKED}), S.WAITING),
    "book": (frozenset({S.BOOKED, S.NO_SHOW, S.LEFT}), S.BOOKED),
    "cancel": (frozenset({S.BOOKED}), S.CANCELLED),
    "call": (frozenset({S.WAITING}), S.CALLED),
    "recall": (frozenset({S.CALLED}), S.CALLED),
    "give_back": (frozenset({S.CALLED}), S.WAITING),
    "put_back": (frozenset({S.CALLED, S.HELD}), S.WAITING),
    "start": (frozenset({S.CALLED}), S.SERVING),
    "hold": (frozenset({S.CALLED, S.SERVING}), S.HELD),
    "resume": (frozenset({S.HELD}), S.SERVING),
    "transfer": (frozenset({S.WAITING, S.CALLED, S.SERVING, S.HELD}), S.WAITING),
    "finish": (frozenset({S.SERVING}), S.DONE),
    "next_service": (frozenset({S.SERVING}), S.WAITING),
    "no_show": (frozenset({S.CALLED}), S.NO_SHOW),
    "come_back": (frozenset({S.NO_SHOW}), S.WAITING),
    "leave": (frozenset({S.BOOKED, S.WAITING, S.CALLED, S.HELD}), S.LEFT),
    "day_end": (frozenset({S.BOOKED, S.WAITING, S.CALLED, S.SERVING, S.HELD}), S.LEFT),
}


def may(move: str, state: S) -> bool:
    """Whether `move` may start from `state`."""
    return state in MOVES[move][0]
