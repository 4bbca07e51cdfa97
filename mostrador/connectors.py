"""`mostrador desk connector list | check NAME | new TOOL NAME`: the desk's outside tools, from a terminal.

Exit codes: 0 all is good; 1 something is wrong with a tool or does not fit it; 2 a mapping cannot be read, or
there is none of that name.
"""

from __future__ import annotations

import json
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from common.clock import SystemClock
from common.i18n import Words
from common.settings import Settings
from common.wire import CategoryOut
from desk.connectors.catalogue import TOOLS, connect
from desk.connectors.checking import Checked, Finding, Known, check, sample
from desk.connectors.mapping import folder
from desk.connectors.mapping.form import NAME, Mapping, MappingInvalid
from desk.connectors.mapping.reading import load
from desk.connectors.port import Connector
from desk.connectors.sampling import Sent, send
from mostrador.connector_table import checked_lines, finding_text, invalid_line, list_lines, made_lines

GOOD, WRONG, UNREADABLE = 0, 1, 2
SECONDS_OF_PATIENCE = 10.0  # of `doctor`, which has other things to look at


def run(chosen: Namespace, settings: Settings) -> int:
    """Run one of the three."""
    words = Words(settings.language, ["operate", "connectors"])
    return {"list": _list, "check": _check, "new": _new}[chosen.act](chosen, settings, words)


def _list(chosen: Namespace, settings: Settings, words: Words) -> int:
    found = folder.read(settings.connectors_folder)
    if chosen.json:
        print(json.dumps(_listed(found), ensure_ascii=False))
    else:
        for line in list_lines(words, settings.connectors_folder, found):
            print(line)
    for invalid in found.faults:
        print(invalid_line(words, invalid), file=sys.stderr)
    return UNREADABLE if found.faults else GOOD


def _listed(found: folder.Found) -> dict[str, Any]:
    connectors = [
        {
            "name": mapping.name,
            "tool": mapping.tool,
            "tested": TOOLS[mapping.tool].tested.value if mapping.tool in TOOLS else "",
            "url": mapping.url,
            "kinds": list(mapping.kinds),
            "sites": list(mapping.sites),
        }
        for mapping in found.mappings
    ]
    return {"connectors": connectors, "faults": [_fault(each) for each in found.faults]}


def _fault(invalid: MappingInvalid) -> dict[str, str]:
    return {"file": invalid.file, "place": invalid.place, "why": invalid.why}


def _unknown(words: Words, name: str, place: Path) -> str:
    known = ", ".join(sorted(each.stem for each in place.glob("*.toml")))
    if not known:
        return words.say("connector-unknown-any", name=name, folder=str(place))
    return words.say("connector-unknown", name=name, folder=str(place), known=known)


def _check(chosen: Namespace, settings: Settings, words: Words) -> int:
    path = settings.connectors_folder / f"{chosen.name}.toml"
    if not NAME.match(chosen.name) or not path.is_file():
        print(_unknown(words, chosen.name, settings.connectors_folder), file=sys.stderr)
        return UNREADABLE
    try:
        mapping = load(path)
        connector = connect(mapping, SystemClock())
    except MappingInvalid as invalid:
        if chosen.json:
            print(json.dumps(_fault(invalid), ensure_ascii=False))
        print(invalid_line(words, invalid), file=sys.stderr)
        return UNREADABLE
    try:
        known = replace(known_of(settings), before=_before(mapping, settings.connectors_folder))
        checked, sent = _looked_at(mapping, connector, known, chosen)
    finally:
        connector.close()
    if chosen.json:
        print(json.dumps(_told(mapping, checked, sent), ensure_ascii=False))
    else:
        for line in checked_lines(words, mapping, checked, sent):
            print(line)
    return GOOD if checked.fit and (sent is None or sent.fit) else WRONG


def _before(mapping: Mapping, place: Path) -> tuple[Mapping, ...]:
    """The mappings of the same folder that are asked before this one whether they take a record."""
    return tuple(each for each in folder.read(place).mappings if each.name < mapping.name)


def _looked_at(
    mapping: Mapping, connector: Connector, known: Known, chosen: Namespace
) -> tuple[Checked, Sent | None]:
    """What was found; the sample goes in only where the tool answered and nothing speaks against it."""
    record = sample(mapping, known, SystemClock(), chosen.mail)
    checked = check(mapping, connector, record, known)
    if not chosen.send_sample or checked.info is None or not _may_send(checked):
        return checked, None
    return checked, send(mapping, connector, record, checked.drafted)


def _may_send(checked: Checked) -> bool:
    """A tool that ignores searches gets nothing: its tickets could not be told apart."""
    return all(finding.code != "canary-found" for finding in checked.findings)


def _told(mapping: Mapping, checked: Checked, sent: Sent | None) -> dict[str, Any]:
    findings = TypeAdapter(tuple[Finding, ...])
    told: dict[str, Any] = {
        "connector": mapping.name,
        "tool": mapping.tool,
        "fit": checked.fit and (sent is None or sent.fit),
        "findings": findings.dump_python(checked.findings, mode="json"),
        "fields": {line.field: line.value for line in checked.lines},
        "notes": list(checked.drafted.notes),
        "lost": list(checked.drafted.lost),
        "unchecked": list(checked.unchecked),
    }
    if sent is not None:
        ref = {"id": sent.ref.id, "number": sent.ref.number, "url": sent.ref.url} if sent.ref else None
        told["sample"] = {"ticket": ref, "findings": findings.dump_python(sent.findings, mode="json")}
    return told


def _new(chosen: Namespace, settings: Settings, words: Words) -> int:
    tool = TOOLS.get(chosen.tool)
    if tool is None:
        known = ", ".join(sorted(TOOLS))
        print(words.say("connector-unknown-tool", tool=chosen.tool, known=known), file=sys.stderr)
        return UNREADABLE
    if not NAME.match(chosen.name):
        print(words.say("connector-bad-name", name=chosen.name), file=sys.stderr)
        return UNREADABLE
    path = settings.connectors_folder / f"{chosen.name}.toml"
    try:
        settings.connectors_folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:  # never over another one
            path.chmod(0o600)  # somebody may write a password into it
            file.write(tool.default_mapping.read_text(encoding="utf-8"))
        for each in tool.beside:
            shutil.copyfile(each, path.parent / each.name)
    except FileExistsError:
        print(words.say("connector-exists", file=str(path)), file=sys.stderr)
        return WRONG
    except OSError as error:
        print(words.say("connector-not-written", file=str(path), why=error.strerror or ""), file=sys.stderr)
        return WRONG
    for line in made_lines(words, path, tool, load(path, resolve=False)):
        print(line)
    return GOOD


def known_of(settings: Settings) -> Known:
    """Address, sites and categories of the desk on this machine; no sites where there is none yet."""
    here = settings.data_folder / "desk" / "desk.db"
    fallback = f"http://{settings.desk.host}:{settings.desk.port}"
    address = (settings.desk.public_url or fallback).rstrip("/")
    if not settings.desk.database_url.get_secret_value() and not here.exists():
        return Known(address=address)
    from desk.catalogue import store as catalogue
    from desk.engine import Database
    from desk.program import database_url

    database = Database(database_url(settings))
    try:
        database.prepare()
        with database.read() as connection:
            tree = catalogue.categories(connection)
            known = [catalogue.site_of(connection, site) for site in catalogue.site_ids(connection)]
            names = {site.id: site.name("en") for site in known if site is not None}
            return Known(names, tuple(_paths(tree, (), ())), address)
    finally:
        database.close()


def _paths(
    tree: list[CategoryOut], ids: tuple[str, ...], names: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each way from the top of the tree to its ends."""
    for node in tree:
        path = (*ids, node.id), (*names, node.names.get("en") or node.id)
        if node.children:
            yield from _paths(node.children, *path)
        else:
            yield path


def short_check(path: Path, language: str) -> tuple[list[str], str]:
    """What `doctor` asks of a connector: does it load, does the tool answer, does the mapping fit it?

    What is wrong, and what the tool says of itself. Raises MappingInvalid.
    """
    words = Words(language, ["operate", "connectors"])
    mapping = load(path)
    patient = {**mapping.timing.model_dump(), "timeout": min(mapping.timing.timeout, SECONDS_OF_PATIENCE)}
    connector = connect(mapping.amended(timing=patient), SystemClock())
    try:
        findings = check(mapping, connector, sample(mapping, Known(), SystemClock(), ""), Known()).findings
    finally:
        connector.close()
    wrong = [finding_text(words, finding) for finding in findings if finding.fit is False]
    good = [finding_text(words, finding) for finding in findings if finding.code == "probed"]
    return wrong, " ".join(good)
