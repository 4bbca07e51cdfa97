"""The real site service, killed under load over HTTP. `python -m tests.e2e.kills --times 500` for more."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.kills import kills

KILLS = 20


def test_what_was_told_over_http_is_there_once_after_many_kills(tmp_path: Path) -> None:
    outcome = kills(tmp_path, KILLS, seed=7310)
    assert not outcome.wrong, outcome.wrong
    assert outcome.kills == KILLS and outcome.in_commit >= KILLS // 4, outcome
    assert outcome.check_ins > KILLS and outcome.calls > KILLS // 2, outcome
