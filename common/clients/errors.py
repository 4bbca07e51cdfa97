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


def nothing_listens(failure: BaseException) -> bool:
    """Whether the other machine said itself that no program listens there: "connection refused"."""
    seen: BaseException | None = failure
    for _ in range(10):  # the clients' layers wrap each other
        if seen is None:
            return False
        if isinstance(seen, ConnectionRefusedError):
            return True
        reason = getattr(seen.args[0], "reason", None) if seen.args else None
        inner = reason if isinstance(reason, BaseException) else None
        seen = inner or seen.__cause__ or seen.__context__
    return False
