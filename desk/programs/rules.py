"""Programs: what they may be called, and as whom they act. Pure."""

from __future__ import annotations

import re

PREFIX = "prog_"  # of a token, so that one that got lost is recognised for what it is
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


def member_id(name: str) -> str:
    """How records and the audit name a program."""
    return f"program:{name}"
