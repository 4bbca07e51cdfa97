"""Call-next a second beside the bare handler; flat in the day's length; ten agents emptying a full room."""

from __future__ import annotations

from bench.checkins import _bare_check_in, bare, better
from bench.load import Connection, Figures, Work, run
from bench.site_under_test import Site, fill, site
from common.ids import new_id

CLIENTS = (1, 10, 64)
ROUNDS = 3
CALLS = 400
LENGTHS = (100, 1_000, 10_000)


def call_next(found: Site, called: list[str]) -> Work:
    """Call the next one and, untimed work aside, say no-show, so that the agent is free again."""
    counters = {token: str(n + 1) for n, token in enumerate(found.agents)}

    async def work(connection: Connection, _: int) -> bool:
        counter = counters[connection.token]
        status, answer = await connection.post(f"/api/v1/counters/{counter}/call", {}, new_id())
        if status == 409 and answer["code"] == "nobody_waiting":
            return False
        assert status == 200, (status, answer)
        called.append(answer["id"])
        connection.pause()
        status, answer = await connection.post(f"/api/v1/visits/{answer['id']}/no-show", None, new_id())
        connection.resume()
        assert status == 200, (status, answer)
        return True

    return work


def main() -> None:
    with bare() as bound_url, site(agents=64) as found:
        for clients in CLIENTS:
            bound: Figures | None = None
            real: Figures | None = None
            for _ in range(ROUNDS):
                fill(found, CALLS)
                bound = better(bound, run(bound_url, ["-"] * clients, CALLS * 2, _bare_check_in))
                real = better(real, run(found.url, found.agents[:clients], CALLS, call_next(found, [])))
            assert bound and real
            print(f"call next, {clients:2} agents   {real}   (and a no-show after each)")
            print(
                f"  bare handler       {bound}   ratio, both writes {2 * real.rate / bound.rate:.2f}",
                flush=True,
            )
    _by_length()
    _empty_the_room()


def _by_length() -> None:
    best: dict[int, Figures | None] = dict.fromkeys(LENGTHS)
    with site(agents=10) as short, site(agents=10) as middle, site(agents=10) as long:
        sites = dict(zip(LENGTHS, (short, middle, long), strict=True))
        for length, found in sites.items():
            fill(found, length)
        for _ in range(ROUNDS):
            for length, found in sites.items():
                fill(found, 100)
                best[length] = better(best[length], run(found.url, found.agents, 100, call_next(found, [])))
    first = best[LENGTHS[0]]
    for length, figure in best.items():
        assert first and figure
        print(f"call next, {length:6,} visits   {figure}   {first.rate / figure.rate:.2f} × the first")


def _empty_the_room() -> None:
    """500 people wait, ten agents call as fast as they can: nobody twice, nobody left."""
    with site(agents=10) as found:
        fill(found, 500)
        called: list[str] = []
        figure = run(found.url, found.agents, 10_000, call_next(found, called))
        different = len(set(called))
        told = f"called {different}, twice {len(called) - different}, left {500 - different}"
        print(f"10 agents, 500 waiting   {figure}   {told}")
