"""Ten agents at once: while somebody waits nobody gets an error, and nobody is called twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from common.clients.errors import ApiRefused
from common.clients.site import SiteClient
from common.ids import new_id
from kiosk.queue.codec import settings_from_json
from tests.api.site.asking import waiting
from tests.api.site.running import SiteThread

AGENTS, VISITORS = 10, 60


def test_ten_agents_empty_the_line_together(site: SiteThread) -> None:
    counters = [str(n) for n in range(1, AGENTS + 1)]
    settings = site.local().site().settings | {"counters": counters}
    site.apply(settings_from_json(settings))
    kiosk = site.local()
    expected = {waiting(kiosk, f"Guest {n}").id for n in range(VISITORS)}
    agents = [site.agent(f"agent{n}") for n in range(AGENTS)]
    for counter, agent in zip(counters, agents, strict=True):
        agent.open(counter, new_id())
    start = Barrier(AGENTS)

    def work(counter: str, agent: SiteClient) -> list[str]:
        served: list[str] = []
        start.wait()
        while True:
            try:
                visit = agent.call(counter, new_id())
            except ApiRefused as refused:
                if refused.problem.code != "nobody_waiting":  # the only no that an agent may hear
                    raise
                return served
            served.append(visit.id)
            agent.act(visit.id, "start", new_id())
            agent.act(visit.id, "finish", new_id())

    with ThreadPoolExecutor(AGENTS) as room:
        called = [v for served in room.map(work, counters, agents) for v in served]
    assert len(called) == len(set(called)) == VISITORS and set(called) == expected
    assert kiosk.line().sequence > 0 and not kiosk.board().next
