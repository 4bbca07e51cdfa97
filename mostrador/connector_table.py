"""What `mostrador desk connector` prints: lists, findings, and a sample field by field."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from common.i18n import Words
from desk.connectors.catalogue import TOOLS, Tool
from desk.connectors.checking import Checked, Finding, Line
from desk.connectors.mapping.folder import Found
from desk.connectors.mapping.form import Mapping, MappingInvalid
from desk.connectors.sampling import Sent

SIGNS = {True: "good ", False: "WRONG", None: "note "}
WIDTH = 100  # columns


def list_lines(words: Words, place: Path, found: Found) -> Iterator[str]:
    """The connectors of a folder as a table, or what to do where there is none."""
    if found == Found():
        yield words.say("connector-none", folder=str(place))
        yield ""
        yield words.say("connector-tools")
        yield from _table(
            [[f"  {tool.name}", tool.title, _tested(words, tool.name)] for tool in TOOLS.values()]
        )
    if not found.mappings:
        return
    heads = [words.say(f"connector-column-{name}") for name in ("name", "tool", "address", "takes", "tested")]
    rows = [
        [mapping.name, _title(mapping), mapping.url, _takes(words, mapping), _tested(words, mapping.tool)]
        for mapping in found.mappings
    ]
    yield from _table([heads, *rows])


def invalid_line(words: Words, invalid: MappingInvalid) -> str:
    """A mapping that cannot be used: file, table and key, why."""
    if not invalid.place:
        return words.say("connector-unusable-whole", file=invalid.file, why=invalid.why)
    return words.say("connector-unusable", file=invalid.file, place=invalid.place, why=invalid.why)


def made_lines(words: Words, path: Path, tool: Tool, mapping: Mapping) -> Iterator[str]:
    """What to do with a mapping that was just made."""
    yield words.say("connector-made", file=str(path), tool=tool.title)
    for each in tool.beside:
        yield words.say("connector-made-beside", file=each.name)
    yield words.say("connector-made-edit")
    given = [value.get_secret_value() for value in mapping.sign_in.values()]
    secrets = [where.partition(":")[2] for where in given if where.startswith("env:")]
    if secrets:
        example = f'{next(iter(mapping.sign_in))} = "file:{mapping.name}.secret"'
        yield words.say("connector-made-secrets", secrets=", ".join(secrets), example=example)
    yield words.say("connector-made-check", name=mapping.name)
    yield words.say("connector-made-next")


def checked_lines(words: Words, mapping: Mapping, checked: Checked, sent: Sent | None) -> Iterator[str]:
    """Everything about one connector."""
    tested = _tested(words, mapping.tool)
    yield words.say("connector-title", name=mapping.name, tool=_title(mapping), tested=tested)
    if mapping.url:
        yield words.say("connector-at", url=mapping.url)
    yield ""
    findings = list(checked.findings)
    if checked.unchecked:
        yield from _findings(words, [finding for finding in findings if finding.fit is False])
        yield from _unchecked(words, checked)
    else:
        yield from _findings(words, findings)
        yield from _dry_run(words, checked)
    if sent is not None:
        yield ""
        yield words.say("connector-sample-asked")
        yield from _findings(words, sent.findings)
        findings += sent.findings
    wrong = sum(finding.fit is False for finding in findings)
    yield ""
    yield words.say("connector-some-wrong", count=wrong) if wrong else words.say("connector-all-good")


def _unchecked(words: Words, checked: Checked) -> Iterator[str]:
    """What nobody knows while the tool does not let us look; the rest of the check would only distract."""
    yield ""
    yield words.say("connector-unchecked")
    for each in checked.unchecked:
        said = words.say(f"connector-unchecked-{each}")
        yield textwrap.fill(said, WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _dry_run(words: Words, checked: Checked) -> Iterator[str]:
    """The sample as it would stand in the tool."""
    yield ""
    yield words.say("connector-dry-run")
    yield from _fields(words, checked.lines)
    for place, note in enumerate(checked.drafted.notes, 1):
        yield f"  {words.say('connector-note', place=place)}"
        yield textwrap.indent(note, "    ")


def finding_text(words: Words, finding: Finding) -> str:
    """One finding in the reader's words."""
    args = dict(finding.args)
    if "step" in args:
        args["step"] = words.say(f"connector-step-{args['step']}")
    for name in ("source", "sources"):
        if name in args:
            args[name] = ", ".join(_source(words, each) for each in str(args[name]).split(","))
    if "kinds" in args:
        kinds = [words.say(f"connector-kind-{each}") for each in str(args["kinds"]).split(",")]
        args |= {"kinds": " + ".join(kinds), "sites": args["sites"] or words.say("connector-every-site")}
    for name in ("message", "what"):
        if name in args:
            args[name] = _sentence(str(args[name]))
    if "field" in args and "message" in args:  # the tool's own sentence first, then what it is about
        about = words.say("connector-about", field=str(args["field"])) if args["field"] else ""
        args["told"] = " ".join(part for part in (str(args["message"]), about) if part)
    if finding.code != "probed":
        return words.say(f"connector-{finding.code}", **args)
    more = [name for name in ("version", "account") if args.pop(f"{name}", "")]
    said = [words.say(f"connector-probed-{name}", **{name: finding.args[name]}) for name in more]
    return " ".join([words.say("connector-probed", **args), *said])


def _source(words: Words, name: str) -> str:
    return words.say(f"source-{name.replace('_', '-').replace('.', '-')}")


def _sentence(text: str) -> str:
    """A tool's own words, ended as a sentence is, since another may follow."""
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?", "…")) or not text else f"{text}."


def _findings(words: Words, findings: Sequence[Finding]) -> Iterator[str]:
    """What is wrong comes first."""
    for finding in sorted(findings, key=lambda each: each.fit is not False):
        text = finding_text(words, finding).strip()
        sign = f"{SIGNS[finding.fit]}  "
        yield textwrap.fill(
            text, WIDTH, initial_indent=sign, subsequent_indent=" " * len(sign), break_long_words=False
        )


def _fields(words: Words, lines: Sequence[Line]) -> Iterator[str]:
    """Field by field, long texts below their field's name."""
    width = max((len(line.field) for line in lines), default=0)
    for line in lines:
        value = line.value or words.say("connector-left-out")
        first, *rest = value.split("\n")
        yield f"  {line.field:<{width}}  {first}"
        yield from (f"  {'':<{width}}  {each}".rstrip() for each in rest)


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _title(mapping: Mapping) -> str:
    return TOOLS[mapping.tool].title if mapping.tool in TOOLS else mapping.tool


def _tested(words: Words, tool: str) -> str:
    return words.say(f"connector-tested-{TOOLS[tool].tested.value}") if tool in TOOLS else ""


def _takes(words: Words, mapping: Mapping) -> str:
    kinds = " + ".join(words.say(f"connector-kind-{kind}") for kind in mapping.kinds)
    return f"{kinds}, {', '.join(mapping.sites) or words.say('connector-every-site')}"
