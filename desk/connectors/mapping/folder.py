"""The folder of mappings: `NAME.toml` a connector. One that cannot be read keeps none of the others away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desk.connectors.mapping.form import Mapping, MappingInvalid
from desk.connectors.mapping.reading import load


@dataclass(frozen=True, slots=True)
class Found:
    """The mappings of a folder by name, and what is wrong with those that cannot be used."""

    mappings: tuple[Mapping, ...] = ()
    faults: tuple[MappingInvalid, ...] = ()


def read(folder: Path, *, resolve: bool = True) -> Found:
    """Every mapping there, by name; a folder that is not there has none."""
    mappings, faults = [], []
    for path in sorted(folder.glob("*.toml")):
        try:
            mappings.append(load(path, resolve=resolve))
        except MappingInvalid as invalid:
            faults.append(invalid)
    return Found(tuple(mappings), tuple(faults))


def chosen(mappings: Sequence[Mapping], site: str, kind: str) -> Mapping | None:
    """Which of them takes a record of this site and kind: the first by name that does."""
    return next((mapping for mapping in mappings if mapping.takes(site, kind)), None)
