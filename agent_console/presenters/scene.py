"""What most sentences about a line need: the line, who is who, for whom it is said, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from common.i18n import Words, say_time
from kiosk.queue.line import Line


@dataclass(frozen=True, slots=True)
class Scene:
    """`agent`: the technician who reads it; `names`: of agents and visits, by id; `now`: the site's time."""

    line: Line
    names: Mapping[str, str]
    agent: str
    words: Words
    now: datetime

    def say(self, key: str, /, **args: object) -> str:
        return self.words.say(key, **args)

    def agent_name(self, agent: str | None) -> str:
        """A colleague's name; "a colleague" for one whose name is not known here."""
        return self.names.get(agent or "", "") or self.say("console-a-colleague")

    def service(self, service_id: str) -> str:
        """A service as this technician's language calls it."""
        service = self.line.settings.service(service_id)
        return service.name(self.words.language) if service else service_id

    def clock(self, moment: datetime) -> str:
        """The time of day at the site."""
        return say_time(moment.astimezone(self.line.settings.zone), self.words.language)

    def number(self, visit: str) -> str:
        """A visitor's number; what visitors are called here without one."""
        known = self.line.visits.get(visit)
        return (known.number if known else None) or self.say("console-person-unnamed")

    def colleagues(self, service: str) -> list[str]:
        """Who else is at a counter now and may serve this service, by name."""
        others = [agent for agent in self.line.by_agent if agent != self.agent]
        able = [agent for agent in others if self.line.settings.serves(agent, service)]
        return sorted(able, key=lambda agent: (self.agent_name(agent), agent))
