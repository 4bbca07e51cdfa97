"""The record being written: fields, what is missing, the time it took, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from agent_console.drafts import Draft
from common.ids import new_id
from common.wire import CategoryOut, priority_of
from kiosk.queue.visits import Visit, VisitState

LONGEST_SPENT_SECONDS = 86_400
LIMITS = {"title": 200, "description": 4000, "resolution": 4000}


@dataclass(frozen=True, slots=True)
class CategoryChoice:
    """One node of the tree: its path of ids, and the path in words."""

    path: tuple[str, ...]
    label: str


def category_choices(tree: Sequence[CategoryOut], language: str) -> list[CategoryChoice]:
    """Every node, parents before children: "Laptop", "Laptop › Battery"."""

    def walk(
        nodes: Sequence[CategoryOut], path: tuple[str, ...], words: tuple[str, ...]
    ) -> Iterator[CategoryChoice]:
        for node in nodes:
            name = node.names.get(language) or node.names.get("en") or node.id
            here, said = (*path, node.id), (*words, name)
            yield CategoryChoice(here, " › ".join(said))
            yield from walk(node.children, here, said)

    return list(walk(tree, (), ()))


def category_label(tree: Sequence[CategoryOut], path: Sequence[str], language: str) -> str:
    """A path in words; the id stands in where the tree no longer has it."""
    known = {choice.path: choice.label for choice in category_choices(tree, language)}
    return known.get(tuple(path), " › ".join(path))


def served_seconds(visit: Visit, now: datetime) -> int:
    """How long the present matter of a visit has been served, over all stretches, whole seconds."""
    running = 0.0
    if visit.state is VisitState.SERVING and visit.started_at is not None:
        running = (now - visit.started_at).total_seconds()
    return min(
        LONGEST_SPENT_SECONDS, max(0, int(visit.served_seconds - visit.served_before + max(0.0, running)))
    )


def new_draft(visit: Visit | None, person_name: str) -> Draft:
    """An empty record; its id and key exist from now on."""
    fresh = Draft(incident=new_id(), key=new_id())
    return fresh if visit is None else for_visit(fresh, visit, person_name)


def is_of_another(draft: Draft, visit: Visit) -> bool:
    """Whether a fresh draft is due: another visit, or its next matter with nothing written yet."""
    return draft.visit != visit.id or (draft.is_blank and draft.service != visit.service)


def for_visit(draft: Draft, visit: Visit, person_name: str) -> Draft:
    """The draft with what is known of its visit now; what is written stays with the matter it began in."""
    begun = draft.service if draft.service and not draft.is_blank else visit.service
    return draft.model_copy(
        update={
            "visit": visit.id,
            "number": visit.number or "",
            "person": visit.person,
            "person_name": person_name or draft.person_name,
            "service": begun,
        }
    )


def priority(draft: Draft) -> int:
    return priority_of(draft.impact, draft.urgency)


def missing(draft: Draft) -> str | None:
    """The name of the first field that keeps the record from being sent; None when it can go."""
    try:
        draft.body()
    except ValidationError as error:
        return str(error.errors()[0]["loc"][0])
    return None


def ready_to_send(draft: Draft, order: int, at: datetime, spent_seconds: int) -> Draft:
    """As it is queued. A refused one that was changed gets a new key: the old key stands for the old text."""
    fresh_key = {"key": new_id()} if draft.refusal_code else {}
    spent = draft.spent_seconds if draft.spent_seconds is not None else spent_seconds
    changes: dict[str, Any] = {
        "state": "unsent",
        "order": order,
        "recorded_at": draft.recorded_at or at,
        "spent_seconds": spent,
        "refusal_code": "",
        "refusal_data": {},
    }
    return draft.model_copy(update=changes | fresh_key)
