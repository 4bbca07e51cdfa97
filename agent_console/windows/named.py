"""Stable names for what a person touches: tests, the tour and assistive tools find things by them."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject

Thing = TypeVar("Thing", bound=QObject)


def named(thing: Thing, name: str) -> Thing:
    """`thing` with this object name."""
    thing.setObjectName(name)
    return thing
