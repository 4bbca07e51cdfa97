"""Is a connector fit? What its mapping makes of a record, what the tool says of itself and of the mapping.

Nothing in here speaks to people: findings are codes with what fills them, so that a terminal and a page can
each say them in their own words.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Values
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from common.clock import Clock
from common.ids import new_id
from desk.connectors.mapping.drafting import Drafted, draft_of, raw_of, state_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.mapping.sources import Record, keys_of
from desk.connectors.port import (
    Ambiguous,
    Caps,
    Connector,
    Done,
    Failure,
    Marker,
    Misconfigured,
    Rejected,
    RetryAfter,
    SignInFailed,
    ToolInfo,
)
from desk.incidents.rules import State

LONGEST_TITLE, LONGEST_TEXT = 200, 4000  # characters of ours: common.wire
CLOCKS_APART = 30  # seconds between the tool's clock and ours that are worth a word


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. `code`: what, of those in `operate.ftl` under `connector-…`; `args` fill it.

    `fit`: True good, False wrong, None worth knowing.
    """

    code: str
    fit: bool | None
    args: Values[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the sample's ticket. `source`: ours, "" for a constant; `value` "": it is left out."""

    field: str
    source: str
    value: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a mapping has to fit: the desk's sites, names by id, the paths of its category tree, its address,
    and the mappings that come before this one by their names.
    """

    sites: Values[str, str] = field(default_factory=dict)
    paths: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()  # ids and names, from the top down
    address: str = ""
    before: tuple[Mapping, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything about one connector. `info` None: the tool did not let us look."""

    findings: tuple[Finding, ...]
    lines: tuple[Line, ...]
    drafted: Drafted
    info: ToolInfo | None = None

    @property
    def unchecked(self) -> tuple[str, ...]:
        """What could not be looked at since the tool did not let us: codes, see `connector-unchecked-…`."""
        return ("tool", "canary", "sample") if self.info is None else ()

    @property
    def fit(self) -> bool:
        """Whether nothing is wrong."""
        return all(finding.fit is not False for finding in self.findings)


def sample(mapping: Mapping, known: Known, clock: Clock, mail: str) -> Record:
    """An invented incident (a request where only those are taken) of the kind that a desk records."""
    ids, names = known.paths[0] if known.paths else (("hardware", "laptop"), ("Hardware", "Laptop"))
    kind = mapping.kinds[0] if mapping.kinds else "incident"
    site = next(iter((*mapping.sites, *known.sites)), "main")
    number = "INC-0" if kind == "incident" else "REQ-0"
    return Record(
        key=new_id(),
        number=number,
        kind=kind,
        site=site,
        site_name=known.sites.get(site, site),
        title="Sample from Mostrador, please ignore: laptop does not start",
        description="This is a sample that checks the connection to this tool. Nobody has to do anything.",
        resolution="The sample arrived.",
        recorded_at=clock.now(),
        category=ids,
        category_names=names,
        impact=3,
        urgency=2,
        service="IT help",
        agent="Sample Agent",
        requester="Sample Visitor",
        mail=mail,
        visit="sample-visit",
        spent_seconds=540,
        link=f"{known.address or 'https://desk.example.org'}/staff/incidents/{number}",
    )


def check(mapping: Mapping, connector: Connector, record: Record, known: Known) -> Checked:
    """What mapping and tool make of a record; nothing is written to the tool."""
    drafted = draft_of(mapping, record)
    findings = [*by_itself(mapping, record, known), *_limits(mapping, connector.caps)]
    probed = connector.probe()
    info = probed.value if isinstance(probed, Done) else None
    findings += _of_tool(info) if info is not None else ()
    findings.append(canary(connector) if isinstance(probed, Done) else failed("probe", probed))
    if drafted.lost:
        findings.append(Finding("lost", None, {"sources": ",".join(drafted.lost)}))
    return Checked(tuple(findings), tuple(_lines(mapping, drafted)), drafted, info)


def canary(connector: Connector) -> Finding:
    """A search for a key that nobody ever made: one that finds tickets would take them for ours."""
    if connector.caps.marker is not Marker.SEARCH:
        return Finding(f"marker-{connector.caps.marker.value.replace('_', '-')}", None)
    outcome = connector.find(new_id())
    if not isinstance(outcome, Done):
        return failed("canary", outcome)
    if outcome.value:
        return Finding(
            "canary-found", False, {"count": len(outcome.value), "number": outcome.value[0].number}
        )
    return Finding("canary-good", True)


def failed(step: str, failure: Failure) -> Finding:
    """What came of a step that did not go through. `step`: see `connector-step-…`."""
    args: dict[str, str | int] = {"step": step}
    match failure:
        case Rejected(field=name, message=message):
            return Finding("rejected", False, args | {"field": name, "message": message})
        case Misconfigured(field=name, message=message):
            return Finding("misconfigured", False, args | {"field": name, "message": message})
        case SignInFailed(message=message):
            return Finding("sign-in-failed", False, args | {"message": message})
        case RetryAfter(seconds=seconds, reason=reason, busy=busy):
            code = "busy" if busy else "not-reached"
            return Finding(code, False, args | {"message": reason, "seconds": round(seconds or 0)})
        case Ambiguous(reason=reason):
            return Finding("unclear", False, args | {"message": reason})


def _of_tool(info: ToolInfo) -> Iterator[Finding]:
    who = {"product": info.product, "version": info.version, "account": info.account}
    yield Finding("probed", True, who)
    for name, sentence in info.faults:
        yield Finding("fault", False, {"field": name, "message": sentence})
    for what in info.lost:
        yield Finding("tool-loses", None, {"what": what})
    if info.offset_seconds is not None and abs(info.offset_seconds) > CLOCKS_APART:
        yield Finding("clock", None, {"seconds": abs(round(info.offset_seconds))})


def _limits(mapping: Mapping, caps: Caps) -> Iterator[Finding]:
    """Which of our texts can be over the tool's limits, and what becomes of the rest."""
    for name, limit, longest in (
        ("title", mapping.limits.title, LONGEST_TITLE),
        ("description", mapping.limits.text, LONGEST_TEXT),
    ):
        if limit < longest:
            code = "goes-on-in-notes" if caps.notes else "cut-for-good"
            yield Finding(code, None, {"source": name, "limit": limit, "longest": longest})


def _lines(mapping: Mapping, drafted: Drafted) -> Iterator[Line]:
    yield Line("title", "title", drafted.draft.title)
    yield Line("text", "description", drafted.draft.text)
    yield Line("requester", "requester", drafted.draft.requester.mail or drafted.draft.requester.name)
    for name, rule in mapping.fields.items():
        yield Line(name, rule.source or "", drafted.draft.fields.get(name, ""))


def by_itself(mapping: Mapping, record: Record, known: Known) -> Iterator[Finding]:
    """What can be said of a mapping without asking the tool; `record`: any one."""
    if not mapping.url and mapping.tool != "mail":
        yield Finding("no-url", False)
    elif in_the_clear(mapping.url):
        yield Finding("in-the-clear", None, {"url": mapping.url})
    if mapping.verify is False:
        yield Finding("no-verify", None)
    for state in State:
        if state not in mapping.states:
            yield Finding("no-state", None, {"state": state.value})
    yield from _shared_states(mapping)
    for site in mapping.sites:
        if known.sites and site not in known.sites:
            yield Finding("unknown-site", False, {"site": site, "known": ", ".join(known.sites)})
    yield from _comes_first(mapping, known)
    linked = "link" in mapping.details or any(rule.source == "link" for rule in mapping.fields.values())
    if linked and on_this_machine(known.address) and not on_this_machine(mapping.url):
        yield Finding("link-here", None, {"url": known.address})
    yield from _categories(mapping, record, known)


def _comes_first(mapping: Mapping, known: Known) -> Iterator[Finding]:
    """Records that this mapping would take, and that another one gets, which comes first by its name."""
    for other in known.before:
        kinds = [kind for kind in mapping.kinds if kind in other.kinds]
        sites = [site for site in mapping.sites or other.sites if not other.sites or site in other.sites]
        if kinds and (sites or not (mapping.sites or other.sites)):
            args = {"other": other.name, "kinds": ",".join(kinds), "sites": ", ".join(sites)}
            yield Finding("comes-first", None, args)


def _shared_states(mapping: Mapping) -> Iterator[Finding]:
    """States of ours that the tool cannot tell apart: what it says is read as the first of them."""
    for state in State:
        raw = raw_of(mapping, state)
        read = state_of(mapping, raw) if raw is not None else None
        if raw is not None and read is not None and read is not state:
            yield Finding("shared-state", None, {"raw": raw, "state": state.value, "read": read.value})


def in_the_clear(url: str) -> bool:
    """Whether whoever listens on the way could read the sign-in: plain HTTP to another machine."""
    return urlsplit(url).scheme == "http" and not on_this_machine(url)


def on_this_machine(url: str) -> bool:
    """Whether an address is one that only this machine reaches."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _categories(mapping: Mapping, record: Record, known: Known) -> Iterator[Finding]:
    """Categories of the desk for which a value table has nothing."""
    for name, rule in mapping.fields.items():
        source = rule.source or ""
        if not rule.table or not source.startswith("category"):
            continue
        absent = set()
        for ids, names in known.paths:
            keys = keys_of(replace(record, category=ids, category_names=names), source)
            if any(keys) and not any(key in mapping.tables[rule.table] for key in keys):
                absent.add(keys[0])
        for category in sorted(absent):
            code = "category-default" if rule.default else "category-absent"
            args = {"category": category, "table": rule.table, "field": name, "default": rule.default or ""}
            yield Finding(code, None, args)
