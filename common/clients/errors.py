"""How a call to another program can fail: it said no, or it could not be reached."""

from __future__ import annotations

from common.wire import Problem


class ApiRefused(Exception):
    """The other program answered with a refusal; `problem.code` says which."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.status} {problem.code}: {problem.detail or problem.title}")
        self.problem = problem


class Unreachable(Exception):
    """No answer, or none that the other program would give: the call may or may not have taken effect."""
