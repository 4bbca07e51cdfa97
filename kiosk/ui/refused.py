"""A no, as a page of the kiosk tells it."""

from __future__ import annotations

from dataclasses import dataclass, field

from common.wire import Problem
from kiosk.queue.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Refused:
    """A no, as the page tells it. `cut_off`: said by this kiosk because the site was out of reach."""

    code: str
    data: dict[str, str] = field(default_factory=dict)
    cut_off: bool = False

    @staticmethod
    def by_site(problem: Problem) -> Refused:
        return Refused(problem.code, problem.data)

    @staticmethod
    def by_kiosk(refusal: Refusal) -> Refused:
        return Refused(refusal.code.value, refusal.data, cut_off=True)
