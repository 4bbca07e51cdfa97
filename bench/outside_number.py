"""From "recorded" at the counter to the outside tool's number at the agent's console.

Real processes: a site, a desk that hands over, and a console's live line; the tool is the real Request
Tracker or, where it cannot be installed, a second Mostrador desk.
"""

from __future__ import annotations

import os
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from common.clients.site import SiteClient
from common.clients.stream import JournalStream, Notice
from common.ids import new_id
from common.wire import IncidentBody
from mostrador.house import House
from tests.contract.connectors.desks import request_tracker
from tests.fixtures.surroundings import FOLDER_VARIABLE

RECORDS = 60
GAP_SECONDS = (0.1, 0.6)  # between two records of a busy agent
PATIENCE_SECONDS = 90.0
MAPPING = """
tool = "{tool}"
url = "{url}"
[sign_in]
token = "file:{token}"
[options]
{options}
[fields]
{fields}
[states]
new = ["new"]
in_progress = ["{in_progress}"]
waiting = ["{waiting}"]
resolved = ["resolved"]
closed = ["{closed}"]
"""
OTHER_FIELDS = 'site = { constant = "main" }\nimpact = { from = "impact" }\nurgency = { from = "urgency" }'


@dataclass
class Console:
    """What a console hears of its records, with when."""

    at_desk: dict[str, float] = field(default_factory=dict)
    outside: dict[str, float] = field(default_factory=dict)
    told: threading.Condition = field(default_factory=threading.Condition)

    def listen(self, stream: JournalStream) -> None:
        """In a thread of its own, until the stream is stopped."""
        for item in stream.follow(0):
            if isinstance(item, Notice):
                self._note(item)

    def _note(self, notice: Notice) -> None:
        now = time.perf_counter()
        with self.told:
            self.at_desk.setdefault(notice.id, now)
            if notice.outside is not None and notice.outside.number:
                self.outside.setdefault(notice.id, now)
            self.told.notify_all()

    def wait(self, incident: str) -> None:
        """Until a record's number is known. Raises SystemExit when it does not come."""
        with self.told:
            if not self.told.wait_for(lambda: incident in self.outside, PATIENCE_SECONDS):
                raise SystemExit("A number did not come.")


@contextmanager
def _mapping(folder: Path) -> Iterator[tuple[str, str]]:
    """What the tool is, and the mapping for it."""
    kept = folder / "token"
    words = {"token": str(kept)}
    if not request_tracker.missing():
        request_tracker.KEPT.begin()
        desk = request_tracker.desk()
        desk.start()
        kept.write_text(desk.mapping(desk.url).secret("token"), encoding="utf-8")
        states = {"in_progress": "open", "waiting": "stalled", "closed": "rejected"}
        words |= {"url": desk.url, "options": 'queue = "WalkUp"', "fields": ""}
        yield "Request Tracker", MAPPING.format(tool="request_tracker", **(words | states))
        return
    with House(folder / "other") as other:
        words |= {"url": other.start_desk().url, "options": "", "fields": OTHER_FIELDS}
        kept.write_text(other.run("token", "program", "bench"), encoding="utf-8")
        states = {"in_progress": "in_progress", "waiting": "waiting", "closed": "closed"}
        yield "a second Mostrador desk", MAPPING.format(tool="mostrador", **(words | states))


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="mostrador-bench-") as made:
        os.environ.setdefault(FOLDER_VARIABLE, made)
        measure(Path(made))


def measure(folder: Path) -> None:
    with (
        _mapping(folder) as (tool, mapping),
        House(folder / "ours") as house,
    ):
        place = house.folder / "data" / "desk" / "connectors"
        place.mkdir(parents=True)
        (place / "rt.toml").write_text(mapping, encoding="utf-8")
        house.start_desk()
        site = house.start_site()
        agent = _signed_in(site.url)
        console, stream = Console(), JournalStream(site.url, agent.token)
        thread = threading.Thread(target=console.listen, args=(stream,))
        thread.start()
        try:
            began = _record(agent, console)
        finally:
            stream.stop()
            thread.join(10)
            agent.hang_up()
    _tell(f"outside number at the console, {tool}", [console.outside[key] - at for key, at in began.items()])
    _tell("  the desk's own number", [console.at_desk[key] - at for key, at in began.items()])


def _signed_in(url: str) -> SiteClient:
    """A sample agent, as soon as the site has heard of them from the desk."""
    client, end = SiteClient(url, ""), time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            client.sign_in("lena", "counter-demo")
            return client
        except Exception:
            if time.monotonic() > end:
                raise
            threading.Event().wait(0.2)


def _record(agent: SiteClient, console: Console) -> dict[str, float]:
    """Record one after the other; when each was begun. The first one wakes everybody and does not count."""
    dice, began = random.Random(4), dict[str, float]()
    for number in range(RECORDS + 1):
        body = IncidentBody(
            id=new_id(),
            kind="incident",
            category=[],
            impact=2,
            urgency=2,
            title=f"Dock {number}",
            resolved=False,
        )
        at = time.perf_counter()
        agent.record(body, new_id())
        console.wait(body.id)
        if number:
            began[body.id] = at
        threading.Event().wait(dice.uniform(*GAP_SECONDS))
    return began


def _tell(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    figures = f"p50 {median(ordered):.2f} s   p95 {p95:.2f} s   most {ordered[-1]:.2f} s"
    print(f"{what}   {figures}   ({len(ordered)} records)")


if __name__ == "__main__":
    main()
