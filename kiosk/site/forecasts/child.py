"""The process that forecasts. Reads the site's journal, never writes it; ends when its parent does.

It is asked by a line of JSON on its standard input, `{"now": RFC 3339, "upto": sequence}`, and answers
with one: `{"seq", "seconds", "visits": {id: [low, mid, high] | null}, "services": {…}}`, minutes from `now`.
What it has learned is kept in a file beside the journal, with the line at that entry, so that the next start
is quick; a file that does not fit the journal is thrown away and everything is learned anew.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection

from common.files import write_whole
from kiosk.queue import codec
from kiosk.queue.chain import GENESIS
from kiosk.queue.fold import fold
from kiosk.queue.forecast.facts import SiteFacts
from kiosk.queue.forecast.forecaster import Forecaster
from kiosk.queue.forecast.line_facts import JournalFacts
from kiosk.queue.forecast.line_room import room_of
from kiosk.queue.forecast.room import Range
from kiosk.queue.line import Line
from kiosk.queue.telling import rounded
from kiosk.site.database import open_reader
from kiosk.site.journal import head_at, page

KEPT_AS = "forecast.json"
FORMAT = 1
KEEP_EVERY = 1_000  # entries
KEEP_EVERY_BEHIND = 50_000
PAGES_AT_A_TIME = 20  # a long journal is read in short turns: a parent that died is noticed
NICENESS = 10  # whoever calls somebody comes first


@dataclass
class Learner:
    """The line as far as it was read, and what was learned on the way."""

    line: Line
    head: str
    facts: JournalFacts
    forecaster: Forecaster

    @classmethod
    def anew(cls) -> Learner:
        return cls(Line(), GENESIS, JournalFacts(), Forecaster(SiteFacts({})))

    def read(self, connection: Connection, upto: int) -> None:
        """Follow the journal towards entry `upto`, some thousand entries at most."""
        for _ in range(PAGES_AT_A_TIME):
            if self.line.sequence >= upto or not (found := page(connection, self.line.sequence)):
                return
            for entry in found:
                event = codec.from_json(entry.type, json.loads(entry.data))
                for fact in self.facts.of(self.line, event):
                    self.forecaster.observe(fact)
                fold(self.line, event)
                self.head = entry.hash
                if entry.type == "SettingsChanged":
                    self._learn_guesses()

    def _learn_guesses(self) -> None:
        guesses = {s.id: s.expected_minutes for s in self.line.settings.services}
        if guesses != self.forecaster.site.guesses:
            kept = self.forecaster.to_json()
            kept["site"]["guesses"] = guesses
            self.forecaster = Forecaster.from_json(kept)

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The forecast for the line as it stands; none while there is more to read."""
        began = time.perf_counter()
        if self.line.sequence < asked["upto"]:
            return {"seq": self.line.sequence, "seconds": 0.0, "visits": {}, "services": {}}
        now = codec.parse_time(asked["now"])
        told = self.forecaster.forecast(room_of(self.line, now, self.facts.free_since))
        return {
            "seq": self.line.sequence,
            "seconds": time.perf_counter() - began,
            "visits": {visit: _plain(found) for visit, found in told.waiting.items()},
            "services": {service: _plain(found) for service, found in told.joining.items()},
        }

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "head": self.head,
            "line": codec.take_snapshot(self.line),
            "free_since": self.facts.free_since,
            "newest": self.facts.newest,
            "learned": self.forecaster.to_json(),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Learner:
        """Raises KeyError, TypeError or ValueError on what another version kept."""
        if kept["format"] != FORMAT:
            raise ValueError("another format")
        facts = JournalFacts(kept["free_since"], kept["newest"])
        return cls(codec.restore(kept["line"]), kept["head"], facts, Forecaster.from_json(kept["learned"]))


def _plain(found: Range | None) -> list[int] | None:
    if found is None:
        return None
    wait = rounded(found.low, found.mid, found.high)
    return [wait.low_minutes, wait.mid_minutes or 0, wait.high_minutes]


def load_learner(path: Path, connection: Connection) -> Learner:
    """What was kept, if it belongs to this journal; else a beginner."""
    try:
        learner = Learner.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return Learner.anew()
    return learner if head_at(connection, learner.line.sequence) == learner.head else Learner.anew()


def run(journal: Path, asked: TextIO, answers: TextIO) -> None:
    """Answer until nobody asks any more."""
    kept = journal.with_name(KEPT_AS)
    with closing(open_reader(journal)) as connection:
        learner = load_learner(kept, connection)
        newest = learner.line.sequence
        for line in asked:
            question = json.loads(line)
            learner.read(connection, question["upto"])
            print(json.dumps(learner.answer(question)), file=answers, flush=True)
            behind = learner.line.sequence < question["upto"]
            if learner.line.sequence - newest >= (KEEP_EVERY_BEHIND if behind else KEEP_EVERY):
                newest = learner.line.sequence
                _keep(learner, kept)
        if learner.line.sequence > newest:
            _keep(learner, kept)


def _keep(learner: Learner, path: Path) -> None:
    try:
        write_whole(path, json.dumps(learner.to_json()))
    except OSError as error:  # a full disk costs time at the next start, nothing else
        sys.stderr.write(f"forecasts: not kept: {error.strerror}\n")


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    run(Path(sys.argv[1]), sys.stdin, sys.stdout)
