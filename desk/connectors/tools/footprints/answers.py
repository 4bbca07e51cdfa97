"""What FootPrints means and how it writes names and values. Pure."""

from __future__ import annotations

import re

from desk.connectors.http.calls import unknown
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import (
    Ambiguous,
    Failure,
    Rejected,
    SignInFailed,
)
from desk.connectors.tools.footprints import soap

NOT_LET_IN = re.compile(r"password|authenticat|log ?in failed|not a valid user", re.IGNORECASE)
LATE = re.compile(r"time[d -]?out|deadlock|gone away|lost connection", re.IGNORECASE)


def inner_names(mapping: Mapping, kind: str) -> dict[str, str]:
    """Of the mapping's fields of a kind: its name, and the column."""
    return {name: name.removeprefix(kind) for name in mapping.fields if name.startswith(kind)}


def plain(value: str) -> str:
    """A value as people know it."""
    return value.replace("__b", " ").replace("__u", "_")


def meant(fault: soap.Fault, writes: bool) -> Failure:
    """What a SOAP fault comes to: the service died of it before it was done, but for a time-out."""
    words = " ".join(fault.words.split())[:300]
    if NOT_LET_IN.search(words):
        return SignInFailed(words)
    if LATE.search(words):
        return Ambiguous(words) if writes else unknown(words, False)
    return Rejected("", words or fault.code)
