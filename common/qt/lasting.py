"""Keeps a program alive that calls Qt often: a fault of PySide6 6.12.0 with Python 3.11.

Every method without a result there gives its caller a reference to `None` that it never took, and
`Signal.emit` one to `True`. After some thousand calls the count of references reaches zero and Python ends
the process ("none_dealloc", "deallocating True or False"); a kiosk's camera would need minutes for that.
From 3.12 on these objects are immortal (PEP 683). Before, their count is raised here so far that no program
lives long enough to spend it.
"""

from __future__ import annotations

import ctypes
import platform
import sys

ENOUGH = 1 << 40


def make_constants_last() -> None:
    """Call before the first use of Qt; more than once does no harm."""
    if sys.version_info >= (3, 12) or platform.python_implementation() != "CPython":
        return
    for value in (None, True, False, Ellipsis, NotImplemented):
        if sys.getrefcount(value) < ENOUGH // 2:
            # The count is the first field of every object (CPython's object.h), whose address `id` tells.
            ctypes.c_ssize_t.from_address(id(value)).value += ENOUGH
